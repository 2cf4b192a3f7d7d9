//! Files in a directory, behind signed links of our own.
//!
//! A link names the file and its end, and carries an HMAC of both: `/files/<key>?until=…&signature=…`.

use std::path::{Path, PathBuf};

use app::{
    error::{Error, ErrorKind},
    ports::{Chunks, FileKey, Files, OpenFile, UserId, no_file},
};
use async_trait::async_trait;
use futures::{StreamExt, TryStreamExt};
use tokio::{
    fs,
    io::{AsyncWriteExt, BufWriter},
};
use tokio_util::io::ReaderStream;

use super::{
    LINK_LIFETIME,
    directory::{self, create_file, failed, is_missing, names, remove},
    links::{Links, field},
};
use crate::auth::SessionKey;

/// The address of the files.
const ADDRESS: &str = "/files/";
/// The end of a link, in seconds since the epoch.
const UNTIL: &str = "until";
const SIGNATURE: &str = "signature";
/// Marks a file that is being written.
const PARTIAL: &str = "partial";

/// Files in the data directory.
pub struct LocalFiles {
    directory: PathBuf,
    links: Links,
}

impl LocalFiles {
    /// Files under `data_dir`. The directory is made with the first of them.
    #[must_use]
    pub fn new(data_dir: &Path, session_key: &SessionKey) -> Self {
        Self {
            directory: data_dir.to_owned(),
            links: Links::new(session_key, "humeur: links to files"),
        }
    }

    /// A file's path. A key has no component that leads out of the directory.
    fn path(&self, key: &FileKey) -> PathBuf {
        self.directory.join(key.to_string())
    }

    async fn write(&self, key: &FileKey, mut chunks: Chunks) -> Result<(), Error> {
        let path = self.path(key);
        let folder = path.parent().unwrap_or(&self.directory);
        directory::create(folder).await?;
        let partial = folder.join(PARTIAL);
        let file = create_file(&partial).await?;
        let mut file = BufWriter::new(file);
        while let Some(chunk) = chunks.next().await {
            file.write_all(&chunk?).await.map_err(|it| failed(&it))?;
        }
        file.flush().await.map_err(|it| failed(&it))?;
        fs::rename(&partial, &path).await.map_err(|it| failed(&it))
    }

    /// True for the signature of a link that has not expired at `now`.
    fn verifies(&self, file: &str, query: &str, now: i64) -> bool {
        let (Some(until), Some(signature)) = (field(query, UNTIL), field(query, SIGNATURE)) else {
            return false;
        };
        let is_signed = self.links.verify(&format!("{file}\n{until}"), &signature);
        is_signed && until.parse::<i64>().is_ok_and(|until| now < until)
    }
}

#[async_trait]
impl Files for LocalFiles {
    async fn put(&self, key: &FileKey, chunks: Chunks) -> Result<(), Error> {
        let result = self.write(key, chunks).await;
        if result.is_err()
            && let Some(folder) = self.path(key).parent()
        {
            // What is left goes with the expired files.
            let _ = fs::remove_dir_all(folder).await;
        }
        result
    }

    async fn link(&self, key: &FileKey, now: i64) -> Result<String, Error> {
        let (file, until) = (key.to_string(), now + LINK_LIFETIME);
        let signature = self.links.sign(&format!("{file}\n{until}"));
        let signature = signature.ok_or_else(Error::internal)?;
        Ok(format!(
            "{ADDRESS}{file}?{UNTIL}={until}&{SIGNATURE}={signature}"
        ))
    }

    async fn open(&self, key: &str, query: &str, now: i64) -> Result<(FileKey, OpenFile), Error> {
        if !self.verifies(key, query, now) {
            let message = "This link has expired or is altered: export again.";
            return Err(Error::new(ErrorKind::Forbidden, message).at(SIGNATURE));
        }
        let key = FileKey::parse(key).ok_or_else(no_file)?;
        let file = match fs::File::open(self.path(&key)).await {
            Ok(file) => file,
            Err(error) if is_missing(&error) => return Err(no_file()),
            Err(error) => return Err(failed(&error)),
        };
        let length = file.metadata().await.map_err(|it| failed(&it))?.len();
        let chunks = ReaderStream::new(file).map_ok(|it| it.to_vec());
        let chunks = Box::pin(chunks.map_err(|it| failed(&it)));
        Ok((key, OpenFile { length, chunks }))
    }

    async fn remove_all(&self, user: &UserId) -> Result<(), Error> {
        remove(&self.directory.join(FileKey::prefix(user))).await
    }

