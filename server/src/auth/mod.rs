//! Sessions: whose journal a request opens.

mod caller;
mod cookies;
mod identity;
mod session;
mod session_key;

pub(crate) use self::{
    caller::{API_KEY, Caller, identify_caller, secret},
    cookies::cookie,
    identity::{Identity, identify},
    session::SessionCookie,
};
pub use self::{
    caller::OperatorKeys,
    session::Sessions,
    session_key::{InvalidKey, SessionKey},
};
