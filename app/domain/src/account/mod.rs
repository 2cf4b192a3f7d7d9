//! The account: a person's identity over devices, their preferences, and the ways to sign in.

mod preferences;
mod scope;
mod work;

pub use self::{
    preferences::{Preferences, Theme, WeekStart},
    scope::{Right, Scope},
    work::Work,
};
