//! A key as an item of table `keys`.

use app::{
    domain::account::{KeyUsage, Scope},
    ports::{ApiKey, UserId},
};

use crate::store::{
    attributes::{Item, insert, integer, number, optional_integer, string, text},
    hashed::{HASH, Hashed},
};

/// The table's declared name.
pub(in crate::store) const TABLE: &str = "keys";
/// The TTL attribute; seconds since the epoch. Absent from a key without an end.
const EXPIRES_AT: &str = "expiresAt";
/// The theoretical arrival time of the next call; microseconds since the epoch.
const NEXT_AT: &str = "nextAt";
/// The month of `calls`: months since the epoch. A reserved word.
pub(super) const MONTH: &str = "month";
/// The number of calls in `month`.
const CALLS: &str = "calls";
/// The last call; seconds since the epoch.
const USED_AT: &str = "usedAt";

const USER_ID: &str = "userId";
const NAME: &str = "name";
const SCOPE: &str = "scope";
const CREATED_AT: &str = "createdAt";

impl Hashed for ApiKey {
    const LIST: &'static str = "keys";

    fn write(&self) -> Item {
        let mut item = Item::from(
            [
                (HASH, text(&self.hash)),
                (USER_ID, text(&self.user.0)),
                (NAME, text(&self.name)),
                (SCOPE, text(self.scope.as_str())),
                (CREATED_AT, number(self.created_at)),
                (NEXT_AT, number(self.usage.next_at)),
                (MONTH, number(self.usage.month)),
                (CALLS, number(self.usage.calls)),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        for (name, value) in [(USED_AT, self.used_at), (EXPIRES_AT, self.expires_at)] {
            insert(&mut item, name, value.map(number));
        }
        item
    }

    fn read(item: &Item) -> Result<Self, &'static str> {
        let hash = string(item, HASH)?;
        Ok(Self {
            id: hash.get(..Self::ID_DIGITS).ok_or(HASH)?.to_owned(),
            hash: hash.to_owned(),
            user: UserId(string(item, USER_ID)?.to_owned()),
            name: string(item, NAME)?.to_owned(),
            scope: Scope::parse(string(item, SCOPE)?).ok_or(SCOPE)?,
            created_at: integer(item, CREATED_AT)?,
            used_at: optional_integer(item, USED_AT)?,
            expires_at: optional_integer(item, EXPIRES_AT)?,
            usage: usage(item)?,
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
        self.expires_at
    }
}

/// The counters of an item.
///
/// # Errors
/// The name of the first missing or invalid attribute.
pub(super) fn usage(item: &Item) -> Result<KeyUsage, &'static str> {
    Ok(KeyUsage {
        next_at: integer(item, NEXT_AT)?,
        month: integer(item, MONTH)?,
        calls: integer(item, CALLS)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tables::declared;

    fn key() -> ApiKey {
        ApiKey {
            hash: "0123456789abcdef".repeat(4),
            id: "0123456789abcdef".into(),
            user: UserId("ada".into()),
            name: "Watch".into(),
            scope: Scope::Log,
            created_at: 1,
            used_at: Some(2),
            expires_at: Some(3),
            usage: KeyUsage {
                next_at: 4,
                month: 5,
                calls: 6,
            },
        }
    }

    #[test]
    fn a_key_round_trips() {
        assert_eq!(ApiKey::read(&key().write()), Ok(key()));
        let unused = ApiKey {
            used_at: None,
            expires_at: None,
            ..key()
        };
        let item = unused.write();
        assert!(!item.contains_key(EXPIRES_AT), "TTL would delete it");
        assert_eq!(ApiKey::read(&item), Ok(unused));
    }

    #[test]
    fn an_invalid_item_is_named_by_its_attribute() {
        for (name, value) in [
            (HASH, text("short")),
            (SCOPE, text("admin")),
            (NEXT_AT, text("1")),
            (EXPIRES_AT, text("never")),
            (CALLS, number(-1)),
        ] {
            let mut item = key().write();
            item.insert(name.to_owned(), value);
            assert_eq!(ApiKey::read(&item), Err(name));
        }
    }

    #[test]
    fn the_attributes_are_those_of_the_declared_table() {
        let table = declared().iter().find(|table| table.name == TABLE).unwrap();
        assert_eq!(table.key_names(), (HASH, None));
        assert_eq!(table.ttl, Some(EXPIRES_AT));
    }
}
