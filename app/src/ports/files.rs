//! The store of files that a person has asked for.

use std::{fmt, pin::Pin};

use async_trait::async_trait;
use futures::Stream;

use super::UserId;
use crate::{
    error::{Error, ErrorKind},
    secret,
};

/// The content of a file, in parts.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Vec<u8>, Error>> + Send>>;

/// The number of hexadecimal digits of an owner, and of a file's random part.
const DIGITS: usize = 32;

/// The name of a file in the store: `exports/<owner>/<created at>-<random>/<name>`.
///
/// The owner is a digest of the journal's identifier, which a link must not reveal. The time is in
/// seconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileKey {
    owner: String,
    created_at: i64,
    random: String,
    name: String,
}

impl FileKey {
    /// The folder of all files, and the start of every key.
    pub const FOLDER: &str = "exports";
    /// The media type of an archive.
    pub const ARCHIVE: &str = "application/zip";
    /// The time for which a file is stored, in seconds.
    pub const LIFETIME: i64 = 86_400;

    /// A new key of `user` for a file that is downloaded as `name`.
    ///
    /// # Errors
    /// Internal, if the system has no random numbers.
    pub fn new(user: &UserId, name: String, now: i64) -> Result<Self, Error> {
        Ok(Self {
            owner: Self::owner(user),
            created_at: now,
            random: secret::hex(&secret::random::<{ DIGITS / 2 }>()?),
            name,
        })
    }

    /// Parses a key; none for any other path.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let [folder, owner, file, name] = text.split('/').collect::<Vec<_>>().try_into().ok()?;
        let (created_at, random) = file.split_once('-')?;
        let is_number = !created_at.is_empty() && created_at.bytes().all(|it| it.is_ascii_digit());
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        let is_key = folder == Self::FOLDER
            && is_hex(owner)
            && is_hex(random)
            && is_number
            && name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name.bytes().all(is_name);
        Some(Self {
            owner: owner.to_owned(),
            created_at: created_at.parse().ok()?,
            random: random.to_owned(),
            name: name.to_owned(),
        })
        .filter(|_| is_key)
    }

    /// The folder of a person's files in [`Self::FOLDER`].
    #[must_use]
    pub fn owner(user: &UserId) -> String {
        let digest = secret::digest(&format!("files of {}", user.0));
        digest.chars().take(DIGITS).collect()
    }

    /// True for a name that [`owner`](Self::owner) may return.
    #[must_use]
    pub fn is_owner(name: &str) -> bool {
        is_hex(name)
    }

    /// The prefix of the keys of a person's files.
    #[must_use]
    pub fn prefix(user: &UserId) -> String {
        format!("{}/{}/", Self::FOLDER, Self::owner(user))
    }

    /// The name of the downloaded file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// True once the file is to be deleted.
    #[must_use]
    pub const fn is_expired(&self, now: i64) -> bool {
        self.created_at.saturating_add(Self::LIFETIME) <= now
    }

    /// The media type of its content, by its name.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        let types = [
            (".csv", "text/csv; charset=utf-8"),
            (".fhir.json", "application/fhir+json"),
            (".pdf", "application/pdf"),
            (".json", "application/json"),
            (".ics", "text/calendar; charset=utf-8"),
            (".zip", Self::ARCHIVE),
        ];
        let found = types.into_iter().find(|(end, _)| self.name.ends_with(end));
        found.map_or("application/octet-stream", |(_, media_type)| media_type)
    }
}

fn is_hex(text: &str) -> bool {
    let is_digit = |it| b"0123456789abcdef".contains(&it);
    text.len() == DIGITS && text.bytes().all(is_digit)
}

impl fmt::Display for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            owner,
            created_at,
            random,
            name,
        } = self;
        let folder = Self::FOLDER;
        write!(f, "{folder}/{owner}/{created_at}-{random}/{name}")
    }
}

/// A file as it is sent.
pub struct OpenFile {
    /// The length, in bytes.
    pub length: u64,
    /// The content.
    pub chunks: Chunks,
}

/// The store of files. Each is deleted after a day, or within two if the store does so by itself.
///
/// A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait Files: Send + Sync {
    /// Stores a file as its parts arrive. A file whose parts end with an error is not stored.
    ///
    /// # Errors
    /// Unavailable, or the error of a part.
    async fn put(&self, key: &FileKey, chunks: Chunks) -> Result<(), Error>;

    /// A link to a file that anybody who has it may use for an hour from `now`. It begins with `/` if
    /// this program serves the file.
    ///
    /// # Errors
    /// Unavailable.
    async fn link(&self, key: &FileKey, now: i64) -> Result<String, Error>;

    /// Opens a file that this program serves, by the query of its link.
    ///
    /// # Errors
    /// Forbidden if the link has expired or is altered, NotFound, Unavailable.
    async fn open(&self, key: &str, query: &str, now: i64) -> Result<(FileKey, OpenFile), Error> {
        let _ = (key, query, now);
        Err(no_file())
    }

    /// Deletes all files of a person, for an erasure.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove_all(&self, user: &UserId) -> Result<(), Error>;

    /// Deletes the files that have expired at `now`, unless the store does so by itself.
    ///
    /// # Errors
    /// Unavailable.
    async fn expire(&self, now: i64) -> Result<(), Error> {
        let _ = now;
        Ok(())
    }
}

/// The error for a file that does not exist.
#[must_use]
pub fn no_file() -> Error {
    Error::new(ErrorKind::NotFound, "This file does not exist any more.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> FileKey {
        let user = UserId("ada".into());
        FileKey::new(&user, "humeur-2026-11-20.csv".into(), 1_795_176_000).unwrap()
    }

    #[test]
    fn a_key_is_read_as_it_was_written_and_names_nobody() {
        let key = key();
        let text = key.to_string();
        assert_eq!(FileKey::parse(&text), Some(key.clone()));
        assert!(text.starts_with(&FileKey::prefix(&UserId("ada".into()))));
        assert!(!text.contains("ada"), "{text}");
        // docs/runbook.md computes it in a shell.
        assert!(
            text.contains("/749bd140b162acaac36cfc82926839c1/"),
            "{text}"
        );
        assert_eq!(key.name(), "humeur-2026-11-20.csv");
        let signals = text.replace("humeur-2026-11-20.csv", "signals_1795176000.json");
        let read = FileKey::parse(&signals).unwrap();
        assert_eq!(read.to_string(), signals);
        assert_eq!(read.media_type(), "application/json");
        assert!(!key.is_expired(1_795_176_000 + 86_399) && key.is_expired(1_795_176_000 + 86_400));
    }

    #[test]
    fn another_path_is_no_key() {
        let text = key().to_string();
        for other in [
            "",
            "exports",
            "/etc/passwd",
            &text.replace("exports", "data"),
            &text.replace("humeur-", "../"),
            &text.replace("humeur-", "."),
            &text.replace("humeur", "a b"),
            &text.replace("humeur", "a%2f"),
            &text[..text.len() - "humeur-2026-11-20.csv".len()],
            &format!("{text}/x"),
            &text.replacen('-', "", 1),
            &text.replacen('-', "x-", 1),
            &text.to_uppercase(),
        ] {
            assert_eq!(FileKey::parse(other), None, "{other}");
        }
    }
}
