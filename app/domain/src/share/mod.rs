//! Shares: a read-only view of chosen days, for the holder of a link.

mod passphrase;
mod token;

pub use self::{passphrase::Passphrase, token::ShareToken};
use crate::{
    Day, DayRange, Entry, Mood, Note,
    account::Label,
    comment::{Comment, Section},
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
    /// True to show the comments and to accept those of readers.
    pub comments: bool,
}

/// A day as a reader sees it: nothing about when it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedDay {
    /// The day.
    pub day: Day,
    /// Its mood.
    pub mood: Mood,
    /// Its note, if the share shows notes.
    pub note: Option<Note>,
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

    /// True if readers see the comments on a section, and may write some. `id` is the share's own.
    #[must_use]
    pub fn has_comments_on(&self, section: &Section, id: &str) -> bool {
        self.comments
            && match section {
                Section::Day(day) => self.covers(*day),
                Section::Share(share) => share == id,
                Section::Moment(_) => false,
            }
    }

    /// The comments that a reader sees, in their order: those of the owner, and those of this share's
    /// readers. `id` is the share's own.
    #[must_use]
    pub fn comments(&self, id: &str, mut comments: Vec<Comment>) -> Vec<Comment> {
        comments.retain(|comment| {
            self.has_comments_on(&comment.section, id) && comment.is_visible_in(id)
        });
        comments
    }

    /// The entries as a reader sees them, in their order.
    #[must_use]
    pub fn view(&self, entries: Vec<Entry>) -> Vec<SharedDay> {
        let covered = entries.into_iter().filter(|entry| self.covers(entry.day));
        covered
            .map(|entry| SharedDay {
                day: entry.day,
                mood: entry.mood,
                note: entry.note.filter(|_| self.notes),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        SortableId,
        comment::{CommentText, Reader, ReaderName, Writer},
    };

    const NOW: i64 = 1_795_694_400;

    fn day(offset: i64) -> Day {
        Day::parse("2026-11-20").unwrap().plus(offset)
    }

    fn share() -> impl Strategy<Value = Share> {
        (-40_i64..40, 0_i64..40, any::<[bool; 3]>()).prop_map(|(start, days, parts)| {
            let [notes, moments, comments] = parts;
            Share {
                days: DayRange::new(day(start), day(start + days)).unwrap(),
                notes,
                moments,
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

    const OWN: &str = "0123456789abcdef";
    const OTHER: &str = "fedcba9876543210";

    /// Comments on days around the share's, on this share, on another one and on a moment, by the owner
    /// and by readers of both shares.
    fn comments() -> impl Strategy<Value = Vec<Comment>> {
        let moment = SortableId::new(1, [0; 10]);
        let section = prop_oneof![
            3 => (-60_i64..100).prop_map(|offset| Section::Day(day(offset))),
            1 => Just(Section::Share(OWN.into())),
            1 => Just(Section::Share(OTHER.into())),
            1 => Just(Section::Moment(moment)),
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

    proptest! {
        #[test]
        fn a_reader_sees_exactly_the_comments_of_the_share(share in share(), all in comments()) {
            let seen = share.comments(OWN, all.clone());
            let expected = all.into_iter().filter(|comment| {
                let is_here = match &comment.section {
                    Section::Day(day) => share.days.start() <= *day && *day <= share.days.end(),
                    Section::Share(id) => id == OWN,
                    Section::Moment(_) => false,
                };
                let is_others = comment.reader().is_some_and(|reader| reader.share != OWN);
                share.comments && is_here && !is_others
            });
            prop_assert_eq!(seen, expected.collect::<Vec<_>>());
        }

        #[test]
        fn a_reader_sees_exactly_what_the_share_covers(share in share(), journal in journal()) {
            let seen = share.view(journal.clone());
            // Every day of the span with an entry, in order, and no other.
            let (mut day, mut expected) = (share.days.start(), Vec::new());
            while day <= share.days.end() {
                let entry = journal.iter().find(|entry| entry.day == day);
                expected.extend(entry.map(|entry| (day, entry.mood)));
                day = day.plus(1);
            }
            let moods: Vec<_> = seen.iter().map(|seen| (seen.day, seen.mood)).collect();
            prop_assert_eq!(moods, expected);
            for seen in &seen {
                let entry = journal.iter().find(|entry| entry.day == seen.day).unwrap();
                let note = if share.notes { entry.note.clone() } else { None };
                prop_assert_eq!(&seen.note, &note);
            }
            // Whatever its form, the view contains no other note.
            let text = format!("{seen:?}");
            for entry in &journal {
                let note = format!("{:?}", entry.note_text());
                let is_shared = share.notes && share.covers(entry.day);
                prop_assert_eq!(entry.note.is_some() && text.contains(&note), entry.note.is_some() && is_shared);
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
