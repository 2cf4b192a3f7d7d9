//! Every sentence, in both languages.

use super::*;
use crate::{
    domain::{
        Entry,
        insight::{Comparison, TaggedDay},
        signal::DayValue,
    },
    i18n::signals,
};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// So many days before a Thursday, all of this mood.
fn usual(days: i64, mood: Mood) -> UsualDay {
    let thursday = day("2026-11-26");
    let days = (1..=days).rev().map(|back| TaggedDay {
        day: thursday.plus(-back),
        mood,
        tags: Vec::new(),
    });
    UsualDay::of(thursday, &days.collect::<Vec<_>>())
}

fn week(days: i64, estimate: Option<f64>) -> WeekReport {
    let week = Week::containing(day("2026-11-26"), chrono::Weekday::Mon);
    let entries = (0..days).map(|offset| Entry {
        day: week.start().plus(offset),
        mood: Mood::Good,
        note: None,
        version: 1,
        edited: false,
        created_at: 0,
        updated_at: 0,
        expires_at: 1,
    });
    let report = WeekReport::of(week, entries.collect(), &[], Vec::new(), Vec::new());
    let comparison = estimate.map(|estimate| Comparison {
        difference: Interval {
            estimate,
            low: estimate - 0.5,
            high: estimate + 0.5,
        },
        p: if estimate.abs() > 0.5 { 0.01 } else { 0.5 },
    });
    WeekReport {
        comparison,
        days_before: 22,
        ..report
    }
}

/// A temperature of so many degrees, after days of ten.
fn temperature(value: f64) -> SignalOfDay {
    let value = DayValue {
        day: day("2026-11-26"),
        value,
        samples: 24,
    };
    SignalOfDay {
        signal: signals::tests::sample(),
        value,
        is_over: true,
        days_before: 30,
        usual: Some(10.0),
    }
}

/// Every sentence, in each of its forms.
pub(in crate::i18n) fn sentences(lang: Lang) -> Vec<String> {
    let thursday = day("2026-11-26");
    let name = dates::weekday(lang, thursday);
    let mut all = vec![
        report_of(lang, "26"),
        comments_of_day(lang, 1),
        comments_of_day(lang, 2),
    ];
    for days in [0, 30, 90] {
        let usual = usual(days, Mood::Okay);
        all.extend(Mood::ALL.map(|mood| day_sentence(lang, thursday, mood, &usual)));
        all.push(usual_sentence(lang, &usual.all, None));
        all.push(usual_sentence(lang, &usual.weekday, Some(name)));
    }
    for value in [12.1, 10.0, 7.9] {
        all.push(signal_of_day(lang, &temperature(value)));
    }
    for estimate in [None, Some(0.1), Some(0.9), Some(-0.9)] {
        all.push(week_change(lang, &week(5, estimate)));
    }
    all
}

#[test]
fn a_day_in_one_sentence() {
    let thursday = day("2026-11-26");
    for (days, mood, en, fr) in [
        (
            90,
            Mood::Good,
            "A good Thursday: brighter than your average Thursday.",
            "Une bonne journée\u{a0}: plus claire que la moyenne de vos jeudis.",
        ),
        (
            90,
            Mood::Okay,
            "An okay Thursday, much like your average Thursday.",
            "Une journée moyenne, proche de la moyenne de vos jeudis.",
        ),
        (
            30,
            Mood::Awful,
            "An awful Thursday: heavier than your average day.",
            "Une journée affreuse\u{a0}: plus lourde que la moyenne de vos journées.",
        ),
        (10, Mood::Great, "A great Thursday.", "Une journée superbe."),
    ] {
        let usual = usual(days, Mood::Okay);
        assert_eq!(day_sentence(Lang::En, thursday, mood, &usual), en);
        assert_eq!(day_sentence(Lang::Fr, thursday, mood, &usual), fr);
    }
}

#[test]
fn too_few_days_agree_with_their_number() {
    let few = usual(10, Mood::Okay);
    let all = usual_sentence(Lang::Fr, &few.all, None);
    assert!(all.starts_with("Pas assez de journées pour") && all.ends_with("Notées\u{a0}: 10."));
    let weekday = usual_sentence(Lang::Fr, &few.weekday, Some("jeudi"));
    assert!(
        weekday.starts_with("Pas assez de jeudis pour") && weekday.ends_with("Notés\u{a0}: 1.")
    );
}

#[test]
fn a_signals_value_is_beside_the_days_before() {
    for (value, en, fr) in [
        (
            12.1,
            "Temperature: 12.1\u{a0}°C (2.1 above the mean of the 30 days before)",
            "Température\u{a0}: 12,1\u{a0}°C (2,1 de plus que la moyenne des 30 jours précédents)",
        ),
        (
            10.04,
            "Temperature: 10.0\u{a0}°C (like the mean of the 30 days before)",
            "Température\u{a0}: 10,0\u{a0}°C (comme la moyenne des 30 jours précédents)",
        ),
        (
            7.9,
            "Temperature: 7.9\u{a0}°C (2.1 below the mean of the 30 days before)",
            "Température\u{a0}: 7,9\u{a0}°C (2,1 de moins que la moyenne des 30 jours précédents)",
        ),
    ] {
        assert_eq!(signal_of_day(Lang::En, &temperature(value)), en);
        assert_eq!(signal_of_day(Lang::Fr, &temperature(value)), fr);
    }
    let alone = SignalOfDay {
        usual: None,
        ..temperature(12.1)
    };
    assert_eq!(signal_of_day(Lang::En, &alone), "Temperature: 12.1\u{a0}°C");
    let unfinished = SignalOfDay {
        is_over: false,
        ..alone
    };
    assert_eq!(
        signal_of_day(Lang::En, &unfinished),
        "Temperature: 12.1\u{a0}°C (may still change)"
    );
    assert_eq!(
        signal_of_day(Lang::Fr, &unfinished),
        "Température\u{a0}: 12,1\u{a0}°C (peut encore changer)"
    );
}

#[test]
fn a_week_is_compared_in_one_sentence() {
    assert_eq!(
        week_change(Lang::En, &week(6, Some(0.9))),
        "Brighter than the four weeks before: +0.9 steps (+0.4 to +1.4), with 6 days beside 22."
    );
    assert_eq!(
        week_change(Lang::Fr, &week(6, Some(-0.9))),
        "Plus lourde que les quatre semaines précédentes\u{a0}: \u{2212}0,9 cran (\u{2212}1,4 à \u{2212}0,4), avec 6 jours contre 22."
    );
    let few = week_change(Lang::En, &week(2, None));
    assert!(few.ends_with("This week has 2, those have 22."), "{few}");
}

#[test]
fn a_week_of_another_year_has_it_in_its_name() {
    let week = Week::containing(day("2026-11-26"), chrono::Weekday::Mon);
    let name =
        |region, today| week_name(Locale::negotiate(Some(Lang::En), region), week, day(today));
    assert_eq!(name("en-GB", "2026-12-31"), "23 – 29 November");
    assert_eq!(name("en-GB", "2027-01-01"), "23 – 29 November 2026");
    assert_eq!(name("en-US", "2027-01-01"), "November 23 – 29, 2026");
}
