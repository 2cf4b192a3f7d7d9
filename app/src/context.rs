//! The context of a server function or page: the services and the request.

use std::sync::{Arc, OnceLock};

use domain::{Day, DayEnd, Locale, Precondition};
use leptos::context::use_context;

use crate::{
    error::{Error, ErrorKind},
    ports::{Services, UserId, WriteError},
};

/// Everything that a server function or page can use; the server provides one per request.
#[derive(Clone)]
pub struct Context {
    /// The services.
    pub services: Arc<Services>,
    /// The request.
    pub request: RequestContext,
}

/// The facts of one request.
#[derive(Clone)]
pub struct RequestContext {
    /// The person.
    pub visitor: Visitor,
    /// The version required by the headers. An error in them matters to writes only.
    pub required_version: Result<Option<u64>, Error>,
    /// The version for the response's `ETag`.
    pub version: DayVersion,
}

/// The person of a request: their journal, locale, date and time zone.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Their journal; an error if their credentials are invalid.
    pub user: Result<UserId, Error>,
    /// True if their session begins with this request, which had no valid cookie.
    pub session_is_new: bool,
    /// Their language and regional conventions.
    pub locale: Locale,
    /// Their day: the date in their time zone, until their day ends.
    pub today: Day,
    /// The hour at which their day ends.
    pub day_end: DayEnd,
    /// The first day that has not expired.
    pub earliest: Day,
    /// True if their time zone is known; false if it defaults to UTC.
    pub time_zone_known: bool,
    /// The IANA name of the time zone that they chose over their browser's.
    pub chosen_zone: Option<String>,
}

/// The version of a day after a call, once known.
#[derive(Clone, Debug, Default)]
pub struct DayVersion(Arc<OnceLock<u64>>);

impl DayVersion {
    /// The version, if the call set one.
    #[must_use]
    pub fn get(&self) -> Option<u64> {
        self.0.get().copied()
    }

    /// Sets the version. A call is about one day, so the first value is kept.
    pub(crate) fn set(&self, version: u64) {
        self.0.get_or_init(|| version);
    }
}

impl Context {
    /// The context of the current request.
    ///
    /// # Errors
    /// Internal, if the server did not provide one.
    pub fn current() -> Result<Self, Error> {
        use_context().ok_or_else(|| Error::new(ErrorKind::Internal, "No request context."))
    }

    /// The current time; seconds since the epoch.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.services.clock.now()
    }

    /// A write's precondition, from the headers and arguments.
    ///
    /// # Errors
    /// Malformed, or Invalid (`baseVersion`, `mutationId`).
    pub(crate) fn precondition(
        &self,
        base_version: Option<u64>,
        mutation_id: Option<&str>,
    ) -> Result<Option<Precondition>, Error> {
        let required = self.request.required_version.clone()?;
        Ok(Precondition::parse(required, base_version, mutation_id)?)
    }

    /// True if the precondition came in a header.
    pub(crate) fn has_header_precondition(&self) -> bool {
        matches!(self.request.required_version, Ok(Some(_)))
    }

    /// The error for a failed write: 412 if the precondition came in a header, 409 if it came as
    /// an argument.
    pub(crate) fn write_error(&self, failure: WriteError) -> Error {
        match failure {
            WriteError::Failed(error) => error,
            WriteError::Conflict { version } => {
                self.request.version.set(version);
                let message = "The day has changed since that version: read it again, then retry.";
                if self.has_header_precondition() {
                    Error::new(ErrorKind::PreconditionFailed, message)
                } else {
                    Error::new(ErrorKind::Conflict, message).at("baseVersion")
                }
            }
        }
    }
}

/// Returns the caller's journal. No other function decides which journal a call is about. A claimed
/// `userId` must be the caller's own.
///
/// A call that names a journal without a valid session gets an error rather than a new session, so
/// that unsaved text is not written to another journal.
///
/// # Errors
/// Unauthenticated or Forbidden (field `userId`).
pub fn caller(context: &Context, claimed: Option<&str>) -> Result<UserId, Error> {
    let visitor = &context.request.visitor;
    let user = visitor.user.clone()?;
    match claimed {
        Some(claimed) if claimed != user.0 => Err(if visitor.session_is_new {
            Error::new(
                ErrorKind::Unauthenticated,
                "The session has expired: the request has no valid session cookie.",
            )
        } else {
            Error::new(ErrorKind::Forbidden, "userId must be your own")
        }
        .at("userId")),
        _ => Ok(user),
    }
}
