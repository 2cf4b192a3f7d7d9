//! Signals as JSON: an array of the records of `GET /signals`, one for each value, in the operator's order
//! of signals and in order of time.

use std::sync::Arc;

use futures::{Stream, StreamExt, stream};

use crate::{
    api::signals::{MAX_PAGE, Record, instants},
    context::Context,
    domain::{
        Day, Lang,
        signal::{Sample, Signal},
    },
    error::Error,
    ports::{Chunks, Services},
};

/// The file of all signals from `start` to `end`, both included, each in days of its own time zone. It is
/// read and written page by page.
#[must_use]
pub fn signals(context: &Context, lang: Lang, start: Day, end: Day) -> Chunks {
    let services = context.services.clone();
    let signals: Vec<_> = (0..services.settings.signals.len()).collect();
    let mut is_first = true;
    let records = stream::iter(signals).flat_map(move |position| {
        let services = services.clone();
        let signal = services.settings.signals[position].clone();
        let span = instants(&signal, start, end);
        let pages = pages(services, signal.clone(), span);
        pages.map(move |page| (signal.clone(), page))
    });
    let records = records.map(move |(signal, page)| {
        let mut text = Vec::new();
        for sample in page? {
            if !std::mem::take(&mut is_first) {
                text.push(b',');
            }
            text.push(b'\n');
            let record = Record::new(&signal, lang, Some(sample));
            serde_json::to_writer(&mut text, &record).map_err(|_| Error::internal())?;
        }
        Ok(text)
    });
    let end = |text: &[u8]| stream::iter([Ok(text.to_vec())]);
    Box::pin(end(b"[").chain(records).chain(end(b"]\n")))
}

/// The values of a signal from the first to the last second of a span, in parts, in order of time.
fn pages(
    services: Arc<Services>,
    signal: Signal,
    (first, last): (i64, i64),
) -> impl Stream<Item = Result<Vec<Sample>, Error>> + Send {
    stream::try_unfold(Some(first), move |first| {
        let (services, id) = (services.clone(), signal.id.clone());
        async move {
            let Some(first) = first else { return Ok(None) };
            let store = &services.stores.signals;
            let page = store.samples(&id, first, last, MAX_PAGE).await?;
            let next = page.samples.last().filter(|_| page.has_more);
            let next = next.map(|sample| sample.at + 1);
            Ok(Some((page.samples, next)))
        }
    })
}
