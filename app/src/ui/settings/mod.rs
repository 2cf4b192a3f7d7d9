//! Settings: end of the day, time zone and reminder.

mod page;

pub use self::page::SettingsPage;
