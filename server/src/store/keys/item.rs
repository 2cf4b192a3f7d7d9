//! A key, and the list of a person's keys, as items of table `keys`.

use app::{
    domain::account::{KeyUsage, Scope},
    ports::{ApiKey, UserId},
};
use aws_sdk_dynamodb::types::AttributeValue;

use crate::store::attributes::{Item, integer, number, string, text};

/// The table's declared name.
pub(in crate::store) const TABLE: &str = "keys";
/// Partition key: the key's hash, or the owner of a list. A reserved word: never bare in an
/// expression.
pub(super) const HASH: &str = "hash";
/// The TTL attribute; seconds since the epoch. Absent from a key without an end.
pub(super) const EXPIRES_AT: &str = "expiresAt";
/// The theoretical arrival time of the next call; microseconds since the epoch.
const NEXT_AT: &str = "nextAt";
/// The month of `calls`: months since the epoch. A reserved word.
pub(super) const MONTH: &str = "month";
/// The number of calls in `month`.
const CALLS: &str = "calls";
/// The last call; seconds since the epoch.
const USED_AT: &str = "usedAt";
/// In a list: the hashes.
pub(super) const KEYS: &str = "keys";
/// In a list: the number of additions.
pub(super) const REVISION: &str = "revision";

const USER_ID: &str = "userId";
const NAME: &str = "name";
const SCOPE: &str = "scope";
const CREATED_AT: &str = "createdAt";

/// The partition key of a person's list. No hash has a colon.
pub(super) fn list_of(user: &UserId) -> AttributeValue {
    text(format!("user:{}", user.0))
}

/// The complete item.
pub(super) fn write(key: &ApiKey) -> Item {
    let mut item = Item::from(
        [
            (HASH, text(&key.hash)),
            (USER_ID, text(&key.user.0)),
            (NAME, text(&key.name)),
            (SCOPE, text(key.scope.as_str())),
            (CREATED_AT, number(key.created_at)),
            (NEXT_AT, number(key.usage.next_at)),
            (MONTH, number(key.usage.month)),
            (CALLS, number(key.usage.calls)),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    for (name, value) in [(USED_AT, key.used_at), (EXPIRES_AT, key.expires_at)] {
        if let Some(value) = value {
            item.insert(name.to_owned(), number(value));
        }
    }
    item
}

/// Decodes an item.
///
/// # Errors
/// The name of the first missing or invalid attribute.
pub(super) fn read(item: &Item) -> Result<ApiKey, &'static str> {
    let hash = string(item, HASH)?;
    let optional = |name| item.contains_key(name).then(|| integer(item, name));
    Ok(ApiKey {
        id: hash.get(..ApiKey::ID_DIGITS).ok_or(HASH)?.to_owned(),
        hash: hash.to_owned(),
        user: UserId(string(item, USER_ID)?.to_owned()),
        name: string(item, NAME)?.to_owned(),
        scope: Scope::parse(string(item, SCOPE)?).ok_or(SCOPE)?,
        created_at: integer(item, CREATED_AT)?,
        used_at: optional(USED_AT).transpose()?,
        expires_at: optional(EXPIRES_AT).transpose()?,
        usage: usage(item)?,
    })
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

/// The hashes of a list.
pub(super) fn hashes(item: &Item) -> Vec<String> {
    let list = item.get(KEYS).and_then(|value| value.as_l().ok());
    let hashes = list.into_iter().flatten();
    hashes
        .filter_map(|hash| hash.as_s().ok().cloned())
        .collect()
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
        assert_eq!(read(&write(&key())), Ok(key()));
        let unused = ApiKey {
            used_at: None,
            expires_at: None,
            ..key()
        };
        let item = write(&unused);
        assert!(!item.contains_key(EXPIRES_AT), "TTL would delete it");
        assert_eq!(read(&item), Ok(unused));
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
            let mut item = write(&key());
            item.insert(name.to_owned(), value);
            assert_eq!(read(&item), Err(name));
        }
    }

    #[test]
    fn the_attributes_are_those_of_the_declared_table() {
        let table = declared().iter().find(|table| table.name == TABLE).unwrap();
        assert_eq!(table.key_names(), (HASH, None));
        assert_eq!(table.ttl, Some(EXPIRES_AT));
    }
}
