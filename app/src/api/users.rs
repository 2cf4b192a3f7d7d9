//! Users, for the operator of this installation: create with an invitation, find by e-mail address.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use super::{
    codec::{JsonOrForm, JsonText},
    moods::Status,
};
use crate::error::Error;
#[cfg(feature = "ssr")]
use {
    super::{Context, accounts::invitation},
    crate::{
        context::Access,
        domain::account::{Email, PersonName},
        error::ErrorKind,
        ports::{Registration, User, UserId},
    },
    uuid::Uuid,
};

/// A user that the operator created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserItem {
    /// The identifier; the journal's, too.
    pub user_id: String,
    /// The e-mail address, in lower case.
    pub email: String,
    /// The name.
    pub name: String,
    /// The time at which the user was created, in seconds since the epoch.
    pub created_at: i64,
}

/// The response to a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFound {
    /// The user.
    pub user: UserItem,
}

/// The response to a new user or a new invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserInvited {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The user.
    pub user: UserItem,
    /// The link that opens the account, for seven days and once. It alone proves the user's identity.
    pub invitation: String,
}

#[cfg(feature = "ssr")]
impl From<User> for UserItem {
    fn from(user: User) -> Self {
        Self {
            user_id: user.id.0,
            email: user.email.unwrap_or_default(),
            name: user.name.unwrap_or_default(),
            created_at: user.account_since.unwrap_or_default(),
        }
    }
}

/// Creates a user, and an invitation to open their account.
///
/// # Errors
/// Invalid (`email`, `name`), Conflict (`email`) if a user has the address, Unauthenticated, Forbidden
/// (`registration` if it is closed), Unavailable.
#[server(prefix = "", endpoint = "/users", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn create_user(
    /// The e-mail address. Nothing is sent there.
    #[server(default)]
    email: String,
    /// One line of 1 to 100 characters.
    #[server(default)]
    name: String,
) -> Result<UserInvited, Error> {
    let context = Context::current()?;
    operator(&context)?;
    if context.services.settings.registration == Registration::Closed {
        let message = "Registration is closed on this server.";
        return Err(Error::new(ErrorKind::Forbidden, message).at("registration"));
    }
    let email = parse_email(&email)?;
    let name = PersonName::parse(&name)
        .ok_or_else(|| Error::invalid("name", "name must be one line of 1 to 100 characters"))?;
    let now = context.now();
    let user = User {
        account_since: Some(now),
        email: Some(email.as_str().to_owned()),
        name: Some(name.into()),
        ..User::new(UserId(Uuid::new_v4().simple().to_string()))
    };
    if !context.services.stores.users.create(&user, now).await? {
        let message = "A user has this e-mail address.";
        return Err(Error::new(ErrorKind::Conflict, message).at("email"));
    }
    invite(&context, user).await
}

/// Returns the user of an e-mail address.
///
/// # Errors
/// Invalid (`email`), NotFound, Unauthenticated, Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/users", input = GetUrl, output = Post<JsonText>)]
pub async fn find_user(
    /// The e-mail address, in any case.
    #[server(default)]
    email: String,
) -> Result<UserFound, Error> {
    let context = Context::current()?;
    operator(&context)?;
    let user = known(&context, &email).await?.into();
    Ok(UserFound { user })
}

/// Creates another invitation, for a user whose first one was lost or has expired.
///
/// # Errors
/// Invalid (`email`), NotFound, Conflict (`email`) if the user has a way to sign in: an invitation would
/// open their journal. Unauthenticated, Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/users/invitation", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn invite_again(
    /// The e-mail address, in any case.
    #[server(default)]
    email: String,
) -> Result<UserInvited, Error> {
    let context = Context::current()?;
    operator(&context)?;
    let user = known(&context, &email).await?;
    if !invitation::is_unopened(&context, &user).await? {
        let message = "This user has opened their journal.";
        return Err(Error::new(ErrorKind::Conflict, message).at("email"));
    }
    invite(&context, user).await
}

/// Checks that the operator calls. All others get the same answer to every request.
///
/// # Errors
/// Unauthenticated, Forbidden.
#[cfg(feature = "ssr")]
fn operator(context: &Context) -> Result<(), Error> {
    let visitor = &context.request.visitor;
    if visitor.access == Access::Operator {
        return Ok(());
    }
    visitor.user.clone()?;
    let kind = match visitor.access {
        Access::Key { .. } => ErrorKind::Forbidden,
        // No cookie is a credential here.
        _ => ErrorKind::Unauthenticated,
    };
    Err(Error::new(kind, "This call needs the operator's key."))
}

#[cfg(feature = "ssr")]
fn parse_email(text: &str) -> Result<Email, Error> {
    let message = "email must be an e-mail address of at most 254 bytes";
    Email::parse(text).ok_or_else(|| Error::invalid("email", message))
}

#[cfg(feature = "ssr")]
async fn known(context: &Context, email: &str) -> Result<User, Error> {
    let email = parse_email(email)?;
    let user = context
        .services
        .stores
        .users
        .by_email(email.as_str())
        .await?;
    let message = "No user has this e-mail address.";
    user.ok_or_else(|| Error::new(ErrorKind::NotFound, message).at("email"))
}

#[cfg(feature = "ssr")]
async fn invite(context: &Context, user: User) -> Result<UserInvited, Error> {
    let invitation = invitation::create(context, &user.id).await?;
    Ok(UserInvited {
        status: Status::Ok,
        user: user.into(),
        invitation,
    })
}
