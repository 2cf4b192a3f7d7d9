//! Sessions: whose journal a request opens.

mod client;
mod codes;
mod cookies;
mod identity;
mod session;
mod session_key;
mod slow_hash;

pub(crate) use self::{
    client::ClientAddress,
    codes::Codes,
    cookies::cookie,
    identity::{Identity, identify},
    session::SessionCookie,
};
pub use self::{
    client::{AddressSource, Clients},
    session::Sessions,
    session_key::{InvalidKey, SessionKey},
};
