//! The account: a person's identity over devices, their preferences, and the ways to sign in.

mod crockford;
mod device;
mod link_code;
mod preferences;
pub mod rate;
mod recovery_code;
mod scope;
mod work;

pub use self::{
    device::device_name,
    link_code::LinkCode,
    preferences::{Preferences, Theme, WeekStart},
    rate::{Charge, KeyLimits, KeyUsage},
    recovery_code::RecoveryCode,
    scope::{Right, Scope},
    work::Work,
};