    async fn expire(&self, now: i64) -> Result<(), Error> {
        let folder = FileKey::FOLDER;
        for owner in names(&self.directory.join(folder)).await? {
            let path = self.directory.join(folder).join(&owner);
            let files = names(&path).await?;
            let mut left = files.len();
            for file in files {
                // The name of the file itself does not matter.
                let key = FileKey::parse(&format!("{folder}/{owner}/{file}/x"));
                if key.is_none_or(|key| key.is_expired(now)) {
                    remove(&path.join(&file)).await?;
                    left -= 1;
                }
            }
            if left == 0 {
                // Fails if an export begins at this moment.
                let _ = fs::remove_dir(&path).await;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;

    use super::*;

    const NOW: i64 = 1_795_176_000;

    fn store() -> (tempfile::TempDir, LocalFiles) {
        let directory = tempfile::tempdir().unwrap();
        let files = LocalFiles::new(directory.path(), &SessionKey::generate());
        (directory, files)
    }

    fn user(name: &str) -> UserId {
        UserId(name.into())
    }

    fn parts(parts: Vec<Result<Vec<u8>, Error>>) -> Chunks {
        Box::pin(stream::iter(parts))
    }

    async fn put(files: &LocalFiles, name: &str, now: i64) -> FileKey {
        let key = FileKey::new(&user(name), "humeur.csv".into(), now).unwrap();
        let content = vec![Ok(b"one,".to_vec()), Ok(name.as_bytes().to_vec())];
        files.put(&key, parts(content)).await.unwrap();
        key
    }

    /// The content by a link, or the status of the refusal.
    async fn get(files: &LocalFiles, link: &str, now: i64) -> Result<Vec<u8>, u16> {
        let (key, query) = link.strip_prefix(ADDRESS).unwrap().split_once('?').unwrap();
        let opened = files.open(key, query, now).await;
        let (_, file) = opened.map_err(|error| error.kind.status())?;
        let content: Vec<Vec<u8>> = file.chunks.try_collect().await.unwrap();
        let content = content.concat();
        assert_eq!(content.len() as u64, file.length);
        Ok(content)
    }

    #[tokio::test]
    async fn a_link_opens_its_file_for_an_hour_and_no_other() {
        let (_directory, files) = store();
        let (ada, eve) = (put(&files, "ada", NOW).await, put(&files, "eve", NOW).await);
        let link = files.link(&ada, NOW).await.unwrap();
        assert_eq!(
            get(&files, &link, NOW + 3599).await,
            Ok(b"one,ada".to_vec())
        );
        assert_eq!(get(&files, &link, NOW + 3600).await, Err(403));
        let until = format!("until={}", NOW + 3600);
        for other in [
            link.replace(&ada.to_string(), &eve.to_string()),
            link.replace(&until, &format!("until={}", NOW + 7200)),
            link.replace("signature=", "signature=0"),
            link.replace("signature", "sig"),
            format!("{ADDRESS}{ada}?{until}"),
            format!("{ADDRESS}{ada}?{until}&signature="),
            format!("{ADDRESS}{ada}?{until}&signature={}", "é".repeat(32)),
        ] {
            assert_ne!(other, link);
            assert_eq!(get(&files, &other, NOW).await, Err(403), "{other}");
        }
        // Nor does the key of another installation sign for this one.
        let (_other, strange) = store();
        let strange = strange.link(&ada, NOW).await.unwrap();
        assert_eq!(get(&files, &strange, NOW).await, Err(403));
    }

    #[tokio::test]
    async fn a_new_session_key_leaves_links_valid() {
        let directory = tempfile::tempdir().unwrap();
        let old = SessionKey::generate();
        let before = LocalFiles::new(directory.path(), &old);
        let key = put(&before, "ada", NOW).await;
        let link = before.link(&key, NOW).await.unwrap();
        let both = format!("{},{}", SessionKey::generate().to_base64(), old.to_base64());
        let both = SessionKey::from_base64(&both).unwrap();
        let after = LocalFiles::new(directory.path(), &both);
        assert_eq!(get(&after, &link, NOW).await, Ok(b"one,ada".to_vec()));
    }

    #[tokio::test]
    async fn a_failed_file_leaves_nothing_behind() {
        let (directory, files) = store();
        let key = FileKey::new(&user("ada"), "humeur.csv".into(), NOW).unwrap();
        let content = vec![Ok(b"one,".to_vec()), Err(no_file())];
        assert_eq!(files.put(&key, parts(content)).await, Err(no_file()));
        let owner = directory.path().join(FileKey::prefix(&user("ada")));
        assert_eq!(names(&owner).await.unwrap(), Vec::<String>::new());
        let link = files.link(&key, NOW).await.unwrap();
        assert_eq!(get(&files, &link, NOW).await, Err(404));
    }

    #[tokio::test]
    async fn files_go_after_a_day_or_with_their_person() {
        let (directory, files) = store();
        files.expire(NOW).await.unwrap();
        let old = put(&files, "ada", NOW - 86_400).await;
        let new = put(&files, "ada", NOW - 86_399).await;
        let eves = put(&files, "eve", NOW - 90_000).await;
        files.expire(NOW).await.unwrap();
        let is_there = |key: &FileKey| directory.path().join(key.to_string()).exists();
        assert!(!is_there(&old) && is_there(&new) && !is_there(&eves));
        let folders = names(&directory.path().join("exports")).await.unwrap();
        assert_eq!(folders, [FileKey::owner(&user("ada"))]);
        files.remove_all(&user("eve")).await.unwrap();
        assert!(is_there(&new));
        files.remove_all(&user("ada")).await.unwrap();
        assert!(!is_there(&new));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_on_the_machine_reads_a_file() {
        use std::os::unix::fs::PermissionsExt;
        let (directory, files) = store();
        let key = put(&files, "ada", NOW).await;
        let mut path = directory.path().join(key.to_string());
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        while path.pop() && path != directory.path() {
            assert_eq!(mode(&path), 0o700, "{}", path.display());
        }
    }
}
