//! Signals as JSON: an array of the records of `GET /signals`, one for each value, in the operator's order
//! of signals and in order of time.

use std::sync::Arc;

use futures::{Stream, StreamExt, stream};

use crate::{
    api::signals::{Record, instants},
    context::Context,
    domain::{Day, Lang, signal::Signal},
    error::Error,
    ports::{Chunks, Consistency, Services},
};

/// The values of a page: few calls for a quarter of a year.
const PAGE: usize = 5000;

/// The file of all signals from `start` to `end`, both included, each in days of its own time zone. It is
/// read and written page by page.
#[must_use]
pub fn signals(context: &Context, lang: Lang, start: Day, end: Day) -> Chunks {
    let services = context.services.clone();
    let signals = services.settings.signals.to_vec();
    let pages = stream::iter(signals).flat_map(move |signal| {
        let span = instants(&signal, start, end);
        pages(services.clone(), signal, lang, span)
    });
    let mut is_first = true;
    let records = pages.map(move |page| -> Result<Vec<u8>, Error> {
        let mut text = Vec::new();
        for record in page? {
            if !std::mem::take(&mut is_first) {
                text.push(b',');
            }
            text.push(b'\n');
            serde_json::to_writer(&mut text, &record).map_err(|_| Error::internal())?;
        }
        Ok(text)
    });
    let bracket = |text: &[u8]| stream::iter([Ok(text.to_vec())]);
    Box::pin(bracket(b"[").chain(records).chain(bracket(b"]\n")))
}

/// The records of a signal from the first to the last second of a span, in parts, in order of time.
fn pages(
    services: Arc<Services>,
    signal: Signal,
    lang: Lang,
    (first, last): (i64, i64),
) -> impl Stream<Item = Result<Vec<Record>, Error>> + Send {
    let place = (services, signal, Some(first));
    stream::try_unfold(place, move |(services, signal, first)| async move {
        let Some(first) = first else { return Ok(None) };
        let store = &services.stores.signals;
        let page = store.samples(&signal.id, first, last, PAGE, Consistency::Eventual);
        let page = page.await?;
        let next = page.samples.last().filter(|_| page.has_more);
        let next = next.map(|sample| sample.at + 1);
        let records = page.samples.into_iter();
        let records = records.map(|sample| Record::new(&signal, lang, Some(sample)));
        Ok(Some((records.collect(), (services, signal, next))))
    })
}
