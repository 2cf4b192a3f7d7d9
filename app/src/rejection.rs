//! The consequence of an error for the change that was sent. The scripts of
//! `app/browser` use the same table, generated from this one.

use crate::error::{Error, ErrorKind};

/// The consequence of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Another device wrote first: the person decides.
    Conflict,
    /// There is nothing to remove.
    Gone,
    /// It breaks a rule, and sending it again is no use.
    Rejected,
    /// The session has ended; the change waits for it.
    SessionExpired,
    /// It may succeed later.
    Temporary,
}

impl Meaning {
    /// The consequence of `error`.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        match error.kind {
            ErrorKind::Conflict => Self::Conflict,
            ErrorKind::NotFound => Self::Gone,
            ErrorKind::Malformed
            | ErrorKind::Invalid
            | ErrorKind::TooLarge
            | ErrorKind::UnsupportedMediaType => Self::Rejected,
            ErrorKind::Unauthenticated => Self::SessionExpired,
            // Another person's journal: the session is a newer one.
            ErrorKind::Forbidden if error.field.as_deref() == Some("userId") => {
                Self::SessionExpired
            }
            #[cfg(feature = "ssr")]
            ErrorKind::TooManyRequests => Self::Temporary,
            ErrorKind::Forbidden
            | ErrorKind::MethodNotAllowed
            | ErrorKind::PreconditionFailed
            | ErrorKind::Internal
            | ErrorKind::Unavailable
            | ErrorKind::ReadOnly
            | ErrorKind::Waiting => Self::Temporary,
        }
    }
}
