//! Error rates on journals whose law is known.

use super::journals::{Law, NO_EFFECT, Random};
use crate::insight::{
    Carryover, Insight, MonthChange, SIGNIFICANCE, TagVerdict, Trend, TrendVerdict, WeekdayVerdict,
};

/// The share of journals of a law about which each statement is made, and whose mean's interval
/// encloses the law's.
#[derive(Debug, Default)]
struct Rates {
    trend: f64,
    weekdays: f64,
    tags: f64,
    first_tag: f64,
    month: f64,
    days: f64,
    any: f64,
    covered: f64,
}

fn rates(law: Law, journals: u32) -> Rates {
    let mut random = Random(12);
    let mut rates = Rates::default();
    let each = 1.0 / f64::from(journals);
    for _ in 0..journals {
        let (insight, expected) = law.insight(&mut random);
        let Insight {
            trend,
            weekdays,
            tags,
            months,
            ..
        } = &insight;
        let add = |rate: &mut f64, is: bool| *rate += if is { each } else { 0.0 };
        let has_trend = matches!(trend.verdict, TrendVerdict::Rising | TrendVerdict::Falling);
        let has_weekdays = matches!(weekdays.verdict, WeekdayVerdict::Differ { .. });
        let has_tags = tags.verdict == TagVerdict::Found;
        let has_month = matches!(months.verdict, MonthChange::Higher | MonthChange::Lower);
        add(&mut rates.trend, has_trend);
        add(&mut rates.weekdays, has_weekdays);
        add(&mut rates.tags, has_tags);
        add(
            &mut rates.first_tag,
            tags.associations.iter().any(|found| found.tag == "sport"),
        );
        add(&mut rates.month, has_month);
        add(
            &mut rates.any,
            has_trend || has_weekdays || has_tags || has_month,
        );
        let interval = insight.mean.and_then(|mean| mean.interval);
        add(
            &mut rates.covered,
            interval.is_some_and(|it| it.low <= expected && expected <= it.high),
        );
        rates.days += insight.distribution.days() as f64 * each;
    }
    rates
}

/// Journals for each law: as many as an unoptimised build draws in a few seconds.
const JOURNALS: u32 = 400;

#[test]
fn without_an_effect_at_most_a_twentieth_says_there_is_one() {
    let rates = rates(NO_EFFECT, JOURNALS);
    for rate in [rates.trend, rates.weekdays, rates.tags, rates.month] {
        assert!(rate <= SIGNIFICANCE, "{rates:?}");
    }
    assert!(rates.covered >= 0.93, "{rates:?}");
}

#[test]
fn an_effect_of_one_mood_step_is_found_by_nine_of_ten() {
    let steady = Law {
        days: 60,
        rise: 1.0,
        deviation: 0.4,
        written: 1.0,
        ..NO_EFFECT
    };
    // One step in 60 days, and it goes on.
    let lively = Law {
        days: 90,
        rise: 1.5,
        written: 1.0,
        ..NO_EFFECT
    };
    for law in [steady, lively] {
        let rising = rising(law, 2 * JOURNALS);
        assert!(rising >= 0.9, "{law:?}: {rising}");
    }
    let tagged = Law {
        days: 180,
        tag_effect: 1.0,
        ..NO_EFFECT
    };
    let rates = rates(tagged, JOURNALS / 2);
    assert!(rates.first_tag >= 0.9, "{rates:?}");
}

/// The share of journals of a law with a rising trend: without the other measures, more of them in
/// the same time.
fn rising(law: Law, journals: u32) -> f64 {
    let mut random = Random(12);
    let is_rising = |_: &u32| {
        let (days, _) = law.journal(&mut random);
        Trend::of(&days, Carryover::of(&days)).verdict == TrendVerdict::Rising
    };
    (0..journals).filter(is_rising).count() as f64 / f64::from(journals)
}

/// `cargo test --release -p domain figures -- --ignored --nocapture`
#[test]
#[ignore = "minutes: prints the tables of docs/insight.md"]
#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn figures() {
    const JOURNALS: u32 = 4000;
    // Two standard errors above a twentieth.
    let limit = SIGNIFICANCE + 2.0 * (SIGNIFICANCE / f64::from(JOURNALS)).sqrt();
    println!(
        "| carryover | calendar days | trend | weekdays | tags | month | any | mean covered |"
    );
    for carryover in [0.0, 0.3, 0.5] {
        for days in [30, 60, 90, 365] {
            let law = Law {
                days,
                carryover,
                ..NO_EFFECT
            };
            let Rates {
                trend,
                weekdays,
                tags,
                month,
                any,
                covered,
                ..
            } = rates(law, JOURNALS);
            println!(
                "| {carryover} | {days} | {trend:.3} | {weekdays:.3} | {tags:.3} | {month:.3} | {any:.3} | {covered:.3} |"
            );
            assert!(trend.max(weekdays).max(tags).max(month) <= limit);
        }
    }
    println!("| rise | calendar days | deviation | written days | found |");
    for (days, rise) in [(60, 1.0), (90, 1.5), (120, 2.0), (90, 1.0), (365, 1.0)] {
        for deviation in [0.35, 0.6, 0.8] {
            for written in [1.0, 0.8] {
                let law = Law {
                    days,
                    rise,
                    deviation,
                    written,
                    ..NO_EFFECT
                };
                let found = rising(law, JOURNALS / 2);
                let n = days as f64 * if written < 1.0 { 0.71 } else { 1.0 };
                println!("| {rise} | {days} | {deviation} | {n:.0} | {found:.3} |");
            }
        }
    }
    println!("| calendar days | deviation | written days | tag found | weekend found |");
    for days in [60, 90, 180, 365] {
        for deviation in [0.4, 0.6, 0.8] {
            let law = Law {
                days,
                deviation,
                ..NO_EFFECT
            };
            let with_tag = Law {
                tag_effect: 1.0,
                ..law
            };
            let with_weekend = Law {
                weekend_effect: 1.0,
                ..law
            };
            let tag = rates(with_tag, JOURNALS / 4);
            let weekend = rates(with_weekend, JOURNALS / 4).weekdays;
            println!(
                "| {days} | {deviation} | {:.0} | {:.3} | {weekend:.3} |",
                tag.days, tag.first_tag
            );
        }
    }
}
