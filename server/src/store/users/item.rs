//! A user as an item of table `users`.
//!
//! The same table has an item `email#<address>` for each address, written in one transaction with
//! its user: that keeps addresses unique.

use app::{
    domain::{
        DayEnd, Lang, Retag, Retention, SortableId, Tag,
        account::{Preferences, Theme, WeekStart, Work},
        signal::SignalId,
    },
    ports::{User, UserId},
};

use aws_sdk_dynamodb::types::AttributeValue;

use crate::store::attributes::{
    Item, insert, integer, item, number, optional_integer, optional_string, string, strings, text,
};

/// The table's declared name.
pub(in crate::store) const TABLE: &str = "users";
/// Partition key: the user, or `email#<address>`.
pub(in crate::store) const USER_ID: &str = "userId";
/// The start of the account; seconds since the epoch.
pub(in crate::store) const ACCOUNT_SINCE: &str = "accountSince";
/// The set of ways to sign in, except a recovery code: keys of table `credentials`.
pub(in crate::store) const WAYS: &str = "ways";
/// The recovery code: a key of table `credentials`.
pub(in crate::store) const RECOVERY: &str = "recovery";
/// The journal into which this one was carried over.
pub(in crate::store) const MERGED_INTO: &str = "mergedInto";
/// The number of writes.
pub(in crate::store) const VERSION: &str = "version";
/// The set of journals that were carried over into this one.
pub(super) const FORMER: &str = "former";
/// The set of those of them that may have something left.
pub(super) const MERGING: &str = "merging";
/// The user of an e-mail address.
pub(super) const HELD_BY: &str = "heldBy";
/// The index of unfinished work.
pub(super) const WORK: &str = "work";
/// The index's partition key: always [`IS_UNFINISHED`]. Absent without unfinished work.
pub(super) const UNFINISHED: &str = "unfinished";
/// The value of [`UNFINISHED`].
pub(super) const IS_UNFINISHED: &str = "yes";
/// The index's sort key: the start of the latest unfinished work, or the latest attempt at it; seconds
/// since the epoch.
pub(super) const SINCE: &str = "since";

/// For the operator; seconds since the epoch.
const CREATED_AT: &str = "createdAt";
const EMAIL: &str = "email";
const NAME: &str = "name";
const LANG: &str = "lang";
const THEME: &str = "theme";
const WEEK_START: &str = "weekStart";
const DAY_ENDS_AT: &str = "dayEndsAt";
/// A reserved word, like `name`: never bare in an expression.
const TIME_ZONE: &str = "timeZone";
const RETENTION: &str = "retentionMonths";
const HIDES_PRESENCE: &str = "hidesPresence";
const HIDES_HELP: &str = "hidesHelp";
const SIGNALS: &str = "signals";
const COMMENTS: &str = "comments";

/// The latest comment by a reader.
pub(super) const LATEST_COMMENT: &str = "latestComment";
/// The latest comment that the person has seen.
pub(super) const COMMENTS_SEEN: &str = "commentsSeen";

/// The attributes of the latest renaming of a tag.
pub(super) const RETAG_ID: &str = "retagId";
const RETAG_FROM: &str = "retagFrom";
const RETAG_TO: &str = "retagTo";
const RETAG_DAYS: &str = "retagDays";
const RETAG_AT: &str = "retagAt";
const RETAG_UNDONE: &str = "retagUndone";
/// All of them.
pub(super) const RETAG: [&str; 6] = [
    RETAG_ID,
    RETAG_FROM,
    RETAG_TO,
    RETAG_DAYS,
    RETAG_AT,
    RETAG_UNDONE,
];

/// The attribute of unfinished work: its start; seconds since the epoch.
pub(in crate::store) const fn started(work: Work) -> &'static str {
    match work {
        Work::Erase => "eraseSince",
        Work::Merge => "mergeSince",
        Work::Redate => "redateSince",
        Work::Retag => "retagSince",
        Work::Import => "importSince",
        Work::Forget => "forgetSince",
        Work::Clear => "clearSince",
    }
}

