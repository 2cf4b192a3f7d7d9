//! Every sentence, in both languages.

use super::*;
use crate::domain::{
    insight::Interval,
    signal::{DayRule, SignalId},
};

/// A signal.
pub(in crate::i18n) fn sample() -> Signal {
    Signal {
        id: SignalId::parse("warmth").unwrap(),
        name: "Temperature".into(),
        french_name: Some("Température".into()),
        symbol: None,
        unit: "°C".into(),
        is_price: false,
        day_rule: DayRule::Mean,
        zone: "UTC".into(),
        interval: 300,
        decimals: 1,
    }
}

/// Every sentence, in each of its forms.
pub(in crate::i18n) fn sentences(lang: Lang) -> Vec<String> {
    let interval = Interval {
        estimate: 0.312,
        low: 0.1,
        high: 0.48,
    };
    let signal = sample();
    let price = Signal {
        is_price: true,
        ..signal.clone()
    };
    let mut all = vec![
        around_you_in(lang, "16 – 22"),
        lane_name(lang, &signal),
        lane_name(lang, &price),
        lanes_legend(lang, &["Vélos".into()]),
        value_with_unit(lang, &signal, Measure::Value, 12.5),
        value_with_unit(lang, &signal, Measure::Change, 12.5),
    ];
    for verdict in [
        SignalVerdict::NotEnoughDays {
            days: 12,
            needed: 30,
        },
        SignalVerdict::NoAssociation,
        SignalVerdict::Found,
    ] {
        for compared in [0, 12] {
            let findings = SignalFindings {
                verdict,
                associations: Vec::new(),
                compared,
            };
            all.push(signals_sentence(lang, &findings));
        }
    }
    for measure in [Measure::Value, Measure::Change] {
        for when in [When::SameDay, When::DayAfter] {
            all.push(association_title(lang, signal.name(lang), measure, when));
            for estimate in [0.31, -0.31] {
                let of = SignalAssociation {
                    signal: signal.id.clone(),
                    measure,
                    when,
                    correlation: Interval {
                        estimate,
                        ..interval
                    },
                    detrended: interval,
                    effective_days: 64.2,
                    p: 0.004,
                    points: Vec::new(),
                };
                all.push(signal_sentence(lang, signal.name(lang), &of));
                all.push(signal_figures(lang, &of, 1));
                all.push(signal_figures(lang, &of, 12));
            }
        }
    }
    all
}

#[test]
fn a_claim_is_never_about_a_cause() {
    let of = |lang| sentences(lang).join(" ").to_lowercase();
    let (english, french) = (of(Lang::En), of(Lang::Fr));
    assert!(english.contains("temperature: higher values go with brighter days, over 0 days."));
    assert!(english.contains("temperature: a rise goes with a heavier day after,"));
    assert!(french.contains(
        "température\u{a0}: une valeur plus haute va de pair avec des journées plus claires"
    ));
    for word in ["cause", "because", "make", "parce", "rend "] {
        assert!(!english.contains(word) && !french.contains(word), "{word}");
    }
}

#[test]
fn a_value_takes_little_room() {
    for (value, decimals, text) in [
        (0.0, 2, "0.00"),
        (-0.004, 2, "0.00"),
        (9.876, 6, "9.88"),
        (12.34, 6, "12.3"),
        (12.34, 0, "12"),
        (123.4, 1, "123"),
        (9_876.5, 2, "9,877"),
        (68_123.4, 2, "68.1k"),
        (123_456.0, 0, "123k"),
        (1.5e6, 0, "1.5M"),
        (1.5e9, 0, "1.5bn"),
    ] {
        assert_eq!(short_value(Lang::En, value, decimals), text);
    }
    assert_eq!(short_value(Lang::Fr, -2.54, 1), "−2,5");
    assert_eq!(short_value(Lang::Fr, 68_123.4, 2), "68,1\u{202f}k");
    assert_eq!(short_value(Lang::Fr, 1.5e9, 0), "1,5\u{202f}Md");
    assert_eq!(short_change(Lang::En, 1.234), "+1.2");
    assert_eq!(short_change(Lang::Fr, -12.3), "−12");
}

#[test]
fn a_value_in_full_has_its_thousands_in_groups() {
    let price = Signal {
        unit: "EUR".into(),
        decimals: 2,
        ..sample()
    };
    let full = |lang| value_with_unit(lang, &price, Measure::Value, 68_123.45);
    assert_eq!(full(Lang::En), "68,123.45\u{a0}EUR");
    assert_eq!(full(Lang::Fr), "68\u{202f}123,45\u{a0}EUR");
}

#[test]
fn each_association_of_a_signal_has_a_title_of_its_own() {
    let titles = |lang, name| {
        [
            (Measure::Value, When::SameDay),
            (Measure::Change, When::SameDay),
            (Measure::Value, When::DayAfter),
            (Measure::Change, When::DayAfter),
        ]
        .map(|(measure, when)| association_title(lang, name, measure, when))
    };
    assert_eq!(
        titles(Lang::En, "Temperature"),
        [
            "Around you: Temperature",
            "Around you: Temperature, change",
            "Around you: Temperature, the day after",
            "Around you: Temperature, change, the day after",
        ]
    );
    assert_eq!(
        titles(Lang::Fr, "Température"),
        [
            "Autour de vous\u{a0}: Température",
            "Autour de vous\u{a0}: Température, variation",
            "Autour de vous\u{a0}: Température, le lendemain",
            "Autour de vous\u{a0}: Température, variation, le lendemain",
        ]
    );
}

#[test]
fn days_by_mood_begin_with_the_brightest() {
    let moods = [1, 0, 2, 3, 0];
    assert_eq!(days_by_mood(Lang::En, moods), "3 good, 2 okay, 1 awful");
    assert_eq!(
        days_by_mood(Lang::Fr, moods),
        "3 bonnes, 2 moyennes, 1 affreuse"
    );
    assert_eq!(days_by_mood(Lang::En, [0; 5]), "");
}

#[test]
fn one_comparison_is_singular_and_none_says_why() {
    let all = |lang| sentences(lang).join(" ");
    let (english, french) = (all(Lang::En), all(Lang::Fr));
    assert!(english.contains("corrected for 1 comparison.") && english.contains("12 comparisons."));
    assert!(french.contains("corrigé pour 1 comparaison.") && french.contains("12 comparaisons."));
    assert!(
        english.contains(
            "Nothing to compare yet: your moods or the values are almost always the same"
        )
    );
    assert!(french.contains("Rien à comparer pour le moment"));
}
