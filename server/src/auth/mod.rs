//! Sessions: whose journal a request opens.

mod caller;
mod client;
mod codes;
mod cookies;
mod identity;
mod oidc;
mod oidc_cookies;
mod origin_keys;
mod passkey;
mod readers;
mod session;
mod session_key;
mod slow_hash;

pub use self::{
    caller::OperatorKeys,
    client::{AddressSource, Clients},
    oidc::OpenIdProvider,
    oidc_cookies::OidcCookies,
    origin_keys::OriginKeys,
    passkey::Passkeys,
    session::Sessions,
    session_key::{InvalidKey, SessionKey},
};
pub(crate) use self::{
    caller::{API_KEY, Caller, identify_caller, secret},
    client::ClientAddress,
    codes::Codes,
    cookies::cookie,
    identity::{Identity, Renewal, identify},
    oidc::CALLBACK,
    oidc_cookies::Waiting,
    readers::{reader_cookie, readers},
    session::SessionCookie,
};
