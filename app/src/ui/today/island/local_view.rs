//! The days as this page knows them: the server's, newer ones of this device, and
//! unsent changes on top.

use super::pending_change::{PendingChange, SyncState};
use crate::{
    api::json::{FromJson, Json},
    domain::{Day, Entry, Note, Tombstone, Week},
};

/// The days of the page, of the server's response, or of the service worker.
#[derive(Clone, Debug, Default)]
pub struct LocalView {
    /// The journal, if the days are the server's.
    pub journal: Option<String>,
    /// The entries.
    pub entries: Vec<Entry>,
    /// The removed days.
    pub removed: Vec<Tombstone>,
    /// The changes that only this device has.
    pub pending: Vec<PendingChange>,
}

impl LocalView {
    /// The last known state of a day on the server: its version, 0 if it never had
    /// an entry, and its entry.
    #[must_use]
    pub fn server_state(&self, day: Day) -> (u64, Option<&Entry>) {
        let entry = self.entries.iter().find(|entry| entry.day == day);
        let removed = self.removed.iter().find(|removed| removed.day == day);
        match (entry, removed) {
            (Some(entry), _) => (entry.version, Some(entry)),
            (None, Some(removed)) => (removed.version, None),
            (None, None) => (0, None),
        }
    }

    /// Replaces the state of a day, unless the given one is older.
    pub fn merge(&mut self, day: Day, version: u64, entry: Option<Entry>) {
        if version < self.server_state(day).0 {
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
    pub fn replace_week(&mut self, week: Week, read: Self) {
        let is_outside = |day: Day| day < week.start() || week.end() < day;
        self.entries.retain(|entry| is_outside(entry.day));
        self.removed.retain(|removed| is_outside(removed.day));
        self.entries.extend(read.entries);
        self.removed.extend(read.removed);
    }

    /// Merges the days and changes of this device.
    pub fn merge_device(&mut self, device: Self) {
        for entry in device.entries {
            self.merge(entry.day, entry.version, Some(entry));
        }
        for Tombstone { day, version } in device.removed {
            self.merge(day, version, None);
        }
        self.pending = device.pending;
    }

    fn waiting(&self, day: Day) -> Option<&PendingChange> {
        self.pending_of(day)
            .find(|pending| pending.state == SyncState::Waiting)
    }

    /// The unresolved change of a day: this session's first, then a former
    /// session's.
    #[must_use]
    pub fn unresolved(&self, day: Day) -> Option<&PendingChange> {
        let current = |pending: &&PendingChange| {
            matches!(pending.state, SyncState::Conflict | SyncState::Rejected)
        };
        let former = |pending: &&PendingChange| pending.state == SyncState::SessionExpired;
        let first = self.pending_of(day).find(current);
        first.or_else(|| self.pending_of(day).find(former))
    }

    fn pending_of(&self, day: Day) -> impl Iterator<Item = &PendingChange> {
        self.pending
            .iter()
            .filter(move |pending| pending.day == day)
    }

    /// True if the shown entry has not been sent yet.
    #[must_use]
    pub fn is_waiting(&self, day: Day) -> bool {
        self.waiting(day).is_some()
    }

    /// The entry to show: this device's if it waits to be sent, otherwise the
    /// server's.
    #[must_use]
    pub fn shown(&self, day: Day) -> Option<Entry> {
        let (version, entry) = self.server_state(day);
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

    /// The entries of a week to show, oldest first.
    #[must_use]
    pub fn week(&self, week: Week) -> Vec<Entry> {
        (0..7)
            .filter_map(|offset| self.shown(week.start().plus(offset)))
            .collect()
    }

    /// The days other than `day`: the number that wait to be sent, and those with an
    /// unresolved change.
    #[must_use]
    pub fn other_days(&self, day: Day) -> (usize, Vec<Day>) {
        let (mut waiting, mut unresolved) = (0, Vec::new());
        for pending in self.pending.iter().filter(|pending| pending.day != day) {
            match pending.state {
                SyncState::Waiting => waiting += 1,
                _ => unresolved.push(pending.day),
            }
        }
        (waiting, unresolved)
    }
}

impl FromJson for LocalView {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self {
            journal: json.text("userId"),
            entries: json.list("items")?,
            removed: json.list("removed")?,
            // The server has none, only the device.
            pending: match json.field("pending") {
                Some(_) => json.list("pending")?,
                None => Vec::new(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Mood;

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

    fn pending(mood: Option<Mood>, state: SyncState) -> PendingChange {
        PendingChange {
            journal: "mine".into(),
            day: day("2026-11-20"),
            mood,
            note: "typed \n".into(),
            state,
            error: None,
        }
    }

    #[test]
    fn json_of_another_form_is_no_view() {
        for text in [
            "{}",
            "[]",
            "1",
            r#"{"items":"x","removed":[]}"#,
            r#"{"items":[],"removed":[],"pending":[{}]}"#,
        ] {
            let json = Json::parse(text).unwrap();
            assert!(LocalView::from_json(&json).is_none(), "{text}");
        }
        let json = Json::parse(r#"{"items":[],"removed":[]}"#).unwrap();
        assert!(LocalView::from_json(&json).is_some());
    }

    #[test]
    fn the_newer_of_page_and_device_wins() {
        let today = day("2026-11-20");
        let mut local = LocalView {
            entries: vec![entry(Mood::Bad, 2)],
            ..LocalView::default()
        };
        let removed = |version| LocalView {
            removed: vec![Tombstone {
                day: today,
                version,
            }],
            ..LocalView::default()
        };
        local.merge_device(removed(1));
        assert_eq!(local.server_state(today), (2, Some(&entry(Mood::Bad, 2))));
        local.merge_device(removed(3));
        assert_eq!(local.server_state(today), (3, None));
        assert_eq!(local.server_state(day("2026-11-19")), (0, None));
        local.merge(today, 4, Some(entry(Mood::Great, 4)));
        assert_eq!(local.shown(today), Some(entry(Mood::Great, 4)));
    }

    #[test]
    fn a_waiting_change_is_shown_and_an_unresolved_one_is_not() {
        let today = day("2026-11-20");
        let with = |mood, state| LocalView {
            entries: vec![entry(Mood::Bad, 1)],
            pending: vec![pending(mood, state)],
            ..LocalView::default()
        };
        let waiting = with(Some(Mood::Great), SyncState::Waiting);
        let shown = waiting.shown(today).unwrap();
        assert_eq!((shown.mood, shown.note_text()), (Mood::Great, "typed"));
        assert!(waiting.is_waiting(today));
        assert_eq!(with(None, SyncState::Waiting).shown(today), None);
        for state in [
            SyncState::Conflict,
            SyncState::Rejected,
            SyncState::SessionExpired,
        ] {
            let unresolved = with(Some(Mood::Great), state);
            assert_eq!(unresolved.shown(today).unwrap().mood, Mood::Bad);
            assert_eq!(unresolved.other_days(today), (0, Vec::new()));
            assert_eq!(unresolved.other_days(day("2026-11-21")), (0, vec![today]));
        }
        assert_eq!(waiting.other_days(day("2026-11-21")), (1, Vec::new()));
    }

    #[test]
    fn replacing_a_week_leaves_other_days_alone() {
        let week = Week::containing(day("2026-11-20"), chrono::Weekday::Mon);
        let outside = Entry {
            day: day("2026-11-15"),
            ..entry(Mood::Okay, 1)
        };
        let mut local = LocalView {
            entries: vec![outside.clone(), entry(Mood::Bad, 1)],
            removed: vec![Tombstone {
                day: day("2026-11-22"),
                version: 2,
            }],
            ..LocalView::default()
        };
        let read = LocalView {
            entries: vec![Entry {
                day: day("2026-11-22"),
                ..entry(Mood::Good, 3)
            }],
            ..LocalView::default()
        };
        local.replace_week(week, read);
        assert_eq!(local.server_state(outside.day), (1, Some(&outside)));
        assert_eq!(local.server_state(day("2026-11-20")), (0, None));
        assert_eq!(local.server_state(day("2026-11-22")).0, 3);
    }

    /// `app/browser/test/mood.test.ts` holds the same file to what the service
    /// worker writes.
    #[test]
    fn the_service_workers_format_is_decoded() {
        let text = include_str!("../../../../browser/golden/device-days.json");
        let local = LocalView::from_json(&Json::parse(text).unwrap()).unwrap();
        let note = local
            .server_state(day("2026-11-18"))
            .1
            .map(Entry::note_text);
        assert_eq!(note, Some("A walk"));
        assert_eq!(local.server_state(day("2026-11-19")), (2, None));
        let states: Vec<SyncState> = local.pending.iter().map(|pending| pending.state).collect();
        let all = [
            SyncState::Waiting,
            SyncState::Conflict,
            SyncState::Rejected,
            SyncState::SessionExpired,
        ];
        assert_eq!(states, all);
        assert_eq!(local.pending[0].mood, Some(Mood::Great));
        assert_eq!(local.pending[1].mood, None);
        let error = local.pending[2].error.as_ref().unwrap();
        assert_eq!(error.field.as_deref(), Some("note"));
        assert_eq!(local.pending[3].journal, "theirs");
    }
}
