//! Changes of the photos of a moment, and the pictures of a form.

use std::future::Future;

use server_fn::Bytes;
use sha2::{Digest, Sha256};
use tokio::time::{Instant, timeout_at};

use super::super::{
    Context,
    accounts::attempts::{count, limited},
    moments::written::not_found,
};
use crate::{
    context::UploadedFile,
    domain::{
        account::Work,
        moment::{AltText, Moment, MomentId, Photo, PhotoId},
    },
    error::{Error, ErrorKind},
    photos,
    ports::{AttemptLimit, PhotoKey, UserId},
};

/// The door of pictures that are read.
pub(super) const PICTURES: &str = "pictures";
/// The maximum number of attempts of a change: each failed one means that another change came first.
const MAX_ATTEMPTS: usize = 5;
/// Photos of one journal: as many at once as an archive has at most, then one in ten seconds.
const OF_JOURNAL: AttemptLimit = AttemptLimit {
    interval: 10,
    burst: 500,
};
/// Photos of one client, which may have many journals: six hundred at once, then one in ten seconds.
const OF_CLIENT: AttemptLimit = AttemptLimit {
    interval: 10,
    burst: 600,
};

/// Counts a costly call about a photo: `links` for its upload, `pictures` that are read.
///
/// # Errors
/// TooManyRequests (`photos`), Unavailable.
pub(super) async fn limit(context: &Context, user: &UserId, door: &str) -> Result<(), Error> {
    let message = "Too many photos at once: wait, then retry.";
    let counted = async {
        limited(context, door, user, OF_JOURNAL, message).await?;
        count(context, door, &context.request.visitor.client, OF_CLIENT).await
    };
    counted.await.map_err(|error| match error.kind {
        ErrorKind::TooManyRequests => error.at("photos"),
        _ => error,
    })
}

/// Stores and cleans the pictures of a form, as photos of a moment that may not be saved yet. A picture that
/// is sent again is the same photo.
///
/// # Errors
/// UnsupportedMediaType, TooLarge or Invalid (`photo`), Invalid (`alt`), Invalid or TooManyRequests
/// (`photos`), Unavailable, also if the deadline of the request passes.
pub async fn receive(
    context: &Context,
    user: &UserId,
    moment: &MomentId,
) -> Result<Vec<Photo>, Error> {
    let request = &context.request;
    let files = request.uploads.clone().unwrap_or(Ok(Vec::new()))?;
    if files.is_empty() {
        return Ok(Vec::new());
    }
    in_time(request.deadline, store(context, user, moment, files)).await
}

async fn store(
    context: &Context,
    user: &UserId,
    moment: &MomentId,
    files: Vec<UploadedFile>,
) -> Result<Vec<Photo>, Error> {
    let (services, now) = (&context.services, context.now());
    let known = services.stores.moments.get(user, moment).await?;
    let known = known.map_or_else(Vec::new, |moment| moment.photos);
    let mut new: Vec<(PhotoId, Option<AltText>, Bytes)> = Vec::new();
    for file in files {
        let alt = parse_alt(Some(&file.description))?;
        let id = id_of(moment, &file.content);
        let is_known = known.iter().any(|photo| photo.id == id);
        if !is_known && new.iter().all(|(other, ..)| *other != id) {
            new.push((id, alt, file.content));
        }
    }
    if known.len() + new.len() > Photo::MAX {
        return Err(full());
    }
    if new.is_empty() {
        return Ok(Vec::new());
    }
    services.stores.users.begin(user, Work::Clear, now).await?;
    let mut photos = Vec::new();
    for (id, alt, file) in new {
        limit(context, user, PICTURES).await?;
        let key = PhotoKey::new(user, moment, &id);
        services.photos.put(&key.upload(), file.to_vec()).await?;
        photos.extend(cleaned(context, user, moment, id, alt).await?);
    }
    Ok(photos)
}

/// The identifier of a picture of a form: the same each time that it is sent for this moment.
fn id_of(moment: &MomentId, file: &[u8]) -> PhotoId {
    let digest = Sha256::new()
        .chain_update(moment.to_string())
        .chain_update(file);
    let digest = digest.finalize();
    let random = digest.first_chunk().copied().unwrap_or_default();
    let millis: String = moment.as_str().split('-').take(2).collect();
    PhotoId::new(i64::from_str_radix(&millis, 16).unwrap_or_default(), random)
}

/// Ends work at the deadline.
async fn in_time<T>(
    deadline: Option<Instant>,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match deadline {
        Some(deadline) => timeout_at(deadline, work)
            .await
            .unwrap_or_else(|_| Err(late())),
        None => work.await,
    }
}

fn late() -> Error {
    let message = "Too many photos are being read: retry in a minute.";
    Error::new(ErrorKind::Unavailable, message)
}

