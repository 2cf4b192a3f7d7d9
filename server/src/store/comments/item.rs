//! A comment as an item of table `comments`.
//!
//! A tombstone has no words, no writer and no place; it keeps a restore from bringing the comment back.

use app::{
    domain::{
        SortableId,
        comment::{Comment, CommentText, Reader, ReaderName, Section, Writer},
    },
    ports::UserId,
};

use crate::store::attributes::{
    Item, insert, integer, item, number, optional_integer, optional_string, string, text,
};

/// The table's declared name.
pub(in crate::store) const TABLE: &str = "comments";
/// Partition key: the journal's owner.
pub(super) const USER_ID: &str = "userId";
/// Sort key: the comment's identifier.
pub(super) const ID: &str = "id";
/// The local index by section.
pub(super) const SECTIONS: &str = "sections";
/// The index's sort key: `<section>#<identifier>`.
pub(super) const PLACE: &str = "place";
/// The TTL attribute; seconds since the epoch. Comments on a day expire with it, the others never.
pub(super) const EXPIRES_AT: &str = "expiresAt";
/// The name of a reader; absent from the owner's comments.
pub(super) const AUTHOR: &str = "author";

/// Absent from a tombstone.
pub(super) const TEXT: &str = "text";
/// The share of a reader.
pub(super) const SHARE: &str = "share";
/// The digest of the cookie of a reader's browser.
pub(super) const BROWSER: &str = "browser";
const CREATED_AT: &str = "createdAt";

/// The key of a comment.
pub(super) fn key(user: &UserId, id: &SortableId) -> Item {
    item([(USER_ID, text(&user.0)), (ID, text(id))])
}

/// The sort key in the index.
pub(super) fn place(section: &Section, id: &SortableId) -> String {
    format!("{section}#{id}")
}

/// The complete item.
pub(super) fn write(user: &UserId, comment: &Comment, expires_at: Option<i64>) -> Item {
    let mut item = key(user, &comment.id);
    item.insert(PLACE.to_owned(), text(place(&comment.section, &comment.id)));
    item.insert(TEXT.to_owned(), text(comment.text.as_str()));
    item.insert(CREATED_AT.to_owned(), number(comment.created_at));
    insert(&mut item, EXPIRES_AT, expires_at.map(number));
    if let Some(reader) = comment.reader() {
        item.insert(AUTHOR.to_owned(), text(reader.name.as_str()));
        item.insert(SHARE.to_owned(), text(&reader.share));
        item.insert(BROWSER.to_owned(), text(&reader.browser));
    }
    item
}

/// Decodes an item.
///
/// # Errors
/// The name of the first missing or invalid attribute.
pub(super) fn read(item: &Item) -> Result<Comment, &'static str> {
    let writer = match optional_string(item, AUTHOR)? {
        None => Writer::Owner,
        Some(name) => Writer::Reader(Reader {
            name: ReaderName::parse(&name).ok_or(AUTHOR)?,
            share: string(item, SHARE)?.to_owned(),
            browser: string(item, BROWSER)?.to_owned(),
        }),
    };
    Ok(Comment {
        id: id(item)?,
        section: section(item)?,
        text: CommentText::parse(string(item, TEXT)?).ok_or(TEXT)?,
        writer,
        created_at: integer(item, CREATED_AT)?,
    })
}

/// The identifier of an item or key.
///
/// # Errors
/// The attribute's name.
pub(super) fn id(item: &Item) -> Result<SortableId, &'static str> {
    SortableId::parse(string(item, ID)?).ok_or(ID)
}

/// The section of an item or key.
///
/// # Errors
/// The attribute's name.
pub(super) fn section(item: &Item) -> Result<Section, &'static str> {
    let (section, _) = string(item, PLACE)?.split_once('#').ok_or(PLACE)?;
    Section::parse(section).ok_or(PLACE)
}

/// The expiry of an item, if it has one.
///
/// # Errors
/// The attribute's name.
pub(super) fn expires_at(item: &Item) -> Result<Option<i64>, &'static str> {
    optional_integer(item, EXPIRES_AT)
}

/// True if the item has expired at `now`: TTL deletes it later.
///
/// # Errors
/// The attribute's name.
pub(super) fn is_expired(item: &Item, now: i64) -> Result<bool, &'static str> {
    Ok(expires_at(item)?.is_some_and(|end| end <= now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tables::declared;

    fn comment(writer: Writer) -> Comment {
        Comment {
            id: SortableId::new(7, [1; 10]),
            section: Section::parse("day:2026-11-20").unwrap(),
            text: CommentText::parse("A walk\nby the canal").unwrap(),
            writer,
            created_at: 7,
        }
    }

    fn reader() -> Writer {
        Writer::Reader(Reader {
            name: ReaderName::parse("Léa").unwrap(),
            share: "0123456789abcdef".into(),
            browser: "c0ffee".into(),
        })
    }

    #[test]
    fn a_comment_round_trips() {
        let ada = UserId("ada".into());
        for writer in [Writer::Owner, reader()] {
            for end in [None, Some(9)] {
                let item = write(&ada, &comment(writer.clone()), end);
                assert_eq!(read(&item), Ok(comment(writer.clone())));
                assert_eq!(expires_at(&item), Ok(end));
                let at = |now| is_expired(&item, now).unwrap();
                assert_eq!((at(8), at(9)), (false, end.is_some()));
            }
        }
    }

    #[test]
    fn an_invalid_item_is_named_by_its_attribute() {
        for (name, value) in [
            (ID, text("1")),
            (PLACE, text("day:2026-11-20")),
            (PLACE, text("week:1#2")),
            (TEXT, text(" ")),
            (CREATED_AT, text("now")),
            (AUTHOR, text("")),
            (SHARE, number(1)),
            (BROWSER, number(1)),
        ] {
            let mut item = write(&UserId("ada".into()), &comment(reader()), None);
            item.insert(name.to_owned(), value);
            assert_eq!(read(&item), Err(name));
        }
    }

    #[test]
    fn the_attributes_are_those_of_the_declared_table() {
        let table = declared().iter().find(|table| table.name == TABLE).unwrap();
        assert_eq!(table.key_names(), (USER_ID, Some(ID)));
        assert_eq!(table.ttl, Some(EXPIRES_AT));
        let indexes = table.indexes.iter();
        let indexes: Vec<_> = indexes
            .map(|index| (index.name, index.key_names()))
            .collect();
        assert_eq!(indexes, [(SECTIONS, (USER_ID, Some(PLACE)))]);
    }
}
