//! The store of users.

use async_trait::async_trait;
use domain::account::{Preferences, Work};

use super::UserId;
use crate::error::Error;

/// A user as stored. An anonymous journal has none until something about its person is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The identifier; the journal's, too.
    pub id: UserId,
    /// The start of the account, in seconds since the epoch; none for an anonymous journal.
    pub account_since: Option<i64>,
    /// The number of ways to sign in. Never 0 again once there was one.
    pub ways: u32,
    /// The e-mail address that the operator gave.
    pub email: Option<String>,
    /// The name that the operator gave.
    pub name: Option<String>,
    /// The settings.
    pub preferences: Preferences,
    /// Journals that were carried over into this one.
    pub former: Vec<UserId>,
    /// The journal into which this one was carried over; its own cookie opens nothing any more.
    pub merged_into: Option<UserId>,
    /// Work that has begun and may have been interrupted.
    pub work: Vec<Work>,
}

impl User {
    /// A user with nothing stored yet.
    #[must_use]
    pub fn new(id: UserId) -> Self {
        Self {
            id,
            account_since: None,
            ways: 0,
            email: None,
            name: None,
            preferences: Preferences::default(),
            former: Vec::new(),
            merged_into: None,
            work: Vec::new(),
        }
    }

    /// True for an account, which an anonymous cookie does not open.
    #[must_use]
    pub const fn is_account(&self) -> bool {
        self.account_since.is_some()
    }

    /// True for an account that can be opened: neither erased nor merged into another.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.is_account() && !self.is_erased() && self.merged_into.is_none()
    }

    /// True while or after the user is erased.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.work.contains(&Work::Erase)
    }
}

/// The store of users. Times are in seconds since the epoch.
///
/// A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait UserStore: Send + Sync {
    /// A user.
    ///
    /// # Errors
    /// Unavailable.
    async fn get(&self, user: &UserId) -> Result<Option<User>, Error>;

    /// The user of an e-mail address, normalised.
    ///
    /// # Errors
    /// Unavailable.
    async fn by_email(&self, email: &str) -> Result<Option<User>, Error>;

    /// Stores a new user with an e-mail address. False if the address is taken, even by a concurrent
    /// call.
    ///
    /// # Errors
    /// Unavailable.
    async fn create(&self, user: &User, now: i64) -> Result<bool, Error>;

    /// Stores the choices that are present in `preferences`, and leaves the others.
    ///
    /// # Errors
    /// Unavailable.
    async fn prefer(&self, user: &UserId, preferences: &Preferences) -> Result<(), Error>;

    /// Records that `from`, an anonymous journal, belongs to the account `into` now, which has to
    /// merge it. False if `from` is an account, is erased, or belongs to a third one, or if `into` is
    /// no account.
    ///
    /// # Errors
    /// Unavailable.
    async fn merge(&self, from: &UserId, into: &UserId, now: i64) -> Result<bool, Error>;

    /// Records work that begins at `now`, or begins again.
    ///
    /// # Errors
    /// Unavailable.
    async fn begin(&self, user: &UserId, work: Work, now: i64) -> Result<(), Error>;

    /// Records that work is done, unless it began at `before` or later.
    ///
    /// # Errors
    /// Unavailable.
    async fn finish(&self, user: &UserId, work: Work, before: i64) -> Result<(), Error>;

    /// At most `limit` users with unfinished work that began before `before`.
    ///
    /// # Errors
    /// Unavailable.
    async fn unfinished(&self, before: i64, limit: usize) -> Result<Vec<UserId>, Error>;

    /// Deletes a user, and frees their e-mail address.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove(&self, user: &UserId) -> Result<(), Error>;
}
