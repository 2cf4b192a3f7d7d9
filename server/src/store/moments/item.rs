//! A moment as an item of table `events`.
//!
//! A live item has a `title`, and a `dayId` by which the index `days` orders it. A tombstone has neither, so
//! it is not in the index; it expires.

use app::{
    domain::{
        Day,
        moment::{Description, Location, Moment, MomentDate, MomentId, Photo, Title},
    },
    ports::{MomentPlace, UserId},
};

use crate::store::attributes::{
    Item, insert, integer, item, number, optional_string, string, text,
};

/// The table's declared name.
pub(in crate::store) const TABLE: &str = "events";
/// Partition key: the owner.
pub(super) const USER_ID: &str = "userId";
/// Sort key: the identifier.
pub(super) const ID: &str = "id";
/// The local index of live moments by day.
pub(super) const DAYS: &str = "days";
/// The index's sort key: `<day>#<id>`.
pub(super) const DAY_ID: &str = "dayId";
/// The TTL attribute of a tombstone; seconds since the epoch.
#[cfg(test)]
const EXPIRES_AT: &str = "expiresAt";
pub(super) const TITLE: &str = "title";
/// The date as given. `date` is a reserved word.
const DATE: &str = "dateText";
const DESCRIPTION: &str = "description";
/// `location` is a reserved word.
const LOCATION: &str = "place";
/// The photos as JSON, so that one condition compares them all; absent without any. A tombstone keeps them
/// for an undo.
pub(super) const PHOTOS: &str = "photos";
pub(super) const VERSION: &str = "version";
/// The time of a tombstone's removal until it is cleared; seconds since the epoch.
pub(super) const REMOVED_AT: &str = "removedAt";
const MUTATION: &str = "mutation";
const CREATED_AT: &str = "createdAt";
pub(super) const UPDATED_AT: &str = "updatedAt";

/// The key of a moment.
pub(super) fn key(user: &UserId, id: &MomentId) -> Item {
    item([(USER_ID, text(&user.0)), (ID, text(id))])
}

/// The index's sort key.
pub(super) fn day_id(day: Day, id: &MomentId) -> String {
    format!("{day}#{id}")
}

/// The key of a place in the index.
pub(super) fn key_of_place(user: &UserId, place: &MomentPlace) -> Item {
    let mut key = key(user, &place.id);
    key.insert(DAY_ID.to_owned(), text(day_id(place.day, &place.id)));
    key
}

/// The complete item of a live moment, last changed by `mutation`.
pub(super) fn write(user: &UserId, moment: &Moment, mutation: &str) -> Item {
    let mut item = key(user, &moment.id);
    let mut put = |name, value| insert(&mut item, name, value);
    put(TITLE, Some(text(moment.title.as_str())));
    put(DATE, Some(text(&moment.date)));
    put(DAY_ID, Some(text(day_id(moment.day, &moment.id))));
    put(
        DESCRIPTION,
        moment.description.as_ref().map(|of| text(of.as_str())),
    );
    put(
        LOCATION,
        moment.location.as_ref().map(|of| text(of.as_str())),
    );
    put(PHOTOS, photos(&moment.photos).map(text));
    put(VERSION, Some(number(moment.version)));
    put(MUTATION, Some(text(mutation)));
    put(CREATED_AT, Some(number(moment.created_at)));
    put(UPDATED_AT, Some(number(moment.updated_at)));
    item
}

/// The photos as an attribute; none without any.
pub(super) fn photos(photos: &[Photo]) -> Option<String> {
    serde_json::to_string(photos)
        .ok()
        .filter(|_| !photos.is_empty())
}

/// True for a moment, false for a tombstone.
pub(super) fn is_alive(item: &Item) -> bool {
    item.contains_key(TITLE)
}

/// True if the last change was made by `mutation`.
pub(super) fn was_made_by(item: &Item, mutation: &str) -> bool {
    string(item, MUTATION) == Ok(mutation)
}

/// The version of a moment or tombstone.
///
/// # Errors
/// The attribute that can't be read.
pub(super) fn version(item: &Item) -> Result<u64, &'static str> {
    integer::<std::num::NonZeroU64>(item, VERSION).map(std::num::NonZeroU64::get)
}

/// The identifier.
///
/// # Errors
/// The attribute that can't be read.
pub(super) fn id(item: &Item) -> Result<MomentId, &'static str> {
    MomentId::parse(string(item, ID)?).ok_or(ID)
}

