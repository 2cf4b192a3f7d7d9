//! The known days: those of the page, newer ones on this device, and unsent
//! changes on top.

use serde::Deserialize;

use crate::{
    domain::{Day, Entry, Mood, Note, Tombstone, Week},
    error::Error,
};

/// The state of a change that the server has not acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It will be sent by itself.
    Waiting,
    /// Another device wrote the day meanwhile: the person decides.
    Conflict,
    /// The server rejected it.
    #[serde(rename = "rejected")]
    Refused,
    /// Its session has expired.
    #[serde(rename = "session_expired")]
    Ended,
}

/// A change on this device that is not in the journal, at least not yet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Pending {
    /// Its journal; not the current one if an earlier session left it unsent.
    pub journal: String,
    /// The day to change.
    pub day: Day,
    /// The mood; none for a removal.
    pub mood: Option<Mood>,
    /// The note as it was typed.
    pub note: String,
    /// Its state.
    #[serde(rename = "state")]
    pub stage: Stage,
    /// Why it was refused.
    #[serde(default)]
    pub error: Option<Error>,
}

/// The days as the page, the server, or the service worker tells them.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Known {
    /// The journal, if the server sent it.
    #[serde(default, rename = "userId")]
    pub journal: Option<String>,
    /// The saved entries.
    #[serde(rename = "items")]
    pub entries: Vec<Entry>,
    /// The removed days.
    pub removed: Vec<Tombstone>,
    /// Changes that only this device has.
    #[serde(default)]
    pub pending: Vec<Pending>,
}

impl Known {
    /// The last known state of a day on the server: its version, 0 if it never had
    /// an entry, and the entry.
    #[must_use]
    pub fn truth(&self, day: Day) -> (u64, Option<&Entry>) {
        let entry = self.entries.iter().find(|entry| entry.day == day);
        let removed = self.removed.iter().find(|removed| removed.day == day);
        match (entry, removed) {
            (Some(entry), _) => (entry.version, Some(entry)),
            (None, Some(removed)) => (removed.version, None),
            (None, None) => (0, None),
        }
    }

    /// Replaces the known state of a day, unless the given one is older.
    pub fn learn(&mut self, day: Day, version: u64, entry: Option<Entry>) {
        if version < self.truth(day).0 {
            return;
        }
        self.entries.retain(|entry| entry.day != day);
        self.removed.retain(|removed| removed.day != day);
        match entry {
            Some(entry) => self.entries.push(entry),
            None => self.removed.push(Tombstone { day, version }),
        }
    }

    /// Replaces a week with the server's.
    pub fn replace(&mut self, week: Week, read: Self) {
        let is_outside = |day: Day| day < week.start() || week.end() < day;
        self.entries.retain(|entry| is_outside(entry.day));
        self.removed.retain(|removed| is_outside(removed.day));
        self.entries.extend(read.entries);
        self.removed.extend(read.removed);
    }

    /// Merges the days and changes of this device.
    pub fn learn_all(&mut self, device: Self) {
        for entry in device.entries {
            self.learn(entry.day, entry.version, Some(entry));
        }
        for Tombstone { day, version } in device.removed {
            self.learn(day, version, None);
        }
        self.pending = device.pending;
    }

    fn waiting(&self, day: Day) -> Option<&Pending> {
        self.pending_of(day)
            .find(|pending| pending.stage == Stage::Waiting)
    }

    /// A change of the day for the person to decide about: their own first,
    /// then what another session left behind.
    #[must_use]
    pub fn undecided(&self, day: Day) -> Option<&Pending> {
        let own = |pending: &&Pending| matches!(pending.stage, Stage::Conflict | Stage::Refused);
        let ended = |pending: &&Pending| pending.stage == Stage::Ended;
        let first = self.pending_of(day).find(own);
        first.or_else(|| self.pending_of(day).find(ended))
    }

    fn pending_of(&self, day: Day) -> impl Iterator<Item = &Pending> {
        self.pending
            .iter()
            .filter(move |pending| pending.day == day)
    }

    /// True if the shown entry has not been sent yet.
    #[must_use]
    pub fn is_waiting(&self, day: Day) -> bool {
        self.waiting(day).is_some()
    }

    /// The day as it is shown: as it was last written on this device, if that
    /// only waits to be sent, else as the server keeps it.
    #[must_use]
    pub fn shown(&self, day: Day) -> Option<Entry> {
        let (version, entry) = self.truth(day);
        let Some(waiting) = self.waiting(day) else {
            return entry.cloned();
        };
        let mood = waiting.mood?;
        let note = Note::parse(&waiting.note).ok().flatten();
        Some(match entry {
            Some(entry) => Entry {
                mood,
                note,
                ..entry.clone()
            },
            None => Entry {
                day,
                mood,
                note,
                version,
                edited: false,
                created_at: 0,
                updated_at: 0,
                expires_at: i64::MAX,
            },
        })
    }

    /// The days of a week as they are shown, oldest first.
    #[must_use]
    pub fn week(&self, week: Week) -> Vec<Entry> {
        (0..7)
            .filter_map(|offset| self.shown(week.start().plus(offset)))
            .collect()
    }

