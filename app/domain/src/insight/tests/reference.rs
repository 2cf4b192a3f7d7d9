//! The measures beside an independent computation: `reference.json`, made by
//! `tools/insight/reference.py` with scipy, statsmodels and pymannkendall.

use serde::Deserialize;

use crate::{
    Day, Mood,
    insight::{
        Carryover, Insight, Interval, MonthChange, TagVerdict, TaggedDay, TrendVerdict, When,
        trend::{MannKendall, inflation},
        weekdays::kruskal_wallis,
    },
};

#[derive(Deserialize)]
struct Case {
    name: String,
    days: Vec<(Day, u8, Vec<String>)>,
    carryover: (f64, usize),
    median: Option<f64>,
    counts: [usize; 5],
    mean: Option<[f64; 3]>,
    trend: Option<ExpectedTrend>,
    weekdays: Option<ExpectedWeekdays>,
    months: Option<ExpectedMonths>,
    tags: Option<Vec<ExpectedTag>>,
    steadiness: Option<(f64, usize)>,
}

#[derive(Deserialize)]
struct ExpectedTrend {
    score: f64,
    variance: f64,
    inflation: f64,
    p: f64,
    slope: [f64; 3],
}

#[derive(Deserialize)]
struct ExpectedWeekdays {
    classical: f64,
    correlated: f64,
    p: f64,
}

#[derive(Deserialize)]
struct ExpectedMonths {
    difference: [f64; 3],
    p: f64,
}

#[derive(Deserialize)]
struct ExpectedTag {
    tag: String,
    when: String,
    with: usize,
    without: usize,
    difference: [f64; 3],
    p: f64,
}

impl Case {
    fn days(&self) -> Vec<TaggedDay> {
        let days = self.days.iter();
        days.map(|(day, score, tags)| TaggedDay {
            day: *day,
            mood: Mood::ALL[usize::from(score - 1)],
            tags: tags.clone(),
        })
        .collect()
    }
}

#[track_caller]
fn near(name: &str, one: f64, other: f64, tolerance: f64) {
    assert!(
        (one - other).abs() <= tolerance,
        "{name}: {one}, not {other}"
    );
}

#[track_caller]
fn same(name: &str, interval: Option<Interval>, expected: Option<[f64; 3]>, tolerance: f64) {
    assert_eq!(interval.is_some(), expected.is_some(), "{name}");
    if let (Some(interval), Some(expected)) = (interval, expected) {
        for (one, other) in [interval.estimate, interval.low, interval.high]
            .into_iter()
            .zip(expected)
        {
            near(name, one, other, tolerance);
        }
    }
}

const EXACT: f64 = 1e-7;

#[test]
fn every_measure_agrees_with_an_independent_computation() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("reference.json")).unwrap();
    assert!(cases.len() > 15);
    let today = Day::parse("2026-11-20").unwrap();
    for case in cases {
        let name = &case.name;
        let days = case.days();
        let insight = Insight::of(&days, Day::FIRST, today, today);
        let counts = Mood::ALL.map(|mood| insight.distribution.count(mood));
        assert_eq!(counts, case.counts, "{name}");
        assert_eq!(insight.distribution.median(), case.median, "{name}");
        near(name, insight.carryover.value, case.carryover.0, EXACT);
        assert_eq!(insight.carryover.pairs, case.carryover.1, "{name}");
        let mean = insight.mean.and_then(|mean| mean.interval);
        same(name, mean, case.mean, EXACT);
        let (difference, pairs) = case.steadiness.unwrap_or_default();
        let steadiness = insight.steadiness;
        assert_eq!(steadiness.is_some(), case.steadiness.is_some(), "{name}");
        assert_eq!(steadiness.map_or(0, |it| it.pairs), pairs, "{name}");
        near(
            name,
            steadiness.map_or(0.0, |it| it.difference),
            difference,
            EXACT,
        );
        check_trend(&case, &days, &insight);
        check_weekdays(&case, &days, &insight);
        let expected = case.months.as_ref();
        same(
            name,
            insight.months.difference,
            expected.map(|it| it.difference),
            EXACT,
        );
        near(
            name,
            insight.months.p.unwrap_or(2.0),
            expected.map_or(2.0, |it| it.p),
            EXACT,
        );
        let is_missing = matches!(insight.months.verdict, MonthChange::NotEnoughDays { .. });
        assert_eq!(is_missing, expected.is_none(), "{name}");
        check_tags(&case, &insight);
    }
}

fn check_trend(case: &Case, days: &[TaggedDay], insight: &Insight) {
    let (name, trend) = (&case.name, insight.trend);
    let Some(expected) = &case.trend else {
        assert_eq!(
            trend.verdict,
            TrendVerdict::NotEnoughDays { needed: 20 },
            "{name}"
        );
        assert_eq!((trend.slope, trend.p), (None, None), "{name}");
        return;
    };
    let MannKendall { score, variance } = MannKendall::of(days);
    near(name, score, expected.score, EXACT);
    near(name, variance, expected.variance, EXACT * variance.max(1.0));
    near(
        name,
        inflation(days, Carryover::of(days)),
        expected.inflation,
        EXACT,
    );
    near(name, trend.p.unwrap(), expected.p, EXACT);
    // Over more than a year, distances are rounded.
    let span = days[days.len() - 1].day.since(days[0].day);
    let tolerance = if span < 366 { 30.0 * 1e-8 } else { 3e-4 };
    same(name, trend.slope, Some(expected.slope), tolerance);
}

fn check_weekdays(case: &Case, days: &[TaggedDay], insight: &Insight) {
    let (name, p) = (&case.name, insight.weekdays.p);
    assert_eq!(p.is_some(), case.weekdays.is_some(), "{name}");
    if let (Some(p), Some(expected)) = (p, &case.weekdays) {
        near(
            name,
            kruskal_wallis(days, Carryover::NONE),
            expected.classical,
            EXACT,
        );
        near(
            name,
            kruskal_wallis(days, insight.carryover),
            expected.correlated,
            EXACT,
        );
        near(name, p, expected.p, EXACT);
    }
}

fn check_tags(case: &Case, insight: &Insight) {
    let (name, found) = (&case.name, &insight.tags);
    let Some(expected) = &case.tags else {
        assert_eq!(
            found.verdict,
            TagVerdict::NotEnoughDays { needed: 7 },
            "{name}"
        );
        return;
    };
    let is_found = found.verdict == TagVerdict::Found;
    assert_eq!(is_found, !expected.is_empty(), "{name}");
    assert_eq!(found.associations.len(), expected.len(), "{name}");
    for (one, other) in found.associations.iter().zip(expected) {
        let when = match one.when {
            When::SameDay => "same",
            When::DayAfter => "after",
        };
        assert_eq!(
            (one.tag.as_str(), when),
            (other.tag.as_str(), other.when.as_str())
        );
        assert_eq!(
            (one.days_with, one.days_without),
            (other.with, other.without)
        );
        same(name, Some(one.difference), Some(other.difference), EXACT);
        near(name, one.p, other.p, EXACT);
    }
}
