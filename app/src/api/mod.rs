//! The server functions: the interface calls them in Rust, a script as JSON, a
//! browser without JavaScript as a form. Each says who asks, reads its
//! arguments, applies the rule and speaks to the store.

pub mod client;
pub mod codec;
pub mod health;
pub mod json;
pub mod moods;
pub mod number;
pub mod reminders;

#[cfg(feature = "ssr")]
use crate::context::{Context, caller};
