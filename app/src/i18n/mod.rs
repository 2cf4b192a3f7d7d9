//! The interface's phrases and dates, in every language. Pages, jobs and exports share them.
//!
//! Each phrase is a function: a missing translation does not compile, and an unused phrase is not
//! shipped to the browser.

#[cfg(feature = "ssr")]
mod account;
#[cfg(feature = "ssr")]
mod api_docs;
#[cfg(feature = "ssr")]
mod calendar;
#[cfg(feature = "ssr")]
mod comments;
#[cfg(feature = "ssr")]
mod data;
pub mod dates;
mod errors;
#[cfg(feature = "ssr")]
mod exports;
#[cfg(feature = "ssr")]
mod import_photos;
#[cfg(feature = "ssr")]
mod imports;
#[cfg(feature = "ssr")]
mod insight;
#[cfg(feature = "ssr")]
mod invitation;
#[cfg(feature = "ssr")]
mod keys;
#[cfg(feature = "ssr")]
mod moments;
mod moods;
#[cfg(feature = "ssr")]
pub mod numbers;
#[cfg(feature = "ssr")]
mod openid;
#[cfg(feature = "ssr")]
mod outbox;
#[cfg(feature = "ssr")]
mod passkeys;
#[cfg(feature = "ssr")]
mod pdf;
#[cfg(feature = "ssr")]
mod recovery;
mod reminders;
#[cfg(feature = "ssr")]
mod reports;
#[cfg(feature = "ssr")]
mod search;
mod settings;
#[cfg(feature = "ssr")]
mod sharing;
#[cfg(feature = "ssr")]
mod signals;
mod site;
#[cfg(feature = "ssr")]
mod tags;
#[cfg(feature = "ssr")]
mod versions;

#[cfg(feature = "ssr")]
pub use self::{
    account::*, api_docs::*, calendar::*, comments::*, data::*, exports::*, import_photos::*,
    imports::*, insight::*, invitation::*, keys::*, moments::*, openid::*, outbox::*, passkeys::*,
    pdf::*, recovery::*, reports::*, search::*, sharing::*, signals::*, tags::*, versions::*,
};
pub use self::{errors::*, moods::*, reminders::*, settings::*, site::*};

