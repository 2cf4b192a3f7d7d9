//! Photos in the data directory, behind signed links of our own for uploads.
//!
//! A link names the file and its terms, and carries an HMAC of all of them:
//! `/incoming/<owner>/<moment>/<photo>?until=…&type=…&length=…&checksum=…&signature=…`.

use std::{
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use app::{
    error::{Error, ErrorKind},
    ports::{Arrival, Chunks, PhotoKey, Photos, Upload},
    secret,
};
use async_trait::async_trait;
use form_urlencoded::Serializer;
use futures::{StreamExt, stream};
use sha2::{Digest, Sha256};
use tokio::{fs, io::AsyncWriteExt, sync::RwLock};

use super::{
    directory::{self, create_file, failed, is_missing, names},
    links::{Links, field},
};
use crate::auth::SessionKey;

/// The end of a link, in seconds since the epoch.
const UNTIL: &str = "until";
const TYPE: &str = "type";
const LENGTH: &str = "length";
const CHECKSUM: &str = "checksum";
const SIGNATURE: &str = "signature";
/// The folder of the files that are being written.
const PARTIAL: &str = "partial";
/// The maximum number of paths in a list.
const MAX_PATHS: usize = 1000;
/// The time for which an upload is stored, in seconds.
const UPLOAD_LIFETIME: i64 = 86_400;

/// Photos in the data directory.
pub struct LocalPhotos {
    directory: PathBuf,
    links: Links,
    /// A folder is made for a file by readers, and removed by a writer once it is empty.
    folders: RwLock<()>,
}

/// The signed fields of a link, as they stand in its query.
struct Terms {
    until: String,
    media_type: String,
    length: String,
    checksum: String,
}

impl Terms {
    fn of_query(query: &str) -> Option<Self> {
        Some(Self {
            until: field(query, UNTIL)?,
            media_type: field(query, TYPE)?,
            length: field(query, LENGTH)?,
            checksum: field(query, CHECKSUM)?,
        })
    }

    /// The signed text.
    fn text(&self, path: &str) -> String {
        let Self {
            until,
            media_type,
            length,
            checksum,
        } = self;
        [path, until, media_type, length, checksum].join("\n")
    }
}

impl LocalPhotos {
    /// Photos under `data_dir`. The directories are made with the first of them.
    #[must_use]
    pub fn new(data_dir: &Path, session_key: &SessionKey) -> Self {
        Self {
            directory: data_dir.to_owned(),
            links: Links::new(session_key, "humeur: uploads of photos"),
            folders: RwLock::new(()),
        }
    }

    /// The terms of a link that has not expired at `now`.
    fn terms(&self, path: &str, query: &str, now: i64) -> Result<Terms, Error> {
        let terms = Terms::of_query(query).filter(|terms| {
            let signature = field(query, SIGNATURE).unwrap_or_default();
            let is_current = terms.until.parse::<i64>().is_ok_and(|until| now < until);
            is_current && self.links.verify(&terms.text(path), &signature)
        });
        terms.ok_or_else(|| {
            let message = "This link has expired or is altered: ask for another one.";
            Error::new(ErrorKind::Forbidden, message).at(SIGNATURE)
        })
    }

    /// Writes a file of at most `max` bytes, at once or not at all, if its length and digest are `accepted`.
    async fn write(
        &self,
        path: &str,
        mut chunks: Chunks,
        max: u64,
        accepted: impl Fn(u64, &[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let partials = self.directory.join(PhotoKey::UPLOADS).join(PARTIAL);
        directory::create(&partials).await?;
        let partial = partials.join(secret::hex(&secret::random::<16>()?));
        let written = async {
            let mut file = create_file(&partial).await?;
            let (mut length, mut digest) = (0, Sha256::new());
            while let Some(chunk) = chunks.next().await {
                let chunk = chunk?;
                length += chunk.len() as u64;
                if length > max {
                    return Err(too_long());
                }
                digest.update(&chunk);
                file.write_all(&chunk).await.map_err(|it| failed(&it))?;
            }
            accepted(length, &digest.finalize())?;
            // On the disk before the name is, so that a power cut leaves no part of a file.
            file.sync_all().await.map_err(|it| failed(&it))?;
            let path = self.directory.join(path);
            let folder = path.parent().unwrap_or(&self.directory);
            let _turn = self.folders.read().await;
            directory::create(folder).await?;
            fs::rename(&partial, &path).await.map_err(|it| failed(&it))
        };
        let written = written.await;
        if written.is_err() {
            // One that stays goes with the expired uploads.
            let _ = fs::remove_file(&partial).await;
        }
        written
    }

    /// The paths of all files under a directory, in order.
    async fn walk(&self, prefix: &str) -> Result<Vec<String>, Error> {
        let start = prefix.trim_end_matches('/').to_owned();
        let (mut open, mut files) = (vec![start], Vec::new());
        while let Some(path) = open.pop() {
            let is_folder = fs::metadata(self.directory.join(&path)).await;
            match is_folder {
                Ok(found) if found.is_dir() => {
                    for name in names(&self.directory.join(&path)).await? {
                        open.push(format!("{path}/{name}"));
                    }
                }
                Ok(_) => files.push(path),
                Err(error) if is_missing(&error) => {}
                Err(error) => return Err(failed(&error)),
            }
        }
        files.sort();
        Ok(files)
    }
}

#[async_trait]
impl Photos for LocalPhotos {
    async fn link(&self, key: &PhotoKey, upload: &Upload, now: i64) -> Result<String, Error> {
        let terms = Terms {
            until: (now + Upload::LIFETIME).to_string(),
            media_type: upload.media_type.as_str().to_owned(),
            length: upload.length.to_string(),
            checksum: upload.checksum(),
        };
        let path = key.upload();
        let signature = self.links.sign(&terms.text(&path));
        let mut query = Serializer::new(String::new());
        query
            .append_pair(UNTIL, &terms.until)
            .append_pair(TYPE, &terms.media_type)
            .append_pair(LENGTH, &terms.length)
            .append_pair(CHECKSUM, &terms.checksum)
            .append_pair(SIGNATURE, &signature.ok_or_else(Error::internal)?);
        Ok(format!("/{path}?{}", query.finish()))
    }

    async fn receive(&self, arrival: Arrival, now: i64) -> Result<(), Error> {
        let Arrival {
            path,
            query,
            media_type,
            length,
            chunks,
        } = arrival;
        let terms = self.terms(&path, &query, now)?;
        // A signed path is a key, which has no component that leads out of the directory.
        let expected = terms.length.parse::<u64>().map_err(|_| Error::internal())?;
        if media_type != terms.media_type {
            let message = "Content-Type must be the type that the link was made for.";
            return Err(Error::new(ErrorKind::UnsupportedMediaType, message).at(TYPE));
        }
        if length.is_some_and(|length| length > expected) {
            return Err(too_long());
        }
        self.write(&path, chunks, expected, |length, digest| {
            if length < expected {
                let message = "The file is shorter than the link was made for.";
                return Err(Error::invalid(LENGTH, message));
            }
            let is_same = Upload::parse_checksum(&terms.checksum)
                .is_some_and(|checksum| checksum.as_slice() == digest);
            let other = || {
                let message = "The file is another than the link was made for.";
                Error::invalid(CHECKSUM, message)
            };
            is_same.then_some(()).ok_or_else(other)
        })
        .await
    }

    async fn put(&self, path: &str, content: Vec<u8>) -> Result<(), Error> {
        let chunks = Box::pin(stream::iter([Ok(content)]));
        self.write(path, chunks, u64::MAX, |_, _| Ok(())).await
    }

    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        match fs::read(self.directory.join(path)).await {
            Ok(content) => Ok(Some(content)),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    async fn remove(&self, path: &str) -> Result<(), Error> {
        let path = self.directory.join(path);
        match fs::remove_file(&path).await {
            Err(error) if !is_missing(&error) => return Err(failed(&error)),
            _ => {}
        }
        // Those of the photo, the moment and the owner, if they are empty now.
        let _turn = self.folders.write().await;
        for folder in path.ancestors().skip(1).take(3) {
            if folder.parent() == Some(&*self.directory) || fs::remove_dir(folder).await.is_err() {
                break;
            }
        }
        Ok(())
    }

    async fn list(&self, prefix: &str, after: &str) -> Result<Vec<String>, Error> {
        let files = self.walk(prefix).await?.into_iter();
        let files = files.filter(|path| **path > *after);
        Ok(files.take(MAX_PATHS).collect())
    }

    async fn written_at(&self, path: &str) -> Result<Option<i64>, Error> {
        let written = fs::metadata(self.directory.join(path)).await;
        match written.and_then(|it| it.modified()) {
            Ok(at) => {
                let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since.as_secs())
                    .map(Some)
                    .map_err(|_| Error::internal())
            }
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    async fn expire(&self, now: i64) -> Result<(), Error> {
        let before = now - UPLOAD_LIFETIME;
        let before = UNIX_EPOCH + Duration::from_secs(before.unsigned_abs());
        for path in self.walk(PhotoKey::UPLOADS).await? {
            let modified = fs::metadata(self.directory.join(&path)).await;
            let modified = modified.and_then(|it| it.modified());
            if modified.is_ok_and(|at| at < before) {
                self.remove(&path).await?;
            }
        }
        Ok(())
    }
}

fn too_long() -> Error {
    let message = "The file is longer than the link was made for.";
    Error::new(ErrorKind::TooLarge, message).at(LENGTH)
}
