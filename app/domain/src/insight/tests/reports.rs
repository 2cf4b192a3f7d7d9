//! The statements of reports on journals without an effect.

use std::cmp::Ordering;

use super::journals::{Expected, Law, NO_EFFECT, Random};
use crate::{
    Entry, Week,
    insight::{SIGNIFICANCE, TaggedDay},
    report::{UsualDay, WeekReport},
};

/// Journals for each law: as many as an unoptimised build draws in a few seconds.
const JOURNALS: u32 = 2000;

fn entry(of: &TaggedDay) -> Entry {
    Entry {
        day: of.day,
        mood: of.mood,
        note: None,
        version: 1,
        edited: false,
        created_at: 0,
        updated_at: 0,
        expires_at: 1,
    }
}

#[test]
fn at_most_a_twentieth_of_days_and_weeks_is_falsely_said_to_differ() {
    let law = Law {
        days: 97,
        ..NO_EFFECT
    };
    let mut random = Random(5);
    let (mut days, mut false_days, mut weeks, mut false_weeks) = (0.0, 0.0, 0.0, 0.0);
    for _ in 0..JOURNALS {
        let (journal, Expected { today, mean }) = law.journal(&mut random);
        if let Some(last) = journal.last()
            && let Some(said) = UsualDay::of(last.day, &journal).told().compare(last.mood)
        {
            days += 1.0;
            // What the person felt lies up to half a step beside the mood.
            let score = f64::from(last.mood.score());
            let is_false = match said {
                Ordering::Greater => score - 0.5 <= mean,
                Ordering::Less => score + 0.5 >= mean,
                Ordering::Equal => false,
            };
            false_days += f64::from(u8::from(is_false));
        }
        let week = Week::containing(today, today.plus(1).weekday());
        let from = journal.partition_point(|of| of.day < week.start());
        let (before, within) = journal.split_at(from);
        let entries = within.iter().map(entry).collect();
        let report = WeekReport::of(week, entries, before, Vec::new(), Vec::new());
        if let Some(comparison) = report.comparison {
            weeks += 1.0;
            let is_false = comparison.direction() != Ordering::Equal;
            false_weeks += f64::from(u8::from(is_false));
        }
    }
    assert!(days > 1000.0 && weeks > 500.0, "{days} {weeks}");
    let (days, weeks) = (false_days / days, false_weeks / weeks);
    assert!(days <= SIGNIFICANCE, "{days}");
    assert!(weeks <= SIGNIFICANCE, "{weeks}");
}
