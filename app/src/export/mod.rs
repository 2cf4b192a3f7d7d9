//! A journal's entries as files: one module for each format. Signals have a file of their own.
//!
//! A journal is read and written page by page, so that a long one takes no more memory than a short
//! one; paper is laid out at the end, because its statistics are about all days. The first page is read before the file begins: a store that is down is an error, not half a
//! file. An archive has a whole journal at a time in memory, and some pictures.

mod archive;
mod csv;
mod fhir;
mod ics;
mod json;
mod pdf;
mod signals;

use std::pin::Pin;

use futures::{Stream, StreamExt, TryStreamExt, future, stream};

pub use self::{
    archive::{MAX_PICTURES, archive},
    csv::{Csv, Separator},
    fhir::Fhir,
    ics::{Component, Ics, Lifetime},
    json::{Json, VERSION},
    pdf::{Pages as PdfPages, Pdf},
    signals::signals,
};
use crate::{
    api::history::MAX_PAGE,
    blocking::PAPER,
    context::Context,
    domain::{Day, Entry, moment::Moment},
    error::Error,
    ports::{Chunks, UserId},
};

/// The entries of a journal in parts, oldest first.
pub type Pages = Pin<Box<dyn Stream<Item = Result<Vec<Entry>, Error>> + Send>>;

/// A format: the parts of a file around and between the entries.
pub trait Document: Send + 'static {
    /// True if the last part takes a processor for long.
    const IS_LONG_WORK: bool = false;

    /// The part before the entries.
    ///
    /// # Errors
    /// Internal.
    fn head(&mut self) -> Result<Vec<u8>, Error>;

    /// Some entries.
    ///
    /// # Errors
    /// Internal.
    fn entries(&mut self, entries: &[Entry]) -> Result<Vec<u8>, Error>;

    /// The part after the entries.
    ///
    /// # Errors
    /// Internal.
    fn tail(&mut self) -> Result<Vec<u8>, Error>;
}

/// The entries of a journal from `start` to `end`, both included, with the first page read.
///
/// # Errors
/// Unavailable.
pub async fn pages(
    context: &Context,
    user: UserId,
    start: Day,
    end: Day,
    notes: bool,
) -> Result<Pages, Error> {
    let (services, now) = (context.services.clone(), context.now());
    let mut pages = Box::pin(stream::try_unfold(Some(start), move |start| {
        let (services, user) = (services.clone(), user.clone());
        async move {
            let Some(start) = start else { return Ok(None) };
            let moods = &services.stores.moods;
            let mut page = moods.page(&user, start, end, MAX_PAGE, now).await?;
            if !notes {
                page.entries.iter_mut().for_each(|entry| entry.note = None);
            }
            let next = page.next.filter(|last| *last < end);
            Ok::<_, Error>(Some((page.entries, next.map(|last| last.plus(1)))))
        }
    }));
    let first = pages.try_next().await?.unwrap_or_default();
    Ok(Box::pin(
        stream::once(future::ready(Ok(first))).chain(pages),
    ))
}

/// The moments of a journal from `start` to `end`, both included, the latest first.
///
/// # Errors
/// Unavailable.
pub async fn moments(
    context: &Context,
    user: &UserId,
    start: Day,
    end: Day,
) -> Result<Vec<Moment>, Error> {
    let store = &context.services.stores.moments;
    let (mut moments, mut after) = (Vec::new(), None);
    loop {
        let page = store
            .page(user, start, end, after.as_ref(), MAX_PAGE)
            .await?;
        moments.extend(page.moments);
        after = page.next;
        if after.is_none() {
            return Ok(moments);
        }
    }
}

/// The parts of a file.
#[must_use]
pub fn file<D: Document>(pages: Pages, document: D) -> Chunks {
    enum Next {
        Head,
        Entries,
        End,
    }
    let parts = stream::try_unfold(
        (pages, document, Next::Head),
        |(mut pages, mut document, next)| async move {
            let (part, next) = match next {
                Next::Head => (document.head(), Next::Entries),
                Next::Entries => match pages.try_next().await? {
                    Some(entries) => (document.entries(&entries), Next::Entries),
                    None if D::IS_LONG_WORK => {
                        let tail = PAPER.run(move || (document.tail(), document));
                        let (part, ended) = tail.await?;
                        document = ended;
                        (part, Next::End)
                    }
                    None => (document.tail(), Next::End),
                },
                Next::End => return Ok(None),
            };
            Ok(Some((part?, (pages, document, next))))
        },
    );
    Box::pin(parts)
}

/// An instant in UTC, as in ISO 8601.
fn time(seconds: i64) -> String {
    use chrono::{DateTime, SecondsFormat};
    DateTime::from_timestamp(seconds, 0).map_or_else(String::new, |time| {
        time.to_rfc3339_opts(SecondsFormat::Secs, true)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Mood, Note};

    /// Notes with everything that breaks a format: quotes, separators, formulas, line breaks, emoji,
    /// text from right to left.
    fn note() -> impl Strategy<Value = Option<Note>> {
        let piece = prop_oneof![
            "[ -~]{0,40}",
            "\\PC{0,30}",
            prop::sample::select(vec![
                "=1+1",
                "'",
                "'=",
                "+",
                "-x",
                "@SUM(A1)",
                "\"\"",
                ";",
                ",",
                "\n",
                "\\n",
                "\\",
                "\r\n",
                "🌧",
                "👩\u{200d}🚀",
                "שלום",
                "é",
                "＝1",
                "BEGIN:VEVENT",
                "\u{200f}",
            ])
            .prop_map(ToOwned::to_owned),
        ];
        prop::collection::vec(piece, 0..6)
            .prop_map(|pieces| Note::parse(&pieces.concat()).unwrap_or_default())
    }

    /// A journal with gaps.
    pub(super) fn journal() -> impl Strategy<Value = Vec<Entry>> {
        let day = (1_i64..40, 0_usize..5, note(), 1_u64..9, any::<bool>());
        prop::collection::vec(day, 0..20).prop_map(|days| {
            let mut at = Day::parse("2024-02-20").unwrap();
            let entries = days.into_iter().map(|(gap, mood, note, version, edited)| {
                at = at.plus(gap);
                let created_at = at.midnight_utc() + 70_000;
                Entry {
                    day: at,
                    mood: Mood::ALL[mood],
                    note,
                    version,
                    edited,
                    created_at,
                    updated_at: created_at + 60,
                    expires_at: created_at + 15_811_200,
                }
            });
            entries.collect()
        })
    }

    /// The whole file.
    pub(super) fn text(mut document: impl Document, entries: &[Entry]) -> String {
        let parts = [
            document.head(),
            // In two parts, as two pages of a store.
            document.entries(&entries[..entries.len() / 2]),
            document.entries(&entries[entries.len() / 2..]),
            document.tail(),
        ];
        let bytes = parts.into_iter().flat_map(Result::unwrap).collect();
        String::from_utf8(bytes).unwrap()
    }

    pub(super) fn entry(note: &str) -> Entry {
        Entry {
            day: Day::parse("2026-11-20").unwrap(),
            mood: Mood::Good,
            note: Note::parse(note).unwrap(),
            version: 1,
            edited: false,
            created_at: 1_795_176_000,
            updated_at: 1_795_176_001,
            expires_at: 1_810_987_200,
        }
    }
}
