//! Signing in with the OpenID Connect provider: its links, and the page about a sign-in that failed.

mod links;
mod page;

pub use self::{
    links::{OidcAdd, OidcSignIn, OidcSignOut},
    page::OpenIdPage,
};
