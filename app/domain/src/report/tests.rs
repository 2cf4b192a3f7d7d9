//! Laws that hold for every report.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::*;
use crate::{
    Entry, Mood, Note, Week,
    insight::Mean,
    signal::{DayRule, DayValue, Signal, SignalId},
};

fn today() -> Day {
    Day::parse("2026-11-19").unwrap()
}

fn tagged(day: Day, mood: Mood) -> TaggedDay {
    TaggedDay {
        day,
        mood,
        tags: Vec::new(),
    }
}

/// Days up to the one before today, of which about a fifth has no entry.
fn journal() -> impl Strategy<Value = Vec<TaggedDay>> {
    proptest::collection::vec(0..6_usize, 0..130).prop_map(|scores| {
        let first = today().plus(-i64::try_from(scores.len()).unwrap());
        let written = (0..).zip(scores).filter_map(|(offset, score)| {
            let mood = *Mood::ALL.get(score)?;
            Some(tagged(first.plus(offset), mood))
        });
        written.collect()
    })
}

fn mirrored(mood: Mood) -> Mood {
    Mood::ALL[4 - mood as usize]
}

fn entry(day: Day, mood: Mood, note: &str) -> Entry {
    Entry {
        day,
        mood,
        note: Note::parse(note).unwrap(),
        version: 1,
        edited: false,
        created_at: 0,
        updated_at: 0,
        expires_at: 1,
    }
}

fn signal() -> Signal {
    Signal {
        id: SignalId::parse("sun").unwrap(),
        name: "Sun".into(),
        french_name: None,
        symbol: None,
        unit: "h".into(),
        is_price: false,
        day_rule: DayRule::Last,
        zone: "Etc/UTC".into(),
        interval: 300,
        decimals: 1,
    }
}

fn values(first: i64, values: &[f64]) -> Vec<DayValue> {
    let days = (0..).zip(values).map(|(offset, &value)| DayValue {
        day: today().plus(first + offset),
        value,
        samples: 1,
    });
    days.collect()
}

#[test]
fn a_day_of_a_steady_journal_stands_out_by_a_step() {
    let days: Vec<_> = (1..=90)
        .rev()
        .map(|back| tagged(today().plus(-back), Mood::Okay))
        .collect();
    let usual = UsualDay::of(today(), &days);
    assert_eq!((usual.all.days, usual.weekday.days), (90, 12));
    for usual in [usual.all, usual.weekday] {
        let said = Mood::ALL.map(|mood| usual.compare(mood).unwrap());
        use Ordering::{Equal, Greater, Less};
        assert_eq!(said, [Less, Less, Equal, Greater, Greater]);
        assert_eq!(usual.difference(Mood::Great), Some(2.0));
    }
}

#[test]
fn nothing_is_said_from_too_few_days() {
    let weeks: Vec<_> = (1..=12)
        .rev()
        .map(|week| tagged(today().plus(-7 * week), Mood::Okay))
        .collect();
    let usual = UsualDay::of(today(), &weeks);
    assert_eq!((usual.all.days, usual.all.level), (12, None));
    assert_eq!(usual.all.compare(Mood::Great), None);
    assert_eq!(usual.told().compare(Mood::Great), Some(Ordering::Greater));
    let few = UsualDay::of(today(), &weeks[5..]);
    assert_eq!((few.weekday.days, few.weekday.level), (7, None));
    assert_eq!(few.told().compare(Mood::Great), None);
    assert_eq!(few.told().needed, UsualDay::MIN_DAYS);
}

#[test]
fn a_week_counts_its_days_and_tags() {
    let week = Week::containing(today(), chrono::Weekday::Mon);
    let day = |offset| week.start().plus(offset);
    let entries = vec![
        entry(day(0), Mood::Good, "#b #a"),
        entry(day(1), Mood::Good, "#a #A and #c"),
        entry(day(3), Mood::Bad, "#d #e #f"),
    ];
    let before: Vec<_> = (1..=40)
        .rev()
        .map(|back| tagged(day(-back), Mood::Okay))
        .collect();
    let report = WeekReport::of(week, entries.clone(), &before, Vec::new(), Vec::new());
    let tags = [("a", 2), ("b", 1), ("c", 1), ("d", 1), ("e", 1)];
    assert_eq!(report.tags, tags.map(|(tag, n)| (tag.to_owned(), n)));
    let moods = report.days().map(|(_, mood)| mood);
    let [good, bad] = [Some(Mood::Good), Some(Mood::Bad)];
    assert_eq!(moods, [good, good, None, bad, None, None, None]);
    assert_eq!((report.distribution.days(), report.days_before), (3, 28));
    let mean = report.mean.unwrap();
    assert_eq!((mean.days, mean.interval), (3, None));
    // Three days are too few.
    assert_eq!(report.comparison, None);
}