/// Decodes a live moment.
///
/// # Errors
/// The name of the first missing or invalid attribute.
pub(super) fn read(item: &Item) -> Result<Moment, &'static str> {
    let id = id(item)?;
    let (day, _) = string(item, DAY_ID)?.split_once('#').ok_or(DAY_ID)?;
    let title = Title::parse(string(item, TITLE)?).ok().flatten();
    let description = optional_string(item, DESCRIPTION)?.unwrap_or_default();
    let location = optional_string(item, LOCATION)?.unwrap_or_default();
    Ok(Moment {
        id,
        title: title.ok_or(TITLE)?,
        date: MomentDate::parse(string(item, DATE)?).ok_or(DATE)?,
        day: Day::parse(day).map_err(|_| DAY_ID)?,
        description: Description::parse(&description).map_err(|_| DESCRIPTION)?,
        location: Location::parse(&location).map_err(|_| LOCATION)?,
        photos: read_photos(item)?,
        version: version(item)?,
        created_at: integer(item, CREATED_AT)?,
        updated_at: integer(item, UPDATED_AT)?,
    })
}

/// The photos of a moment, or of a tombstone.
///
/// # Errors
/// The attribute that can't be read.
pub(super) fn read_photos(item: &Item) -> Result<Vec<Photo>, &'static str> {
    let json = optional_string(item, PHOTOS)?;
    let photos = json.map(|json| serde_json::from_str(&json).map_err(|_| PHOTOS));
    Ok(photos.transpose()?.unwrap_or_default())
}

/// The place of an item, or of a key of the index.
///
/// # Errors
/// The name of the attribute that can't be read.
pub(super) fn place(item: &Item) -> Result<MomentPlace, &'static str> {
    let (day, _) = string(item, DAY_ID)?.split_once('#').ok_or(DAY_ID)?;
    Ok(MomentPlace {
        day: Day::parse(day).map_err(|_| DAY_ID)?,
        id: id(item)?,
    })
}

#[cfg(test)]
mod tests {
    use app::domain::moment::MomentDraft;

    use super::*;
    use crate::store::tables::declared;

    fn moment() -> Moment {
        let draft = MomentDraft {
            title: Title::parse("Lea is born").unwrap().unwrap(),
            date: MomentDate::parse("2026-11-26T23:30:00Z").unwrap(),
            day: Day::parse("2026-11-27").unwrap(),
            description: Description::parse("At dawn.\nSnow!").unwrap(),
            location: Location::parse("Lyon").unwrap(),
        };
        Moment {
            photos: vec![Photo {
                id: MomentId::new(1, [8; 10]),
                alt: None,
                width: 3,
                height: 4,
            }],
            ..Moment::new(MomentId::new(1, [7; 10]), draft, 7)
        }
    }

    fn written() -> Item {
        write(&UserId("ada".into()), &moment(), "m")
    }

    #[test]
    fn a_moment_round_trips() {
        assert_eq!(read(&written()), Ok(moment()));
        assert!(is_alive(&written()) && was_made_by(&written(), "m"));
        let plain = Moment {
            description: None,
            location: None,
            photos: Vec::new(),
            ..moment()
        };
        let item = write(&UserId("ada".into()), &plain, "m");
        assert_eq!(read(&item), Ok(plain));
    }

    #[test]
    fn an_invalid_item_is_named_by_its_attribute() {
        for (name, value) in [
            (ID, text("7")),
            (TITLE, text("\u{200b}")),
            (TITLE, text("x".repeat(121))),
            (DATE, text("2026-02-30")),
            (DAY_ID, text("2026-02-30#x")),
            (DAY_ID, text("2026-11-27")),
            (DESCRIPTION, text("x".repeat(2001))),
            (DESCRIPTION, number(1)),
            (LOCATION, text("x".repeat(201))),
            (PHOTOS, text("[{}]")),
            (VERSION, number(0)),
            (CREATED_AT, text("1")),
            (UPDATED_AT, number("1.5")),
        ] {
            let mut item = written();
            item.insert(name.to_owned(), value);
            assert_eq!(read(&item), Err(name));
        }
        for name in [ID, TITLE, DATE, DAY_ID, VERSION, CREATED_AT, UPDATED_AT] {
            let mut item = written();
            item.remove(name);
            assert_eq!(read(&item), Err(name));
        }
    }

    #[test]
    fn the_attributes_are_those_of_the_declared_table() {
        let table = declared().iter().find(|table| table.name == TABLE).unwrap();
        assert_eq!(table.key_names(), (USER_ID, Some(ID)));
        assert_eq!(table.ttl, Some(EXPIRES_AT));
        let index = &table.indexes[0];
        assert_eq!(
            (index.name, index.key_names()),
            (DAYS, (USER_ID, Some(DAY_ID)))
        );
        assert!(index.local);
    }
}
