//! The store of users.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    Retag, SortableId,
    account::{Preferences, Work},
};

use super::UserId;
use crate::error::Error;

/// The maximum number of former journals that a page names.
const MAX_NAMED: usize = 50;

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
    /// Those of them that may have something left.
    pub merging: Vec<UserId>,
    /// The journal into which this one was carried over; its own cookie opens nothing any more.
    pub merged_into: Option<UserId>,
    /// Work that has begun and may have been interrupted, and its latest start in seconds since the
    /// epoch.
    pub work: BTreeMap<Work, i64>,
    /// The latest renaming of a tag, until it can't be undone any more.
    pub retag: Option<Retag>,
    /// The latest comment by a reader.
    pub latest_comment: Option<SortableId>,
    /// The latest comment that the person has seen.
    pub comments_seen: Option<SortableId>,
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
            merging: Vec::new(),
            merged_into: None,
            work: BTreeMap::new(),
            retag: None,
            latest_comment: None,
            comments_seen: None,
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
        self.work.contains_key(&Work::Erase)
    }

    /// True if readers of a share may write comments where it allows them.
    #[must_use]
    pub fn accepts_comments(&self) -> bool {
        self.preferences.comments.unwrap_or(true)
    }

    /// True if there may be comments by readers that the person has not seen.
    #[must_use]
    pub fn has_new_comments(&self) -> bool {
        self.latest_comment > self.comments_seen
    }

    /// The former journals for a page, separated by spaces: a browser's drafts and unsent changes may
    /// name them. The latest come first, and very old ones are left out.
    #[must_use]
    pub fn named_former(&self) -> String {
        let older = self.former.iter().filter(|it| !self.merging.contains(it));
        let named = self.merging.iter().chain(older).take(MAX_NAMED);
        named.map(|user| &*user.0).collect::<Vec<_>>().join(" ")
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

    /// Records that nothing is left of the former journal `from`, unless a merge began at `before` or
    /// later.
    ///
    /// # Errors
    /// Unavailable.
    async fn emptied(&self, user: &UserId, from: &UserId, before: i64) -> Result<(), Error>;

    /// Records work that begins at `now`, or begins again.
    ///
    /// # Errors
    /// Unavailable.
    async fn begin(&self, user: &UserId, work: Work, now: i64) -> Result<(), Error>;

    /// Records a renaming of a tag, or that it is undone, as work that begins at `now`, and
    /// [`Work::Forget`] with it. False if the latest one is another than `latest`, none if there must be
    /// none, or if the journal was merged into another.
    ///
    /// # Errors
    /// Unavailable.
    async fn begin_retag(
        &self,
        user: &UserId,
        retag: &Retag,
        latest: Option<&str>,
        now: i64,
    ) -> Result<bool, Error>;

    /// Records a reader's comment as the latest, unless there is a later one.
    ///
    /// # Errors
    /// Unavailable.
    async fn announce_comment(&self, user: &UserId, id: &SortableId) -> Result<(), Error>;

    /// Records that the person has seen the comments up to `id`, unless they have seen later ones.
    ///
    /// # Errors
    /// Unavailable.
    async fn comments_seen(&self, user: &UserId, id: &SortableId) -> Result<(), Error>;

    /// Records that work is done, unless it began at `before` or later. The end of [`Work::Forget`]
    /// deletes the record of the renaming, too.
    ///
    /// # Errors
    /// Unavailable.
    async fn finish(&self, user: &UserId, work: Work, before: i64) -> Result<(), Error>;

    /// At most `limit` users with unfinished work that began, or was postponed, before `before`: those
    /// who have waited longest first.
    ///
    /// # Errors
    /// Unavailable.
    async fn unfinished(&self, before: i64, limit: usize) -> Result<Vec<UserId>, Error>;

    /// Lets the other users with unfinished work go first.
    ///
    /// # Errors
    /// Unavailable.
    async fn postpone(&self, user: &UserId, now: i64) -> Result<(), Error>;

    /// Keeps the user from [`unfinished`](Self::unfinished) until `until`, if `work` is all that is left
    /// and it began before `before`.
    ///
    /// # Errors
    /// Unavailable.
    async fn wait(&self, user: &UserId, work: Work, until: i64, before: i64) -> Result<(), Error>;

    /// Deletes a user, and frees their e-mail address.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove(&self, user: &UserId) -> Result<(), Error>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_the_latest_former_journals() {
        let id = |number: usize| UserId(format!("{number:03}"));
        let mut user = User::new(UserId("ada".into()));
        assert_eq!(user.named_former(), "");
        user.former = (0..200).map(id).collect();
        user.merging = vec![id(170), id(190)];
        let named = user.named_former();
        let named: Vec<_> = named.split(' ').collect();
        assert_eq!(named[..4], ["170", "190", "000", "001"]);
        assert_eq!(named.len(), 50);
    }
}
