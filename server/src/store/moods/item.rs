//! A day as an item of table `moods`.
//!
//! A live item has a `mood`. A tombstone has no mood and no text; `removedVersion` is the version
//! that the removal made. It stays when the day is written again, so that `version` minus
//! `removedVersion` is the number of writes since.

use std::num::NonZeroU64;

use app::{
    domain::{Day, Entry, Note, Tombstone},
    error::Error,
    ports::UserId,
};

use crate::store::{
    attributes::{Item, integer, number, parsed, string, text},
    table_client::TableClient,
};

/// The table's declared name.
pub(in crate::store) const TABLE: &str = "moods";
/// Partition key: the owner.
pub(super) const USER_ID: &str = "userId";
/// Sort key: the day, `YYYY-MM-DD`. A reserved word: never bare in an expression.
pub(super) const DAY: &str = "day";
/// The TTL attribute; seconds since the epoch.
pub(super) const EXPIRES_AT: &str = "expiresAt";
pub(super) const MOOD: &str = "mood";
pub(super) const NOTE: &str = "note";
/// The identifier of the latest renaming of a tag that wrote the note.
pub(super) const RETAG: &str = "retag";
/// The note before that renaming, as stored. Any other write of the day removes it.
pub(super) const FORMER_NOTE: &str = "formerNote";
/// The end of the time in which that renaming can be undone, in seconds since the epoch. All three
/// attributes are deleted soon after it.
pub(super) const UNDO_UNTIL: &str = "undoUntil";
pub(super) const VERSION: &str = "version";
const REMOVED_VERSION: &str = "removedVersion";
pub(super) const MUTATION: &str = "mutation";
const CREATED_AT: &str = "createdAt";
pub(super) const UPDATED_AT: &str = "updatedAt";

/// The content of an item.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum StoredDay {
    /// The day's entry.
    Entry(Entry),
    /// The day's tombstone.
    Tombstone(Tombstone),
}

/// The complete item of a day's first entry, made by `mutation`.
pub(super) fn write(user: &UserId, entry: &Entry, mutation: &str) -> Item {
    let mut item = Item::from(
        [
            (USER_ID, text(&user.0)),
            (DAY, text(entry.day)),
            (MOOD, text(entry.mood.as_str())),
            (VERSION, number(entry.version)),
            (MUTATION, text(mutation)),
            (CREATED_AT, number(entry.created_at)),
            (UPDATED_AT, number(entry.updated_at)),
            (EXPIRES_AT, number(entry.expires_at)),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    if let Some(note) = &entry.note {
        item.insert(NOTE.to_owned(), text(note.as_str()));
    }
    item
}

/// Decodes an item that must be an entry.
///
/// # Errors
/// Internal.
pub(super) fn entry(table: &TableClient, item: &Item) -> Result<Entry, Error> {
    match table.decoded(read(item))? {
        StoredDay::Entry(entry) => Ok(entry),
        StoredDay::Tombstone(_) => table.decoded(Err(MOOD)),
    }
}

/// Decodes an item. Text that breaks a rule is an error, but a note saved under an older rule is
/// normalised by the current one. Unknown attributes are ignored.
///
/// # Errors
/// The name of the first missing or invalid attribute.
pub(super) fn read(item: &Item) -> Result<StoredDay, &'static str> {
    let day = day(item)?;
    let version = version(item)?;
    let removed = item.contains_key(REMOVED_VERSION);
    let removed = removed.then(|| integer::<NonZeroU64>(item, REMOVED_VERSION));
    let removed = removed.transpose()?.map(NonZeroU64::get);
    match removed {
        Some(removed) if !is_alive(item) => {
            if removed != version {
                return Err(REMOVED_VERSION);
            }
            return Ok(StoredDay::Tombstone(Tombstone { day, version }));
        }
        Some(removed) if removed >= version => return Err(REMOVED_VERSION),
        _ => {}
    }
    let (created_at, updated_at) = (integer(item, CREATED_AT)?, integer(item, UPDATED_AT)?);
    Ok(StoredDay::Entry(Entry {
        day,
        mood: parsed(string(item, MOOD)?, MOOD)?,
        note: note(item)?,
        version,
        // An imported entry keeps its times, and begins with one version.
        edited: version - removed.unwrap_or(0) > 1 || updated_at > created_at,
        created_at,
        updated_at,
        expires_at: integer(item, EXPIRES_AT)?,
    }))
}

/// True if the day has an entry, expired or not.
pub(super) fn is_alive(item: &Item) -> bool {
    item.contains_key(MOOD)
}

/// True if the item has expired at `now`, deleted or not.
///
/// # Errors
/// The attribute that can't be read.
pub(super) fn is_expired(item: &Item, now: i64) -> Result<bool, &'static str> {
    integer::<i64>(item, EXPIRES_AT).map(|expires_at| expires_at <= now)
}

/// The day of an item or a key.
///
/// # Errors
/// The attribute that can't be read.
pub(super) fn day(item: &Item) -> Result<Day, &'static str> {
    Day::parse(string(item, DAY)?).map_err(|_| DAY)
}

/// The day's version.
///
/// # Errors
/// The attribute that can't be read.
pub(super) fn version(item: &Item) -> Result<u64, &'static str> {
    integer::<NonZeroU64>(item, VERSION).map(NonZeroU64::get)
}

