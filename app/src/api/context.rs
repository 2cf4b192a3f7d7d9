//! What a server function is given, and whose journal it may speak about.

use std::sync::{Arc, OnceLock};

use leptos::context::use_context;

use crate::{
    domain::Base,
    error::{Error, ErrorKind},
    ports::{Clock, MoodStore, ReminderStore, Reminding, Settings, UserId, Visitor, WriteError},
};

/// All that a server function may reach; the server provides it with
/// every request.
#[derive(Clone)]
pub struct Context {
    /// Where entries are kept.
    pub moods: Arc<dyn MoodStore>,
    /// Where reminders are kept.
    pub reminders: Arc<dyn ReminderStore>,
    /// Push services and time zones.
    pub reminding: Arc<dyn Reminding>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What does not change.
    pub settings: Arc<Settings>,
    /// Who asks.
    pub visitor: Visitor,
    /// The version that a write is based on, by the request's headers; an error when they can't
    /// be read, which is a write's concern alone.
    pub base: Result<Option<u64>, Error>,
    /// For the answer's `ETag`.
    pub version: DayVersion,
}

/// The version that a day has after a call, once it is known.
#[derive(Clone, Debug, Default)]
pub struct DayVersion(Arc<OnceLock<u64>>);

impl DayVersion {
    /// The version, if the call said one.
    #[must_use]
    pub fn get(&self) -> Option<u64> {
        self.0.get().copied()
    }

    /// A call is about one day, so the first word is the last.
    pub(super) fn set(&self, version: u64) {
        self.0.get_or_init(|| version);
    }
}

impl Context {
    /// The context of the request being answered.
    ///
    /// # Errors
    /// Internal, when the server forgot to provide one.
    pub fn current() -> Result<Self, Error> {
        use_context().ok_or_else(|| Error::new(ErrorKind::Internal, "No request context."))
    }

    /// What a write is based on, by header and by argument.
    ///
    /// # Errors
    /// Malformed, or Invalid (`baseVersion`, `mutationId`).
    pub(super) fn base(
        &self,
        argument: Option<u64>,
        mutation: Option<&str>,
    ) -> Result<Option<Base>, Error> {
        Base::parse(self.base.clone()?, argument, mutation)
    }

    /// Why a day was not changed, as whoever sent its base is told: by the status of a header, or
    /// by the name of the argument.
    pub(super) fn refused(&self, refusal: WriteError) -> Error {
        match refusal {
            WriteError::Failed(error) => error,
            WriteError::Conflict { version } => {
                self.version.set(version);
                let message = "The day has changed since: read it, and decide again.";
                if matches!(self.base, Ok(Some(_))) {
                    Error::new(ErrorKind::PreconditionFailed, message)
                } else {
                    Error::new(ErrorKind::Conflict, message).at("baseVersion")
                }
            }
        }
    }
}

/// The one place that decides whose journal a call is about: the visitor's
/// own. A `userId` sent along may repeat it and nothing else.
///
/// Whoever names a journal and comes without a session has lost theirs: to tell them so, and
/// begin no other in its place, leaves them what they were about to write.
///
/// # Errors
/// Unauthenticated or Forbidden (field `userId`).
pub fn caller(context: &Context, claimed: Option<&str>) -> Result<UserId, Error> {
    let visitor = &context.visitor;
    let user = visitor.user.clone()?;
    match claimed {
        Some(claimed) if claimed != user.0 => Err(if visitor.session_is_new {
            Error::new(
                ErrorKind::Unauthenticated,
                "This session has ended: no cookie came along that holds a journal.",
            )
        } else {
            Error::new(ErrorKind::Forbidden, "userId may only be your own")
        }
        .at("userId")),
        _ => Ok(user),
    }
}
