//! The reader's side of a share: the token opens it, with the passphrase if it has one.

use futures::future::join3;

use super::Context;
use crate::{
    api::{
        accounts::attempts::{attempt, count},
        moments::MAX_PAGE,
    },
    domain::{
        Day, Retention,
        moment::{Moment, MomentId},
        share::{Passphrase, ShareToken, SharedDay},
    },
    error::{Error, ErrorKind},
    ports::{AttemptLimit, ShareLink},
    secret,
};

/// The door of attempts at a passphrase.
const DOOR: &str = "share";
/// Attempts of all readers together at one passphrase: a hundred at once, then one in ten seconds.
const EVERYBODY: AttemptLimit = AttemptLimit {
    interval: 10,
    burst: 100,
};

/// The visit that a reading is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// It begins: the owner sees that the share was opened.
    New,
    /// The same as before, after a comment.
    Same,
}

/// A share that the caller may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareAccess {
    /// The share.
    pub link: ShareLink,
    /// The lifetime of the owner's days, beyond which no comment can be written on one.
    pub retention: Retention,
    /// The digest of the reader's identifier, if their browser has a cookie for this share.
    pub reader: Option<String>,
}

/// What a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedView {
    /// The share.
    pub link: ShareLink,
    /// The lifetime of the owner's days.
    pub retention: Retention,
    /// The days, oldest first.
    pub days: Vec<SharedDay>,
}

impl SharedView {
    /// The view with these days, too, which have no entry and no moment: somebody commented on them.
    #[must_use]
    pub fn with_days(mut self, days: impl IntoIterator<Item = Day>) -> Self {
        for day in days {
            if let Err(place) = self.days.binary_search_by_key(&day, |shared| shared.day) {
                self.days.insert(place, SharedDay::empty(day));
            }
        }
        self
    }

    /// The moments, each with its day.
    pub fn moments(&self) -> impl Iterator<Item = (MomentId, Day)> {
        self.days.iter().flat_map(|day| {
            let moments = day.moments.iter();
            moments.map(|moment| (moment.id.clone(), day.day))
        })
    }
}

/// A reader who is recognised from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReader {
    /// The digest of the identifier.
    pub reader: String,
    /// The identifier and its proof, for the cookie.
    pub cookie: String,
}

/// The share of a token. No other function decides whether a caller may read one.
///
/// # Errors
/// NotFound for a token that was cut or changed, that has expired or was revoked, or that never was;
/// Unauthenticated (`passphrase`) without the cookie of its passphrase; Unavailable.
pub async fn access(context: &Context, token: &str) -> Result<ShareAccess, Error> {
    let (link, retention) = find(context, token).await?;
    let reader = recognised(context, &link);
    if link.passphrase.is_some() && reader.is_none() {
        let message = "This share has a passphrase.";
        return Err(Error::new(ErrorKind::Unauthenticated, message).at("passphrase"));
    }
    Ok(ShareAccess {
        link,
        retention,
        reader,
    })
}

/// Recognises a reader who knows the passphrase.
///
/// # Errors
/// NotFound as for [`access`], or if the share has no passphrase; Unauthenticated (`passphrase`),
/// TooManyRequests, Unavailable.
pub async fn unlock(
    context: &Context,
    token: &str,
    passphrase: &str,
) -> Result<(ShareAccess, NewReader), Error> {
    let (link, retention) = find(context, token).await?;
    let expected = link.passphrase.as_deref().ok_or_else(no_share)?;
    attempt(context, DOOR).await?;
    count(context, DOOR, &link.id, EVERYBODY).await?;
    let wrong = || {
        let message = "This is not the share's passphrase.";
        Error::new(ErrorKind::Unauthenticated, message).at("passphrase")
    };
    let passphrase = Passphrase::parse(passphrase).ok_or_else(wrong)?;
    let secrets = &context.services.share_secrets;
    let hash = secrets.passphrase_hash(&link.hash, &passphrase).await?;
    // Digests, so that the time of the comparison reveals nothing of the hash.
    if secret::digest(&hash) != secret::digest(expected) {
        return Err(wrong());
    }
    let new = new_reader(context, &link)?;
    let reader = Some(new.reader.clone());
    let access = ShareAccess {
        link,
        retention,
        reader,
    };
    Ok((access, new))
}

/// An identifier for a reader without one.
///
/// # Errors
/// Internal, if the system has no random numbers.
pub fn new_reader(context: &Context, link: &ShareLink) -> Result<NewReader, Error> {
    let id = secret::hex(&secret::random::<16>()?);
    let proof = context.services.share_secrets.reader_proof(link, &id);
    Ok(NewReader {
        reader: secret::digest(&id),
        cookie: format!("{id}.{proof}"),
    })
}

/// What a share shows at the moment. A new visit is counted.
///
/// # Errors
/// NotFound if the share was revoked in the meantime; Unavailable.
pub async fn open(
    context: &Context,
    access: ShareAccess,
    visit: Visit,
) -> Result<SharedView, Error> {
    let (stores, now) = (&context.services.stores, context.now());
    let ShareAccess {
        link, retention, ..
    } = access;
    let days = stores.moods.range(&link.user, link.share.days, now);
    let opened = async {
        match visit {
            Visit::New => stores.shares.opened(&link.hash, now).await,
            Visit::Same => Ok(true),
        }
    };
    let (days, moments, counted) = join3(days, moments(context, &link), opened).await;
    // A count that fails is logged by the store, and keeps nobody from reading.
    if counted == Ok(false) {
        return Err(no_share());
    }
    let days = link.share.view(days?.entries, moments?);
    Ok(SharedView {
        link,
        retention,
        days,
    })
}

/// The moments that a share shows, the latest first.
async fn moments(context: &Context, link: &ShareLink) -> Result<Vec<Moment>, Error> {
    if !link.share.moments {
        return Ok(Vec::new());
    }
    let (mut all, mut after) = (Vec::new(), None);
    let (start, end) = (link.share.days.start(), link.share.days.end());
    loop {
        let moments = &context.services.stores.moments;
        let page = moments.page(&link.user, start, end, after.as_ref(), MAX_PAGE);
        let page = page.await?;
        all.extend(page.moments);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// A share, and the lifetime of its owner's days.
async fn find(context: &Context, token: &str) -> Result<(ShareLink, Retention), Error> {
    let token = ShareToken::parse(token).ok_or_else(no_share)?;
    let (stores, now) = (&context.services.stores, context.now());
    let link = stores
        .shares
        .get(&secret::digest(token.as_str()), now)
        .await?;
    let mut link = link.ok_or_else(no_share)?;
    let Some(user) = stores.users.get(&link.user).await? else {
        return Ok((link, context.services.settings.retention));
    };
    if user.is_erased() || user.merged_into.is_some() {
        return Err(no_share());
    }
    // The owner's switch holds for all their links.
    link.share.comments &= user.accepts_comments();
    let retention = context.services.retention(&user);
    Ok((link, retention))
}

/// The digest of the identifier in a valid cookie of this share.
fn recognised(context: &Context, link: &ShareLink) -> Option<String> {
    let cookie = context.request.visitor.readers.get(&link.id)?;
    let (id, proof) = cookie.split_once('.')?;
    let expected = context.services.share_secrets.reader_proof(link, id);
    // Digests, so that the time of the comparison reveals nothing of the proof.
    let is_valid = secret::digest(proof) == secret::digest(&expected);
    is_valid.then(|| secret::digest(id))
}

/// A token that was cut, has expired, was revoked or never was: all look the same.
fn no_share() -> Error {
    Error::new(ErrorKind::NotFound, "No share has this link.").at("share")
}
