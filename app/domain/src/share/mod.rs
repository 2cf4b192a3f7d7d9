//! Shares: a read-only view of chosen days, for the holder of a link.

mod passphrase;
mod token;

use std::collections::BTreeMap;

pub use self::{passphrase::Passphrase, token::ShareToken};

use crate::{
    Day, DayRange, Entry, Mood, Note,
    account::Label,
    comment::{Comment, Section},
    moment::{Description, Location, Moment, MomentDate, MomentId, Photo, Title},
};

/// The name under which a person shares.
pub type SharerName = Label<40>;

/// The part of a journal that a share shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The days.
    pub days: DayRange,
    /// True to show the notes.
    pub notes: bool,
    /// True to show the moments.
    pub moments: bool,
    /// True to show the photos of those moments.
    pub photos: bool,
    /// True to show the comments and to accept those of readers.
    pub comments: bool,
}

/// A day as a reader sees it, with something on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedDay {
    /// The day.
    pub day: Day,
    /// Its mood, if it has an entry.
    pub mood: Option<Mood>,
    /// Its note, if the share shows notes.
    pub note: Option<Note>,
    /// Its moments, if the share shows moments.
    pub moments: Vec<SharedMoment>,
}

/// A moment as a reader sees it: without its versions and times of writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedMoment {
    /// The identifier.
    pub id: MomentId,
    /// The date, as given.
    pub date: MomentDate,
    /// The title.
    pub title: Title,
    /// The description.
    pub description: Option<Description>,
    /// The place.
    pub location: Option<Location>,
    /// The photos, if the share shows photos.
    pub photos: Vec<Photo>,
}

impl From<Moment> for SharedMoment {
    fn from(moment: Moment) -> Self {
        Self {
            id: moment.id,
            date: moment.date,
            title: moment.title,
            description: moment.description,
            location: moment.location,
            photos: moment.photos,
        }
    }
}

impl SharedDay {
    /// A day with nothing on it but comments.
    #[must_use]
    pub const fn empty(day: Day) -> Self {
        Self {
            day,
            mood: None,
            note: None,
            moments: Vec::new(),
        }
    }
}

const DAY: i64 = 86_400;

impl Share {
    /// The lifetime of a link by default, in seconds: 30 days.
    pub const LIFETIME: i64 = 30 * DAY;
    /// The shortest lifetime, in seconds: a day, less an hour between the rendering of a form and its
    /// submission.
    pub const MIN_LIFETIME: i64 = DAY - 3600;
    /// The longest lifetime, in seconds: a leap year.
    pub const MAX_LIFETIME: i64 = 366 * DAY;

    /// The end of a new link at `now`, in seconds since the epoch; none if `chosen` is too early or too
    /// late.
    #[must_use]
    pub fn end(chosen: Option<i64>, now: i64) -> Option<i64> {
        let end = chosen.unwrap_or(now + Self::LIFETIME);
        let lifetime = end.saturating_sub(now);
        (Self::MIN_LIFETIME..=Self::MAX_LIFETIME)
            .contains(&lifetime)
            .then_some(end)
    }

