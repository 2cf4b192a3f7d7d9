use std::{
    fs::OpenOptions,
    os::unix::fs::{MetadataExt, PermissionsExt},
};

use rusqlite::Connection;

use super::*;
use crate::local::layout::SESSION_KEY;

const NOW: i64 = 1_800_000_000;
const DAY: i64 = 86_400;

/// A data directory with a database like the engine's, a key and two pictures.
fn data() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    fs::create_dir_all(data.join("photos/a/b")).unwrap();
    let connection = Connection::open(data.join(DATABASE)).unwrap();
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    connection
        .execute_batch(
            "CREATE TABLE _tables (name TEXT); INSERT INTO _tables VALUES ('moods');
             CREATE TABLE moods (note TEXT); INSERT INTO moods VALUES ('a walk')",
        )
        .unwrap();
    fs::write(data.join(SESSION_KEY), "a key").unwrap();
    fs::write(data.join("photos/a/b/large.jpg"), [1; 500]).unwrap();
    fs::write(data.join("photos/a/b/small.jpg"), [2; 50]).unwrap();
    fs::create_dir(data.join("incoming")).unwrap();
    fs::write(data.join("incoming/upload"), [3; 5]).unwrap();
    (home, data)
}

fn notes(directory: &Path) -> Vec<String> {
    let connection = Connection::open(directory.join(DATABASE)).unwrap();
    let mut notes = connection.prepare("SELECT note FROM moods").unwrap();
    let notes = notes.query_map([], |row| row.get(0)).unwrap();
    notes.collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_back_up_is_a_private_and_complete_data_directory() {
    let (home, data) = data();
    // Written, and not in the file yet: the engine's connection is open.
    let engine = Connection::open(data.join(DATABASE)).unwrap();
    engine
        .execute_batch("INSERT INTO moods VALUES ('a swim')")
        .unwrap();
    let to = home.path().join("copy");
    let size = make(&data, &to, None, NOW).unwrap();
    assert_eq!((size.photos, size.photo_bytes), (2, 550));
    assert_eq!(
        verify(&to).unwrap(),
        Verified {
            version: env!("CARGO_PKG_VERSION").into(),
            made_at: NOW,
            size,
        }
    );
    assert_eq!(notes(&to), ["a walk", "a swim"]);
    for file in [SESSION_KEY, "photos/a/b/large.jpg", "photos/a/b/small.jpg"] {
        let read = |directory: &Path| fs::read(directory.join(file)).unwrap();
        assert_eq!(read(&to), read(&data), "{file}");
    }
    assert!(!to.join("incoming").exists());
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&to), 0o700);
    assert_eq!(mode(&to.join(DATABASE)), 0o600);
    assert_eq!(mode(&to.join(SESSION_KEY)), 0o600);
    assert!(matches!(
        make(&data, &to, None, NOW),
        Err(BackupError::Exists(_))
    ));
    assert_eq!(notes(&to), ["a walk", "a swim"]);
}

#[test]
fn a_back_up_leaves_space_for_the_journal() {
    assert!(fits(RESERVE + 10, 10));
    assert!(!fits(RESERVE + 9, 10));
    assert!(!fits(RESERVE, u64::MAX - 1));
}

#[test]
fn every_kind_of_damage_is_found() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 8] = [
        ("list of contents", |it| {
            fs::remove_file(it.join("backup.json")).unwrap();
        }),
        ("list of contents", |it| {
            fs::write(it.join("backup.json"), "{}").unwrap();
        }),
        ("its database is missing", |it| {
            fs::remove_file(it.join(DATABASE)).unwrap();
        }),
        ("a file is missing", |it| {
            let file = OpenOptions::new().write(true).open(it.join(DATABASE));
            file.unwrap().set_len(4096).unwrap();
        }),
        ("a file is missing", |it| {
            fs::remove_file(it.join("photos/a/b/small.jpg")).unwrap();
        }),
        ("a file is missing", |it| {
            fs::write(it.join("photos/a/b/small.jpg"), "").unwrap();
        }),
        ("a file is missing", |it| {
            fs::write(it.join("photos/a/b/small.jpg"), [9; 50]).unwrap();
        }),
        ("a file is missing", |it| {
            fs::write(it.join(SESSION_KEY), [0xff]).unwrap();
        }),
    ];
    let (home, data) = data();
    for (number, (reason, damage)) in damages.into_iter().enumerate() {
        let to = home.path().join(format!("copy-{number}"));
        make(&data, &to, None, NOW).unwrap();
        damage(&to);
        let error = verify(&to).unwrap_err().to_string();
        assert!(error.contains(reason), "{number}: {error}");
        assert!(error.contains("use another one"), "{error}");
    }
}

