//! The server functions. The interface calls them in Rust, a script sends JSON, and a browser
//! without JavaScript posts a form. Each function identifies the caller, parses its arguments,
//! applies the rule and calls the store.

#[cfg(feature = "ssr")]
pub mod account;
pub mod accounts;
pub mod client;
pub mod codec;
#[cfg(feature = "ssr")]
pub mod comments;
#[cfg(feature = "ssr")]
mod concurrent;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod feeds;
pub mod health;
#[cfg(feature = "ssr")]
pub mod history;
#[cfg(feature = "ssr")]
pub mod imports;
pub mod json;
pub mod keys;
pub mod links;
#[cfg(feature = "ssr")]
pub mod metrics;
#[cfg(feature = "ssr")]
pub mod moments;
pub mod moods;
pub mod number;
pub mod passkeys;
#[cfg(feature = "ssr")]
pub mod photos;
pub mod recovery;
pub mod reminders;
#[cfg(feature = "ssr")]
pub mod reports;
pub mod sessions;
#[cfg(feature = "ssr")]
pub mod shares;
#[cfg(feature = "ssr")]
pub mod signal_days;
#[cfg(feature = "ssr")]
pub mod signals;
#[cfg(feature = "ssr")]
pub mod stats;
#[cfg(feature = "ssr")]
pub mod tags;
pub mod users;
pub mod versions;
pub mod ways;

#[cfg(feature = "ssr")]
use crate::{
    context::{Context, caller},
    domain::account::Right,
};
