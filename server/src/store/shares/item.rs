//! A share's link as an item of table `shares`.

use app::{
    domain::{Day, DayRange, Share},
    ports::{ShareLink, UserId},
};
use aws_sdk_dynamodb::types::AttributeValue;

use crate::store::{
    attributes::{
        Item, insert, integer, item, number, optional_integer, optional_string, string, text,
    },
    hashed::{HASH, Hashed},
};

/// The table's declared name.
pub(in crate::store) const TABLE: &str = "shares";
/// The TTL attribute; seconds since the epoch.
const EXPIRES_AT: &str = "expiresAt";
const USER_ID: &str = "userId";
const NAME: &str = "name";
/// The first day.
const START: &str = "start";
/// The last day.
const END: &str = "end";
/// The parts that are shown, as booleans.
const NOTES: &str = "notes";
const MOMENTS: &str = "moments";
const PHOTOS: &str = "photos";
const COMMENTS: &str = "comments";
/// The hash of the passphrase; absent without one.
const PASSPHRASE: &str = "passphrase";
const CREATED_AT: &str = "createdAt";
/// The number of openings.
const OPENS: &str = "opens";
/// The last opening; seconds since the epoch.
const OPENED_AT: &str = "openedAt";

impl Hashed for ShareLink {
    const LIST: &'static str = "shares";

    fn write(&self) -> Item {
        let Share {
            days,
            notes,
            moments,
            photos,
            comments,
        } = self.share;
        let mut item = item([
            (HASH, text(&self.hash)),
            (USER_ID, text(&self.user.0)),
            (NAME, text(&self.name)),
            (START, text(days.start())),
            (END, text(days.end())),
            (NOTES, AttributeValue::Bool(notes)),
            (MOMENTS, AttributeValue::Bool(moments)),
            (PHOTOS, AttributeValue::Bool(photos)),
            (COMMENTS, AttributeValue::Bool(comments)),
            (CREATED_AT, number(self.created_at)),
            (EXPIRES_AT, number(self.expires_at)),
            (OPENS, number(self.opens)),
        ]);
        insert(&mut item, PASSPHRASE, self.passphrase.as_ref().map(text));
        insert(&mut item, OPENED_AT, self.opened_at.map(number));
        item
    }

    fn read(item: &Item) -> Result<Self, &'static str> {
        let hash = string(item, HASH)?;
        let day = |name| Day::parse(string(item, name)?).map_err(|_| name);
        Ok(Self {
            id: hash.get(..Self::ID_DIGITS).ok_or(HASH)?.to_owned(),
            hash: hash.to_owned(),
            user: UserId(string(item, USER_ID)?.to_owned()),
            share: Share {
                days: DayRange::new(day(START)?, day(END)?).map_err(|_| END)?,
                notes: flag(item, NOTES)?,
                moments: flag(item, MOMENTS)?,
                photos: flag(item, PHOTOS)?,
                comments: flag(item, COMMENTS)?,
            },
            name: string(item, NAME)?.to_owned(),
            passphrase: optional_string(item, PASSPHRASE)?,
            created_at: integer(item, CREATED_AT)?,
            expires_at: integer(item, EXPIRES_AT)?,
            opens: integer(item, OPENS)?,
            opened_at: optional_integer(item, OPENED_AT)?,
        })
    }

    fn hash(&self) -> &str {
        &self.hash
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn user(&self) -> &UserId {
        &self.user
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}

fn flag(item: &Item, name: &'static str) -> Result<bool, &'static str> {
    let value = item.get(name).and_then(|value| value.as_bool().ok());
    value.copied().ok_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tables::declared;

    fn link() -> ShareLink {
        ShareLink {
            hash: "0123456789abcdef".repeat(4),
            id: "0123456789abcdef".into(),
            user: UserId("ada".into()),
            share: Share {
                days: DayRange::new(
                    Day::parse("2026-11-16").unwrap(),
                    Day::parse("2026-11-22").unwrap(),
                )
                .unwrap(),
                notes: true,
                moments: false,
                photos: true,
                comments: true,
            },
            name: "Ada 🌧".into(),
            passphrase: Some("c0ffee".into()),
            created_at: 1,
            expires_at: 2,
            opens: 3,
            opened_at: Some(4),
        }
    }

    #[test]
    fn a_link_round_trips() {
        assert_eq!(ShareLink::read(&link().write()), Ok(link()));
        let unopened = ShareLink {
            passphrase: None,
            opens: 0,
            opened_at: None,
            ..link()
        };
        assert_eq!(ShareLink::read(&unopened.write()), Ok(unopened));
    }

    #[test]
    fn an_invalid_item_is_named_by_its_attribute() {
        for (name, value) in [
            (HASH, text("short")),
            (START, text("2026-02-30")),
            (END, text("2026-11-15")),
            (NOTES, text("true")),
            (PASSPHRASE, number(1)),
            (EXPIRES_AT, text("never")),
            (OPENS, number(-1)),
            (OPENED_AT, text("4")),
        ] {
            let mut item = link().write();
            item.insert(name.to_owned(), value);
            assert_eq!(ShareLink::read(&item), Err(name));
        }
    }

    #[test]
    fn the_attributes_are_those_of_the_declared_table() {
        let table = declared().iter().find(|table| table.name == TABLE).unwrap();
        assert_eq!(table.key_names(), (HASH, None));
        assert_eq!(table.ttl, Some(EXPIRES_AT));
    }
}
