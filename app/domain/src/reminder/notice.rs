//! The content of a due reminder's message.

use crate::{Day, Days, Week};

/// The content of a message: a question, the announcement of a report, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The base version for a first entry of the day; none if the day has one, so that there is no
    /// question.
    pub base: Option<u64>,
    /// The week whose report is ready.
    pub report: Option<Week>,
}

impl Notice {
    /// The content for `day`, by the known days of it and of the week whose `report` is due. None if the day
    /// has an entry and no report is ready.
    ///
    /// A report is ready if its week has an entry. It shares a message with the question: the device rings
    /// once.
    #[must_use]
    pub fn of(day: Day, report: Option<Week>, known: &Days) -> Option<Self> {
        let is_written = known.entries.iter().any(|entry| entry.day == day);
        let removed = known.removed.iter().find(|removed| removed.day == day);
        let version = removed.map_or(0, |removed| removed.version);
        let has_entry = |week: &Week| {
            let days = week.start()..=week.end();
            known.entries.iter().any(|entry| days.contains(&entry.day))
        };
        let notice = Self {
            base: (!is_written).then_some(version),
            report: report.filter(has_entry),
        };
        (notice.base.is_some() || notice.report.is_some()).then_some(notice)
    }
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;
    use crate::{Entry, Mood, Tombstone};

    #[track_caller]
    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// Days with an entry.
    fn written(days: &[&str]) -> Days {
        let entries = days.iter().map(|text| Entry {
            day: day(text),
            mood: Mood::Good,
            note: None,
            version: 1,
            edited: false,
            created_at: 0,
            updated_at: 0,
            expires_at: i64::MAX,
        });
        Days {
            entries: entries.collect(),
            removed: Vec::new(),
        }
    }

    /// The question and the report of Monday, the 23rd of November 2026.
    fn on_monday(known: &Days) -> Option<(Option<u64>, bool)> {
        let monday = day("2026-11-23");
        let week = Week::containing(day("2026-11-16"), Weekday::Mon);
        let notice = Notice::of(monday, Some(week), known)?;
        assert!(notice.report.is_none_or(|report| report == week));
        Some((notice.base, notice.report.is_some()))
    }

    #[test]
    fn a_report_needs_an_entry_in_its_week_and_no_question() {
        for last_week in ["2026-11-16", "2026-11-22"] {
            let unwritten = on_monday(&written(&[last_week]));
            assert_eq!(unwritten, Some((Some(0), true)), "{last_week}");
            let answered = on_monday(&written(&[last_week, "2026-11-23"]));
            assert_eq!(answered, Some((None, true)), "{last_week}");
        }
        for earlier in [vec![], vec!["2026-11-15"]] {
            let question = on_monday(&written(&earlier));
            assert_eq!(question, Some((Some(0), false)), "{earlier:?}");
        }
        assert_eq!(on_monday(&written(&["2026-11-23"])), None);
    }

    #[test]
    fn without_a_report_a_written_day_has_no_message() {
        let monday = day("2026-11-23");
        let question = Notice {
            base: Some(0),
            report: None,
        };
        let other_days = written(&["2026-11-22"]);
        assert_eq!(Notice::of(monday, None, &other_days), Some(question));
        assert_eq!(Notice::of(monday, None, &written(&["2026-11-23"])), None);
    }

    #[test]
    fn a_question_is_based_on_the_tombstone_of_its_own_day() {
        let tombstone = |text, version| Tombstone {
            day: day(text),
            version,
        };
        let mut known = written(&["2026-11-16"]);
        known.removed.push(tombstone("2026-11-20", 7));
        assert_eq!(on_monday(&known), Some((Some(0), true)));
        known.removed.push(tombstone("2026-11-23", 2));
        assert_eq!(on_monday(&known), Some((Some(2), true)));
    }
}
