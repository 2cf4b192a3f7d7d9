//! The journal that a session cookie opens.

use std::sync::Arc;

use app::{
    context::Access,
    error::Error,
    ports::{Session, Stores, User, UserId},
};
use futures::future::try_join;

use super::{SessionCookie, session::new_user};

/// The responses with which a session's cookie is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Renewal {
    /// None.
    Never,
    /// Pages: a late response to a script must not undo a sign-in.
    WithPage,
    /// Any.
    Always,
}

impl Renewal {
    const fn of(is_due: bool) -> Self {
        if is_due { Self::WithPage } else { Self::Never }
    }
}

/// The time after which a browser that lost a response does not retry any more, in seconds.
const LOST_RESPONSE: i64 = 600;

/// The owner of a request's session.
pub(crate) struct Identity {
    /// The journal.
    pub(crate) user: UserId,
    /// The credentials.
    pub(crate) access: Access,
    /// The stored profile, if there is one.
    pub(crate) profile: Option<Arc<User>>,
    /// True if the session begins with this request.
    pub(crate) is_new: bool,
    /// True if the cookie names an account's session that has ended.
    pub(crate) session_ended: bool,
    /// The responses with which the cookie is set.
    pub(crate) renewal: Renewal,
    /// A session whose visit is to be recorded.
    pub(crate) seen: Option<Session>,
}

impl Identity {
    /// A new anonymous journal.
    fn new() -> Self {
        Self {
            user: new_user(),
            access: Access::Anonymous,
            profile: None,
            is_new: true,
            session_ended: false,
            renewal: Renewal::Always,
            seen: None,
        }
    }

    fn of_session(user: User, session: Session, renewal: Renewal, now: i64) -> Self {
        let is_stale = |seen_at: i64| (now - seen_at).abs() >= Session::SEEN_AGAIN;
        Self {
            user: user.id.clone(),
            access: Access::Session {
                id: session.id.clone(),
            },
            profile: Some(Arc::new(user)),
            is_new: false,
            session_ended: false,
            renewal,
            seen: session.seen_at.is_none_or(is_stale).then_some(session),
        }
    }
}

/// Identifies the owner of a session, by one round of calls. Without a valid cookie, or if it opens
/// nothing any more, a new anonymous journal begins.
///
/// # Errors
/// Unavailable.
pub(crate) async fn identify(
    stores: &Stores,
    cookie: Option<SessionCookie>,
    now: i64,
) -> Result<Identity, Error> {
    let Some(cookie) = cookie else {
        return Ok(Identity::new());
    };
    let SessionCookie {
        user,
        session,
        is_due,
    } = cookie;
    let Some(id) = session else {
        return anonymous(stores, user, is_due, now).await;
    };
    let sessions = stores.sessions.get(&user, &id, now);
    let (profile, session) = try_join(stores.users.get(&user), sessions).await?;
    Ok(match (profile.filter(User::is_open), session) {
        (Some(profile), Some(session)) => {
            Identity::of_session(profile, session, Renewal::of(is_due), now)
        }
        _ => Identity {
            session_ended: true,
            ..Identity::new()
        },
    })
}

/// The owner of an anonymous cookie. It opens no account, with one exception: if the response that
/// started the account was lost, the browser still has this cookie, and gets the session that began
/// with the account, if that was never used.
async fn anonymous(
    stores: &Stores,
    user: UserId,
    is_due: bool,
    now: i64,
) -> Result<Identity, Error> {
    let profile = stores.users.get(&user).await?;
    if profile.as_ref().is_none_or(|profile| {
        !profile.is_account() && !profile.is_erased() && profile.merged_into.is_none()
    }) {
        return Ok(Identity {
            user,
            access: Access::Anonymous,
            profile: profile.map(Arc::new),
            is_new: false,
            session_ended: false,
            renewal: Renewal::of(is_due),
            seen: None,
        });
    }
    let Some(profile) = profile.filter(|profile| profile.is_open() && profile.ways == 1) else {
        return Ok(Identity::new());
    };
    let mut sessions = stores.sessions.list(&user, now).await?;
    match sessions.pop().filter(|_| sessions.is_empty()) {
        Some(session) if is_first(&profile, &session, now) => {
            Ok(Identity::of_session(profile, session, Renewal::Always, now))
        }
        _ => Ok(Identity::new()),
    }
}

/// True if the session began with the account, a few minutes ago, and was never used.
fn is_first(user: &User, session: &Session, now: i64) -> bool {
    let is_near = |a: i64, b: i64, seconds: i64| (a - b).abs() <= seconds;
    let since = user.account_since;
    session.seen_at.is_none()
        && since.is_some_and(|since| is_near(session.created_at, since, 10))
        && is_near(now, session.created_at, LOST_RESPONSE)
}