/// Gives an entry, which stays edited or not, or a tombstone another version.
///
/// # Errors
/// The attribute that can't be read.
pub(super) fn renumber(item: &mut Item, version: u64) -> Result<(), &'static str> {
    let removed = match read(item)? {
        StoredDay::Tombstone(_) => Some(version),
        StoredDay::Entry(entry) => (!entry.edited).then(|| version - 1),
    };
    match removed {
        Some(removed) => item.insert(REMOVED_VERSION.to_owned(), number(removed)),
        None => item.remove(REMOVED_VERSION),
    };
    item.insert(VERSION.to_owned(), number(version));
    Ok(())
}

/// Deletes the traces of a renaming, which can't be undone any more.
pub(super) fn forget_renaming(item: &mut Item) {
    for name in [RETAG, FORMER_NOTE, UNDO_UNTIL] {
        item.remove(name);
    }
}

/// True if the day's last change was made by `mutation`.
pub(super) fn was_made_by(item: &Item, mutation: &str) -> bool {
    string(item, MUTATION) == Ok(mutation)
}

fn note(item: &Item) -> Result<Option<Note>, &'static str> {
    if !item.contains_key(NOTE) {
        return Ok(None);
    }
    Note::parse(string(item, NOTE)?).map_err(|_| NOTE)
}

#[cfg(test)]
mod tests {
    use crate::store::tables::declared;
    use app::domain::Mood;
    use aws_sdk_dynamodb::types::AttributeValue;

    use super::*;

    fn entry() -> Entry {
        Entry {
            day: Day::parse("2026-11-20").unwrap(),
            mood: Mood::Good,
            note: Note::parse("a walk\nby the canal").unwrap(),
            version: 3,
            edited: true,
            created_at: 1,
            updated_at: 2,
            expires_at: i64::MAX,
        }
    }

    fn written() -> Item {
        write(&UserId("ada".into()), &entry(), "m")
    }

    fn with(mut item: Item, name: &str, value: AttributeValue) -> Item {
        item.insert(name.to_owned(), value);
        item
    }

    fn without(mut item: Item, names: &[&str]) -> Item {
        item.retain(|name, _| !names.contains(&name.as_str()));
        item
    }

    fn removed() -> Item {
        let item = without(written(), &[MOOD, NOTE, CREATED_AT]);
        with(item, REMOVED_VERSION, number(3))
    }

    #[test]
    fn an_entry_round_trips() {
        assert_eq!(read(&written()), Ok(StoredDay::Entry(entry())));
        let plain = Entry {
            note: None,
            ..entry()
        };
        assert_eq!(
            read(&write(&UserId("ada".into()), &plain, "m")),
            Ok(StoredDay::Entry(plain))
        );
        assert!(was_made_by(&written(), "m") && !was_made_by(&written(), "n"));
        // Items from before mutations existed lack the attribute.
        assert!(!was_made_by(&without(written(), &[MUTATION]), "m"));
    }

    #[test]
    fn a_note_saved_under_an_older_rule_is_normalised() {
        for (kept, note) in [
            (
                "\u{feff}a walk\u{2028}by the canal",
                Some("a walk\nby the canal"),
            ),
            ("\u{200b}", None),
            ("", None),
        ] {
            let Ok(StoredDay::Entry(entry)) = read(&with(written(), NOTE, text(kept))) else {
                panic!("{kept:?} is not decoded");
            };
            assert_eq!(entry.note.as_ref().map(Note::as_str), note, "{kept:?}");
        }
    }

    #[test]
    fn a_tombstone_differs_from_a_day_written_again() {
        let (day, version) = (entry().day, 3);
        assert_eq!(
            read(&removed()),
            Ok(StoredDay::Tombstone(Tombstone { day, version }))
        );
        for (removed_version, updated_at, edited) in [(1, 1, true), (2, 1, false), (2, 2, true)] {
            let item = with(written(), REMOVED_VERSION, number(removed_version));
            let item = with(item, UPDATED_AT, number(updated_at));
            let expected = Entry {
                edited,
                updated_at,
                ..entry()
            };
            assert_eq!(read(&item), Ok(StoredDay::Entry(expected)));
        }
        for item in [
            with(written(), REMOVED_VERSION, number(3)),
            with(removed(), REMOVED_VERSION, number(2)),
            with(removed(), REMOVED_VERSION, text("3")),
        ] {
            assert_eq!(read(&item), Err(REMOVED_VERSION), "{item:?}");
        }
    }

    #[test]
    fn an_invalid_item_is_named_by_its_attribute() {
        for (name, value) in [
            (DAY, text("2026-02-30")),
            (DAY, number(20_261_120)),
            (MOOD, text("meh")),
            (NOTE, text("a".repeat(501))),
            (NOTE, number(1)),
            (VERSION, number(0)),
            (VERSION, number(-1)),
            (CREATED_AT, number("1.5")),
            (UPDATED_AT, text("2")),
            (EXPIRES_AT, number("9223372036854775808")),
        ] {
            let item = with(written(), name, value);
            assert_eq!(read(&item), Err(name), "{item:?}");
        }
        for name in [DAY, MOOD, VERSION, CREATED_AT, UPDATED_AT, EXPIRES_AT] {
            assert_eq!(read(&without(written(), &[name])), Err(name));
        }
    }

    #[test]
    fn the_attributes_are_those_of_the_declared_table() {
        let table = declared().iter().find(|table| table.name == TABLE).unwrap();
        assert_eq!(table.key_names(), (USER_ID, Some(DAY)));
        assert_eq!(table.ttl, Some(EXPIRES_AT));
    }
}
