//! Sessions: whose journal a request opens.

mod cookies;
mod identity;
mod passkey;
mod session;
mod session_key;

pub(crate) use self::{
    cookies::cookie,
    identity::{Identity, identify},
    session::SessionCookie,
};
pub use self::{
    passkey::Passkeys,
    session::Sessions,
    session_key::{InvalidKey, SessionKey},
};
