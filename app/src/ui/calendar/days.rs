//! The days of a period, as the person may see them.

use std::collections::BTreeSet;

use crate::{
    context::Visitor,
    domain::{Day, Entry, Locale, Period, moment::Moment},
    i18n::{self, dates},
    ui::components::face_html,
};

/// A period, its entries, and the days around which it is drawn.
pub(super) struct Days {
    pub(super) locale: Locale,
    pub(super) period: Period,
    pub(super) today: Day,
    /// The first day that can still be written.
    pub(super) earliest: Day,
    /// Oldest first.
    pub(super) entries: Vec<Entry>,
    /// The days with a moment.
    pub(super) moments: BTreeSet<Day>,
}

/// The state of a day.
#[derive(Clone, Copy)]
pub(super) enum State<'a> {
    Written(&'a Entry),
    /// Empty, and it can be written.
    Empty,
    /// Empty, and older than the journal keeps.
    Expired,
    ToCome,
}

impl Days {
    pub(super) fn new(
        visitor: &Visitor,
        period: Period,
        entries: Vec<Entry>,
        moments: &[Moment],
    ) -> Self {
        Self {
            locale: visitor.locale,
            period,
            today: visitor.today,
            earliest: visitor.earliest,
            entries,
            moments: moments.iter().map(|moment| moment.day).collect(),
        }
    }

    pub(super) fn state(&self, day: Day) -> State<'_> {
        match self.entries.binary_search_by_key(&day, |entry| entry.day) {
            Ok(place) => State::Written(&self.entries[place]),
            Err(_) if day > self.today => State::ToCome,
            Err(_) if day < self.earliest => State::Expired,
            Err(_) => State::Empty,
        }
    }

    /// The number of days that could be written and were not.
    pub(super) fn unwritten(&self) -> usize {
        let first = self.period.first().max(self.earliest);
        let last = self.period.last().min(self.today);
        let open = usize::try_from(last.since(first) + 1).unwrap_or_default();
        let is_open = |entry: &&Entry| (first..=last).contains(&entry.day);
        open.saturating_sub(self.entries.iter().filter(is_open).count())
    }

    /// The sentence about a month or year without an entry.
    pub(super) fn emptiness(&self, visitor: &Visitor) -> Option<String> {
        let (lang, name) = (
            self.locale.lang,
            i18n::period_name(self.locale, self.period, self.today),
        );
        if !self.entries.is_empty() {
            None
        } else if self.period.first() > self.today {
            Some(i18n::period_to_come(lang, &name))
        } else if self.period.last() < self.earliest {
            Some(i18n::period_expired(lang, visitor.retention))
        } else {
            Some(i18n::nothing_in(lang, &name))
        }
    }

    /// A day for screen readers: "Thursday 26 November: Good, with a note".
    pub(super) fn label(&self, day: Day, state: State<'_>) -> String {
        let lang = self.locale.lang;
        let (state, note) = match state {
            State::Written(entry) if entry.note.is_some() => {
                (i18n::mood_name(lang, entry.mood), i18n::with_a_note(lang))
            }
            State::Written(entry) => (i18n::mood_name(lang, entry.mood), ""),
            State::Empty | State::Expired => (i18n::nothing_written(lang), ""),
            State::ToCome => (i18n::still_to_come(lang), ""),
        };
        let date = dates::full(self.locale, day, self.period.first());
        let moment = if self.moments.contains(&day) {
            i18n::with_a_moment(lang)
        } else {
            ""
        };
        format!("{date}{}{state}{note}{moment}", i18n::colon(lang))
    }

    /// The address of a day's page, if it has something to show or to offer.
    pub(super) fn address(&self, day: Day, state: State<'_>) -> Option<String> {
        let has_page =
            self.moments.contains(&day) || matches!(state, State::Written(_) | State::Empty);
        has_page.then(|| format!("/calendar/{day}"))
    }

    /// The picture of a day: a face, with a dot for a note; a ring if it is empty; a point if it is still
    /// to come; with a star for a moment.
    pub(super) fn picture(&self, day: Day, state: State<'_>) -> String {
        let (noted, content) = match state {
            State::Written(entry) if entry.note.is_some() => (" noted", face_html(entry.mood)),
            State::Written(entry) => ("", face_html(entry.mood)),
            State::Empty => ("", "<i class=\"ring\"></i>".into()),
            State::Expired => ("", "<i class=\"ring faint\"></i>".into()),
            State::ToCome => ("", "<i class=\"point\"></i>".into()),
        };
        let starred = if self.moments.contains(&day) {
            " starred"
        } else {
            ""
        };
        format!("<span class=\"picture{noted}{starred}\">{content}</span>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Lang, Mood, Note};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn days(period: &str) -> Days {
        let entry = |at: &str, note| Entry {
            day: day(at),
            mood: Mood::Good,
            note: Note::parse(note).unwrap(),
            version: 1,
            edited: false,
            created_at: 0,
            updated_at: 0,
            expires_at: 1,
        };
        Days {
            locale: Locale::negotiate(Some(Lang::En), "en-GB"),
            period: Period::parse(period).unwrap(),
            today: day("2026-11-26"),
            earliest: day("2026-11-05"),
            entries: vec![entry("2026-11-03", ""), entry("2026-11-10", "A walk")],
            moments: [day("2026-11-01"), day("2026-11-10"), day("2026-11-28")].into(),
        }
    }

    #[test]
    fn a_day_is_written_empty_expired_or_to_come() {
        let days = days("2026-11");
        for (at, label, is_link) in [
            ("2026-11-03", "Tuesday 3 November: Good", true),
            ("2026-11-04", "Wednesday 4 November: nothing written", false),
            ("2026-11-05", "Thursday 5 November: nothing written", true),
            (
                "2026-11-10",
                "Tuesday 10 November: Good, with a note, with a moment",
                true,
            ),
            ("2026-11-26", "Thursday 26 November: nothing written", true),
            ("2026-11-27", "Friday 27 November: still to come", false),
            (
                "2026-11-28",
                "Saturday 28 November: still to come, with a moment",
                true,
            ),
            (
                "2026-11-01",
                "Sunday 1 November: nothing written, with a moment",
                true,
            ),
        ] {
            let state = days.state(day(at));
            assert_eq!(days.label(day(at), state), label);
            assert_eq!(days.address(day(at), state).is_some(), is_link, "{at}");
            let is_starred = days.picture(day(at), state).contains(" starred");
            assert_eq!(is_starred, label.ends_with("with a moment"), "{at}");
        }
    }

    #[test]
    fn only_days_that_could_be_written_count_as_unwritten() {
        // The 5th to the 26th, without the 10th.
        assert_eq!(days("2026-11").unwritten(), 21);
        assert_eq!(days("2026").unwritten(), 21);
        assert_eq!(days("2026-10").unwritten(), 0);
        assert_eq!(days("2026-12").unwritten(), 0);
    }
}
