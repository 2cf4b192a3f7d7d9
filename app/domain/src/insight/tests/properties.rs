//! Laws that hold for every journal.

use proptest::prelude::*;

use crate::{
    Day, Mood,
    insight::{
        Carryover, Coverage, Distribution, Insight, Interval, Mean, MonthChange, SIGNIFICANCE,
        Steadiness, Streak, TagFindings, TaggedDay, Trend, TrendVerdict, WeekdayPattern,
        many_awful_days, slope::Distances,
    },
};

fn today() -> Day {
    Day::parse("2026-11-20").unwrap()
}

/// Days by distance to the one before, score and tags, up to today.
fn journal(moods: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<TaggedDay>> {
    let gap = prop_oneof![8 => Just(1_i64), 2 => 2_i64..40];
    let day = (gap, moods, proptest::collection::vec(0..3_usize, 0..2));
    proptest::collection::vec(day, 0..90).prop_map(|days| {
        let length: i64 = days.iter().map(|(gap, ..)| gap).sum();
        let mut day = today().plus(-length);
        days.into_iter()
            .map(|(gap, score, tags)| {
                day = day.plus(gap);
                TaggedDay {
                    day,
                    mood: Mood::ALL[score - 1],
                    tags: tags.iter().map(ToString::to_string).collect(),
                }
            })
            .collect()
    })
}

fn insight(days: &[TaggedDay]) -> Insight {
    Insight::of(days, Day::FIRST, today(), today())
}

fn with_moods(days: &[TaggedDay], mood: impl Fn(usize) -> usize) -> Vec<TaggedDay> {
    let days = days.iter().cloned();
    days.map(|day| TaggedDay {
        mood: Mood::ALL[mood(day.mood as usize)],
        ..day
    })
    .collect()
}

/// The same apart from the rounding of numbers.
fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

fn mirrored(one: Interval, other: Interval) -> bool {
    near(one.estimate, -other.estimate) && near(one.low, -other.high) && near(one.high, -other.low)
}

proptest! {
    #[test]
    fn a_weekday_has_the_interval_of_its_own_days(days in journal(1..=5)) {
        let of = insight(&days);
        for mean in of.weekdays.means {
            let own = days.iter().filter(|day| day.day.weekday() == mean.weekday);
            let own: Vec<_> = own.cloned().collect();
            let expected = Mean::of(&own, of.carryover).and_then(|mean| mean.interval);
            prop_assert_eq!(mean.interval, expected);
            prop_assert_eq!(mean.interval.is_some(), mean.days >= Mean::MIN_INTERVAL_DAYS);
        }
    }

    #[test]
    fn brighter_by_a_step_is_a_mean_higher_by_one_and_nothing_else(days in journal(1..=4)) {
        let (dark, bright) = (insight(&days), insight(&with_moods(&days, |mood| mood + 1)));
        if let (Some(dark), Some(bright)) = (dark.mean, bright.mean) {
            prop_assert!(near(dark.value + 1.0, bright.value));
            prop_assert!(near(dark.effective_days, bright.effective_days));
        }
        prop_assert_eq!(dark.trend.verdict, bright.trend.verdict);
        if let (Some(dark), Some(bright)) = (dark.trend.slope, bright.trend.slope) {
            prop_assert!(near(dark.estimate, bright.estimate) && near(dark.low, bright.low));
        }
        if let (Some(dark), Some(bright)) = (dark.weekdays.p, bright.weekdays.p) {
            prop_assert!(near(dark, bright));
        }
        if let (Some(dark), Some(bright)) = (dark.months.difference, bright.months.difference) {
            prop_assert!(near(dark.estimate, bright.estimate) && near(dark.low, bright.low));
        }
        prop_assert_eq!(dark.tags.associations.len(), bright.tags.associations.len());
        prop_assert_eq!(dark.steadiness, bright.steadiness);
        prop_assert_eq!((dark.coverage, dark.streak), (bright.coverage, bright.streak));
    }

    #[test]
    fn the_mirrored_scale_mirrors_every_direction(days in journal(1..=5)) {
        let (one, other) = (insight(&days), insight(&with_moods(&days, |mood| 4 - mood)));
        if let (Some(one), Some(other)) = (one.mean, other.mean) {
            prop_assert!(near(one.value, 6.0 - other.value));
        }
        if let (Some(one), Some(other)) = (one.trend.slope, other.trend.slope) {
            prop_assert!(mirrored(one, other), "{one:?} {other:?}");
        }
        let mirror = match one.trend.verdict {
            TrendVerdict::Rising => TrendVerdict::Falling,
            TrendVerdict::Falling => TrendVerdict::Rising,
            same => same,
        };
        prop_assert_eq!(other.trend.verdict, mirror);
        if let (Some(one), Some(other)) = (one.months.difference, other.months.difference) {
            prop_assert!(mirrored(one, other));
        }
        prop_assert_eq!(one.steadiness, other.steadiness);
    }

    #[test]
    fn whole_weeks_later_nothing_has_changed(days in journal(1..=5), weeks in 1_i64..500) {
        let later: Vec<_> = days.iter().cloned().map(|day| TaggedDay {
            day: day.day.plus(7 * weeks),
            ..day
        }).collect();
        let carryover = Carryover::of(&days);
        prop_assert_eq!(Carryover::of(&later), carryover);
        prop_assert_eq!(Trend::of(&later, carryover), Trend::of(&days, carryover));
        prop_assert_eq!(Mean::of(&later, carryover), Mean::of(&days, carryover));
        prop_assert_eq!(WeekdayPattern::of(&later, carryover), WeekdayPattern::of(&days, carryover));
        prop_assert_eq!(TagFindings::of(&later, carryover), TagFindings::of(&days, carryover));
    }

    #[test]
    fn at_half_the_pace_the_slope_is_half(days in journal(1..=5)) {
        let days: Vec<_> = days.iter().take(40).cloned().collect();
        let slow: Vec<_> = days.iter().cloned().map(|day| TaggedDay {
            day: days[0].day.plus(2 * day.day.since(days[0].day)),
            ..day
        }).collect();
        let span = slow.last().map_or(0, |last| last.day.since(slow[0].day));
        prop_assume!(span < 366 && days.len() > 2);
        let (fast, slow) = (Distances::between(&days), Distances::between(&slow));
        prop_assert!(near(fast.slope_at(0.0), 2.0 * slow.slope_at(0.0)));
    }

    #[test]
    fn a_brighter_last_day_lowers_neither_mean_nor_slope(days in journal(1..=4)) {
        prop_assume!(days.len() > 1);
        let mut brighter = days.clone();
        let last = days.len() - 1;
        brighter[last].mood = Mood::ALL[days[last].mood as usize + 1];
        prop_assert!(
            Distances::between(&brighter).slope_at(0.0) >= Distances::between(&days).slope_at(0.0)
        );
        let value = |days: &[TaggedDay]| Mean::of(days, Carryover::of(days)).map(|mean| mean.value);
        prop_assert!(value(&brighter) > value(&days));
    }

    #[test]
    fn the_order_of_days_does_not_matter_to_counts(days in journal(1..=5), by in 0..90_usize) {
        let mut turned = days.clone();
        turned.rotate_left(by.min(days.len()));
        prop_assert_eq!(Distribution::of(&turned), Distribution::of(&days));
        let median = Distribution::of(&days).median();
        prop_assert_eq!(median.is_some(), !days.is_empty());
    }

    #[test]
    fn intervals_enclose_their_estimate_and_agree_with_their_test(days in journal(1..=5)) {
        let insight = insight(&days);
        let encloses = |it: Interval| it.low <= it.estimate && it.estimate <= it.high;
        if let Some(interval) = insight.mean.and_then(|mean| mean.interval) {
            prop_assert!(encloses(interval) && interval.low >= 1.0 && interval.high <= 5.0);
        }
        let (trend, months) = (insight.trend, insight.months);
        for (interval, p, holds) in [
            (trend.slope, trend.p, trend.verdict != TrendVerdict::NoTrend),
            (months.difference, months.p, months.verdict != MonthChange::Same),
        ] {
            if let (Some(interval), Some(p)) = (interval, p) {
                prop_assert!((0.0..=1.0).contains(&p) && encloses(interval));
                // At the very edge, rounding decides.
                if interval.low.abs().min(interval.high.abs()) > 1e-5 {
                    prop_assert_eq!(interval.low > 0.0 || interval.high < 0.0, holds);
                }
                prop_assert!(!holds || p < SIGNIFICANCE);
            }
        }
        for found in &insight.tags.associations {
            prop_assert!(found.p < 0.05 && encloses(found.difference));
            prop_assert!(found.difference.low > 0.0 || found.difference.high < 0.0);
        }
        if let Some(mean) = insight.mean {
            prop_assert!(mean.effective_days <= mean.days as f64 + 1e-9);
        }
    }

    #[test]
    fn days_in_a_row_are_those_of_the_calendar(days in journal(1..=5)) {
        let Streak { current, longest } = Streak::of(&days, today());
        prop_assert!(current <= longest && longest <= days.len());
        let ends_today = (0..longest as i64).all(|back| {
            days.iter().any(|day| day.day == today().plus(-back))
        });
        prop_assert_eq!(ends_today, current == longest);
        let coverage = Coverage::of(&days, Day::FIRST, today());
        prop_assert!(coverage.written <= coverage.days);
        if let Some(first) = days.first() {
            prop_assert_eq!(coverage.days as i64, today().since(first.day) + 1);
        }
    }
}

fn days(moods: &[(i64, Mood)]) -> Vec<TaggedDay> {
    let days = moods.iter();
    days.map(|(back, mood)| TaggedDay {
        day: today().plus(-back),
        mood: *mood,
        tags: Vec::new(),
    })
    .collect()
}

#[test]
fn a_streak_lasts_over_a_day_that_is_not_over() {
    let okay = |back: &[i64]| days(&back.iter().map(|it| (*it, Mood::Okay)).collect::<Vec<_>>());
    let streak = |back: &[i64]| {
        let Streak { current, longest } = Streak::of(&okay(back), today());
        (current, longest)
    };
    assert_eq!(streak(&[]), (0, 0));
    assert_eq!(streak(&[0]), (1, 1));
    assert_eq!(streak(&[2, 1]), (2, 2));
    assert_eq!(streak(&[9, 8, 7, 1, 0]), (2, 3));
    assert_eq!(streak(&[3, 2]), (0, 2));
}

#[test]
fn steadiness_looks_at_adjacent_days_only() {
    let mut moods: Vec<_> = (0..8)
        .map(|at| (100 - at, Mood::ALL[at as usize % 2]))
        .collect();
    moods.push((3, Mood::Great));
    let found = Steadiness::of(&days(&moods)).unwrap();
    assert_eq!((found.difference, found.pairs), (1.0, 7));
    assert_eq!(Steadiness::of(&days(&moods[1..])), None);
}

#[test]
fn help_is_mentioned_when_most_of_two_weeks_were_awful() {
    use Mood::{Awful, Bad};
    let awful = |back: std::ops::Range<i64>| back.rev().map(|back| (back, Awful)).collect();
    let mut moods: Vec<(i64, Mood)> = awful(0..4);
    assert!(!many_awful_days(&days(&moods), today()));
    moods = awful(0..5);
    assert!(many_awful_days(&days(&moods), today()));
    // Five of ten are not most.
    let others = (5..10).rev().map(|back| (back, Bad));
    moods.splice(0..0, others);
    assert!(!many_awful_days(&days(&moods), today()));
    assert!(!many_awful_days(&days(&awful(20..30)), today()));
}
