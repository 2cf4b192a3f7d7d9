//! The merge of two journals: the rule for one day.

use crate::Entry;

/// A day of a journal. An expired entry or tombstone counts as empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayState {
    /// There is nothing.
    Empty,
    /// The entry was removed.
    Removed {
        /// The tombstone's version.
        version: u64,
    },
    /// There is an entry.
    Written(Entry),
}

/// The outcome for one day of a former journal, which is empty afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// The day goes over unchanged.
    Moved,
    /// The entry goes over as this version of a day that was removed.
    Restored {
        /// One more than both versions.
        version: u64,
    },
    /// The entry replaces the account's as this version, and the account's is offered.
    Newer {
        /// One more than both versions.
        version: u64,
    },
    /// The account's entry stays as this version, and the former journal's is offered.
    Offered {
        /// See [`Carried::Kept`].
        version: u64,
    },
    /// The account's day stays as this version, and nothing is lost with the former journal's.
    Kept {
        /// The account's own, unless an unsent change of the former journal may name the same version
        /// of another state: then one more than both.
        version: u64,
    },
    /// The former journal has nothing.
    Dropped,
}

impl Carried {
    /// Decides about a day of a former journal and the same day of the account.
    ///
    /// Of two different entries the later one stays, the account's if they are equally old. Entries
    /// with the same mood and note need no choice, and a tombstone loses to an entry.
    #[must_use]
    pub fn of(former: &DayState, account: &DayState) -> Self {
        match (former, account) {
            (DayState::Empty, _) => Self::Dropped,
            (_, DayState::Empty) => Self::Moved,
            (DayState::Removed { version }, DayState::Removed { version: account }) => Self::Kept {
                version: kept(*version, *account, true),
            },
            (DayState::Removed { version }, DayState::Written(account)) => Self::Kept {
                version: kept(*version, account.version, false),
            },
            (DayState::Written(former), DayState::Removed { version }) => Self::Restored {
                version: former.version.max(*version) + 1,
            },
            (DayState::Written(former), DayState::Written(account)) => {
                if former.mood == account.mood && former.note == account.note {
                    Self::Kept {
                        version: kept(former.version, account.version, true),
                    }
                } else if former.updated_at > account.updated_at {
                    Self::Newer {
                        version: former.version.max(account.version) + 1,
                    }
                } else {
                    Self::Offered {
                        version: kept(former.version, account.version, false),
                    }
                }
            }
        }
    }
}

/// The version of an account's day that stays. A version of the former journal up to its last one, as
/// the base of an unsent change, must not be taken for another state of the account's day.
const fn kept(former: u64, account: u64, are_same: bool) -> u64 {
    if account > former || (are_same && account == former) {
        account
    } else {
        former + 1
    }
}

/// A version of a day that a merge did not choose, until the person uses or discards it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherVersion {
    /// The identifier within the person's journal.
    pub id: String,
    /// The version, as it was in its journal.
    pub entry: Entry,
    /// The day's entry now; none if it was removed or has expired.
    pub current: Option<Entry>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Day, Mood, Note};

    fn states() -> impl Strategy<Value = DayState> {
        let entry = (1_u64..5, 0_i64..4, 0_usize..2, "[ab]?").prop_map(
            |(version, updated_at, mood, note)| {
                DayState::Written(Entry {
                    day: Day::parse("2026-11-20").unwrap(),
                    mood: [Mood::Good, Mood::Bad][mood],
                    note: Note::parse(&note).unwrap(),
                    version,
                    edited: version > 1,
                    created_at: 0,
                    updated_at,
                    expires_at: 9,
                })
            },
        );
        prop_oneof![
            Just(DayState::Empty),
            (1_u64..5).prop_map(|version| DayState::Removed { version }),
            entry,
        ]
    }

    fn version(state: &DayState) -> u64 {
        match state {
            DayState::Empty => 0,
            DayState::Removed { version } => *version,
            DayState::Written(entry) => entry.version,
        }
    }

    fn text(state: &DayState) -> Option<(Mood, Option<Note>)> {
        match state {
            DayState::Written(entry) => Some((entry.mood, entry.note.clone())),
            _ => None,
        }
    }

    /// The account's day and the offered entries after the merge, by their text.
    fn merged(former: &DayState, account: &DayState) -> (DayState, Vec<DayState>) {
        let at = |state: &DayState, version| match state {
            DayState::Written(entry) => DayState::Written(Entry {
                version,
                ..entry.clone()
            }),
            DayState::Removed { .. } => DayState::Removed { version },
            DayState::Empty => panic!("nothing has no version"),
        };
        match Carried::of(former, account) {
            Carried::Moved => (former.clone(), vec![]),
            Carried::Restored { version } => (at(former, version), vec![]),
            Carried::Newer { version } => (at(former, version), vec![account.clone()]),
            Carried::Kept { version } => (at(account, version), vec![]),
            Carried::Offered { version } => (at(account, version), vec![former.clone()]),
            Carried::Dropped => (account.clone(), vec![]),
        }
    }

    proptest! {
        #[test]
        fn no_entry_is_lost_or_doubled(former in states(), account in states()) {
            let (day, offered) = merged(&former, &account);
            let mut kept: Vec<_> = offered.iter().chain([&day]).filter_map(text).collect();
            let mut expected: Vec<_> = [&former, &account].into_iter().filter_map(text).collect();
            expected.dedup();
            let order = |of: &(Mood, Option<Note>)| format!("{of:?}");
            kept.sort_by_key(order);
            expected.sort_by_key(order);
            prop_assert_eq!(kept, expected);
        }

        #[test]
        fn a_version_names_one_state(former in states(), account in states()) {
            let (day, _) = merged(&former, &account);
            // The base of an unsent change of either journal is one of its versions.
            for of in [&former, &account] {
                let is_same = version(&day) == version(of) && text(&day) == text(of);
                let is_new = version(&day) > version(of);
                prop_assert!(*of == DayState::Empty || is_same || is_new, "{day:?}");
            }
        }

        #[test]
        fn the_later_of_two_entries_stays(former in states(), account in states()) {
            let (day, _) = merged(&former, &account);
            let at = |state: &DayState| match state {
                DayState::Written(entry) => Some(entry.updated_at),
                _ => None,
            };
            if text(&former) != text(&account) {
                prop_assert_eq!(at(&day), at(&former).max(at(&account)));
            }
        }

        #[test]
        fn a_second_merge_changes_nothing(former in states(), account in states()) {
            let (day, _) = merged(&former, &account);
            prop_assert_eq!(merged(&DayState::Empty, &day), (day.clone(), vec![]));
        }
    }
}
