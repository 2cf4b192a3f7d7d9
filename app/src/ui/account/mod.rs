//! The account: the ways to sign in.

mod passkeys;
mod ways;

pub use self::{passkeys::PasskeySignIn, ways::WaysToSignIn};