/// An uploaded photo, cleaned; none if nothing was uploaded. One that is rejected is deleted.
///
/// # Errors
/// UnsupportedMediaType or Invalid (`photo`), Unavailable.
pub(super) async fn cleaned(
    context: &Context,
    user: &UserId,
    moment: &MomentId,
    id: PhotoId,
    alt: Option<AltText>,
) -> Result<Option<Photo>, Error> {
    let (store, key) = (&*context.services.photos, PhotoKey::new(user, moment, &id));
    let size = match photos::clean(store, &key).await {
        // A damaged picture takes as long as any other: it is not read again and again.
        Err(error) if is_rejection(error.kind) => {
            store.remove(&key.upload()).await?;
            return Err(error);
        }
        cleaned => cleaned?,
    };
    Ok(size.map(|(width, height)| Photo {
        id,
        alt,
        width,
        height,
    }))
}

const fn is_rejection(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Invalid | ErrorKind::UnsupportedMediaType)
}

/// Adds cleaned photos to a moment.
///
/// # Errors
/// Invalid (`photos`), NotFound, Unavailable.
pub async fn attach(
    context: &Context,
    user: &UserId,
    moment: Moment,
    new: &[Photo],
) -> Result<Moment, Error> {
    change(context, user, moment, |photos| {
        for photo in new {
            if photos.iter().all(|it| it.id != photo.id) {
                photos.push(photo.clone());
            }
        }
        if photos.len() > Photo::MAX {
            return Err(full());
        }
        Ok(())
    })
    .await
}

/// Changes the photos of a moment as it is now.
///
/// # Errors
/// Those of `change`; NotFound, Unavailable.
pub(super) async fn change(
    context: &Context,
    user: &UserId,
    mut moment: Moment,
    change: impl Fn(&mut Vec<Photo>) -> Result<(), Error>,
) -> Result<Moment, Error> {
    let moments = &context.services.stores.moments;
    for _ in 0..MAX_ATTEMPTS {
        let mut photos = moment.photos.clone();
        change(&mut photos)?;
        if photos == moment.photos {
            return Ok(moment);
        }
        let id = moment.id.clone();
        if moments
            .set_photos(user, &id, &moment.photos, &photos)
            .await?
        {
            return Ok(Moment { photos, ..moment });
        }
        moment = moments.get(user, &id).await?.ok_or_else(not_found)?;
    }
    let message = "Too many changes at once: retry in a moment.";
    Err(Error::new(ErrorKind::Unavailable, message))
}

/// Removes a photo of a moment, and its files.
///
/// # Errors
/// NotFound, Unavailable.
pub(super) async fn remove(
    context: &Context,
    user: &UserId,
    moment: Moment,
    photo: &PhotoId,
) -> Result<Moment, Error> {
    let services = &context.services;
    // First: it deletes the files if this call is interrupted.
    let begun = services
        .stores
        .users
        .begin(user, Work::Clear, context.now());
    begun.await?;
    let key = PhotoKey::new(user, &moment.id, photo);
    let changed = change(context, user, moment, |photos| {
        photos.retain(|it| it.id != *photo);
        Ok(())
    });
    let changed = changed.await?;
    photos::remove(&*services.photos, &key).await?;
    Ok(changed)
}

/// Checks that a moment has room for one more photo, unless it is `known`.
///
/// # Errors
/// Invalid (`photos`).
pub(super) fn check_room(moment: &Moment, known: Option<&PhotoId>) -> Result<(), Error> {
    let is_known = known.is_some_and(|photo| moment.photo(photo).is_some());
    if is_known || moment.photos.len() < Photo::MAX {
        Ok(())
    } else {
        Err(full())
    }
}

/// The alternative text of an argument.
///
/// # Errors
/// Invalid (`alt`).
pub(super) fn parse_alt(text: Option<&str>) -> Result<Option<AltText>, Error> {
    let message = "alt must be at most 250 characters";
    AltText::parse(text.unwrap_or_default()).map_err(|_| Error::invalid("alt", message))
}

fn full() -> Error {
    Error::invalid("photos", "A moment has at most four photos.")
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use super::*;
    use crate::blocking::PICTURES;

    #[test]
    fn a_form_whose_turn_does_not_come_ends_at_its_deadline() {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().build().unwrap();
        let (release, held) = mpsc::channel::<()>();
        runtime.block_on(async {
            let (began, begins) = tokio::sync::oneshot::channel();
            let holder = PICTURES.run(move || {
                began.send(()).unwrap();
                held.recv().unwrap_err();
            });
            let holder = tokio::spawn(holder);
            begins.await.unwrap();
            let deadline = Instant::now() + Duration::from_millis(50);
            let waiting = in_time(Some(deadline), PICTURES.run(|| ()));
            assert_eq!(waiting.await, Err(late()));
            drop(release);
            assert_eq!(holder.await.unwrap(), Ok(()));
            assert_eq!(in_time(None, PICTURES.run(|| ())).await, Ok(()));
        });
    }

    #[test]
    fn a_picture_that_is_sent_again_is_the_same_photo() {
        let (one, two) = (MomentId::new(7, [1; 10]), MomentId::new(7, [2; 10]));
        assert_eq!(id_of(&one, b"a"), id_of(&one, b"a"));
        assert_ne!(id_of(&one, b"a"), id_of(&one, b"b"));
        assert_ne!(id_of(&one, b"a"), id_of(&two, b"a"));
        assert!(PhotoId::parse(&id_of(&one, b"a").to_string()).is_some());
    }
}