/// The key of a user.
pub(in crate::store) fn key(user: &UserId) -> Item {
    item([(USER_ID, text(&user.0))])
}

/// The key of an e-mail address.
pub(super) fn email_key(email: &str) -> Item {
    item([(USER_ID, text(format_args!("email#{email}")))])
}

/// The item of a new user, created at `now` (seconds since the epoch).
pub(super) fn write(user: &User, now: i64) -> Item {
    let mut item = key(&user.id);
    item.insert(CREATED_AT.to_owned(), number(now));
    item.insert(VERSION.to_owned(), number(1));
    insert(&mut item, ACCOUNT_SINCE, user.account_since.map(number));
    insert(&mut item, EMAIL, user.email.as_ref().map(text));
    insert(&mut item, NAME, user.name.as_ref().map(text));
    item.extend(preferences(&user.preferences));
    item
}

/// The item of an e-mail address.
pub(super) fn write_email(email: &str, user: &UserId) -> Item {
    let mut item = email_key(email);
    item.insert(HELD_BY.to_owned(), text(&user.0));
    item.insert(VERSION.to_owned(), number(1));
    item
}

/// The attributes of the choices that are present.
pub(super) fn preferences(of: &Preferences) -> Item {
    let mut item = Item::new();
    insert(&mut item, LANG, of.lang.map(|it| text(it.code())));
    insert(&mut item, THEME, of.theme.map(|it| text(it.as_str())));
    let week_start = of.week_start.map(|it| text(it.as_str()));
    insert(&mut item, WEEK_START, week_start);
    let day_end = of.day_end.map(|it| number(it.hour()));
    insert(&mut item, DAY_ENDS_AT, day_end);
    insert(&mut item, TIME_ZONE, of.time_zone.as_ref().map(text));
    insert(&mut item, COMMENTS, of.comments.map(flag));
    let retention = of.retention.map(|it| number(it.months()));
    insert(&mut item, RETENTION, retention);
    insert(&mut item, HIDES_PRESENCE, of.hides_presence.map(flag));
    insert(&mut item, HIDES_HELP, of.hides_help.map(flag));
    let signals = of.signals.as_deref().map(SignalId::join);
    insert(&mut item, SIGNALS, signals.map(text));
    item
}

/// Decodes an item.
///
/// # Errors
/// The name of the first invalid attribute.
pub(super) fn read(item: &Item) -> Result<User, &'static str> {
    let ways = strings(item, WAYS)?.len() + usize::from(item.contains_key(RECOVERY));
    Ok(User {
        id: UserId(string(item, USER_ID)?.to_owned()),
        account_since: optional_integer(item, ACCOUNT_SINCE)?,
        ways: ways.try_into().map_err(|_| WAYS)?,
        email: optional_string(item, EMAIL)?,
        name: optional_string(item, NAME)?,
        preferences: Preferences {
            lang: choice(item, LANG, Lang::from_code)?,
            theme: choice(item, THEME, Theme::parse)?,
            week_start: choice(item, WEEK_START, WeekStart::parse)?,
            day_end: optional_integer(item, DAY_ENDS_AT)?
                .map(|hour| DayEnd::from_hour(hour).ok_or(DAY_ENDS_AT))
                .transpose()?,
            time_zone: optional_string(item, TIME_ZONE)?,
            retention: optional_integer(item, RETENTION)?
                .map(|months| Retention::from_months(months).ok_or(RETENTION))
                .transpose()?,
            hides_presence: optional_flag(item, HIDES_PRESENCE)?,
            hides_help: optional_flag(item, HIDES_HELP)?,
            signals: choice(item, SIGNALS, SignalId::split)?,
            comments: optional_flag(item, COMMENTS)?,
        },
        former: strings(item, FORMER)?.into_iter().map(UserId).collect(),
        merging: strings(item, MERGING)?.into_iter().map(UserId).collect(),
        merged_into: optional_string(item, MERGED_INTO)?.map(UserId),
        work: Work::ALL
            .into_iter()
            .filter_map(|work| Some((work, integer(item, started(work)).ok()?)))
            .collect(),
        retag: read_retag(item)?,
        latest_comment: comment(item, LATEST_COMMENT)?,
        comments_seen: comment(item, COMMENTS_SEEN)?,
    })
}

