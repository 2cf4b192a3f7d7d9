//! Photos: cleaned once each, copied by a merge, and deleted with their moment.

mod picture;

use crate::{
    blocking::PICTURES,
    domain::moment::{MomentId, PhotoSize},
    error::Error,
    ports::{PhotoKey, Photos, UserId},
};

/// Cleans an upload, unless that was done before, and returns width and height of the large size. None if
/// nothing was uploaded.
///
/// A rejected upload stays until it expires, so that a repeated call has the same answer.
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

/// Deletes the files of a moment, or of all moments of a journal.
///
/// # Errors
/// Unavailable. What was deleted stays so.
pub async fn remove_all(
    photos: &dyn Photos,
    user: &UserId,
    moment: Option<&MomentId>,
) -> Result<(), Error> {
    for folder in PhotoKey::FOLDERS {
        let mut prefix = PhotoKey::prefix(folder, user);
        if let Some(moment) = moment {
            prefix += &format!("{moment}/");
        }
        loop {
            let paths = photos.list(&prefix, "").await?;
            if paths.is_empty() {
                break;
            }
            for path in paths {
                photos.remove(&path).await?;
            }
        }
    }
    Ok(())
}
