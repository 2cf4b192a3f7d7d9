//! Sessions: whose journal a request opens.

mod cookies;
mod identity;
mod oidc;
mod oidc_cookies;
mod session;
mod session_key;

pub(crate) use self::{
    cookies::cookie,
    identity::{Identity, identify},
    oidc::CALLBACK,
    oidc_cookies::Waiting,
    session::SessionCookie,
};
pub use self::{
    oidc::OpenIdProvider,
    oidc_cookies::OidcCookies,
    session::Sessions,
    session_key::{InvalidKey, SessionKey},
};
