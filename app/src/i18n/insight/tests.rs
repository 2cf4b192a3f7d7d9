//! Every sentence, in both languages.

use super::*;
use crate::domain::insight::{
    Insight, Interval, MonthChange, MonthComparison, Streak, TagAssociation, TagFindings,
    TagVerdict, TaggedDay, Trend, TrendVerdict, When,
};

/// The insight of a journal that goes round the moods.
fn sample(n: i64) -> Insight {
    let first = Day::parse("2026-01-05").unwrap();
    let days: Vec<_> = (0..n)
        .map(|offset| TaggedDay {
            day: first.plus(offset),
            mood: Mood::ALL[usize::try_from(offset * 7 % 5).unwrap()],
            tags: Vec::new(),
        })
        .collect();
    Insight::of(&days, first, first.plus(n), first.plus(n - 1))
}

/// Every sentence, in each of its forms.
pub(in crate::i18n) fn sentences(lang: Lang) -> Vec<String> {
    let interval = Interval {
        estimate: 0.4,
        low: 0.1,
        high: 0.7,
    };
    let mut all = Vec::new();
    for n in [1, 3, 100] {
        let of = sample(n);
        let mean = of.mean.unwrap();
        all.extend([
            lead(lang, &of.distribution, &of.weekdays),
            mean_sentence(lang, &mean),
            worth(lang, &mean),
            tags_sentence(lang, &of.tags, 1),
            steadiness_sentence(lang, of.steadiness.as_ref()),
            coverage_sentence(lang, of.coverage),
            based_on(
                Locale::negotiate(Some(lang), ""),
                3650,
                Day::FIRST,
                Day::LAST,
            ),
        ]);
        for verdict in [
            TrendVerdict::NotEnoughDays { needed: 20 },
            TrendVerdict::NoTrend,
            TrendVerdict::Rising,
            TrendVerdict::Falling,
        ] {
            let slope = Some(interval);
            all.push(trend_sentence(
                lang,
                &Trend {
                    verdict,
                    slope,
                    ..of.trend
                },
            ));
        }
        for verdict in [
            WeekdayVerdict::NotEnoughDays { needed: 5 },
            WeekdayVerdict::Same,
            WeekdayVerdict::Differ {
                highest: Weekday::Sat,
                lowest: Weekday::Mon,
            },
        ] {
            let pattern = WeekdayPattern {
                verdict,
                ..of.weekdays.clone()
            };
            all.push(weekdays_sentence(lang, &pattern));
            all.push(lead(lang, &of.distribution, &pattern));
        }
        for verdict in [
            MonthChange::NotEnoughDays { needed: 7 },
            MonthChange::Same,
            MonthChange::Higher,
            MonthChange::Lower,
        ] {
            let difference = Some(interval);
            let months = MonthComparison {
                verdict,
                difference,
                ..of.months
            };
            all.push(months_sentence(lang, &months));
        }
        for verdict in [TagVerdict::NoAssociation, TagVerdict::Found] {
            let findings = TagFindings {
                verdict,
                ..of.tags.clone()
            };
            all.push(tags_sentence(lang, &findings, 61));
        }
    }
    for (when, estimate) in [
        (When::SameDay, 0.4),
        (When::SameDay, -0.4),
        (When::DayAfter, 0.4),
        (When::DayAfter, -0.4),
    ] {
        all.push(tag_sentence(
            lang,
            &TagAssociation {
                tag: "canal".into(),
                when,
                days_with: 9,
                days_without: 52,
                difference: Interval {
                    estimate,
                    ..interval
                },
                p: 0.01,
            },
        ));
    }
    for (current, longest) in [(0, 1), (0, 9), (5, 9), (9, 9)] {
        all.extend(streak_sentence(lang, Streak { current, longest }));
    }
    all.extend([median_sentence(lang, 3.0), median_sentence(lang, 3.5)]);
    all.extend([p_value(lang, 0.0001), p_value(lang, 0.03)]);
    all
}

#[test]
fn sentences_are_whole_in_both_languages() {
    for lang in Lang::ALL {
        for sentence in sentences(lang) {
            assert!(
                !sentence.contains("NaN") && !sentence.contains("  "),
                "{sentence}"
            );
            let numbers_are_local = match lang {
                Lang::En => !sentence.contains("0,4"),
                Lang::Fr => !sentence.contains("0.4"),
            };
            assert!(numbers_are_local, "{sentence}");
        }
    }
}

#[test]
fn a_statement_has_its_number_of_days() {
    let of = sample(100);
    for lang in Lang::ALL {
        for sentence in [
            mean_sentence(lang, &of.mean.unwrap()),
            trend_sentence(lang, &of.trend),
            weekdays_sentence(lang, &of.weekdays),
            tags_sentence(lang, &of.tags, 100),
            coverage_sentence(lang, of.coverage),
        ] {
            assert!(sentence.contains("100"), "{sentence}");
        }
    }
    let few = sample(12);
    assert_eq!(
        trend_sentence(Lang::En, &few.trend),
        "Not enough days yet to speak of a trend: it takes 20, and you have 12. No hurry."
    );
}

#[test]
fn the_median_is_a_mood_or_between_two() {
    assert_eq!(
        median_sentence(Lang::En, 4.0),
        "The day in the middle was good."
    );
    assert_eq!(
        median_sentence(Lang::Fr, 3.5),
        "La journée du milieu était entre moyenne et bonne."
    );
}

#[test]
fn weekdays_have_their_names() {
    assert_eq!(weekday(Lang::En, Weekday::Mon), "Monday");
    assert_eq!(weekday(Lang::Fr, Weekday::Sun), "dimanche");
}