    /// True if the share shows this day.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        (self.days.start()..=self.days.end()).contains(&day)
    }

    /// True if readers see the photos of a moment.
    #[must_use]
    pub fn has_photos_of(&self, moment: &Moment) -> bool {
        self.photos && self.covers_moment(moment.day)
    }

    /// True if the share shows a moment of this day.
    #[must_use]
    pub fn covers_moment(&self, day: Day) -> bool {
        self.moments && self.covers(day)
    }

    /// True if readers see the comments on a section, and may write some. `id` is the share's own, and
    /// `day_of` gives the day of a moment, if there is such a moment.
    #[must_use]
    pub fn has_comments_on(
        &self,
        section: &Section,
        id: &str,
        day_of: impl FnOnce(&MomentId) -> Option<Day>,
    ) -> bool {
        self.comments
            && match section {
                Section::Day(day) => self.covers(*day),
                Section::Share(share) => share == id,
                Section::Moment(moment) => {
                    day_of(moment).is_some_and(|day| self.covers_moment(day))
                }
            }
    }

    /// True if readers see a comment: the owner's, or that of a reader of this share. `id` is the share's
    /// own, and `day_of` gives the day of a moment, if there is such a moment.
    #[must_use]
    pub fn shows(
        &self,
        comment: &Comment,
        id: &str,
        day_of: impl FnOnce(&MomentId) -> Option<Day>,
    ) -> bool {
        self.has_comments_on(&comment.section, id, day_of) && comment.is_visible_in(id)
    }

    /// The days as a reader sees them, oldest first. The moments of a day keep their order.
    #[must_use]
    pub fn view(&self, entries: Vec<Entry>, moments: Vec<Moment>) -> Vec<SharedDay> {
        let mut days = BTreeMap::new();
        for entry in entries.into_iter().filter(|it| self.covers(it.day)) {
            let day = SharedDay {
                mood: Some(entry.mood),
                note: entry.note.filter(|_| self.notes),
                ..SharedDay::empty(entry.day)
            };
            days.insert(entry.day, day);
        }
        let covered = moments.into_iter();
        for mut moment in covered.filter(|it| self.covers_moment(it.day)) {
            if !self.has_photos_of(&moment) {
                moment.photos.clear();
            }
            let day = days.entry(moment.day);
            let day = day.or_insert_with_key(|day| SharedDay::empty(*day));
            day.moments.push(moment.into());
        }
        days.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        SortableId,
        comment::{CommentText, Reader, ReaderName, Writer},
        moment::{AltText, MomentDraft},
    };

    const NOW: i64 = 1_795_694_400;

    fn day(offset: i64) -> Day {
        Day::parse("2026-11-20").unwrap().plus(offset)
    }

    fn share() -> impl Strategy<Value = Share> {
        (-40_i64..40, 0_i64..40, any::<[bool; 4]>()).prop_map(|(start, days, parts)| {
            let [notes, moments, photos, comments] = parts;
            Share {
                days: DayRange::new(day(start), day(start + days)).unwrap(),
                notes,
                moments,
                photos,
                comments,
            }
        })
    }

    /// A journal from its oldest day on. Each note names its day.
    fn journal() -> impl Strategy<Value = Vec<Entry>> {
        let days =
            proptest::collection::btree_map(-60_i64..100, (0_usize..5, any::<bool>()), 0..80);
        days.prop_map(|days| {
            let entry = |(offset, (mood, has_note)): (i64, (usize, bool))| Entry {
                day: day(offset),
                mood: Mood::ALL[mood],
                note: has_note
                    .then(|| Note::parse(&format!("note of {offset}")).unwrap())
                    .flatten(),
                version: 7,
                edited: true,
                created_at: NOW,
                updated_at: NOW,
                expires_at: NOW + 1,
            };
            days.into_iter().map(entry).collect()
        })
    }

    /// Moments, the latest first. Each title names its number and its day.
    fn moments() -> impl Strategy<Value = Vec<Moment>> {
        let days = proptest::collection::vec(-60_i64..100, 0..20);
        days.prop_map(|days| {
            let moment = |(number, offset): (usize, &i64)| {
                let title = Title::parse(&format!("title {number} of {offset}"));
                let draft = MomentDraft {
                    title: title.unwrap().unwrap(),
                    date: MomentDate::Day(day(*offset)),
                    day: day(*offset),
                    description: Description::parse(&format!("text {number}")).unwrap(),
                    location: Location::parse(&format!("place {number}")).unwrap(),
                };
                let mut moment = Moment::new(MomentId::new(1, [1; 10]), draft, NOW);
                moment.photos.push(Photo {
                    id: SortableId::new(1, [2; 10]),
                    alt: AltText::parse(&format!("photo {number}.")).unwrap(),
                    width: 3,
                    height: 4,
                });
                moment
            };
            days.iter().enumerate().map(moment).collect()
        })
    }

    const OWN: &str = "0123456789abcdef";
    const OTHER: &str = "fedcba9876543210";

    /// Comments on days around the share's, on moments of such days, on a moment that is gone, on this
    /// share and on another one, by the owner and by readers of both shares.
    ///
    /// The last byte of a moment's identifier tells its day: the offset plus 60; 255 is gone.
    fn comments() -> impl Strategy<Value = Vec<Comment>> {
        let moment = |last| SortableId::new(1, [0, 0, 0, 0, 0, 0, 0, 0, 0, last]);
        let section = prop_oneof![
            3 => (-60_i64..100).prop_map(|offset| Section::Day(day(offset))),
            1 => Just(Section::Share(OWN.into())),
            1 => Just(Section::Share(OTHER.into())),
            2 => (0_u8..160).prop_map(move |last| Section::Moment(moment(last))),
            1 => Just(Section::Moment(moment(255))),
        ];
        let share = proptest::option::of(prop_oneof![Just(OWN), Just(OTHER)]);
        let comment = (section, share, any::<[u8; 10]>()).prop_map(|(section, share, random)| {
            let reader = |share: &str| Reader {
                name: ReaderName::parse("Lea").unwrap(),
                share: share.into(),
                browser: String::new(),
            };
            Comment {
                id: SortableId::new(NOW * 1000, random),
                section,
                text: CommentText::parse("x").unwrap(),
                writer: share.map_or(Writer::Owner, |share| Writer::Reader(reader(share))),
                created_at: NOW,
            }
        });
        proptest::collection::vec(comment, 0..40)
    }

    fn day_of(moment: &MomentId) -> Option<Day> {
        let last = i64::from_str_radix(&moment.as_str()[34..], 16).unwrap();
        (last < 160).then(|| day(last - 60))
    }

    proptest! {
        #[test]
        fn a_reader_sees_exactly_the_comments_of_the_share(share in share(), all in comments()) {
            let mut seen = all.clone();
            seen.retain(|comment| share.shows(comment, OWN, day_of));
            let expected = all.into_iter().filter(|comment| {
                let is_here = match &comment.section {
                    Section::Day(day) => share.days.start() <= *day && *day <= share.days.end(),
                    Section::Share(id) => id == OWN,
                    Section::Moment(id) => day_of(id).is_some_and(|day| {
                        share.moments && share.days.start() <= day && day <= share.days.end()
                    }),
                };
                let is_others = comment.reader().is_some_and(|reader| reader.share != OWN);
                share.comments && is_here && !is_others
            });
            prop_assert_eq!(seen, expected.collect::<Vec<_>>());
        }

        #[test]
        fn a_reader_sees_exactly_what_the_share_covers(
            share in share(), journal in journal(), moments in moments(),
        ) {
            let seen = share.view(journal.clone(), moments.clone());
            // Every day of the span with something to show, in order, and no other.
            let (mut day, mut expected) = (share.days.start(), Vec::new());
            while day <= share.days.end() {
                let entry = journal.iter().find(|entry| entry.day == day);
                let note = entry.and_then(|entry| entry.note.clone());
                let of_day = moments.iter().filter(|moment| moment.day == day && share.moments);
                let mut of_day: Vec<SharedMoment> = of_day.cloned().map(Into::into).collect();
                for moment in of_day.iter_mut().filter(|_| !share.photos) {
                    moment.photos.clear();
                }
                if entry.is_some() || !of_day.is_empty() {
                    expected.push(SharedDay {
                        day,
                        mood: entry.map(|entry| entry.mood),
                        note: if share.notes { note } else { None },
                        moments: of_day,
                    });
                }
                day = day.plus(1);
            }
            prop_assert_eq!(&seen, &expected);
            // In any form, the view contains the words that are shared and no others.
            let text = format!("{seen:?}");
            for entry in journal.iter().filter(|entry| entry.note.is_some()) {
                let note = format!("{:?}", entry.note_text());
                prop_assert_eq!(text.contains(&note), share.notes && share.covers(entry.day));
            }
            for moment in &moments {
                let title = format!("{:?}", moment.title.as_str());
                let is_seen = share.moments && share.covers(moment.day);
                prop_assert_eq!(text.contains(&title), is_seen);
                let alt = format!("{:?}", moment.photos[0].alt);
                prop_assert_eq!(text.contains(&alt), is_seen && share.photos);
                prop_assert_eq!(share.has_photos_of(moment), is_seen && share.photos);
            }
        }
    }

    #[test]
    fn a_link_lives_from_a_day_to_a_year() {
        assert_eq!(Share::end(None, NOW), Some(NOW + 30 * DAY));
        for lifetime in [DAY - 3600, DAY, 30 * DAY, 365 * DAY, 366 * DAY] {
            assert_eq!(Share::end(Some(NOW + lifetime), NOW), Some(NOW + lifetime));
        }
        for end in [
            NOW + DAY - 3601,
            NOW + 366 * DAY + 1,
            NOW,
            0,
            -1,
            i64::MIN,
            i64::MAX,
        ] {
            assert_eq!(Share::end(Some(end), NOW), None, "{end}");
        }
    }
}
