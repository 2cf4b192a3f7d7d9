//! The facts of a day: everything in a journal, and the world beside it.

use futures::future::try_join4;

use crate::{
    api::concurrent::concurrent,
    domain::{
        Day, Entry,
        comment::Section,
        moment::Moment,
        signal::{DayValue, Signal},
    },
    error::Error,
    ports::{Consistency, Services, UserId},
};

/// The maximum number of moments or comments that one call of the store reads.
const MAX_PAGE: usize = 1000;

/// The facts of a day.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DayFacts<'a> {
    /// The day's entry.
    pub(crate) entry: Option<Entry>,
    /// The day's moments, the latest first.
    pub(crate) moments: Vec<Moment>,
    /// The number of comments on the day.
    pub(crate) comments: usize,
    /// The signals that have a value of the day.
    pub(crate) signals: Vec<(&'a Signal, DayValue)>,
}

/// The facts of a journal's day that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    entry: bool,
    moments: bool,
    comments: bool,
}

impl Wanted {
    const ALL: Self = Self {
        entry: true,
        moments: true,
        comments: true,
    };

    /// Those behind a type of metric; none of them for a signal.
    pub(super) fn of(kind: &str) -> Self {
        Self {
            entry: matches!(kind, "mood" | "note" | "tags"),
            moments: kind == "moments",
            comments: kind == "comments",
        }
    }
}

/// Reads all facts of a day, with the values of some signals, by concurrent calls of the store.
///
/// # Errors
/// Unavailable.
pub(crate) async fn facts<'a>(
    services: &Services,
    user: &UserId,
    day: Day,
    signals: &[&'a Signal],
) -> Result<DayFacts<'a>, Error> {
    some_facts(services, user, day, signals, Wanted::ALL).await
}

/// Reads the wanted facts of a day, with the values of some signals. The others are as on an empty day.
///
/// # Errors
/// Unavailable.
pub(super) async fn some_facts<'a>(
    services: &Services,
    user: &UserId,
    day: Day,
    signals: &[&'a Signal],
    wanted: Wanted,
) -> Result<DayFacts<'a>, Error> {
    let values = signals.iter().map(|&signal| async move {
        let store = &services.stores.signals;
        let values = store.days(&signal.id, day, day, Consistency::Eventual);
        let value = values.await?.into_iter().next();
        Ok::<_, Error>(value.map(|value| (signal, value)))
    });
    let values = values.collect();
    let entry = async {
        match wanted.entry {
            true => entry(services, user, day).await,
            false => Ok(None),
        }
    };
    let moments = async {
        match wanted.moments {
            true => moments(services, user, day, day).await,
            false => Ok(Vec::new()),
        }
    };
    let comments = async {
        match wanted.comments {
            true => comments(services, user, day).await,
            false => Ok(0),
        }
    };
    let values = concurrent(values);
    let (entry, moments, comments, values) = try_join4(entry, moments, comments, values).await?;
    Ok(DayFacts {
        entry,
        moments,
        comments,
        signals: values.into_iter().flatten().collect(),
    })
}

async fn entry(services: &Services, user: &UserId, day: Day) -> Result<Option<Entry>, Error> {
    let (moods, now) = (&services.stores.moods, services.clock.now());
    let page = moods.page(user, day, day, 1, now).await?;
    Ok(page.entries.into_iter().next())
}

/// The moments from `start` to `end`, both included, the latest first.
///
/// # Errors
/// Unavailable.
pub(crate) async fn moments(
    services: &Services,
    user: &UserId,
    start: Day,
    end: Day,
) -> Result<Vec<Moment>, Error> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let moments = &services.stores.moments;
        let page = moments.page(user, start, end, after.as_ref(), MAX_PAGE);
        let page = page.await?;
        all.extend(page.moments);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

async fn comments(services: &Services, user: &UserId, day: Day) -> Result<usize, Error> {
    let (section, now) = (Section::Day(day), services.clock.now());
    let (mut count, mut after) = (0, None);
    loop {
        let comments = &services.stores.comments;
        let page = comments.page(user, Some(&section), None, after.as_ref(), MAX_PAGE, now);
        let page = page.await?;
        count += page.comments.len();
        after = page.next;
        if after.is_none() {
            return Ok(count);
        }
    }
}
