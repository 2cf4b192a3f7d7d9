//! The operator's sources of signals: which there are, how they are asked and how an answer is read.

mod addresses;
mod fetch;
mod fields;
mod file;
mod http;
mod pointer;
mod preset_series;
mod presets;
mod reading;
mod retry_after;
mod source;

pub(crate) use self::reading::read;
pub use self::{
    addresses::PlainHosts,
    fetch::{Answer, Failure, Fetch, Request, SourceError, Validators},
    fields::Misfit,
    http::Fetcher,
    presets::Presets,
    source::{Series, Source, Sources},
};
