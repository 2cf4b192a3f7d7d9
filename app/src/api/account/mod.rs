//! The account: who the caller is, their settings, and the erasure of everything.

mod erase;
mod settings;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

pub use self::{
    erase::{ERASE, Erased, RemoveAccount, remove_account},
    settings::{AccountSettings, SettingsSaved, YES, count_lost, set_account},
};
use super::{Context, Right, caller, codec::JsonText};
use crate::{
    error::{Error, ErrorKind},
    ports::UserId,
};

/// The caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The journal's identifier.
    pub user_id: String,
    /// The start of the account, in seconds since the epoch; none for an anonymous journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_since: Option<i64>,
    /// The e-mail address that the operator gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The name that the operator gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The number of ways to sign in.
    pub ways: u32,
    /// The number of journals that were carried over into this one.
    pub former: usize,
    /// The names of work on the whole journal that is not done yet: `erase`, `merge`, `redate`,
    /// `retag`, `import`.
    pub unfinished: Vec<String>,
    /// The settings.
    pub settings: AccountSettings,
}

/// Returns who the caller is, and their settings.
///
/// # Errors
/// Unauthenticated, Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/account", input = GetUrl, output = Post<JsonText>)]
pub async fn get_account(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
) -> Result<Account, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, user_id.as_deref())?;
    Ok(Account::of(&context, user))
}

impl Account {
    /// The caller of a request, whose profile is known already.
    #[must_use]
    pub fn of(context: &Context, user: UserId) -> Self {
        let visitor = &context.request.visitor;
        let profile = visitor.profile.as_deref();
        Self {
            user_id: user.0,
            account_since: profile.and_then(|user| user.account_since),
            email: profile.and_then(|user| user.email.clone()),
            name: profile.and_then(|user| user.name.clone()),
            ways: profile.map_or(0, |user| user.ways),
            former: profile.map_or(0, |user| user.former.len()),
            unfinished: profile
                .into_iter()
                .flat_map(|user| user.work.keys())
                .filter(|work| !work.is_deferred())
                .map(|work| work.as_str().to_owned())
                .collect(),
            settings: AccountSettings::of(visitor),
        }
    }
}

/// Checks that the request has a session: one that begins with it has nothing to change, and a call
/// without a cookie must leave nothing in the store.
///
/// # Errors
/// Unauthenticated.
#[cfg(feature = "ssr")]
pub(super) fn existing(context: &Context) -> Result<(), Error> {
    if context.request.visitor.session_is_new {
        let message = "The request has no session: open a page first, or save a day.";
        return Err(Error::new(ErrorKind::Unauthenticated, message));
    }
    Ok(())
}
