//! An [`Entry`] as an item of table `moods`, and back.

use std::{collections::HashMap, str::FromStr};

use app::{
    domain::{Day, Entry, Note},
    ports::UserId,
};
use aws_sdk_dynamodb::types::AttributeValue;

use super::moods::{DAY, EXPIRES_AT, USER_ID};

const MOOD: &str = "mood";
const NOTE: &str = "note";
const VERSION: &str = "version";
const CREATED_AT: &str = "createdAt";
const UPDATED_AT: &str = "updatedAt";

type Item = HashMap<String, AttributeValue>;

/// Text, as DynamoDB takes it.
pub(super) fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

/// A number, as DynamoDB takes it.
pub(super) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// The whole item.
pub(super) fn write(user: &UserId, entry: &Entry) -> Item {
    let mut item = Item::from(
        [
            (USER_ID, text(&user.0)),
            (DAY, text(entry.day)),
            (MOOD, text(entry.mood.as_str())),
            (VERSION, number(entry.version)),
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

/// The entry that an item holds. Strict: text that the rules would not let in
/// does not come out as an entry either. Attributes of no concern are let be.
///
/// # Errors
/// The name of the first attribute that is missing or not what it should be.
pub(super) fn read(item: &Item) -> Result<Entry, &'static str> {
    Ok(Entry {
        day: Day::parse(DAY, string(item, DAY)?).map_err(|_| DAY)?,
        mood: parsed(string(item, MOOD)?, MOOD)?,
        note: item.contains_key(NOTE).then(|| note(item)).transpose()?,
        version: integer::<std::num::NonZeroU64>(item, VERSION)?.get(),
        created_at: integer(item, CREATED_AT)?,
        updated_at: integer(item, UPDATED_AT)?,
        expires_at: integer(item, EXPIRES_AT)?,
    })
}

fn note(item: &Item) -> Result<Note, &'static str> {
    let text = string(item, NOTE)?;
    let note = Note::parse(text).ok().flatten().ok_or(NOTE)?;
    if note.as_str() == text {
        Ok(note)
    } else {
        Err(NOTE)
    }
}

pub(super) fn string<'a>(item: &'a Item, name: &'static str) -> Result<&'a str, &'static str> {
    item.get(name)
        .and_then(|value| value.as_s().ok())
        .map(String::as_str)
        .ok_or(name)
}

pub(super) fn integer<T: FromStr>(item: &Item, name: &'static str) -> Result<T, &'static str> {
    parsed(
        item.get(name)
            .and_then(|value| value.as_n().ok())
            .ok_or(name)?,
        name,
    )
}

pub(super) fn parsed<T: FromStr>(text: &str, name: &'static str) -> Result<T, &'static str> {
    text.parse().map_err(|_| name)
}

#[cfg(test)]
mod tests {
    use app::domain::Mood;

    use super::*;

    fn entry() -> Entry {
        Entry {
            day: Day::parse("day", "2026-11-20").unwrap(),
            mood: Mood::Good,
            note: Note::parse("a walk\nby the canal").unwrap(),
            version: 3,
            created_at: 1,
            updated_at: 2,
            expires_at: i64::MAX,
        }
    }

    fn written() -> Item {
        write(&UserId("somebody".into()), &entry())
    }

    #[test]
    fn an_entry_goes_both_ways() {
        assert_eq!(read(&written()), Ok(entry()));
        let without = Entry {
            note: None,
            ..entry()
        };
        assert_eq!(
            read(&write(&UserId("somebody".into()), &without)),
            Ok(without)
        );
    }

    #[test]
    fn what_is_not_an_entry_is_named_by_its_attribute() {
        for (name, value) in [
            (DAY, text("2026-02-30")),
            (DAY, number(20_261_120)),
            (MOOD, text("meh")),
            (NOTE, text("")),
            (NOTE, text(" a walk ")),
            (NOTE, text("a".repeat(501))),
            (NOTE, number(1)),
            (VERSION, number(0)),
            (VERSION, number(-1)),
            (CREATED_AT, number("1.5")),
            (UPDATED_AT, text("2")),
            (EXPIRES_AT, number("9223372036854775808")),
        ] {
            let mut item = written();
            item.insert(name.to_owned(), value.clone());
            assert_eq!(read(&item), Err(name), "{value:?}");
        }
        for name in [DAY, MOOD, VERSION, CREATED_AT, UPDATED_AT, EXPIRES_AT] {
            let mut item = written();
            item.remove(name);
            assert_eq!(read(&item), Err(name));
        }
    }
}
