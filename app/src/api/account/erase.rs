//! The erasure of everything.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Post;

use super::existing;
use crate::{
    api::{
        Context, Right,
        accounts::work::continue_work,
        caller,
        codec::{DeleteQuery, JsonText, delete_query},
        moods::Status,
    },
    context::NextSession,
    domain::account::Work,
    error::{Error, ErrorKind},
};

/// The words that confirm an erasure, in every language.
pub const ERASE: [&str; 2] = ["erase", "effacer"];
/// The steps of an erasure that a request waits for.
const ERASE_STEPS: u32 = 20;

/// The response to an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Erased {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// True if the journal is erased, false if the rest of it is within minutes. The record of the
    /// erasure itself goes with the rest.
    pub complete: bool,
    /// Days until the last back-up with this journal expires; 0 if this installation makes none.
    pub backup_days: u32,
}

/// Erases the account and the journal: entries, reminders, ways to sign in, sessions, keys, shares,
/// profile.
/// An interruption is resumed by a job.
///
/// # Errors
/// Invalid (`confirm`), with nothing erased; Unauthenticated, Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/account", input = DeleteQuery, output = Post<JsonText>)]
pub async fn remove_account(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// `erase` or `effacer`.
    #[server(default)]
    confirm: String,
) -> Result<Erased, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, user_id.as_deref())?;
    existing(&context)?;
    // The page of a former journal did not show the one that has taken it over.
    if user_id.is_some_and(|claimed| claimed != user.0) {
        return Err(Error::new(ErrorKind::Forbidden, "userId must be your own").at("userId"));
    }
    let word = confirm.trim().to_lowercase();
    if !ERASE.contains(&&*word) {
        let message = "confirm must be \"erase\" or \"effacer\"";
        return Err(Error::invalid("confirm", message));
    }
    let stores = &context.services.stores;
    // From here on the session opens nothing.
    stores
        .users
        .begin(&user, Work::Erase, context.now())
        .await?;
    context.request.visitor.change_session(NextSession::Ended);
    // After a failure or interruption, the job goes on.
    let complete = continue_work(&context.services, &user, ERASE_STEPS).await;
    Ok(Erased {
        status: Status::Ok,
        complete: complete.unwrap_or(false),
        backup_days: context.services.settings.backup_days,
    })
}

delete_query!(RemoveAccount);