/// Defines a function for each phrase: `name: "English", "French";`.
macro_rules! phrases {
    ($($name:ident: $en:literal, $fr:literal;)*) => {
        $(
            #[doc = $en]
            #[must_use]
            pub const fn $name(lang: Lang) -> &'static str {
                match lang {
                    Lang::En => $en,
                    Lang::Fr => $fr,
                }
            }
        )*

        /// Every phrase without arguments of this file, in French.
        #[cfg(test)]
        pub(super) const FRENCH: &[&str] = &[$($fr),*];
    };
}
use phrases;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Day, Lang, Locale, Mood, Retention, Tone, WeekSummary, account::KeyLimits,
    };

    /// Every French phrase, with sample arguments where it takes any.
    fn french() -> Vec<String> {
        let day = Day::parse("2026-11-26").unwrap();
        let summary = |days, tone| WeekSummary {
            days,
            tone,
            outliers: vec![day],
        };
        let fr = Lang::Fr;
        let mut phrases = vec![
            how_was_weekday(fr, "jeudi"),
            how_was_date(fr, "26 novembre"),
            saved_for(fr, "jeudi"),
            updated_for(fr, "jeudi"),
            removed_for(fr, "jeudi"),
            characters(fr, 450),
            days_waiting(fr, 1),
            days_waiting(fr, 2),
            choose_version_for(fr, "jeudi 26"),
            kept_for(fr, 6),
            days_written_twice(fr, 1),
            days_written_twice(fr, 2),
            device(fr, "Firefox on Linux"),
            last_seen(fr, "26 novembre"),
            backups_expire(fr, 35),
            new_comments(fr, 1, 9),
            new_comments(fr, 2, 9),
            new_comments(fr, 9, 9),
            remove_comment_of(fr, "26 novembre"),
            days_found(fr, 2),
            moments_found(fr, 2),
            moments_of(fr, "jeudi 26 novembre"),
            moment_deleted(fr, "Léa"),
            rename_question(fr, "a", "b", 2),
            rename_merges(fr, "b", 1),
            rename_leaves(fr, "a", 2),
            renamed(fr, "a", "b", 2),
            rename_rest(fr, "a", 2),
            rename_undone(fr, 0),
            rename_undone(fr, 1),
            rename_undone(fr, 2),
            would_delete(fr, 0),
            would_delete(fr, 2),
            passkey_label(Locale::negotiate(Some(fr), ""), day),
            way_dates(Locale::negotiate(Some(fr), ""), day, None),
            way_dates(Locale::negotiate(Some(fr), ""), day, Some(day)),
            key_limits(fr, KeyLimits::MAX),
            key_made(fr, "20 novembre"),
            key_used(fr, "20 novembre"),
            key_ends(fr, "20 novembre"),
            shared_by(fr, "Ada", "20 novembre"),
            share_opened(fr, 1, "20 novembre"),
            share_opened(fr, 2, "20 novembre"),
            share_ends(fr, "20 novembre"),
            share_stop_of(fr, "16 – 22 novembre"),
            feed_made(fr, "20 novembre"),
            feed_used(fr, "20 novembre"),
            revoke_feed_of(fr, "20 novembre"),
            revoke_named(fr, "Montre"),
            hello(fr, "Ada"),
            days_of(fr, "novembre 2026"),
            curve_of(fr, "novembre 2026"),
            nothing_in(fr, "novembre 2026"),
            period_to_come(fr, "novembre 2026"),
            period_expired(fr, Retention::DEFAULT),
            days_written(fr, 1),
            days_written(fr, 2),
            moment(Locale::negotiate(Some(fr), ""), day, (21, 5), day),
            written_on(fr, "26 novembre"),
            edited_on(fr, "26 novembre"),
            as_last_seen(fr, "26 novembre"),
            week_summary(fr, &summary(1, Tone::All(Mood::Good))),
            week_summary(fr, &summary(5, Tone::Mostly(Mood::Good))),
            week_summary(fr, &summary(4, Tone::Between(Mood::Bad, Mood::Great))),
        ];
        phrases.extend(Mood::ALL.map(|mood| note_hint(fr, Some(mood)).to_owned()));
        phrases.push(note_hint(fr, None).to_owned());
        phrases.extend(insight::tests::sentences(fr));
        phrases.extend(reports::tests::sentences(fr));
        phrases.extend(signals::tests::sentences(fr));
        phrases.extend(openid::SENTENCES.map(|phrase| phrase(fr, "Exemple")));
        for file in [
            account::FRENCH,
            api_docs::FRENCH,
            calendar::FRENCH,
            comments::FRENCH,
            data::FRENCH,
            errors::FRENCH,
            exports::FRENCH,
            import_photos::FRENCH,
            imports::FRENCH,
            insight::FRENCH,
            invitation::FRENCH,
            keys::FRENCH,
            moments::FRENCH,
            moods::FRENCH,
            recovery::FRENCH,
            openid::FRENCH,
            outbox::FRENCH,
            passkeys::FRENCH,
            pdf::FRENCH,
            reminders::FRENCH,
            reports::FRENCH,
            search::FRENCH,
            settings::FRENCH,
            sharing::FRENCH,
            signals::FRENCH,
            site::FRENCH,
            tags::FRENCH,
            versions::FRENCH,
        ] {
            phrases.extend(file.iter().map(|phrase| (*phrase).to_owned()));
        }
        phrases
    }

    #[test]
    fn french_punctuation_has_non_breaking_spaces() {
        for phrase in french() {
            let characters: Vec<char> = phrase.chars().collect();
            for (at, c) in characters.iter().enumerate() {
                let before = at.checked_sub(1).map(|at| characters[at]);
                let after = characters.get(at + 1).copied();
                match c {
                    // In an hour such as 21:00, the colon is not punctuation.
                    ':' if after.is_none_or(char::is_whitespace) => {
                        assert_eq!(before, Some('\u{a0}'), "{phrase}");
                    }
                    ';' | '?' | '!' => assert_eq!(before, Some('\u{202f}'), "{phrase}"),
                    '«' => assert_eq!(after, Some('\u{a0}'), "{phrase}"),
                    '»' => assert_eq!(before, Some('\u{a0}'), "{phrase}"),
                    _ => {}
                }
                assert!(!matches!(c, '\'' | '"'), "typewriter quotes: {phrase}");
            }
        }
    }
}
