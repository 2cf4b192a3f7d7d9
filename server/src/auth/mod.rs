//! Sessions: whose journal a request opens.

mod cookies;
mod session;
mod session_key;

pub(crate) use self::cookies::cookie;
pub use self::{
    session::Sessions,
    session_key::{InvalidKey, SessionKey},
};
