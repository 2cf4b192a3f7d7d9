//! A session as an item of table `sessions`.

use app::ports::{Session, UserId};

use crate::store::attributes::{
    Item, insert, integer, item, number, optional_integer, string, text,
};

/// The table's declared name.
pub(in crate::store) const TABLE: &str = "sessions";
/// Partition key: the owner.
pub(super) const USER_ID: &str = "userId";
/// Sort key: the session.
pub(super) const ID: &str = "id";
/// The last visit; seconds since the epoch.
pub(super) const SEEN_AT: &str = "seenAt";
/// The TTL attribute; seconds since the epoch.
pub(super) const EXPIRES_AT: &str = "expiresAt";
const DEVICE: &str = "device";
const CREATED_AT: &str = "createdAt";

/// The key of a session.
pub(super) fn key(user: &UserId, id: &str) -> Item {
    item([(USER_ID, text(&user.0)), (ID, text(id))])
}

/// The complete item.
pub(super) fn write(session: &Session) -> Item {
    let mut item = item([
        (USER_ID, text(&session.user.0)),
        (ID, text(&session.id)),
        (DEVICE, text(&session.device)),
        (CREATED_AT, number(session.created_at)),
        (EXPIRES_AT, number(session.expires_at)),
    ]);
    insert(&mut item, SEEN_AT, session.seen_at.map(number));
    item
}

/// Decodes an item.
///
/// # Errors
/// The name of the first missing or invalid attribute.
pub(super) fn read(item: &Item) -> Result<Session, &'static str> {
    let own = |name| string(item, name).map(str::to_owned);
    Ok(Session {
        id: own(ID)?,
        user: UserId(own(USER_ID)?),
        device: own(DEVICE)?,
        created_at: integer(item, CREATED_AT)?,
        seen_at: optional_integer(item, SEEN_AT)?,
        expires_at: integer(item, EXPIRES_AT)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tables::declared;

    #[test]
    fn a_session_round_trips_and_an_invalid_one_is_named_by_its_attribute() {
        let session = Session {
            id: "c0ffee".into(),
            user: UserId("ada".into()),
            device: "Firefox on Linux".into(),
            created_at: 1,
            seen_at: Some(2),
            expires_at: 3,
        };
        assert_eq!(read(&write(&session)), Ok(session.clone()));
        for name in [USER_ID, ID, DEVICE, CREATED_AT, EXPIRES_AT] {
            let mut item = write(&session);
            item.remove(name);
            assert_eq!(read(&item), Err(name));
        }
    }

    #[test]
    fn the_attributes_are_those_of_the_declared_table() {
        let table = declared().iter().find(|table| table.name == TABLE).unwrap();
        assert_eq!(table.key_names(), (USER_ID, Some(ID)));
        assert_eq!(table.ttl, Some(EXPIRES_AT));
    }
}