#[test]
fn a_path_that_is_not_unicode_is_named_as_the_reason() {
    use std::os::unix::ffi::OsStrExt;
    let (home, data) = data();
    let to = home.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    let error = make(&data, &to, None, NOW).unwrap_err();
    assert!(
        error.to_string().contains("its path is not Unicode"),
        "{error}"
    );
}

#[test]
fn a_damaged_database_makes_no_back_up() {
    let (home, data) = data();
    let to = home.path().join("copy");
    fs::write(data.join(DATABASE), [7; 9000]).unwrap();
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(data.join(format!("{DATABASE}{suffix}")));
    }
    assert!(matches!(
        make(&data, &to, None, NOW),
        Err(BackupError::Database { .. })
    ));
    assert!(!to.exists() && !partial(&to).exists());
}

#[test]
fn data_of_a_later_release_is_named() {
    let (home, data) = data();
    let connection = Connection::open(data.join(DATABASE)).unwrap();
    connection
        .pragma_update(None, "user_version", 1_000)
        .unwrap();
    let error = make(&data, &home.path().join("copy"), None, NOW).unwrap_err();
    assert!(matches!(error, BackupError::Newer { .. }), "{error}");
}

#[test]
fn a_series_shares_its_pictures_and_starts_again_after_a_kill() {
    let (home, data) = data();
    let series = Series {
        data_dir: data.clone(),
        directory: home.path().join("backups"),
        has_session_key: false,
    };
    assert_eq!(series.newest(NOW), None);
    assert!(series.back_up(NOW).unwrap().is_some());
    assert!(series.back_up(NOW + 60).unwrap().is_none());
    assert_eq!(series.newest(NOW + 60), Some(NOW));
    // A run that was killed, and a directory that is not ours.
    let next = NOW + DAY;
    for name in ["humeur-2026-01-01T000000Z.partial", "other.partial"] {
        fs::create_dir(series.directory.join(name)).unwrap();
    }
    fs::write(data.join("photos/a/b/new.jpg"), [4; 7]).unwrap();
    assert_eq!(series.back_up(next).unwrap().unwrap().photos, 3);
    let mut names: Vec<_> = fs::read_dir(&series.directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    let [first, second, other] = &names[..] else {
        panic!("{names:?}")
    };
    assert!(other.ends_with("other.partial"));
    let links = |path: &Path| fs::metadata(path).unwrap().nlink();
    // The journal's own picture is not shared: a back-up must survive damage of it.
    assert_eq!(links(&data.join("photos/a/b/large.jpg")), 1);
    assert_eq!(links(&first.join("photos/a/b/large.jpg")), 2);
    assert_eq!(links(&second.join("photos/a/b/new.jpg")), 1);
    // Each is complete without the other.
    fs::remove_dir_all(first).unwrap();
    verify(second).unwrap();
}

#[test]
fn a_damaged_picture_is_not_shared() {
    let (home, data) = data();
    let series = Series {
        data_dir: data,
        directory: home.path().join("backups"),
        has_session_key: false,
    };
    series.back_up(NOW).unwrap();
    let picture = "photos/a/b/large.jpg";
    fs::write(series.path(NOW).join(picture), [9; 500]).unwrap();
    series.back_up(NOW + DAY).unwrap();
    let copied = fs::read(series.path(NOW + DAY).join(picture)).unwrap();
    assert_eq!(copied, [1; 500]);
}

#[test]
fn a_failed_run_deletes_nothing() {
    let (home, data) = data();
    let series = Series {
        data_dir: data.clone(),
        directory: home.path().join("backups"),
        has_session_key: false,
    };
    for day in 0..10 {
        series.back_up(NOW + day * DAY).unwrap().unwrap();
    }
    let count = || fs::read_dir(&series.directory).unwrap().count();
    let kept = count();
    assert!(kept < 10, "{kept}");
    let database = data.join(DATABASE);
    fs::rename(&database, data.join("gone.db")).unwrap();
    assert!(series.back_up(NOW + 10 * DAY).is_err());
    assert_eq!(count(), kept);
}

#[test]
fn a_series_of_another_journal_stays_as_it_is() {
    let (home, data) = data();
    let series = Series {
        data_dir: data.clone(),
        directory: home.path().join("backups"),
        has_session_key: false,
    };
    for day in 0..7 {
        series.back_up(NOW + day * DAY).unwrap().unwrap();
    }
    let names = || {
        let entries = fs::read_dir(&series.directory).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = names();
    // The data's disk is not mounted, so that a start made an empty journal with a key of its own.
    fs::write(data.join(SESSION_KEY), "another key").unwrap();
    let error = series.back_up(NOW + 7 * DAY).unwrap_err();
    assert!(matches!(error, BackupError::Foreign(_)), "{error}");
    assert!(error.to_string().contains("is mounted"), "{error}");
    assert_eq!(names(), before);
    fs::write(data.join(SESSION_KEY), "a key").unwrap();
    assert!(series.back_up(NOW + 7 * DAY).unwrap().is_some());
}

/// The series of a data directory.
fn series(data: &Path, home: &tempfile::TempDir) -> Series {
    Series {
        data_dir: data.to_owned(),
        directory: home.path().join("backups"),
        has_session_key: false,
    }
}

#[test]
fn a_rotation_of_the_session_key_keeps_the_series() {
    let (home, data) = data();
    let series = series(&data, &home);
    fs::write(data.join(SESSION_KEY), "old").unwrap();
    series.back_up(NOW).unwrap();
    for (day, keys) in (1..).zip(["new,old", "new, old\n", "new"]) {
        fs::write(data.join(SESSION_KEY), keys).unwrap();
        let made = series.back_up(NOW + day * DAY);
        assert!(matches!(made, Ok(Some(_))), "{keys}: {made:?}");
    }
    fs::write(data.join(SESSION_KEY), "old").unwrap();
    let error = series.back_up(NOW + 4 * DAY).unwrap_err();
    assert!(matches!(error, BackupError::Foreign(_)), "{error}");
}

#[test]
fn a_lost_session_key_makes_no_back_up() {
    let (home, data) = data();
    let mut series = series(&data, &home);
    series.back_up(NOW).unwrap();
    fs::remove_file(data.join(SESSION_KEY)).unwrap();
    let error = series.back_up(NOW + DAY).unwrap_err();
    assert!(matches!(error, BackupError::NoKey(_)), "{error}");
    assert_eq!(series.all(), [NOW]);
    series.has_session_key = true;
    assert!(series.back_up(NOW + DAY).unwrap().is_some());
}

#[test]
fn one_that_cannot_be_deleted_ends_no_series() {
    let (home, data) = data();
    let series = series(&data, &home);
    series.back_up(NOW).unwrap();
    // A file is no directory, so the deletion fails.
    let file = "humeur-2026-01-01T000000Z.partial";
    fs::write(series.directory.join(file), "").unwrap();
    let other = series.directory.join("humeur-2026-01-02T000000Z.partial");
    fs::create_dir(&other).unwrap();
    let error = series.back_up(NOW + DAY).unwrap_err().to_string();
    assert!(
        error.contains("was made") && error.contains(file),
        "{error}"
    );
    assert_eq!(series.all(), [NOW, NOW + DAY]);
    assert!(!other.exists());
}

#[test]
fn a_path_inside_the_data_directory_is_found() {
    let (home, data) = data();
    let link = home.path().join("link");
    std::os::unix::fs::symlink(&data, &link).unwrap();
    let missing = home.path().join("missing");
    for (path, directory) in [
        (data.clone(), &data),
        (data.join("backups"), &data),
        (link.join("a/b"), &data),
        (data.join("a/b"), &link),
        (missing.join("backups"), &missing),
    ] {
        assert!(is_inside(&path, directory), "{path:?} {directory:?}");
    }
    for path in [home.path().join("backups"), home.path().join("data-2")] {
        assert!(!is_inside(&path, &data), "{path:?}");
    }
}

#[test]
fn the_directory_of_a_disk_that_is_not_mounted_is_an_error() {
    let (home, data) = data();
    let series = Series {
        data_dir: data,
        directory: home.path().join("missing/backups"),
        has_session_key: false,
    };
    let error = series.back_up(NOW).unwrap_err().to_string();
    assert!(error.contains("is mounted"), "{error}");
    assert!(!home.path().join("missing").exists());
}
