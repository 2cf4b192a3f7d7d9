//! The store of photos: uploads as they arrived, and pictures that are safe to show.

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::moment::{MomentId, PhotoId, PhotoSize, PhotoType};

use super::{Chunks, FileKey, UserId};
use crate::error::{Error, ErrorKind};

/// The places of a photo's files: `incoming/<owner>/<moment>/<photo>` of the upload, and
/// `photos/<owner>/<moment>/<photo>/<size>.jpg` of each size. The owner is a digest, as in [`FileKey`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoKey {
    owner: String,
    moment: MomentId,
    photo: PhotoId,
}

impl PhotoKey {
    /// The folder of the uploads.
    pub const UPLOADS: &str = "incoming";
    /// The folder of the pictures.
    pub const PICTURES: &str = "photos";
    /// Both.
    pub const FOLDERS: [&str; 2] = [Self::UPLOADS, Self::PICTURES];

    /// The key of a photo.
    #[must_use]
    pub fn new(user: &UserId, moment: &MomentId, photo: &PhotoId) -> Self {
        Self {
            owner: FileKey::owner(user),
            moment: moment.clone(),
            photo: photo.clone(),
        }
    }

    /// The key of a file; none for any other path.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let mut parts = path.split('/');
        let folder = parts.next().filter(|it| Self::FOLDERS.contains(it))?;
        let key = Self {
            owner: parts.next().filter(|it| FileKey::is_owner(it))?.to_owned(),
            moment: MomentId::parse(parts.next()?)?,
            photo: PhotoId::parse(parts.next()?)?,
        };
        let file = parts.next();
        let is_file = if folder == Self::UPLOADS {
            file.is_none()
        } else {
            let size = file.and_then(|file| file.strip_suffix(".jpg"));
            size.and_then(PhotoSize::parse).is_some()
        };
        (is_file && parts.next().is_none()).then_some(key)
    }

    /// The path of the upload.
    #[must_use]
    pub fn upload(&self) -> String {
        self.path(Self::UPLOADS)
    }

    /// The path of a size.
    #[must_use]
    pub fn picture(&self, size: PhotoSize) -> String {
        format!("{}/{}.jpg", self.path(Self::PICTURES), size.as_str())
    }

    fn path(&self, folder: &str) -> String {
        let Self {
            owner,
            moment,
            photo,
        } = self;
        format!("{folder}/{owner}/{moment}/{photo}")
    }

    /// The prefix of a journal's files in a folder.
    #[must_use]
    pub fn prefix(folder: &str, user: &UserId) -> String {
        format!("{folder}/{}/", FileKey::owner(user))
    }

    /// The path of a file of this photo, at another key.
    #[must_use]
    pub fn moved(&self, path: &str, to: &Self) -> String {
        let size = PhotoSize::ALL.into_iter();
        let size = size.into_iter().find(|size| self.picture(*size) == path);
        size.map_or_else(|| to.upload(), |size| to.picture(size))
    }

    /// The moment.
    #[must_use]
    pub const fn moment(&self) -> &MomentId {
        &self.moment
    }

    /// The photo.
    #[must_use]
    pub const fn photo(&self) -> &PhotoId {
        &self.photo
    }
}

/// The terms of an upload, which its link signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The media type.
    pub media_type: PhotoType,
    /// The exact length, in bytes.
    pub length: u64,
    /// SHA-256 of the content.
    pub sha256: [u8; 32],
}

impl Upload {
    /// The lifetime of a link, in seconds.
    pub const LIFETIME: i64 = 600;
    /// The header of the checksum, as S3 names it.
    pub const CHECKSUM: &str = "x-amz-checksum-sha256";

    /// The digest in a checksum in base64; none if it is no SHA-256.
    #[must_use]
    pub fn parse_checksum(text: &str) -> Option<[u8; 32]> {
        BASE64.decode(text).ok()?.try_into().ok()
    }

    /// The checksum in base64.
    #[must_use]
    pub fn checksum(&self) -> String {
        BASE64.encode(self.sha256)
    }
}