#[test]
fn a_week_is_compared_from_five_days_and_fourteen_before() {
    let week = Week::containing(today(), chrono::Weekday::Mon);
    let start = week.start();
    let compare = |days: i64, before: i64| {
        let entries = (0..days).map(|offset| entry(start.plus(offset), Mood::Great, ""));
        let moods = [Mood::Bad, Mood::Okay];
        let before = (1..=before)
            .rev()
            .map(|back| tagged(start.plus(-back), moods[usize::from(back % 2 == 0)]));
        let before: Vec<_> = before.collect();
        let report = WeekReport::of(week, entries.collect(), &before, Vec::new(), Vec::new());
        report.comparison.map(|comparison| comparison.direction())
    };
    assert_eq!(compare(5, 14), Some(Ordering::Greater));
    assert_eq!(compare(4, 14), None);
    assert_eq!(compare(5, 13), None);
}

#[test]
fn a_signal_is_compared_from_ten_days() {
    let ten = values(-10, &[1.0; 10]);
    let tomorrow = today().plus(1);
    let of = |values: &[DayValue]| SignalOfDay::of(&signal(), values, today(), tomorrow);
    assert_eq!(of(&ten), None);
    let with_today = |before: &[DayValue]| [before, &values(0, &[3.5])].concat();
    let report = of(&with_today(&ten)).unwrap();
    assert_eq!((report.days_before, report.difference()), (10, Some(2.5)));
    let report = of(&with_today(&ten[1..])).unwrap();
    assert_eq!((report.days_before, report.difference()), (9, None));
    // The days after, and those more than 30 before.
    let around = [
        values(-40, &[900.0; 10]),
        with_today(&ten),
        values(1, &[900.0; 5]),
    ];
    assert_eq!(of(&around.concat()).unwrap().difference(), Some(2.5));
    // The source was silent for most of the day.
    let mut half = with_today(&ten);
    half.last_mut().unwrap().samples = 0;
    assert_eq!(of(&half).unwrap().difference(), None);
    // The day is not over.
    let report = SignalOfDay::of(&signal(), &with_today(&ten), today(), today()).unwrap();
    assert_eq!((report.value.value, report.difference()), (3.5, None));
}

#[test]
fn a_signal_of_a_week_is_the_mean_of_its_days() {
    let week = Week::containing(today(), chrono::Weekday::Thu);
    let of_week = |values: &[DayValue], today| SignalOfWeek::of(&signal(), values, week, today);
    let of = |values: &[DayValue]| of_week(values, week.end().plus(1));
    let around = [
        values(-1, &[900.0]),
        values(0, &[1.0, 2.0]),
        values(6, &[6.0, 900.0]),
    ];
    let report = of(&around.concat()).unwrap();
    assert_eq!((report.days, report.mean), (3, 3.0));
    assert_eq!(of(&values(7, &[1.0])), None);
    // Its third day is not over.
    let three = values(0, &[1.0, 2.0, 9.0]);
    assert_eq!(of_week(&three, today().plus(2)).unwrap().mean, 1.5);
    assert_eq!(of_week(&three, today()), None);
}

proptest! {
    #[test]
    fn a_brighter_mood_is_never_said_to_be_heavier(days in journal()) {
        let usual = UsualDay::of(today(), &days);
        for usual in [usual.all, usual.weekday] {
            let said: Vec<_> = Mood::ALL.iter().map(|mood| usual.compare(*mood)).collect();
            prop_assert!(said.is_sorted());
            prop_assert_eq!(said[0].is_some(), usual.days >= usual.needed);
            for mood in Mood::ALL {
                let difference = usual.difference(mood).unwrap_or_default();
                let is_far = difference.abs() > 0.5;
                let stands_out = usual.compare(mood).is_some_and(Ordering::is_ne);
                prop_assert!(is_far || !stands_out);
            }
        }
    }

    #[test]
    fn the_mirrored_scale_mirrors_the_statement(days in journal()) {
        let mirror = |of: &TaggedDay| tagged(of.day, mirrored(of.mood));
        let mirrored_days: Vec<_> = days.iter().map(mirror).collect();
        let (one, other) = (UsualDay::of(today(), &days), UsualDay::of(today(), &mirrored_days));
        for mood in Mood::ALL {
            let said = one.told().compare(mood).map(Ordering::reverse);
            prop_assert_eq!(other.told().compare(mirrored(mood)), said);
        }
    }

    #[test]
    fn only_the_ninety_days_before_count(days in journal(), later in 0..5_i64) {
        let usual = UsualDay::of(today(), &days);
        let around = days.iter().filter(|of| today().since(of.day) <= DAYS_BEFORE);
        let mut around: Vec<_> = around.cloned().collect();
        prop_assert_eq!(usual.all.days, around.len());
        around.extend((0..later).map(|offset| tagged(today().plus(offset), Mood::Great)));
        prop_assert_eq!(UsualDay::of(today(), &around), usual);
        let mean = Mean::of(&around[..usual.all.days], crate::insight::Carryover::of(&days));
        let level = usual.all.level.map(|level| level.estimate);
        prop_assert!(level.is_none() || level == mean.map(|mean| mean.value));
    }
}
