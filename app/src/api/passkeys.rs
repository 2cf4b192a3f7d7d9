//! Passkeys: adding one to the journal, and signing in with one.
//!
//! Each ceremony has two calls: the first returns the options for `navigator.credentials`, the second
//! takes the browser's answer. Both are JSON as WebAuthn defines it, with binary values in base64url.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use server_fn::codec::Post;

use super::{
    accounts::SignedIn,
    codec::{JsonOrForm, JsonText},
    moods::Status,
    ways::WaySaved,
};
use crate::error::Error;
#[cfg(feature = "ssr")]
use {
    super::{
        Context, Right,
        accounts::{
            attempts::count,
            sign_in::{add_way, may_open_account, sign_in},
        },
        caller,
        ways::parse_name,
    },
    crate::{
        domain::account::{PasskeySite, PasskeySupport},
        error::ErrorKind,
        i18n,
        ports::{
            AttemptLimit, Ceremony, Credential, CredentialKind, Token, TokenKind, UserId,
            rejected_passkey,
        },
    },
};

/// The time to answer a challenge, in seconds.
#[cfg(feature = "ssr")]
const LIFETIME: i64 = 300;
/// The maximum number of a journal's passkeys.
#[cfg(feature = "ssr")]
const MAX_PASSKEYS: usize = 20;
/// Calls of one client: forty at once, then one every five seconds. Signatures can't be guessed, so
/// this only bounds the challenges in the store.
#[cfg(feature = "ssr")]
const CALLS: AttemptLimit = AttemptLimit {
    interval: 5,
    burst: 40,
};

/// A ceremony that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyOptions {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The options for `navigator.credentials`, as JSON.
    pub options: Value,
}

/// Begins to add a passkey to the caller's journal.
///
/// # Errors
/// Invalid (`origin`) where passkeys can't work, Invalid for too many passkeys, Forbidden
/// (`registration`), TooManyRequests, Unauthenticated, Unavailable.
#[server(prefix = "", endpoint = "/auth/passkey/register/begin", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn begin_passkey() -> Result<PasskeyOptions, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    may_open_account(&context)?;
    let site = site(&context)?;
    limit(&context).await?;
    let existing = existing(&context, &user).await?;
    let label = label(&context);
    let passkeys = &context.services.passkeys;
    let ceremony = passkeys.begin_registration(&site, &user, &label, &existing)?;
    begin(&context, ceremony, Some(user)).await
}

/// Adds a passkey to the caller's journal. An anonymous journal becomes an account, and its browser
/// is signed in.
///
/// # Errors
/// Malformed (`credential`); Invalid (`credential`, `name`), or for too many passkeys; Conflict if the
/// passkey is registered already; Forbidden (`registration`), Unauthenticated, Unavailable.
#[server(prefix = "", endpoint = "/auth/passkey/register/finish", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn add_passkey(
    /// The browser's `PublicKeyCredential`, as JSON.
    #[server(default)]
    credential: String,
    /// The passkey's name; by default that of the device.
    #[server(default)]
    name: String,
) -> Result<WaySaved, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    let challenge = context
        .services
        .passkeys
        .registration_challenge(&credential)?;
    let name = default_name(&context, name);
    let name = parse_name(&name)?;
    let token = take(&context, &challenge).await?;
    // Another journal may be open in this browser since the ceremony began.
    let token = token.filter(|token| token.user.as_ref() == Some(&user));
    let token = token.ok_or_else(|| {
        let message = "The challenge is unknown, answered or older than five minutes: begin again.";
        Error::invalid("credential", message)
    })?;
    existing(&context, &user).await?;
    let passkeys = &context.services.passkeys;
    let passkey = passkeys.finish_registration(&token.data, &credential)?;
    let credential = Credential {
        kind: CredentialKind::Passkey,
        key: passkey.key,
        user,
        name,
        data: passkey.data,
        counter: passkey.counter,
        created_at: context.now(),
        used_at: None,
    };
    add_way(&context, &credential).await?;
    Ok(WaySaved {
        status: Status::Ok,
        way: credential.into(),
    })
}

/// Begins a sign-in with a passkey.
///
/// # Errors
/// Invalid (`origin`) where passkeys can't work, TooManyRequests, Unauthenticated, Forbidden,
/// Unavailable.
#[server(prefix = "", endpoint = "/auth/passkey/sign-in/begin", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn begin_passkey_sign_in() -> Result<PasskeyOptions, Error> {
    let context = Context::current()?;
    caller(&context, Right::Account, None)?;
    let site = site(&context)?;
    limit(&context).await?;
    let ceremony = context.services.passkeys.begin_sign_in(&site)?;
    begin(&context, ceremony, None).await
}

