//! Checks the data directory: permissions, replaced data, space, database.

use std::{
    fs, io,
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use rustix::{fs::statvfs, process::geteuid};

use super::Finding;
use crate::{
    local::{
        archive,
        layout::{KEYS, SESSION_KEY},
        require_database,
    },
    store::{self, DATABASE, OpenError},
};

const ABOUT: &str = "data directory";
const SPACE: &str = "disk";
const DATA: &str = "database";
const CLOCK: &str = "clock";
/// A temporary file, to test write access to the directory.
const PROBE: &str = "humeur.doctor";
/// The free space that a disk needs besides that of maintenance, in bytes.
const RESERVE: u64 = 256 * 1024 * 1024;

/// Checks the data directory. `has_session_key` is true if the environment gives the key.
pub(super) fn examine(data_dir: &Path, has_session_key: bool) -> Vec<Finding> {
    let path = data_dir.display();
    let found = match fs::metadata(data_dir) {
        Ok(found) if found.is_dir() => found,
        Ok(_) => {
            let says = format!("{path} is a file: set HUMEUR_DATA_DIR to a directory");
            return vec![Finding::problem(ABOUT, says)];
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let says = format!("{path} does not exist; the first start creates it");
            return vec![Finding::warning(ABOUT, says)];
        }
        Err(error) => {
            let says =
                format!("{path} can't be read ({error}): run this as the user of the server");
            return vec![Finding::problem(ABOUT, says)];
        }
    };
    if found.uid() != geteuid().as_raw() {
        let says = format!(
            "{path} belongs to user {}, and this is user {}: run this as the user of the server",
            found.uid(),
            geteuid().as_raw()
        );
        return vec![Finding::problem(ABOUT, says)];
    }
    let mut findings = vec![permissions(data_dir, has_session_key)];
    findings.extend(replaced(data_dir));
    findings.push(space(data_dir));
    findings.extend(database(data_dir, has_session_key));
    findings
}

/// Checks the modes of the directory and its secrets, and write access.
fn permissions(data_dir: &Path, has_session_key: bool) -> Finding {
    let path = data_dir.display();
    let is_open = |path: &Path| fs::metadata(path).is_ok_and(|it| it.mode() & 0o077 != 0);
    let mut open = Vec::new();
    for name in [DATABASE].into_iter().chain(KEYS) {
        if is_open(&data_dir.join(name)) {
            open.push(name);
        }
    }
    if !open.is_empty() {
        let names = open.join(" and ");
        let says = format!("other users can read {names} in {path}: run chmod 600 on them");
        return Finding::problem(ABOUT, says);
    }
    let probe = data_dir.join(PROBE);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    // A killed run leaves it behind.
    let _ = fs::remove_file(&probe);
    let written = options.open(&probe).and_then(|_| fs::remove_file(&probe));
    if let Err(error) = written {
        let says = format!("{path} can't be written ({error}): check its permissions and its disk");
        return Finding::problem(ABOUT, says);
    }
    if is_open(data_dir) {
        let says =
            format!("other users can list {path}: run chmod 700 {path} if it holds nothing else");
        return Finding::warning(ABOUT, says);
    }
    let has_database = data_dir.join(DATABASE).exists();
    if has_database && !has_session_key && !data_dir.join(SESSION_KEY).exists() {
        let says = format!(
            "{path} has a journal and no session.key, without which no browser can open it: restore the key from a back-up"
        );
        return Finding::problem(ABOUT, says);
    }
    Finding::good(ABOUT, format!("{path} is private and can be written"))
}

/// Warns of data that restores replaced, which only the operator deletes.
fn replaced(data_dir: &Path) -> Option<Finding> {
    let entries = fs::read_dir(data_dir).ok()?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<_> = names
        .filter(|name| name.starts_with(archive::REPLACED_PREFIX))
        .collect();
    names.sort();
    if names.is_empty() {
        return None;
    }
    let (path, names) = (data_dir.display(), names.join(" and "));
    let says = format!(
        "{path} still has the data from before a restore ({names}), including what people have deleted since: \
         delete it when you no longer need it"
    );
    Some(Finding::warning(ABOUT, says))
}

/// Compares the free space with the largest temporary file of the engine.
fn space(data_dir: &Path) -> Finding {
    let path = data_dir.display();
    let free = match statvfs(data_dir) {
        Ok(found) => found.f_bavail.saturating_mul(found.f_frsize),
        Err(error) => {
            return Finding::warning(SPACE, format!("the space for {path} is unknown ({error})"));
        }
    };
    let database = fs::metadata(data_dir.join(DATABASE)).map_or(0, |it| it.len());
    let needed = database.saturating_mul(2).saturating_add(RESERVE);
    let (free_mb, needed_mb) = (free / 1_000_000, needed / 1_000_000);
    if free < needed {
        let says = format!(
            "{free_mb} MB are free for {path}, and erasing removed text takes up to {needed_mb} MB: free some space"
        );
        return Finding::problem(SPACE, says);
    }
    Finding::good(SPACE, format!("{free_mb} MB are free for {path}"))
}

/// Checks the database, and whether its engine trusts the clock. `has_session_key` is as in [`examine`].
fn database(data_dir: &Path, has_session_key: bool) -> Vec<Finding> {
    if archive::is_unfinished(data_dir) {
        let says = "a restore was interrupted: the next start finishes it";
        return vec![Finding::problem(DATA, says)];
    }
    let file = data_dir.join(DATABASE);
    if let Err(says) = require_database(data_dir, has_session_key) {
        return vec![Finding::problem(DATA, says)];
    }
    if fs::metadata(&file).map_or(0, |it| it.len()) == 0 {
        return vec![Finding::good(
            DATA,
            "there is none yet; the first start creates it",
        )];
    }
    if let Err(error @ OpenError::Newer { .. }) = store::check_version(&file) {
        return vec![Finding::problem(DATA, error.to_string())];
    }
    let path = file.display();
    match store::check(&file) {
        Ok(None) => {}
        Ok(Some(fault)) => {
            let says =
                format!("{path} is damaged ({fault}): stop the server, and restore a back-up");
            return vec![Finding::problem(DATA, says)];
        }
        Err(error) => {
            let says =
                format!("{path} can't be checked ({error}): restore a back-up if it does not open");
            return vec![Finding::problem(DATA, says)];
        }
    }
    let mut findings = vec![Finding::good(DATA, format!("{path} is sound"))];
    if store::doubts_clock(&file).unwrap_or(false) {
        let says = "it jumped ahead, so expired days are not deleted until it has been ahead for a day: \
                    check it with `timedatectl`";
        findings.push(Finding::warning(CLOCK, says));
    }
    findings
}
