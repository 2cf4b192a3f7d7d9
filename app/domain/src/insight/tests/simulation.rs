//! Error rates on journals whose law is known.

use super::journals::{Law, NO_EFFECT, Random};
use crate::insight::{Insight, MonthChange, TagVerdict, TrendVerdict, WeekdayVerdict};

/// The share of journals of a law about which each statement is made.
#[derive(Debug, Default)]
struct Rates {
    trend: f64,
    rising: f64,
    weekdays: f64,
    tags: f64,
    first_tag: f64,
    month: f64,
    days: f64,
    any: f64,
}

fn rates(law: Law, journals: u32) -> Rates {
    let mut random = Random(12);
    let mut rates = Rates::default();
    let each = 1.0 / f64::from(journals);
    for _ in 0..journals {
        let insight = law.insight(&mut random);
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
        add(&mut rates.rising, trend.verdict == TrendVerdict::Rising);
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
        rates.days += insight.distribution.days() as f64 * each;
    }
    rates
}

#[test]
#[ignore = "minutes: prints the tables of docs/insight.md"]
fn figures() {
    let mut lines = String::new();
    for carryover in [0.0, 0.3, 0.5, 0.6] {
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
                ..
            } = rates(law, 4000);
            lines += &format!(
                "{carryover} {days:4}  trend {trend:.3} weekdays {weekdays:.3} tags {tags:.3} month {month:.3} any {any:.3}\n"
            );
        }
    }
    for (days, rise) in [(60, 1.0), (90, 1.5), (90, 1.0)] {
        for deviation in [0.4, 0.6, 0.8] {
            for written in [1.0, 0.8] {
                let law = Law {
                    days,
                    rise,
                    deviation,
                    written,
                    ..NO_EFFECT
                };
                let Rates {
                    rising, days: n, ..
                } = rates(law, 2000);
                lines += &format!(
                    "rise {rise} over {days} deviation {deviation} n {n:.0}: {rising:.3}\n"
                );
            }
        }
    }
    for days in [90] {
        for deviation in [0.4, 0.6, 0.8] {
            let law = Law {
                days,
                tag_effect: 1.0,
                weekend_effect: 0.0,
                deviation,
                ..NO_EFFECT
            };
            let Rates {
                first_tag,
                tags,
                days: n,
                ..
            } = rates(law, 2000);
            let weekdays = rates(
                Law {
                    weekend_effect: 1.0,
                    tag_effect: 0.0,
                    ..law
                },
                1000,
            )
            .weekdays;
            lines += &format!(
                "tag over {days} deviation {deviation} n {n:.0}: {first_tag:.3} {tags:.3} weekend {weekdays:.3}\n"
            );
        }
    }
    panic!("{lines}");
}
