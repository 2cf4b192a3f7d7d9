//! Phrases about signals: the settings, Today, the month and the page of insight.

use super::{
    colon, days,
    numbers::{self, count, decimal, signed},
    p_value, phrases,
};
use crate::domain::{
    Lang,
    insight::{Measure, SignalAssociation, SignalFindings, SignalVerdict, When},
    signal::Signal,
};

phrases! {
    around_you: "Around you", "Autour de vous";
    around_you_more: "Choose what to see beside your days: under the week, in the month and in your insight. Only you see your choice.", "Choisissez ce qui s’affiche à côté de vos journées : sous la semaine, dans le mois et dans votre bilan. Personne d’autre ne voit ce choix.";
    signals_unreachable: "We can’t reach what goes on around you right now.", "Ce qui se passe autour de vous est inaccessible pour le moment.";
    signals: "Show", "Afficher";
    no_signal_chosen: "Weather, prices, a city’s bikes: choose what to see beside your days, and whether it goes with them.", "Météo, prix, vélos d’une ville : choisissez ce qui s’affiche à côté de vos journées, et voyez si cela va avec elles.";
    choose_signals: "Choose what to see", "Choisir quoi afficher";
    how_signals: "For each day we lay your mood beside the value, and beside its change since the day before; likewise the mood of the day after. Only their order counts (Spearman’s rank correlation), and neighbouring days resemble each other, which the interval and the test take into account. We compare twice: as it is, and without the seasons and the days of the week, which both may follow. With many comparisons some look special by chance: the threshold is tightened accordingly (Benjamini–Hochberg). We say that two things go together only if both comparisons agree, and never that one is the cause of the other.", "Pour chaque journée, nous plaçons votre humeur à côté de la valeur, puis à côté de sa variation depuis la veille ; de même pour l’humeur du lendemain. Seul l’ordre compte (corrélation des rangs de Spearman), et les journées voisines se ressemblent, ce dont l’intervalle et le test tiennent compte. Nous comparons deux fois : telles quelles, puis sans les saisons ni les jours de la semaine, que les deux peuvent suivre. Avec beaucoup de comparaisons, certaines sortent du lot par hasard : le seuil est resserré en conséquence (Benjamini–Hochberg). Nous disons que l’un va avec l’autre seulement si les deux comparaisons concordent, et jamais que l’un est la cause de l’autre.";
    scatter_description: "Each column holds as many days, from the lowest values on the left to the highest on the right. The larger a face, the more of these days had its mood.", "Chaque colonne contient autant de journées, des valeurs les plus basses à gauche aux plus hautes à droite. Plus un visage est grand, plus de ces journées avaient cette humeur.";
    mean_mood_column: "Mean mood", "Humeur moyenne";
    value_column: "Values", "Valeurs";
}

/// A heading: "Around you: 16 – 22 November", "Around you: Temperature".
#[must_use]
pub fn around_you_in(lang: Lang, part: &str) -> String {
    format!("{}{}{part}", around_you(lang), colon(lang))
}

/// The name of a signal's lane, with its unit: "Temperature (°C)", "Bitcoin (change in %)".
#[must_use]
pub fn lane_name(lang: Lang, signal: &Signal) -> String {
    let name = signal.name(lang);
    match (lang, signal.is_price) {
        (Lang::En, true) => format!("{name} (change in %)"),
        (Lang::Fr, true) => format!("{name} (variation en %)"),
        (_, false) if signal.unit.is_empty() => name.to_owned(),
        (_, false) => format!("{name} ({})", signal.unit),
    }
}

/// The lanes of a month, from top to bottom.
#[must_use]
pub fn lanes_legend(lang: Lang, names: &[String]) -> String {
    let names = names.join(", ");
    match lang {
        Lang::En => format!("In small print below each week: {names}."),
        Lang::Fr => format!("En petit sous chaque semaine\u{a0}: {names}."),
    }
}

/// A value where there is little room: at most about four digits, and thousands as "k".
#[must_use]
pub fn short_value(lang: Lang, value: f64, decimals: u8) -> String {
    let (value, mark, decimals) = match value.abs() {
        size if size >= 1e8 => (value / 1e6, "M", 0),
        size if size >= 1e5 => (value / 1e3, "k", 0),
        _ => (value, "", decimals),
    };
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => decimals.min(1),
        _ => decimals.min(2),
    };
    format!("{}{mark}", decimal(lang, value, digits.into()))
}

/// A change in percent where there is little room: "+1.2".
#[must_use]
pub fn short_change(lang: Lang, percent: f64) -> String {
    let digits = usize::from(percent.abs() < 10.0);
    signed(lang, percent, digits)
}

/// A value in full, with its unit: "12.5 °C".
#[must_use]
pub fn value_with_unit(lang: Lang, signal: &Signal, measure: Measure, value: f64) -> String {
    let digits = signal.decimals.into();
    let number = match measure {
        Measure::Value => decimal(lang, value, digits),
        Measure::Change => signed(lang, value, digits),
    };
    match signal.unit.as_str() {
        "" => number,
        unit => format!("{number}\u{a0}{unit}"),
    }
}

