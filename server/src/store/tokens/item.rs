//! A one-time token as an item of table `credentials`.

use app::ports::{Token, TokenKind, UserId};

use crate::store::{
    attributes::{Item, insert, integer, item, number, optional_string, string, text},
    credentials::{ID, VERSION},
};

/// The TTL attribute; seconds since the epoch.
pub(in crate::store) const EXPIRES_AT: &str = "expiresAt";
/// The user that the token is about.
const ABOUT: &str = "about";
const DATA: &str = "data";

/// The key of a token.
pub(super) fn key(kind: TokenKind, key: &str) -> Item {
    item([(ID, text(format_args!("{}#{key}", kind.as_str())))])
}

/// The complete item.
pub(super) fn write(token: &Token) -> Item {
    let mut item = key(token.kind, &token.key);
    item.insert(DATA.to_owned(), text(&token.data));
    item.insert(EXPIRES_AT.to_owned(), number(token.expires_at));
    item.insert(VERSION.to_owned(), number(1));
    insert(
        &mut item,
        ABOUT,
        token.user.as_ref().map(|user| text(&user.0)),
    );
    item
}

/// Decodes the item of a token.
///
/// # Errors
/// The name of the first missing or invalid attribute.
pub(super) fn read(kind: TokenKind, key: &str, item: &Item) -> Result<Token, &'static str> {
    Ok(Token {
        kind,
        key: key.to_owned(),
        user: optional_string(item, ABOUT)?.map(UserId),
        data: string(item, DATA)?.to_owned(),
        expires_at: integer(item, EXPIRES_AT)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_round_trips_and_an_invalid_one_is_named_by_its_attribute() {
        for user in [None, Some(UserId("ada".into()))] {
            let token = Token {
                kind: TokenKind::Link,
                key: "c0ffee".into(),
                user,
                data: String::new(),
                expires_at: 1,
            };
            let written = write(&token);
            assert_eq!(written[ID], text("link#c0ffee"));
            assert_eq!(read(token.kind, &token.key, &written), Ok(token.clone()));
            for name in [DATA, EXPIRES_AT] {
                let mut item = written.clone();
                item.remove(name);
                assert_eq!(read(token.kind, &token.key, &item), Err(name));
            }
        }
    }
}