/// Signs in with a passkey. An anonymous journal of this browser is carried over.
///
/// An unknown passkey is rejected sooner than a known one: identifiers are random, so this reveals
/// nothing.
///
/// # Errors
/// Malformed (`credential`); Unauthenticated (`credential`) if the passkey, its signature or the
/// challenge is not valid; TooManyRequests, Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/auth/passkey/sign-in/finish", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn passkey_sign_in(
    /// The browser's `PublicKeyCredential`, as JSON.
    #[server(default)]
    credential: String,
) -> Result<SignedIn, Error> {
    let context = Context::current()?;
    caller(&context, Right::Account, None)?;
    let passkeys = &context.services.passkeys;
    let assertion = passkeys.assertion(&credential)?;
    limit(&context).await?;
    let token = take(&context, &assertion.challenge).await?;
    let token = token.ok_or_else(rejected_passkey)?;
    let credentials = &context.services.stores.credentials;
    let passkey = credentials.get(CredentialKind::Passkey, &assertion.key);
    let passkey = passkey.await?.ok_or_else(rejected_passkey)?;
    let counter = passkeys.finish_sign_in(&token.data, &credential, &passkey)?;
    // A copy of the passkey may have signed in since it was read.
    if !credentials.used(&passkey, counter, context.now()).await? {
        return Err(rejected_passkey());
    }
    sign_in(&context, &passkey.user).await?;
    Ok(SignedIn { status: Status::Ok })
}

/// The site that the browser's passkeys belong to.
#[cfg(feature = "ssr")]
fn site(context: &Context) -> Result<PasskeySite, Error> {
    let support = PasskeySupport::of(&context.request.visitor.origin);
    support.here().ok_or_else(|| {
        let message = "Passkeys need HTTPS and a domain, or http://localhost.";
        Error::invalid("origin", message)
    })
}

/// Counts a call of this client.
#[cfg(feature = "ssr")]
async fn limit(context: &Context) -> Result<(), Error> {
    count(context, "passkey", &context.request.visitor.client, CALLS).await
}

/// The caller's passkeys, if there is room for another one.
#[cfg(feature = "ssr")]
async fn existing(context: &Context, user: &UserId) -> Result<Vec<Credential>, Error> {
    let mut ways = context.services.stores.credentials.list(user).await?;
    ways.retain(|way| way.kind == CredentialKind::Passkey);
    if ways.len() >= MAX_PASSKEYS {
        let message = "A journal can have at most 20 passkeys: remove one first.";
        return Err(Error::new(ErrorKind::Invalid, message));
    }
    Ok(ways)
}

/// The name of the journal in lists of passkeys: the person's, or the day's on which it got the
/// passkey, because a device may have passkeys of several journals.
#[cfg(feature = "ssr")]
fn label(context: &Context) -> String {
    let visitor = &context.request.visitor;
    let profile = visitor.profile.as_deref();
    let given = profile.and_then(|user| user.email.clone().or_else(|| user.name.clone()));
    given.unwrap_or_else(|| i18n::passkey_label(visitor.locale, visitor.today))
}

/// The name that the person gave, or the device's.
#[cfg(feature = "ssr")]
fn default_name(context: &Context, name: String) -> String {
    let visitor = &context.request.visitor;
    match (name.trim(), visitor.device.as_str()) {
        ("", "") => i18n::passkey(visitor.locale.lang).into(),
        ("", device) => i18n::device(visitor.locale.lang, device),
        _ => name,
    }
}

/// Stores the state of a ceremony until the browser answers.
#[cfg(feature = "ssr")]
async fn begin(
    context: &Context,
    ceremony: Ceremony,
    user: Option<UserId>,
) -> Result<PasskeyOptions, Error> {
    let now = context.now();
    let token = Token {
        kind: TokenKind::Challenge,
        key: ceremony.challenge,
        user,
        data: ceremony.state,
        expires_at: now + LIFETIME,
    };
    if !context.services.stores.tokens.put(&token, now).await? {
        return Err(Error::internal());
    }
    Ok(PasskeyOptions {
        status: Status::Ok,
        options: ceremony.options,
    })
}

/// Takes the state of the ceremony that an answer refers to: one answer is enough, valid or not.
#[cfg(feature = "ssr")]
async fn take(context: &Context, challenge: &str) -> Result<Option<Token>, Error> {
    let tokens = &context.services.stores.tokens;
    tokens
        .take(TokenKind::Challenge, challenge, context.now())
        .await
}
