//! The context of a server function or page: the services and the request.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use domain::{
    Day, DayEnd, Locale, Precondition, Retention, SortableId,
    account::{Right, Scope, Theme, WeekStart},
    calendar::zones::Tz,
    signal::{Signal, SignalId},
};
use leptos::context::use_context;
use server_fn::Bytes;

use crate::{
    error::{Error, ErrorKind},
    ports::{Services, User, UserId, WriteError},
    secret,
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
    /// The cookie of a reader who was recognised first by this call.
    pub new_reader: NewReaderCookie,
    /// The files that were sent, at least one, or the reason for which they did not arrive.
    pub uploads: Option<Result<Vec<UploadedFile>, Error>>,
    /// The fields of a form that go with its files.
    pub beside_uploads: Vec<(String, String)>,
    /// The time by which a request with files is answered.
    pub deadline: Option<tokio::time::Instant>,
}

/// A file that came with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadedFile {
    /// The content.
    pub content: Bytes,
    /// The description of it in a field of the form; empty if there is none.
    pub description: String,
}

/// The credentials of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// The cookie of an anonymous journal, or none yet.
    Anonymous,
    /// The cookie of an account's session.
    Session {
        /// The session's identifier.
        id: String,
    },
    /// An API key.
    Key {
        /// The key's identifier.
        id: String,
        /// The key's scope.
        scope: Scope,
    },
    /// The operator's key, which opens no journal.
    Operator,
}

impl Access {
    /// True if it includes `right` on the caller's own journal.
    #[must_use]
    pub const fn allows(&self, right: Right) -> bool {
        match self {
            Self::Anonymous | Self::Session { .. } => true,
            Self::Key { scope, .. } => scope.allows(right),
            Self::Operator => false,
        }
    }
}

/// The session that begins or ends with the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextSession {
    /// An account's session.
    Account {
        /// The account.
        user: UserId,
        /// The session's identifier.
        id: String,
    },
    /// No session: the cookie is removed, and so is everything that the browser stores.
    Ended,
}

/// The person of a request: their journal, locale, date and time zone.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Their journal; an error if their credentials are invalid.
    pub user: Result<UserId, Error>,
    /// The journal that their valid cookie names, even if the store can't confirm it at the moment.
    pub journal: Option<UserId>,
    /// Their credentials.
    pub access: Access,
    /// Their stored profile, if there is one.
    pub profile: Option<Arc<User>>,
    /// The session that a server function begins or ends; see [`Visitor::change_session`].
    pub next_session: Arc<OnceLock<NextSession>>,
    /// The origin of this site's pages in their browser.
    pub origin: String,
    /// The name of their device, such as "Firefox on Linux".
    pub device: String,
    /// A keyed digest of their network address, for limits on attempts.
    pub client: String,
    /// Their cookies as a reader of shares, by the share's identifier.
    pub readers: BTreeMap<String, String>,
    /// True if their session begins with this request, which had no valid cookie.
    pub session_is_new: bool,
    /// True if their cookie names an account's session that has ended.
    pub session_ended: bool,
    /// Their language and regional conventions.
    pub locale: Locale,
    /// Their day: the date in their time zone, until their day ends.
    pub today: Day,
    /// The hour at which their day ends.
    pub day_end: DayEnd,
    /// The lifetime of their entries.
    pub retention: Retention,
    /// The first day that has not expired.
    pub earliest: Day,
    /// The look of the pages.
    pub theme: Theme,
    /// The first day of their weeks, which `locale` follows.
    pub week_start: WeekStart,
    /// True if they do not want the hint to keep their journal safe now.
    pub hides_hint: bool,
    /// True if they hide the days in a row on the page of insight.
    pub hides_presence: bool,
    /// True if they hide the pointer to help on that page.
    pub hides_help: bool,
    /// The signals that they chose to see, of which some may not be configured any more; before a choice the
    /// operator's first ones.
    pub signals: Vec<SignalId>,
    /// True if their time zone is known; false if it defaults to UTC.
    pub time_zone_known: bool,
    /// Their time zone; UTC if it is unknown.
    pub time_zone: Tz,
    /// The IANA name of the time zone that they chose over their browser's.
    pub chosen_zone: Option<String>,
}

