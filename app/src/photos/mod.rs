//! Photos: cleaned once each, copied by a merge, and deleted with their moment.

mod picture;

use std::collections::HashMap;

use futures::{StreamExt, TryStreamExt, stream};

use crate::{
    blocking::PICTURES,
    domain::moment::{MomentId, PhotoId, PhotoSize},
    error::Error,
    ports::{PhotoKey, Photos, UserId},
};

/// The number of files that one call moves or deletes.
const STEP: usize = 100;
const CONCURRENCY: usize = 8;

/// Cleans an upload, unless that was done before, and returns width and height of the large size. None if
/// nothing was uploaded.
///
/// A rejected upload stays: its confirmation names the reason, and deletes it.
///
/// # Errors
/// UnsupportedMediaType or Invalid (`photo`) if the upload is no such picture; Unavailable.
pub async fn clean(photos: &dyn Photos, key: &PhotoKey) -> Result<Option<(u32, u32)>, Error> {
    let [large, small] = PhotoSize::ALL.map(|size| key.picture(size));
    // Another call may clean it between the two reads.
    for _ in 0..2 {
        // Written last: where it is, the other is, too.
        if let Some(jpeg) = photos.get(&large).await? {
            photos.remove(&key.upload()).await?;
            return picture::dimensions(&jpeg).map(Some);
        }
        if let Some(file) = photos.get(&key.upload()).await? {
            let picture = PICTURES.run(move || picture::clean(&file)).await??;
            photos.put(&small, picture.small).await?;
            photos.put(&large, picture.large).await?;
            photos.remove(&key.upload()).await?;
            return Ok(Some((picture.width, picture.height)));
        }
    }
    Ok(None)
}

/// Deletes the files of a photo.
///
/// # Errors
/// Unavailable.
pub async fn remove(photos: &dyn Photos, key: &PhotoKey) -> Result<(), Error> {
    photos.remove(&key.upload()).await?;
    // The large size first: without it, the photo counts as not cleaned.
    for size in PhotoSize::ALL {
        photos.remove(&key.picture(size)).await?;
    }
    Ok(())
}

/// The paths of all files of a journal.
///
/// # Errors
/// Unavailable.
pub async fn files(photos: &dyn Photos, user: &UserId) -> Result<Vec<String>, Error> {
    let mut files: Vec<String> = Vec::new();
    for folder in PhotoKey::FOLDERS {
        let prefix = PhotoKey::prefix(folder, user);
        let mut after = String::new();
        loop {
            let page = photos.list(&prefix, &after).await?;
            let Some(last) = page.last() else {
                break;
            };
            after.clone_from(last);
            files.extend(page);
        }
    }
    Ok(files)
}

/// Deletes some files. True if that were all.
///
/// # Errors
/// Unavailable. What was deleted stays so.
pub async fn remove_files(photos: &dyn Photos, mut files: Vec<String>) -> Result<bool, Error> {
    let are_all = files.len() <= STEP;
    files.truncate(STEP);
    stream::iter(files)
        .map(|path| async move { photos.remove(&path).await })
        .buffer_unordered(CONCURRENCY)
        .try_collect::<()>()
        .await?;
    Ok(are_all)
}

/// Deletes some files of a journal. True if there may be more.
///
/// # Errors
/// Unavailable. What was deleted stays so.
pub async fn erase(photos: &dyn Photos, user: &UserId) -> Result<bool, Error> {
    let mut is_left = false;
    for folder in PhotoKey::FOLDERS {
        let files = photos.list(&PhotoKey::prefix(folder, user), "").await?;
        is_left |= !files.is_empty();
        remove_files(photos, files).await?;
    }
    Ok(is_left)
}

/// Moves some files into another journal: each to the moment that lists its photo there, or to the one of
/// the same identifier. True if there may be more.
///
/// # Errors
/// Unavailable. What was moved stays so.
pub async fn carry_over(
    photos: &dyn Photos,
    mut files: Vec<String>,
    into: &UserId,
    listed: &HashMap<PhotoId, MomentId>,
) -> Result<bool, Error> {
    let is_left = !files.is_empty();
    files.truncate(STEP);
    stream::iter(files)
        .map(|path| async move {
            if let Some(key) = PhotoKey::parse(&path)
                && let Some(content) = photos.get(&path).await?
            {
                let moment = listed.get(key.photo()).unwrap_or_else(|| key.moment());
                let moved = PhotoKey::new(into, moment, key.photo());
                photos.put(&key.moved(&path, &moved), content).await?;
            }
            photos.remove(&path).await
        })
        .buffer_unordered(CONCURRENCY)
        .try_collect::<()>()
        .await?;
    Ok(is_left)
}
