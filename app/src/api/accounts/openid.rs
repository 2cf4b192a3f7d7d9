//! Signing in with the OpenID Connect provider.

use domain::{Lang, account::Right, local_path};

use super::{
    attempts::attempt,
    sign_in::{add_way, sign_in},
};
use crate::{
    context::{Context, caller},
    error::{Error, ErrorKind},
    ports::{
        Credential, CredentialKind, Identity, IdentityProvider, PendingSignIn, ProviderFailure,
    },
};

/// The address at which a sign-in begins: a link, because a form may not lead to another site.
pub const START: &str = "/auth/oidc/start";
/// The address that leads to the provider's own sign-out.
pub const SIGN_OUT: &str = "/auth/oidc/sign-out";
/// The page about a sign-in that failed.
pub const PROBLEM: &str = "/auth/oidc";

/// The maximum length of the path to which a sign-in leads, in bytes: it is in a cookie, and browsers
/// refuse one of more than 4 kB. Ours have fewer than 100.
const MAX_NEXT: usize = 1024;

/// The reason a sign-in failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenIdProblem {
    /// The person or the provider declined.
    Cancelled,
    /// This browser began no such sign-in, or too long ago.
    Expired,
    /// The provider does not answer.
    Unavailable,
    /// The provider's answer is invalid.
    Rejected,
    /// The provider's account signs in to another journal.
    Taken,
    /// No account may be opened.
    Closed,
    /// Too many attempts.
    TooMany,
    /// The store does not answer.
    Store,
}

impl OpenIdProblem {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Cancelled,
        Self::Expired,
        Self::Unavailable,
        Self::Rejected,
        Self::Taken,
        Self::Closed,
        Self::TooMany,
        Self::Store,
    ];

    /// Its name in an address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Unavailable => "unavailable",
            Self::Rejected => "rejected",
            Self::Taken => "taken",
            Self::Closed => "closed",
            Self::TooMany => "too-many",
            Self::Store => "store",
        }
    }

    /// The problem of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|problem| problem.as_str() == name)
    }

    /// The status of the page about it. Not 5xx for the provider, whose outage must not look like
    /// one of ours.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Cancelled => 200,
            Self::Expired | Self::Rejected => 400,
            Self::Closed => 403,
            Self::Taken => 409,
            Self::Unavailable => 424,
            Self::TooMany => 429,
            Self::Store => 503,
        }
    }

    /// The address of the page about it. `next` is a local path.
    #[must_use]
    pub fn address(self, next: &str) -> String {
        let next = in_query(next);
        format!("{PROBLEM}?problem={}&next={next}", self.as_str())
    }
}

impl From<ProviderFailure> for OpenIdProblem {
    fn from(failure: ProviderFailure) -> Self {
        match failure {
            ProviderFailure::Unavailable => Self::Unavailable,
            ProviderFailure::Rejected => Self::Rejected,
        }
    }
}

impl From<Error> for OpenIdProblem {
    fn from(error: Error) -> Self {
        match error.kind {
            ErrorKind::Conflict => Self::Taken,
            ErrorKind::Forbidden => Self::Closed,
            ErrorKind::TooManyRequests => Self::TooMany,
            _ => Self::Store,
        }
    }
}

/// The address at which a sign-in begins that ends at `next`, a local path.
#[must_use]
pub fn start_address(next: &str) -> String {
    format!("{START}?next={}", in_query(next))
}

/// The address of the page with every way to sign in, on the way to `next`, a local path.
#[must_use]
pub fn sign_in_address(next: &str) -> String {
    format!("/sign-in?next={}", in_query(next))
}

/// The path of a query's `next`; `/` unless it is one of this site, where no sign-in begins: a link of
/// another site must not begin one in this person's name.
#[must_use]
pub fn next_path(next: Option<&str>) -> &str {
    let next = next.filter(|next| next.len() <= MAX_NEXT);
    let next = next.and_then(local_path);
    let is_page = |next: &&str| !next.to_ascii_lowercase().starts_with("/auth");
    next.filter(is_page).unwrap_or("/")
}

/// A local path as the value of a query.
fn in_query(path: &str) -> String {
    form_urlencoded::byte_serialize(path.as_bytes()).collect()
}

/// Begins a sign-in: the address of the provider's page, and the secrets for the browser.
///
/// # Errors
/// The provider's.
pub async fn begin(
    context: &Context,
    provider: &dyn IdentityProvider,
) -> Result<(String, PendingSignIn), OpenIdProblem> {
    let lang: Lang = context.request.visitor.locale.lang;
    Ok(provider.begin(lang, context.now()).await?)
}

/// Finishes a sign-in with the code of the provider's answer.
///
/// # Errors
/// See [`OpenIdProblem`].
pub async fn finish(
    context: &Context,
    provider: &dyn IdentityProvider,
    code: &str,
    pending: PendingSignIn,
) -> Result<(), OpenIdProblem> {
    // Each costs a call to the provider.
    attempt(context, "openid").await?;
    let identity = provider.finish(code, pending, context.now()).await?;
    Ok(oidc_signed_in(context, provider.name(), &identity).await?)
}

/// Signs in with an identity that the provider has confirmed, or adds it to the account of the
/// session. An unknown identity opens an account on this browser's journal.
///
/// # Errors
/// Conflict if the identity signs in to another journal than the person's; Forbidden if no account
/// may be opened; Unavailable.
pub async fn oidc_signed_in(
    context: &Context,
    provider: &str,
    identity: &Identity,
) -> Result<(), Error> {
    let user = caller(context, Right::Account, None)?;
    let is_signed_in = context.request.visitor.is_signed_in();
    let credentials = &context.services.stores.credentials;
    let kind = CredentialKind::OpenId;
    let Some(known) = credentials.get(kind, &identity.key).await? else {
        let credential = Credential {
            kind,
            key: identity.key.clone(),
            user,
            name: provider.to_owned(),
            data: String::new(),
            counter: 0,
            created_at: context.now(),
            used_at: None,
        };
        return add_way(context, &credential).await;
    };
    if is_signed_in && known.user != user {
        let message = "This identity signs in to another journal.";
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    if !credentials.used(&known, 0, context.now()).await? {
        let message = "This way to sign in was removed a moment ago.";
        return Err(Error::new(ErrorKind::Unavailable, message));
    }
    if is_signed_in {
        return Ok(());
    }
    sign_in(context, &known.user).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_has_a_name_of_its_own() {
        for problem in OpenIdProblem::ALL {
            assert_eq!(OpenIdProblem::parse(problem.as_str()), Some(problem));
        }
        assert_eq!(OpenIdProblem::parse("bored"), None);
    }

    #[test]
    fn a_path_survives_the_query() {
        let next = "/settings?saved=a+b&x=%C3%A9#ways";
        assert_eq!(
            start_address(next),
            "/auth/oidc/start?next=%2Fsettings%3Fsaved%3Da%2Bb%26x%3D%25C3%25A9%23ways"
        );
        assert_eq!(next_path(Some(next)), next);
        assert_eq!(next_path(Some("//evil.example")), "/");
        assert_eq!(next_path(Some(&format!("/{}", "x".repeat(MAX_NEXT)))), "/");
        assert_eq!(next_path(None), "/");
        for begins in [START, "/auth/oidc?problem=cancelled", "/AUTH/oidc/start"] {
            assert_eq!(next_path(Some(begins)), "/");
        }
    }
}