    /// The days other than `day` that wait to be sent: how many, and those
    /// among the rest that the person has to decide about.
    #[must_use]
    pub fn elsewhere(&self, day: Day) -> (usize, Vec<Day>) {
        let (mut waiting, mut undecided) = (0, Vec::new());
        for pending in self.pending.iter().filter(|pending| pending.day != day) {
            match pending.stage {
                Stage::Waiting => waiting += 1,
                _ => undecided.push(pending.day),
            }
        }
        (waiting, undecided)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn entry(mood: Mood, version: u64) -> Entry {
        Entry {
            day: day("2026-11-20"),
            mood,
            note: None,
            version,
            edited: version > 1,
            created_at: 1,
            updated_at: 2,
            expires_at: 3,
        }
    }

    fn pending(mood: Option<Mood>, stage: Stage) -> Pending {
        Pending {
            journal: "mine".into(),
            day: day("2026-11-20"),
            mood,
            note: "typed \n".into(),
            stage,
            error: None,
        }
    }

    #[test]
    fn the_newer_of_page_and_device_is_true() {
        let today = day("2026-11-20");
        let mut known = Known {
            entries: vec![entry(Mood::Bad, 2)],
            ..Known::default()
        };
        let removed = |version| Known {
            removed: vec![Tombstone {
                day: today,
                version,
            }],
            ..Known::default()
        };
        known.learn_all(removed(1));
        assert_eq!(known.truth(today), (2, Some(&entry(Mood::Bad, 2))));
        known.learn_all(removed(3));
        assert_eq!(known.truth(today), (3, None));
        assert_eq!(known.truth(day("2026-11-19")), (0, None));
        known.learn(today, 4, Some(entry(Mood::Great, 4)));
        assert_eq!(known.shown(today), Some(entry(Mood::Great, 4)));
    }

    #[test]
    fn what_waits_is_shown_and_what_is_undecided_is_not() {
        let today = day("2026-11-20");
        let with = |mood, stage| Known {
            entries: vec![entry(Mood::Bad, 1)],
            pending: vec![pending(mood, stage)],
            ..Known::default()
        };
        let waiting = with(Some(Mood::Great), Stage::Waiting);
        let shown = waiting.shown(today).unwrap();
        assert_eq!((shown.mood, shown.note_text()), (Mood::Great, "typed"));
        assert!(waiting.is_waiting(today));
        assert_eq!(with(None, Stage::Waiting).shown(today), None);
        for stage in [Stage::Conflict, Stage::Refused, Stage::Ended] {
            let undecided = with(Some(Mood::Great), stage);
            assert_eq!(undecided.shown(today).unwrap().mood, Mood::Bad);
            assert_eq!(undecided.elsewhere(today), (0, Vec::new()));
            assert_eq!(undecided.elsewhere(day("2026-11-21")), (0, vec![today]));
        }
        assert_eq!(waiting.elsewhere(day("2026-11-21")), (1, Vec::new()));
    }

    #[test]
    fn a_week_that_was_read_replaces_itself_and_nothing_else() {
        let week = Week::containing(day("2026-11-20"), chrono::Weekday::Mon);
        let outside = Entry {
            day: day("2026-11-15"),
            ..entry(Mood::Okay, 1)
        };
        let mut known = Known {
            entries: vec![outside.clone(), entry(Mood::Bad, 1)],
            removed: vec![Tombstone {
                day: day("2026-11-22"),
                version: 2,
            }],
            ..Known::default()
        };
        let read = Known {
            entries: vec![Entry {
                day: day("2026-11-22"),
                ..entry(Mood::Good, 3)
            }],
            ..Known::default()
        };
        known.replace(week, read);
        assert_eq!(known.truth(outside.day), (1, Some(&outside)));
        assert_eq!(known.truth(day("2026-11-20")), (0, None));
        assert_eq!(known.truth(day("2026-11-22")).0, 3);
    }

    /// `app/browser/test/mood.test.ts` holds the same file to what the service
    /// worker writes.
    #[test]
    fn it_is_read_as_the_service_worker_writes_it() {
        let text = include_str!("../../browser/golden/device-days.json");
        let known: Known = serde_json::from_str(text).unwrap();
        let note = known.truth(day("2026-11-18")).1.map(Entry::note_text);
        assert_eq!(note, Some("A walk"));
        assert_eq!(known.truth(day("2026-11-19")), (2, None));
        let stages: Vec<Stage> = known.pending.iter().map(|pending| pending.stage).collect();
        let all = [
            Stage::Waiting,
            Stage::Conflict,
            Stage::Refused,
            Stage::Ended,
        ];
        assert_eq!(stages, all);
        assert_eq!(known.pending[0].mood, Some(Mood::Great));
        assert_eq!(known.pending[1].mood, None);
        let error = known.pending[2].error.as_ref().unwrap();
        assert_eq!(error.field.as_deref(), Some("note"));
        assert_eq!(known.pending[3].journal, "theirs");
    }
}