impl Visitor {
    /// True if they are signed in to an account.
    #[must_use]
    pub const fn is_signed_in(&self) -> bool {
        matches!(self.access, Access::Session { .. })
    }

    /// True if they have an account: with a session, or with a key of it.
    #[must_use]
    pub fn has_account(&self) -> bool {
        self.profile.as_ref().is_some_and(|user| user.is_account())
    }

    /// Begins or ends a session with the response. A call does so once, so the first change is kept.
    pub fn change_session(&self, next: NextSession) {
        self.next_session.get_or_init(|| next);
    }

    /// True if `journal` was carried over into theirs.
    fn is_former(&self, journal: &str) -> bool {
        let profile = self.profile.as_ref();
        profile.is_some_and(|user| user.former.iter().any(|former| former.0 == journal))
    }
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

/// The cookie of a share's new reader, once a call has made it: the share's identifier, and the value.
#[derive(Clone, Debug, Default)]
pub struct NewReaderCookie(Arc<OnceLock<(String, String)>>);

impl NewReaderCookie {
    /// The share and the value, if the call set them.
    #[must_use]
    pub fn get(&self) -> Option<&(String, String)> {
        self.0.get()
    }

    pub(crate) fn set(&self, share: String, value: String) {
        self.0.get_or_init(|| (share, value));
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

    /// The signals that the person sees, in the operator's order.
    #[must_use]
    pub fn chosen_signals(&self) -> Vec<Signal> {
        let chosen = &self.request.visitor.signals;
        let all = self.services.settings.signals.iter();
        all.filter(|signal| chosen.contains(&signal.id))
            .cloned()
            .collect()
    }

    /// The current time; seconds since the epoch.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.services.clock.now()
    }

    /// An identifier that was never used, of this moment.
    ///
    /// # Errors
    /// Internal, if the operating system has no random bytes.
    pub(crate) fn new_id(&self) -> Result<SortableId, Error> {
        let millis = self.services.clock.now_micros() / 1000;
        Ok(SortableId::new(millis, secret::random()?))
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
                if self.request.visitor.access.allows(Right::Read) {
                    self.request.version.set(version);
                }
                let message = "It has changed since that version: read it again, then retry.";
                if self.has_header_precondition() {
                    Error::new(ErrorKind::PreconditionFailed, message)
                } else {
                    Error::new(ErrorKind::Conflict, message).at("baseVersion")
                }
            }
        }
    }
}

/// Returns the caller's journal, if their credentials include `right`. No other function decides which
/// journal a call is about. A claimed `userId` must be the caller's own, or a journal that was carried
/// over into it: unsent changes of a device may still name that.
///
/// A call that names a journal without a valid session gets an error rather than a new session, so
/// that unsaved text is not written to another journal.
///
/// # Errors
/// Unauthenticated; Forbidden (field `userId`, or none if the key's scope is too narrow).
pub fn caller(context: &Context, right: Right, claimed: Option<&str>) -> Result<UserId, Error> {
    let visitor = &context.request.visitor;
    let user = visitor.user.clone()?;
    if !visitor.access.allows(right) {
        let message = "The API key's scope does not include this call.";
        return Err(Error::new(ErrorKind::Forbidden, message));
    }
    match claimed {
        Some(claimed) if claimed != user.0 && !visitor.is_former(claimed) => {
            Err(if visitor.session_is_new {
                Error::new(
                    ErrorKind::Unauthenticated,
                    "The session has expired: the request has no valid session cookie.",
                )
            } else {
                Error::new(ErrorKind::Forbidden, "userId must be your own")
            }
            .at("userId"))
        }
        _ => Ok(user),
    }
}
