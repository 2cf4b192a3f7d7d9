//! The account: a person's identity over devices, their preferences, and the ways to sign in.

mod preferences;
pub mod rate;
mod scope;
mod work;

pub use self::{
    preferences::{Preferences, Theme, WeekStart},
    rate::{Charge, KeyLimits, KeyUsage},
    scope::{Right, Scope},
    work::Work,
};