/// An upload as it arrives at a link of this program.
pub struct Arrival {
    /// The path in the link.
    pub path: String,
    /// The query of the link.
    pub query: String,
    /// The media type in its header.
    pub media_type: String,
    /// The length in its header.
    pub length: Option<u64>,
    /// The content.
    pub chunks: Chunks,
}

/// The store of photos.
///
/// A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait Photos: Send + Sync {
    /// A link to which a file with these terms, and no other, can be sent with `PUT` for ten minutes from
    /// `now`. It begins with `/` if it is an address of this site.
    ///
    /// # Errors
    /// Unavailable.
    async fn link(&self, key: &PhotoKey, upload: &Upload, now: i64) -> Result<String, Error>;

    /// Stores an upload that arrives at a link of this program.
    ///
    /// # Errors
    /// Forbidden if the link has expired or is altered, UnsupportedMediaType, TooLarge or Invalid if the
    /// file differs from its terms, NotFound if this program serves no links, Unavailable.
    async fn receive(&self, arrival: Arrival, now: i64) -> Result<(), Error> {
        let _ = (arrival, now);
        Err(Error::new(ErrorKind::NotFound, "No upload arrives here."))
    }

    /// Stores a file, at once or not at all.
    ///
    /// # Errors
    /// Unavailable.
    async fn put(&self, path: &str, content: Vec<u8>) -> Result<(), Error>;

    /// A file.
    ///
    /// # Errors
    /// Unavailable.
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, Error>;

    /// Deletes a file, if there is one.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove(&self, path: &str) -> Result<(), Error>;

    /// Paths that begin with `prefix`, in their order after `after`: the first thousand at most.
    ///
    /// # Errors
    /// Unavailable.
    async fn list(&self, prefix: &str, after: &str) -> Result<Vec<String>, Error>;

    /// The time at which a file was written, in seconds since the epoch; none if there is no such file.
    ///
    /// # Errors
    /// Unavailable.
    async fn written_at(&self, path: &str) -> Result<Option<i64>, Error>;

    /// Deletes uploads of the day before `now` and earlier, unless the store does so by itself.
    ///
    /// # Errors
    /// Unavailable.
    async fn expire(&self, now: i64) -> Result<(), Error> {
        let _ = now;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> PhotoKey {
        let id = |byte| MomentId::new(7, [byte; 10]);
        PhotoKey::new(&UserId("ada".into()), &id(1), &id(2))
    }

    #[test]
    fn a_key_is_read_from_each_of_its_paths_and_names_nobody() {
        let paths = PhotoSize::ALL.map(|size| key().picture(size));
        for path in paths.iter().chain([&key().upload()]) {
            assert_eq!(PhotoKey::parse(path), Some(key()), "{path}");
            assert!(!path.contains("ada"), "{path}");
            let is_own =
                |folder| path.starts_with(&PhotoKey::prefix(folder, &UserId("ada".into())));
            assert!(PhotoKey::FOLDERS.into_iter().any(is_own));
        }
    }

    #[test]
    fn another_path_is_no_key() {
        let (upload, large) = (key().upload(), key().picture(PhotoSize::Large));
        for other in [
            "",
            "incoming",
            &upload.replace("incoming", "photos"),
            &large.replace("photos", "incoming"),
            &upload.replace("incoming/", "incoming/../"),
            &format!("{upload}/"),
            &format!("{large}/x"),
            &large.replace("large", "huge"),
            &large.replace(".jpg", ".svg"),
            &upload.to_uppercase(),
        ] {
            assert_eq!(PhotoKey::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_checksum_is_the_base_64_of_32_bytes() {
        let upload = Upload {
            media_type: PhotoType::Png,
            length: 7,
            sha256: [9; 32],
        };
        assert_eq!(Upload::parse_checksum(&upload.checksum()), Some([9; 32]));
        for other in ["", "AAAA", "é", &"A".repeat(43), &"A".repeat(64)] {
            assert_eq!(Upload::parse_checksum(other), None, "{other}");
        }
    }
}
