//! A person's choices in the settings.

use chrono::Weekday;

use crate::{DayEnd, Lang, Retention, signal::SignalId};

/// The look of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device is set.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Its name in forms, cookies and the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name)
    }
}

/// The first day of a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WeekStart {
    /// As in the person's region.
    #[default]
    Auto,
    /// Monday.
    Monday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl WeekStart {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Monday, Self::Saturday, Self::Sunday];

    /// Its name in forms, cookies and the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Monday => "monday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }

    /// The choice of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|start| start.as_str() == name)
    }

    /// The weekday; none for the region's.
    #[must_use]
    pub const fn weekday(self) -> Option<Weekday> {
        match self {
            Self::Auto => None,
            Self::Monday => Some(Weekday::Mon),
            Self::Saturday => Some(Weekday::Sat),
            Self::Sunday => Some(Weekday::Sun),
        }
    }
}

/// The choices that are stored with a person; none where they never chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The language.
    pub lang: Option<Lang>,
    /// The look.
    pub theme: Option<Theme>,
    /// The first day of a week.
    pub week_start: Option<WeekStart>,
    /// The hour at which the day ends.
    pub day_end: Option<DayEnd>,
    /// The IANA name of the time zone; empty for the browser's.
    pub time_zone: Option<String>,
    /// The lifetime of entries.
    pub retention: Option<Retention>,
    /// True to hide the days written from the page of insight.
    pub hides_presence: Option<bool>,
    /// True to hide the pointer to help from that page.
    pub hides_help: Option<bool>,
    /// The signals to see beside the days, possibly no signal; `None` before a choice.
    pub signals: Option<Vec<SignalId>>,
    /// True if readers of a share that allows comments may write some; none for true.
    pub comments: Option<bool>,
}
