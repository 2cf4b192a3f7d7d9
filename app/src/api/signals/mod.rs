//! Signals: the latest value of each, and their series.

mod item;
mod series;

use leptos::prelude::*;
use server_fn::codec::{GetUrl, Post};

pub(crate) use self::series::instants;
use self::{
    item::head,
    series::{Kind, Span},
};
pub use self::{
    item::{DayPoint, Point, Reading, Record, Records, SamplePoint, Series},
    series::{MAX_DAYS, MAX_PAGE, MAX_SAMPLE_DAYS},
};
use super::{Context, Right, caller, codec::JsonText, concurrent::concurrent, history::Parameter};
use crate::error::{Error, ErrorKind};

/// The seconds by which the latest value may be ahead: a date begins earlier elsewhere. What a clock that was
/// years ahead has left is not the latest.
const MAX_AHEAD: i64 = 86_400;

/// Returns the signals of this installation, in the operator's order, each with its latest value.
///
/// # Errors
/// Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/signals", input = GetUrl, output = Post<JsonText>)]
pub async fn list_signals(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
) -> Result<Records, Error> {
    let context = Context::current()?;
    caller(&context, Right::Read, user_id.as_deref())?;
    let lang = context.request.visitor.locale.lang;
    let store = &context.services.stores.signals;
    let signals = &context.services.settings.signals;
    let until = context.now() + MAX_AHEAD;
    let latest = signals.iter().map(|signal| store.latest(&signal.id, until));
    let latest = concurrent(latest.collect()).await?;
    let records = signals.iter().zip(latest);
    let records = records.map(|(signal, latest)| Record::new(signal, lang, latest));
    Ok(Records {
        items: records.collect(),
    })
}

/// Returns the values of a signal from `start` to `end`, both included, in order of time, by pages: single
/// values, or those of days. Days are those of the signal's time zone.
///
/// # Errors
/// Malformed (`start`, `end`, `of`, `after`), Invalid (`end`), NotFound (`id`), Unauthenticated or Forbidden
/// (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/signals/{id}", input = GetUrl, output = Post<JsonText>)]
pub async fn read_signal(
    /// The signal.
    #[server(default)]
    id: String,
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The first day, `YYYY-MM-DD`; by default six days before the last one.
    #[server(default)]
    start: Parameter,
    /// The last day, `YYYY-MM-DD`; by default today. At most 31 days in all, or 3,660 of `days`.
    #[server(default)]
    end: Parameter,
    /// `values`, the default, or `days`.
    #[server(default)]
    of: Parameter,
    /// `next` of the previous page.
    #[server(default)]
    after: Parameter,
) -> Result<Series, Error> {
    let context = Context::current()?;
    caller(&context, Right::Read, user_id.as_deref())?;
    let settings = &context.services.settings;
    let signal = settings.signal(&id).ok_or_else(no_such_signal)?;
    let kind = of.0.as_deref().map_or(Ok(Kind::Values), Kind::parse)?;
    let span = Span::parse(signal, kind, start, end, context.now())?;
    let after = after.0.as_deref();
    let store = &*context.services.stores.signals;
    let (items, next) = match kind {
        Kind::Values => series::samples(store, signal, span, after).await?,
        Kind::Days => series::days(store, signal, span, after).await?,
    };
    let lang = context.request.visitor.locale.lang;
    Ok(Series {
        items,
        next,
        ..head(signal, lang)
    })
}

fn no_such_signal() -> Error {
    Error::new(ErrorKind::NotFound, "No signal has this identifier.").at("id")
}
