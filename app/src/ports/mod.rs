//! Ports: traits for the stores, the clock, the push services and the ways to sign in. The adapters
//! are in the server.

mod comment_store;
mod credential_store;
mod files;
mod identity_provider;
mod import_store;
mod key_store;
mod moment_store;
mod mood_store;
mod passkeys;
mod photos;
mod push;
mod reminder_store;
mod session_store;
mod share_secrets;
mod share_store;
mod sign_in_codes;
mod signal_store;
mod token_store;
mod user_store;

use std::sync::Arc;

use domain::{Retention, account::KeyLimits, signal::Signal};

pub use comment_store::{CommentPage, CommentStore};
pub use credential_store::{Credential, CredentialKind, CredentialRemoval, CredentialStore};
pub use files::{Chunks, FileKey, Files, OpenFile, no_file};
pub use identity_provider::{Identity, IdentityProvider, PendingSignIn, ProviderFailure};
pub use import_store::{Counts, Existing, Import, ImportState, ImportStore, Part};
pub use key_store::{ApiKey, KeyStore};
pub use moment_store::{
    MomentPage, MomentPhotos, MomentPlace, MomentStore, RemovedMoment, RemovedMoments,
};
pub use mood_store::{EntryPage, MoodStore, WriteError};
pub use passkeys::{Assertion, Ceremony, NewPasskey, PasskeyService, rejected_passkey};
pub use photos::{Arrival, PhotoKey, Photos, Upload};
pub use push::{Delivery, PushMessage, PushService};
pub use reminder_store::{Due, ReminderStore};
pub use session_store::{Session, SessionStore};
pub use share_secrets::ShareSecrets;
pub use share_store::{ShareLink, ShareStore};
pub use sign_in_codes::SignInCodes;
pub use signal_store::{Consistency, SamplePage, SignalStore, SourceState};
pub use token_store::{AttemptLimit, Token, TokenKind, TokenStore};
pub use user_store::{User, UserStore};

/// An opaque identifier of a journal and its person.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UserId(pub String);

/// The stores, one per table.
#[derive(Clone)]
pub struct Stores {
    /// The entries.
    pub moods: Arc<dyn MoodStore>,
    /// The moments.
    pub moments: Arc<dyn MomentStore>,
    /// The reminders.
    pub reminders: Arc<dyn ReminderStore>,
    /// The users.
    pub users: Arc<dyn UserStore>,
    /// The sessions of accounts.
    pub sessions: Arc<dyn SessionStore>,
    /// The ways to sign in.
    pub credentials: Arc<dyn CredentialStore>,
    /// The one-time tokens.
    pub tokens: Arc<dyn TokenStore>,
    /// The API keys.
    pub keys: Arc<dyn KeyStore>,
    /// The comments.
    pub comments: Arc<dyn CommentStore>,
    /// The imports.
    pub imports: Arc<dyn ImportStore>,
    /// The links of shares.
    pub shares: Arc<dyn ShareStore>,
    /// The signals.
    pub signals: Arc<dyn SignalStore>,
}

/// The current time.
pub trait Clock: Send + Sync {
    /// Seconds since the epoch.
    fn now(&self) -> i64;

    /// Microseconds since the epoch.
    fn now_micros(&self) -> i64 {
        self.now() * 1_000_000
    }
}

/// The services of server functions, pages and jobs; they do not change while the program runs.
#[derive(Clone)]
pub struct Services {
    /// The stores.
    pub stores: Stores,
    /// The push services.
    pub push: Arc<dyn PushService>,
    /// The codes of sign-in.
    pub codes: Arc<dyn SignInCodes>,
    /// The passphrases and readers of shares.
    pub share_secrets: Arc<dyn ShareSecrets>,
    /// The provider of OpenID Connect, if one is configured.
    pub identity: Option<Arc<dyn IdentityProvider>>,
    /// The ceremonies of passkeys.
    pub passkeys: Arc<dyn PasskeyService>,
    /// The files that people asked for.
    pub files: Arc<dyn Files>,
    /// The photos.
    pub photos: Arc<dyn Photos>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The settings.
    pub settings: Settings,
}

impl Services {
    /// The lifetime of a user's entries.
    #[must_use]
    pub fn retention(&self, user: &User) -> Retention {
        let chosen = user.preferences.retention;
        chosen.unwrap_or(self.settings.retention)
    }
}

/// The people who may open an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Registration {
    /// Everybody.
    #[default]
    Open,
    /// People with an invitation.
    Invitation,
    /// No new accounts.
    Closed,
}

/// Settings that are fixed while the program runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The lifetime of entries, where a person did not choose another.
    pub retention: Retention,
    /// The people who may open an account.
    pub registration: Registration,
    /// The limits of every API key.
    pub key_limits: KeyLimits,
    /// False if forms with files of more than 4 MB do not arrive, as on AWS Lambda.
    pub takes_large_forms: bool,
    /// The public address of this installation, as browsers write an origin.
    pub url: String,
    /// Days until the last back-up of a deleted entry expires; 0 if this installation makes none.
    pub backup_days: u32,
    /// The signals that people may see, in the operator's order.
    pub signals: Arc<[Signal]>,
    /// The names of the sources of signals.
    pub sources: Arc<[String]>,
    /// The version of the program.
    pub version: &'static str,
    /// The installation: `local`, `production`, …
    pub environment: String,
}

impl Settings {
    /// The signal with this identifier.
    #[must_use]
    pub fn signal(&self, id: &str) -> Option<&Signal> {
        self.signals.iter().find(|signal| signal.id.as_str() == id)
    }
}
