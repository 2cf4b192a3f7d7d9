//! The server functions. The interface calls them in Rust, a script sends JSON, and a browser
//! without JavaScript posts a form. Each function identifies the caller, parses its arguments,
//! applies the rule and calls the store.

pub mod accounts;
pub mod client;
pub mod codec;
pub mod health;
pub mod json;
pub mod links;
pub mod moods;
pub mod number;
pub mod recovery;
pub mod reminders;
pub mod sessions;
pub mod versions;

#[cfg(feature = "ssr")]
use crate::{
    context::{Context, caller},
    domain::account::Right,
};
