//! A reminder as an item of table `reminders`.

use app::{
    domain::{DayEnd, Hour, Lang, Reminder, Subscription},
    ports::{Due, UserId},
};
use chrono::Weekday;

use crate::store::attributes::{Item, insert, integer, number, optional_integer, string, text};

/// The table's declared name.
pub(in crate::store) const TABLE: &str = "reminders";
/// Partition key: the owner.
pub(super) const USER_ID: &str = "userId";
/// Sort key: the device.
pub(super) const ID: &str = "id";
/// The index of due times.
pub(super) const DUE: &str = "due";
/// The index's partition key: the first digit of the identifier. A reserved word: never bare in
/// an expression.
pub(super) const SHARD: &str = "shard";
/// The index's sort key: the next due time; seconds since the epoch.
pub(super) const DUE_AT: &str = "dueAt";
/// The TTL attribute; seconds since the epoch.
pub(super) const EXPIRES_AT: &str = "expiresAt";

const ENDPOINT: &str = "endpoint";
const P256DH: &str = "p256dh";
const AUTH: &str = "auth";
const HOUR: &str = "hour";
const TIME_ZONE: &str = "timeZone";
const DAY_ENDS_AT: &str = "dayEndsAt";
const LANG: &str = "lang";
/// In days after Monday; absent if the person did not choose the reports.
const REPORT_ON: &str = "reportOn";

/// The complete item.
pub(super) fn write(user: &UserId, reminder: &Reminder) -> Item {
    let subscription = &reminder.subscription;
    let mut item = Item::from(
        [
            (USER_ID, text(&user.0)),
            (ID, text(&reminder.id)),
            (SHARD, text(reminder.id.get(..1).unwrap_or_default())),
            (ENDPOINT, text(&subscription.endpoint)),
            (P256DH, text(&subscription.p256dh)),
            (AUTH, text(&subscription.auth)),
            (HOUR, number(reminder.hour.get())),
            (TIME_ZONE, text(&reminder.time_zone)),
            (DAY_ENDS_AT, number(reminder.day_ends_at.hour())),
            (LANG, text(reminder.lang.code())),
            (DUE_AT, number(reminder.due_at)),
            (EXPIRES_AT, number(reminder.expires_at)),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    let report_on = reminder.report_on.map(|day| day.num_days_from_monday());
    insert(&mut item, REPORT_ON, report_on.map(number));
    item
}

/// Decodes an item.
///
/// # Errors
/// The name of the first missing or invalid attribute.
pub(super) fn read(item: &Item) -> Result<Due, &'static str> {
    let own = |name| string(item, name).map(str::to_owned);
    let report_on = optional_integer::<u8>(item, REPORT_ON)?;
    let report_on = report_on.map(Weekday::try_from).transpose();
    Ok(Due {
        user: UserId(own(USER_ID)?),
        reminder: Reminder {
            id: own(ID)?,
            subscription: Subscription {
                endpoint: own(ENDPOINT)?,
                p256dh: own(P256DH)?,
                auth: own(AUTH)?,
            },
            hour: Hour::new(integer(item, HOUR)?).ok_or(HOUR)?,
            time_zone: own(TIME_ZONE)?,
            day_ends_at: DayEnd::from_hour(integer(item, DAY_ENDS_AT)?).ok_or(DAY_ENDS_AT)?,
            lang: Lang::from_code(string(item, LANG)?).ok_or(LANG)?,
            report_on: report_on.map_err(|_| REPORT_ON)?,
            due_at: integer(item, DUE_AT)?,
            expires_at: integer(item, EXPIRES_AT)?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tables::declared;

    fn due() -> Due {
        Due {
            user: UserId("ada".into()),
            reminder: Reminder {
                id: "c0ffee".into(),
                subscription: Subscription {
                    endpoint: "https://push.example/x".into(),
                    p256dh: "key".into(),
                    auth: "secret".into(),
                },
                hour: Hour::new(21).unwrap(),
                time_zone: "Europe/Paris".into(),
                day_ends_at: DayEnd::from_hour(3).unwrap(),
                lang: Lang::Fr,
                report_on: Some(Weekday::Sun),
                due_at: 1,
                expires_at: i64::MAX,
            },
        }
    }

    fn written() -> Item {
        write(&due().user, &due().reminder)
    }

    #[test]
    fn a_reminder_round_trips() {
        assert_eq!(read(&written()), Ok(due()));
        assert_eq!(written()[SHARD], text("c"));
    }

    #[test]
    fn a_reminder_without_reports_is_that_of_an_older_release() {
        let mut without = due();
        without.reminder.report_on = None;
        let mut older = written();
        older.remove(REPORT_ON);
        assert_eq!(write(&without.user, &without.reminder), older);
        assert_eq!(read(&older), Ok(without));
    }

    #[test]
    fn an_invalid_item_is_named_by_its_attribute() {
        for (name, value) in [
            (USER_ID, number(1)),
            (ENDPOINT, number(1)),
            (HOUR, number(24)),
            (HOUR, text("21")),
            (DAY_ENDS_AT, number(7)),
            (LANG, text("xx")),
            (REPORT_ON, number(7)),
            (REPORT_ON, text("sunday")),
            (DUE_AT, number("1.5")),
        ] {
            let mut item = written();
            item.insert(name.to_owned(), value.clone());
            assert_eq!(read(&item), Err(name), "{value:?}");
        }
        let is_needed = |name: &String| name != SHARD && name != REPORT_ON;
        for name in written().into_keys().filter(is_needed) {
            let mut item = written();
            item.remove(&name);
            assert_eq!(read(&item), Err(&*name));
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
            (DUE, (SHARD, Some(DUE_AT)))
        );
    }
}
