//! Recovery codes: making one, and signing in with it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Post;

use super::{
    accounts::SignedIn,
    codec::{JsonOrForm, JsonText},
    moods::Status,
};
use crate::error::Error;
#[cfg(feature = "ssr")]
use {
    super::{
        Context, Right,
        accounts::{
            attempts::attempt,
            sign_in::{add_way, may_open_account, sign_in},
        },
        caller,
    },
    crate::{
        domain::account::RecoveryCode,
        error::ErrorKind,
        ports::{Credential, CredentialKind},
    },
};

/// The response to making a recovery code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodeMade {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The code, which is not stored and can't be shown again.
    pub code: String,
}

/// Makes a recovery code. It replaces the caller's previous one; an anonymous journal becomes an
/// account.
///
/// # Errors
/// Unauthenticated, Forbidden (`registration`), TooManyRequests, Unavailable.
#[server(prefix = "", endpoint = "/auth/recovery/new", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn make_recovery_code() -> Result<RecoveryCodeMade, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    may_open_account(&context)?;
    attempt(&context, "recovery-new").await?;
    let codes = &context.services.codes;
    let code = codes.new_recovery()?;
    let credential = Credential {
        kind: CredentialKind::Recovery,
        key: codes.recovery_hash(&code).await?,
        user,
        name: String::new(),
        data: String::new(),
        counter: 0,
        created_at: context.now(),
        used_at: None,
    };
    add_way(&context, &credential).await?;
    Ok(RecoveryCodeMade {
        status: Status::Ok,
        code: code.to_string(),
    })
}

/// Signs in with a recovery code, which stays valid. An anonymous journal of this browser is carried
/// over.
///
/// Every code without a typing mistake costs one slow hash and one read, whether it is known or not.
///
/// # Errors
/// Malformed (`code`), which anybody can tell from the code itself; Unauthenticated (`code`) if no
/// journal has it; Forbidden, TooManyRequests, Unavailable.
#[server(prefix = "", endpoint = "/auth/recovery", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn recover(
    /// The code, in any case, with or without hyphens and spaces.
    #[server(default)]
    code: String,
) -> Result<SignedIn, Error> {
    let context = Context::current()?;
    caller(&context, Right::Account, None)?;
    let code = RecoveryCode::parse(&code).ok_or_else(|| {
        let message =
            "code must be a recovery code: 32 letters and digits, the last two a checksum";
        Error::malformed("code", message)
    })?;
    attempt(&context, "recovery").await?;
    let hash = context.services.codes.recovery_hash(&code).await?;
    let credentials = &context.services.stores.credentials;
    let found = credentials.get(CredentialKind::Recovery, &hash).await?;
    let unknown = || Error::new(ErrorKind::Unauthenticated, "No journal has this code.").at("code");
    let credential = found.ok_or_else(unknown)?;
    // A concurrent call may have replaced it.
    if !credentials.used(&credential, 0, context.now()).await? {
        return Err(unknown());
    }
    sign_in(&context, &credential.user).await?;
    Ok(SignedIn { status: Status::Ok })
}
