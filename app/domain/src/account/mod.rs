//! The account: a person's identity over devices, their preferences, and the ways to sign in.

mod api_key;
mod email;
mod label;
mod merge;
mod preferences;
pub mod rate;
mod scope;
mod work;

pub use self::{
    api_key::ApiKeyText,
    email::Email,
    label::{KeyName, Label, PersonName},
    merge::{Carried, DayState, OtherVersion},
    preferences::{Preferences, Theme, WeekStart},
    rate::{Charge, KeyLimits, KeyUsage},
    scope::{Right, Scope},
    work::Work,
};