/// The statement about signals, before those that hold.
#[must_use]
pub fn signals_sentence(lang: Lang, findings: &SignalFindings) -> String {
    let compared = count(lang, findings.compared);
    match (lang, findings.verdict) {
        (Lang::En, SignalVerdict::NotEnoughDays { days, needed }) => format!(
            "Not enough days yet: it takes {needed} with both a mood and a value, and you have {}. {} to go. No hurry.",
            count(lang, days),
            count(lang, needed.saturating_sub(days))
        ),
        (Lang::Fr, SignalVerdict::NotEnoughDays { days, needed }) => format!(
            "Pas encore assez de journées\u{a0}: il en faut {needed} avec une humeur et une valeur, et vous en avez {}. Encore {}. Rien ne presse.",
            count(lang, days),
            count(lang, needed.saturating_sub(days))
        ),
        (Lang::En, SignalVerdict::NoAssociation) => format!(
            "Nothing around you goes with brighter or heavier days in a way that stands out from chance. Comparisons: {compared}."
        ),
        (Lang::Fr, SignalVerdict::NoAssociation) => format!(
            "Rien autour de vous ne va avec des journées plus claires ou plus lourdes au point de se distinguer du hasard. Comparaisons\u{a0}: {compared}."
        ),
        (Lang::En, SignalVerdict::Found) => {
            format!("What goes with brighter and heavier days. Comparisons: {compared}.")
        }
        (Lang::Fr, SignalVerdict::Found) => format!(
            "Ce qui va avec les journées plus claires et plus lourdes. Comparaisons\u{a0}: {compared}."
        ),
    }
}

/// A signal that moods go with: "Temperature: higher values go with brighter days, over 90 days."
#[must_use]
pub fn signal_sentence(lang: Lang, name: &str, of: &SignalAssociation) -> String {
    let is_brighter = of.correlation.estimate > 0.0;
    let (n, colon) = (days(lang, of.points.len()), colon(lang));
    let figure = match (lang, of.measure) {
        (Lang::En, Measure::Value) => "higher values go with",
        (Lang::En, Measure::Change) => "a rise goes with",
        (Lang::Fr, Measure::Value) => "une valeur plus haute va avec",
        (Lang::Fr, Measure::Change) => "une hausse va avec",
    };
    let mood = match (lang, is_brighter) {
        (Lang::En, true) => "brighter days",
        (Lang::En, false) => "heavier days",
        (Lang::Fr, true) => "des journées plus claires",
        (Lang::Fr, false) => "des journées plus lourdes",
    };
    let when = match (lang, of.when) {
        (_, When::SameDay) => "",
        (Lang::En, When::DayAfter) => " the day after",
        (Lang::Fr, When::DayAfter) => " le lendemain",
    };
    match lang {
        Lang::En => format!("{name}{colon}{figure} {mood}{when}, over {n}."),
        Lang::Fr => format!("{name}{colon}{figure} {mood}{when}, sur {n}."),
    }
}

/// The figures of such a statement.
#[must_use]
pub fn signal_figures(lang: Lang, of: &SignalAssociation, compared: usize) -> String {
    let number = |value| decimal(lang, value, 2);
    let between = |low, high| numbers::interval(lang, low, high, 2);
    let (raw, rest) = (of.correlation, of.detrended);
    let (n, worth) = (
        days(lang, of.points.len()),
        decimal(lang, of.effective_days, 0),
    );
    let (p, compared) = (p_value(lang, of.p), count(lang, compared));
    match lang {
        Lang::En => format!(
            "Your {n} tell as much as about {worth} unrelated ones. Correlation, from −1 to 1: {} ({}); without seasons and weekdays {} ({}). {p}, corrected for {compared} comparisons.",
            number(raw.estimate),
            between(raw.low, raw.high),
            number(rest.estimate),
            between(rest.low, rest.high)
        ),
        Lang::Fr => format!(
            "Pour {n}, autant d’information qu’avec {worth} sans lien entre elles. Corrélation, de −1 à 1\u{a0}: {} ({})\u{202f}; sans les saisons ni les jours de la semaine {} ({}). {p}, corrigé pour {compared} comparaisons.",
            number(raw.estimate),
            between(raw.low, raw.high),
            number(rest.estimate),
            between(rest.low, rest.high)
        ),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::{
        insight::Interval,
        signal::{DayRule, SignalId},
    };

    /// Every sentence, in each of its forms.
    pub(in crate::i18n) fn sentences(lang: Lang) -> Vec<String> {
        let interval = Interval {
            estimate: 0.312,
            low: 0.1,
            high: 0.48,
        };
        let signal = Signal {
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
        };
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
            let findings = SignalFindings {
                verdict,
                associations: Vec::new(),
                compared: 12,
            };
            all.push(signals_sentence(lang, &findings));
        }
        for measure in [Measure::Value, Measure::Change] {
            for when in [When::SameDay, When::DayAfter] {
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
        assert!(english.contains("temperature: a rise goes with heavier days the day after,"));
        assert!(french.contains(
            "température\u{a0}: une valeur plus haute va avec des journées plus claires"
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
            (68_123.4, 2, "68123"),
            (123_456.0, 0, "123k"),
            (1.5e9, 0, "1500M"),
        ] {
            assert_eq!(short_value(Lang::En, value, decimals), text);
        }
        assert_eq!(short_value(Lang::Fr, -2.54, 1), "−2,5");
        assert_eq!(short_change(Lang::En, 1.234), "+1.2");
        assert_eq!(short_change(Lang::Fr, -12.3), "−12");
    }
}
