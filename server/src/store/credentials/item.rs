//! A way to sign in as an item of table `credentials`.

use app::ports::{Credential, CredentialKind, UserId};

use crate::store::attributes::{
    Item, insert, integer, item, number, optional_integer, string, text,
};

/// The table's declared name.
pub(in crate::store) const TABLE: &str = "credentials";
/// Partition key: `<kind>#<key>`.
pub(in crate::store) const ID: &str = "id";
/// The number of writes.
pub(in crate::store) const VERSION: &str = "version";
/// The owner.
pub(super) const USER_ID: &str = "userId";
/// A reserved word, like `counter` and `data`: never bare in an expression.
pub(super) const NAME: &str = "name";
/// A passkey's signature counter.
pub(super) const COUNTER: &str = "counter";
/// The last sign-in; seconds since the epoch.
pub(super) const USED_AT: &str = "usedAt";
const DATA: &str = "data";
const CREATED_AT: &str = "createdAt";

/// The identifier of a way to sign in.
pub(super) fn id(kind: CredentialKind, key: &str) -> String {
    format!("{}#{key}", kind.as_str())
}

/// The key of an identifier.
pub(super) fn key(id: &str) -> Item {
    item([(ID, text(id))])
}

/// The complete item.
pub(super) fn write(credential: &Credential) -> Item {
    let mut item = item([
        (ID, text(id(credential.kind, &credential.key))),
        (USER_ID, text(&credential.user.0)),
        (NAME, text(&credential.name)),
        (DATA, text(&credential.data)),
        (COUNTER, number(credential.counter)),
        (CREATED_AT, number(credential.created_at)),
        (VERSION, number(1)),
    ]);
    insert(&mut item, USED_AT, credential.used_at.map(number));
    item
}

/// Decodes an item.
///
/// # Errors
/// The name of the first missing or invalid attribute.
pub(super) fn read(item: &Item) -> Result<Credential, &'static str> {
    let own = |name| string(item, name).map(str::to_owned);
    let (kind, key) = string(item, ID)?.split_once('#').ok_or(ID)?;
    Ok(Credential {
        kind: CredentialKind::parse(kind).ok_or(ID)?,
        key: key.to_owned(),
        user: UserId(own(USER_ID)?),
        name: own(NAME)?,
        data: own(DATA)?,
        counter: integer(item, COUNTER)?,
        created_at: integer(item, CREATED_AT)?,
        used_at: optional_integer(item, USED_AT)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{tables::declared, tokens::EXPIRES_AT};

    #[test]
    fn a_credential_round_trips_and_an_invalid_one_is_named_by_its_attribute() {
        let credential = Credential {
            kind: CredentialKind::Passkey,
            key: "a#b".into(),
            user: UserId("ada".into()),
            name: "Phone".into(),
            data: "{}".into(),
            counter: u32::MAX,
            created_at: 1,
            used_at: Some(2),
        };
        assert_eq!(read(&write(&credential)), Ok(credential.clone()));
        for name in [ID, USER_ID, NAME, DATA, COUNTER, CREATED_AT] {
            let mut item = write(&credential);
            item.remove(name);
            assert_eq!(read(&item), Err(name));
        }
        for (name, value) in [(ID, text("badge#x")), (USED_AT, text("never"))] {
            let mut item = write(&credential);
            item.insert(name.to_owned(), value);
            assert_eq!(read(&item), Err(name));
        }
    }

    #[test]
    fn the_attributes_are_those_of_the_declared_table() {
        let table = declared().iter().find(|table| table.name == TABLE).unwrap();
        assert_eq!(table.key_names(), (ID, None));
        assert_eq!(table.ttl, Some(EXPIRES_AT));
        assert!(table.indexes.is_empty());
    }
}