fn comment(item: &Item, name: &'static str) -> Result<Option<SortableId>, &'static str> {
    choice(item, name, SortableId::parse)
}

/// The attributes of a renaming.
pub(super) fn retag(of: &Retag) -> Item {
    item([
        (RETAG_ID, text(&of.id)),
        (RETAG_FROM, text(of.from.as_str())),
        (RETAG_TO, text(of.to.as_str())),
        (RETAG_DAYS, number(of.days)),
        (RETAG_AT, number(of.at)),
        (RETAG_UNDONE, flag(of.undone)),
    ])
}

fn read_retag(item: &Item) -> Result<Option<Retag>, &'static str> {
    let Some(id) = optional_string(item, RETAG_ID)? else {
        return Ok(None);
    };
    let tag = |name| Tag::parse(string(item, name)?).ok_or(name);
    Ok(Some(Retag {
        id,
        from: tag(RETAG_FROM)?,
        to: tag(RETAG_TO)?,
        days: integer(item, RETAG_DAYS)?,
        at: integer(item, RETAG_AT)?,
        undone: optional_flag(item, RETAG_UNDONE)?.unwrap_or_default(),
    }))
}

/// 1 or 0.
fn flag(value: bool) -> AttributeValue {
    number(u8::from(value))
}

fn optional_flag(item: &Item, name: &'static str) -> Result<Option<bool>, &'static str> {
    Ok(optional_integer::<u8>(item, name)?.map(|flag| flag == 1))
}

fn choice<T>(
    item: &Item,
    name: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, &'static str> {
    let text = optional_string(item, name)?;
    text.map(|text| parse(&text).ok_or(name)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tables::declared;

    fn user() -> User {
        User {
            account_since: Some(1),
            email: Some("ada@example.org".into()),
            name: Some("Ada".into()),
            preferences: Preferences {
                lang: Some(Lang::Fr),
                theme: Some(Theme::Dark),
                week_start: Some(WeekStart::Sunday),
                day_end: DayEnd::from_hour(3),
                time_zone: Some(String::new()),
                retention: Retention::from_months(12),
                hides_presence: Some(true),
                hides_help: Some(false),
                signals: SignalId::split("bitcoin.warmth"),
                comments: Some(false),
            },
            ..User::new(UserId("ada".into()))
        }
    }

    #[test]
    fn a_user_round_trips() {
        assert_eq!(read(&write(&user(), 1)), Ok(user()));
        let nothing = User::new(UserId("ada".into()));
        assert_eq!(read(&write(&nothing, 1)), Ok(nothing));
    }

    #[test]
    fn an_invalid_item_is_named_by_its_attribute() {
        for (name, value) in [
            (USER_ID, number(1)),
            (ACCOUNT_SINCE, text("x")),
            (WAYS, text("one")),
            (LANG, text("xx")),
            (THEME, text("pink")),
            (WEEK_START, text("noon")),
            (DAY_ENDS_AT, number(7)),
            (RETENTION, number("1.5")),
            (HIDES_HELP, text("no")),
            (SIGNALS, text("Bitcoin")),
            (COMMENTS, text("yes")),
            (LATEST_COMMENT, text("1")),
            (COMMENTS_SEEN, number(1)),
            (FORMER, text("bob")),
            (MERGING, text("bob")),
            (MERGED_INTO, number(1)),
        ] {
            let mut item = write(&user(), 1);
            item.insert(name.to_owned(), value.clone());
            assert_eq!(read(&item), Err(name), "{value:?}");
        }
    }

    #[test]
    fn the_attributes_are_those_of_the_declared_table() {
        let table = declared().iter().find(|table| table.name == TABLE).unwrap();
        assert_eq!(table.key_names(), (USER_ID, None));
        let indexes: Vec<_> = table
            .indexes
            .iter()
            .map(|index| (index.name, index.key_names()))
            .collect();
        assert_eq!(indexes, [(WORK, (UNFINISHED, Some(SINCE)))]);
    }
}
