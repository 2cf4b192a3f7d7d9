//! The keys of an installation on one machine: each generated once, in a file that only its owner can
//! read.

use std::{
    fs, io,
    io::{Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use super::{
    layout::{PUSH_KEY, SESSION_KEY, create_directory},
    temporary::Temporary,
};
use crate::{auth::SessionKey, push::PushKey};

/// The file cannot be read or written, or does not contain a valid key.
#[derive(Debug, thiserror::Error)]
#[error("the key {path} cannot be used ({source}): {}", .file.advice(.source))]
pub(super) struct KeyFileError {
    file: &'static KeyFile,
    path: PathBuf,
    source: io::Error,
}

/// A file with a key.
#[derive(Debug)]
struct KeyFile {
    name: &'static str,
    /// The variable that gives the key instead.
    variable: &'static str,
    /// The consequence of another key, as the end of a sentence.
    ends: &'static str,
}

static SESSION: KeyFile = KeyFile {
    name: SESSION_KEY,
    variable: "HUMEUR_SESSION_KEY",
    ends: "every session",
};
static PUSH: KeyFile = KeyFile {
    name: PUSH_KEY,
    variable: "HUMEUR_PUSH_KEY",
    ends: "every reminder",
};

/// The file is a symbolic link, as secrets mounted by Docker or Kubernetes often are.
#[derive(Debug, thiserror::Error)]
#[error("it is a symbolic link")]
struct IsLink;

/// The key is missing, and the directory of the data has a journal that only that key opens.
#[derive(Debug, thiserror::Error)]
#[error("it is missing, and a new key can't open the journal in {0}")]
struct IsLost(String);

impl KeyFile {
    fn advice(&self, error: &io::Error) -> String {
        let Self { variable, ends, .. } = self;
        if error.get_ref().is_some_and(|inner| inner.is::<IsLink>()) {
            // Other advice would lead to a new key.
            return format!("set {variable} to the content of the file instead");
        }
        if error.get_ref().is_some_and(|inner| inner.is::<IsLost>()) {
            return format!("restore it from a back-up, or set {variable} to its content");
        }
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space".into(),
            _ => format!(
                "check its permissions, or restore it from a back-up (another key ends {ends})"
            ),
        }
    }

    /// Reads the key in `data_dir`. Makes and writes it on the first start.
    fn open<K, E>(
        &'static self,
        data_dir: &Path,
        read: impl FnOnce(&str) -> Result<K, E>,
        make: impl FnOnce() -> K,
        text: impl FnOnce(&K) -> String,
    ) -> Result<K, KeyFileError> {
        let path = data_dir.join(self.name);
        let failed = |source| KeyFileError {
            file: self,
            path: path.clone(),
            source,
        };
        match read_private(&path) {
            Ok(found) => read(&found)
                .map_err(|_| failed(io::Error::other("it does not contain a valid key"))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = make();
                create_directory(data_dir).map_err(failed)?;
                write_private(&path, &text(&key)).map_err(failed)?;
                Ok(key)
            }
            Err(error) => Err(failed(error)),
        }
    }
}

/// Reads the session key in `data_dir`, and generates it on the first start. If `has_journal`, generates none,
/// because a new key would open nothing.
///
/// # Errors
/// See [`KeyFileError`].
pub(super) fn session_key(data_dir: &Path, has_journal: bool) -> Result<SessionKey, KeyFileError> {
    let path = data_dir.join(SESSION.name);
    if has_journal
        && fs::symlink_metadata(&path).is_err_and(|it| it.kind() == io::ErrorKind::NotFound)
    {
        let lost = IsLost(data_dir.display().to_string());
        return Err(KeyFileError {
            file: &SESSION,
            path,
            source: io::Error::other(lost),
        });
    }
    SESSION.open(
        data_dir,
        SessionKey::from_base64,
        SessionKey::generate,
        SessionKey::to_base64,
    )
}

/// Reads the push key in `data_dir`. Derives and writes a missing one from the session key, as earlier
/// releases did for their subscriptions.
///
/// # Errors
/// See [`KeyFileError`].
pub(super) fn push_key(data_dir: &Path, session_key: &SessionKey) -> Result<PushKey, KeyFileError> {
    PUSH.open(
        data_dir,
        PushKey::from_base64,
        || PushKey::derived(session_key),
        PushKey::to_base64,
    )
}

/// Reads a file and makes it private to its owner. Does not follow a symbolic link, which would let
/// another user choose the key.
fn read_private(path: &Path) -> io::Result<String> {
    let mut options = fs::OpenOptions::new();
    let mut file = options
        .read(true)
        .custom_flags(libc::O_NOFOLLOW)
        .open(path)
        .map_err(|error| match error.raw_os_error() {
            Some(libc::ELOOP) => io::Error::other(IsLink),
            _ => error,
        })?;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// Writes a file that only its owner can read, never over an existing file.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let (temporary, mut file) = Temporary::beside(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    temporary.publish(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_generated_once_and_only_its_owner_can_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("session.key");
        let made = session_key(dir.path(), false).unwrap();
        assert_eq!(session_key(dir.path(), false).unwrap(), made);
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(session_key(dir.path(), false).unwrap(), made);
        assert_eq!(mode(), 0o600, "access by others is revoked");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert_eq!(session_key(dir.path(), false).unwrap(), made);
        assert_eq!(mode(), 0o400, "already private");
        fs::write(&path, "short").unwrap();
        assert!(session_key(dir.path(), false).is_err());
    }

    #[test]
    fn a_journal_without_its_key_gets_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("session.key");
        let message = session_key(dir.path(), true).unwrap_err().to_string();
        assert!(message.contains("restore it from a back-up"), "{message}");
        assert!(message.contains("HUMEUR_SESSION_KEY"), "{message}");
        assert!(!path.exists());
        let made = session_key(dir.path(), false).unwrap();
        assert_eq!(session_key(dir.path(), true).unwrap(), made);
        fs::write(&path, "short").unwrap();
        let message = session_key(dir.path(), true).unwrap_err().to_string();
        assert!(message.contains("restore it from a back-up"), "{message}");
        assert!(!message.contains("delete"), "{message}");
    }

    #[test]
    fn the_push_key_is_made_from_the_session_key_once() {
        let dir = tempfile::tempdir().unwrap();
        let before = SessionKey::generate();
        let made = push_key(dir.path(), &before).unwrap();
        assert_eq!(made, PushKey::derived(&before));
        assert_eq!(push_key(dir.path(), &SessionKey::generate()).unwrap(), made);
        fs::write(dir.path().join("push.key"), "short").unwrap();
        let message = push_key(dir.path(), &before).unwrap_err().to_string();
        assert!(message.contains("ends every reminder"), "{message}");
    }

    #[test]
    fn a_link_to_a_key_is_not_followed() {
        let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        session_key(elsewhere.path(), false).unwrap();
        let key = elsewhere.path().join("session.key");
        for target in [key, elsewhere.path().join("missing")] {
            let path = dir.path().join("session.key");
            std::os::unix::fs::symlink(&target, &path).unwrap();
            let message = session_key(dir.path(), false).unwrap_err().to_string();
            assert!(message.contains("it is a symbolic link"), "{message}");
            assert!(message.contains("HUMEUR_SESSION_KEY"), "{message}");
            assert!(!message.contains("delete"), "{message}");
            assert!(!elsewhere.path().join("missing").exists());
            fs::remove_file(path).unwrap();
        }
    }
}
