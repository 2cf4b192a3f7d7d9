//! Moments as they are written, changed and stored.

use serde::{Deserialize, Serialize};

use super::{Description, Location, MomentDate, MomentId, Photo, PhotoId, Title};
use crate::{Day, Terms};

/// A moment before it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MomentDraft {
    /// The title.
    pub title: Title,
    /// The date, as given.
    pub date: MomentDate,
    /// The day of the date, in the person's time zone.
    pub day: Day,
    /// The description.
    pub description: Option<Description>,
    /// The place.
    pub location: Option<Location>,
}

/// A change of a moment. Missing fields stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MomentChange {
    /// The title.
    pub title: Option<Title>,
    /// The date with its day in the person's time zone.
    pub date: Option<(MomentDate, Day)>,
    /// The description, or its end.
    pub description: Option<Option<Description>>,
    /// The place, or its end.
    pub location: Option<Option<Location>>,
}

impl MomentChange {
    /// The change as a moment of its own, if it has a title and a date.
    #[must_use]
    pub fn draft(self) -> Option<MomentDraft> {
        let (date, day) = self.date?;
        Some(MomentDraft {
            title: self.title?,
            date,
            day,
            description: self.description.flatten(),
            location: self.location.flatten(),
        })
    }
}

impl From<MomentDraft> for MomentChange {
    fn from(draft: MomentDraft) -> Self {
        Self {
            title: Some(draft.title),
            date: Some((draft.date, draft.day)),
            description: Some(draft.description),
            location: Some(draft.location),
        }
    }
}

/// A saved moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// The identifier.
    pub id: MomentId,
    /// The title.
    pub title: Title,
    /// The date, as given.
    pub date: MomentDate,
    /// The day of the date, in the time zone that the person had when they set it.
    pub day: Day,
    /// The description.
    #[serde(default)]
    pub description: Option<Description>,
    /// The place.
    #[serde(default)]
    pub location: Option<Location>,
    /// The photos, at most [`Photo::MAX`], in the order in which they were added. They have no part in the
    /// version.
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// 1 for the first write; increases by one with every write and removal.
    pub version: u64,
    /// Time of the first save; seconds since the epoch.
    pub created_at: i64,
    /// Time of the last save; seconds since the epoch.
    pub updated_at: i64,
}

impl Moment {
    /// The first version of a moment.
    #[must_use]
    pub fn new(id: MomentId, draft: MomentDraft, now: i64) -> Self {
        Self {
            id,
            title: draft.title,
            date: draft.date,
            day: draft.day,
            description: draft.description,
            location: draft.location,
            photos: Vec::new(),
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// The time for which the comments on a removed moment stay, in case it comes back; in seconds.
    pub const UNDO: i64 = 3600;

    /// The version of the tombstone that a removal leaves.
    #[must_use]
    pub const fn removed_version(&self) -> u64 {
        self.version + 1
    }

    /// True if `change` leaves it as it is.
    #[must_use]
    pub fn matches(&self, change: &MomentChange) -> bool {
        let MomentChange {
            title,
            date,
            description,
            location,
        } = change;
        title.as_ref().is_none_or(|title| *title == self.title)
            && date.as_ref().is_none_or(|(date, _)| *date == self.date)
            && description
                .as_ref()
                .is_none_or(|description| *description == self.description)
            && location
                .as_ref()
                .is_none_or(|location| *location == self.location)
    }

    /// A photo.
    #[must_use]
    pub fn photo(&self, id: &PhotoId) -> Option<&Photo> {
        self.photos.iter().find(|photo| photo.id == *id)
    }

    /// True if its words contain all of `terms`.
    #[must_use]
    pub fn contains(&self, terms: &Terms) -> bool {
        let description = self.description.as_ref().map_or("", Description::as_str);
        let location = self.location.as_ref().map_or("", Location::as_str);
        let words = [self.title.as_str(), description, location].join("\n");
        terms.find(&words).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> MomentDraft {
        MomentDraft {
            title: Title::parse("Lea is born").unwrap().unwrap(),
            date: MomentDate::parse("2026-11-26").unwrap(),
            day: Day::parse("2026-11-26").unwrap(),
            description: Description::parse("At dawn.\nSnow!").unwrap(),
            location: None,
        }
    }

    fn moment() -> Moment {
        let random = [7; 10];
        Moment::new(MomentId::new(1, random), draft(), 7)
    }

    #[test]
    fn a_change_with_title_and_date_is_a_moment_of_its_own() {
        assert_eq!(MomentChange::from(draft()).draft(), Some(draft()));
        for change in [
            MomentChange {
                title: None,
                ..draft().into()
            },
            MomentChange {
                date: None,
                ..draft().into()
            },
        ] {
            assert_eq!(change.draft(), None);
        }
    }

    #[test]
    fn a_change_matches_if_what_it_has_is_the_same() {
        assert!(moment().matches(&MomentChange::default()));
        assert!(moment().matches(&draft().into()));
        let others = [
            MomentChange {
                title: Title::parse("Lea").unwrap(),
                ..MomentChange::default()
            },
            MomentChange {
                date: Some((
                    MomentDate::parse("2026-11-25").unwrap(),
                    Day::parse("2026-11-25").unwrap(),
                )),
                ..MomentChange::default()
            },
            MomentChange {
                description: Some(None),
                ..MomentChange::default()
            },
            MomentChange {
                location: Some(Location::parse("Lyon").unwrap()),
                ..MomentChange::default()
            },
        ];
        for change in others {
            assert!(!moment().matches(&change), "{change:?}");
        }
    }

    #[test]
    fn a_search_finds_words_of_every_field() {
        let mut moment = moment();
        moment.location = Location::parse("Café Zoé").unwrap();
        for (search, found) in [
            ("lea", true),
            ("SNOW dawn", true),
            ("cafe zoe", true),
            ("lea cafe", true),
            ("rain", false),
            ("lea rain", false),
        ] {
            let terms = Terms::parse(search).unwrap();
            assert_eq!(moment.contains(&terms), found, "{search}");
        }
    }

    #[test]
    fn a_moment_round_trips_as_json() {
        let json = serde_json::to_value(moment()).unwrap();
        assert_eq!(json["date"], "2026-11-26");
        assert_eq!(json["createdAt"], 7);
        assert_eq!(serde_json::from_value::<Moment>(json).unwrap(), moment());
    }
}
