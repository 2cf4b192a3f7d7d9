//! The account: a person's identity over devices, their preferences, and the ways to sign in.

mod api_key;
mod crockford;
mod device;
mod email;
mod label;
mod link_code;
mod merge;
mod passkey_site;
mod preferences;
pub mod rate;
mod recovery_code;
mod scope;
mod work;

pub use self::{
    api_key::ApiKeyText,
    device::device_name,
    email::Email,
    label::{KeyName, Label, PersonName, WayName},
    link_code::LinkCode,
    merge::{Carried, DayState, OtherVersion},
    passkey_site::{PasskeySite, PasskeySupport},
    preferences::{Preferences, Theme, WeekStart},
    rate::{Charge, KeyLimits, KeyUsage},
    recovery_code::RecoveryCode,
    scope::{Right, Scope},
    work::Work,
};
