//! The session key of an installation on one machine: generated once, in a file that only its owner
//! can read.

use std::{
    fs, io,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use crate::auth::SessionKey;

/// The file cannot be read or written, or does not contain a valid key.
#[derive(Debug, thiserror::Error)]
#[error("the session key {path} cannot be used ({source}): {}", advice(.source))]
pub(super) struct KeyFileError {
    path: PathBuf,
    source: io::Error,
}

/// The file is a symbolic link, as secrets mounted by Docker or Kubernetes often are.
#[derive(Debug, thiserror::Error)]
#[error("it is a symbolic link")]
struct IsLink;

fn advice(error: &io::Error) -> &'static str {
    if error.get_ref().is_some_and(|inner| inner.is::<IsLink>()) {
        // Other advice would lead to a new key, which ends every open session.
        return "set HUMEUR_SESSION_KEY to the content of the file instead";
    }
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space",
        _ => "check its permissions, or delete it for a new key (which ends every session)",
    }
}

/// The key in `data_dir`, generated on the first start.
///
/// # Errors
/// See [`KeyFileError`].
pub(super) fn open(data_dir: &Path) -> Result<SessionKey, KeyFileError> {
    let path = data_dir.join("session.key");
    let failed = |source| KeyFileError {
        path: path.clone(),
        source,
    };
    match read_private(&path) {
        Ok(text) => SessionKey::from_base64(&text)
            .map_err(|_| failed(io::Error::other("it does not contain a valid key"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = SessionKey::generate();
            make_private_dir(data_dir).map_err(failed)?;
            write_private(&path, &key.to_base64()).map_err(failed)?;
            Ok(key)
        }
        Err(error) => Err(failed(error)),
    }
}

/// Creates the directory for its owner alone; an existing directory keeps its mode.
fn make_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Reads a file and makes it private to its owner. Does not follow a symbolic link, which would let
/// another user choose the key.
fn read_private(path: &Path) -> io::Result<String> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NOFOLLOW);
    let mut file = options
        .open(path)
        .map_err(|error| match error.raw_os_error() {
            #[cfg(unix)]
            Some(libc::ELOOP) => io::Error::other(IsLink),
            _ => error,
        })?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            file.set_permissions(PermissionsExt::from_mode(0o600))?;
        }
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// Writes a file that only its owner can read: atomically, and never over an existing file.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    // A leftover file may belong to another user, or be a link.
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::hard_link(&temporary, path)?;
    fs::remove_file(&temporary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_generated_once_and_only_its_owner_can_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("session.key");
        let made = open(dir.path()).unwrap();
        assert_eq!(open(dir.path()).unwrap(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(), 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            assert_eq!(open(dir.path()).unwrap(), made);
            assert_eq!(mode(), 0o600, "access by others is revoked");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
            assert_eq!(open(dir.path()).unwrap(), made);
            assert_eq!(mode(), 0o400, "already private");
        }
        fs::write(&path, "short").unwrap();
        assert!(open(dir.path()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_key_is_not_followed() {
        let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        open(elsewhere.path()).unwrap();
        let key = elsewhere.path().join("session.key");
        for target in [key, elsewhere.path().join("missing")] {
            let path = dir.path().join("session.key");
            std::os::unix::fs::symlink(&target, &path).unwrap();
            let message = open(dir.path()).unwrap_err().to_string();
            assert!(message.contains("it is a symbolic link"), "{message}");
            assert!(message.contains("HUMEUR_SESSION_KEY"), "{message}");
            assert!(!message.contains("delete"), "{message}");
            assert!(!elsewhere.path().join("missing").exists());
            fs::remove_file(path).unwrap();
        }
    }
}
