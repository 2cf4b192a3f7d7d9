//! `humeur backup` while people write, and the back-ups that it refuses.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
};

use serde_json::Value;
use test_kit::process::{Server, day, ended, free_address, program, request, save};

const DAYS: u64 = 60;

/// Runs a command on the data in `data`.
pub(super) fn run(data: &Path, arguments: &[&str]) -> Output {
    program(&[("HUMEUR_DATA_DIR", data.to_str().unwrap())])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap()
}

#[track_caller]
pub(super) fn succeeds(output: &Output, says: &str) {
    let printed = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}{error}");
    assert!(printed.contains(says), "no {says}: {printed}");
}

/// Expects one sentence on standard error, and status 1.
#[track_caller]
pub(super) fn fails(output: &Output, says: &[&str]) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert_eq!(error.trim().lines().count(), 1, "{error}");
    for part in says {
        assert!(error.contains(part), "no {part}: {error}");
    }
}

/// The numbers in the days' notes.
pub(super) fn notes(server: &Server, cookie: &str) -> Vec<(String, u64)> {
    let (start, end) = (day(DAYS), day(0));
    let week = format!("GET /mood/week?start={start}&end={end}\nCookie: {cookie}");
    let reply = server.send(&request(&week, "")).unwrap();
    let answer: Value = serde_json::from_str(&reply.body).unwrap();
    let items = answer["items"].as_array().unwrap().iter();
    let note = |item: &Value| {
        let number = item["note"].as_str().unwrap().parse().unwrap();
        (item["day"].as_str().unwrap().to_owned(), number)
    };
    items.map(note).collect()
}

/// The path of a picture in the data directory.
pub(super) fn picture(data: &Path) -> PathBuf {
    data.join("photos/owner/moment/photo/large.jpg")
}

#[test]
fn a_backup_while_people_write_restores_what_was_acknowledged() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    fs::create_dir_all(picture(&data).parent().unwrap()).unwrap();
    fs::write(picture(&data), b"a picture").unwrap();
    fs::create_dir_all(data.join("exports/owner")).unwrap();
    fs::write(data.join("exports/owner/humeur.csv"), b"an export").unwrap();

    let file = home.path().join("copy.tar.gz");
    let path = file.to_str().unwrap();
    let (stopped, acknowledged) = (AtomicBool::new(false), AtomicU64::new(0));
    let write = |count: u64| {
        let saved = save(&cookie, &day(count % DAYS), "good", &count.to_string());
        assert_eq!(server.send(&saved).unwrap().status, 200);
        acknowledged.store(count, Ordering::SeqCst);
    };
    // Every day has a note before the back-up begins.
    for count in 1..=DAYS {
        write(count);
    }
    let (before, after) = thread::scope(|scope| {
        scope.spawn(|| {
            let mut count = DAYS;
            while !stopped.load(Ordering::SeqCst) {
                count += 1;
                write(count);
            }
        });
        let before = acknowledged.load(Ordering::SeqCst);
        let backup = run(&data, &["backup", path]);
        // One write may be under way.
        let after = acknowledged.load(Ordering::SeqCst) + 1;
        stopped.store(true, Ordering::SeqCst);
        succeeds(&backup, "photo files: 1");
        (before, after)
    });
    fails(&run(&data, &["backup", path]), &["exists already"]);
    let left: Vec<_> = fs::read_dir(home.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("copy"))
        .collect();
    assert_eq!(left, ["copy.tar.gz"]);
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);

    let other = tempfile::tempdir().unwrap();
    let restored = other.path().join("data");
    succeeds(&run(&restored, &["restore", path]), "Restored to");
    assert_eq!(fs::read(picture(&restored)).unwrap(), b"a picture");
    let mut names: Vec<_> = fs::read_dir(&restored)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = [
        "humeur.db",
        "humeur.lock",
        "photos",
        "push.key",
        "session.key",
    ];
    assert_eq!(names, expected);
    // The same cookie opens the journal, because the session key is the same.
    let copy = Server::start(other.path(), &[]);
    let notes = notes(&copy, &cookie);
    assert_eq!(notes.len() as u64, DAYS);
    let newest = notes.iter().map(|(_, count)| *count).max().unwrap();
    assert!(
        before <= newest && newest <= after,
        "{before} {newest} {after}"
    );
    for (day, count) in notes {
        assert!(
            count + DAYS > newest,
            "{day} holds {count}, and the newest is {newest}"
        );
    }
}

#[test]
fn a_backup_deletes_no_file_and_writes_none_into_the_data() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let mut server = Server::start(home.path(), &[]);
    server.terminate();
    assert!(server.ended().success());
    // The database and files with similar names must not be treated as temporary ones.
    let inside = data.join("humeur");
    fails(
        &run(&data, &["backup", inside.to_str().unwrap()]),
        &["is in the data directory"],
    );
    assert!(fs::metadata(data.join("humeur.db")).unwrap().len() > 0);
    assert!(!inside.exists());
    for name in ["copy.db", "copy.part"] {
        fs::write(home.path().join(name), "mine").unwrap();
    }
    let file = home.path().join("copy");
    succeeds(
        &run(&data, &["backup", file.to_str().unwrap()]),
        "Back-up written",
    );
    for name in ["copy.db", "copy.part"] {
        assert_eq!(fs::read(home.path().join(name)).unwrap(), b"mine");
    }
    let entries = fs::read_dir(home.path()).unwrap();
    let mut paths = entries.map(|entry| entry.unwrap().path());
    assert!(!paths.any(|path| path.extension().is_some_and(|end| end == "tmp")));
}

#[test]
fn a_backup_without_space_or_of_a_later_release_is_not_begun() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let mut server = Server::start(home.path(), &[]);
    server.terminate();
    assert!(server.ended().success());
    let file = home.path().join("copy.tar.gz");
    let back_up = || run(&data, &["backup", file.to_str().unwrap()]);
    // A file with holes is larger than the disk.
    let photo = picture(&data);
    fs::create_dir_all(photo.parent().unwrap()).unwrap();
    let large = fs::File::create(&photo).unwrap();
    large.set_len(8 << 40).unwrap();
    fails(&back_up(), &["is full, or would be"]);
    fs::remove_file(photo).unwrap();

    let database = rusqlite::Connection::open(data.join("humeur.db")).unwrap();
    database.pragma_update(None, "user_version", 1000).unwrap();
    database.close().unwrap();
    fails(&back_up(), &["A later release of Humeur"]);
    assert!(!file.exists());
    let doctor = run(&data, &["doctor", "--offline"]);
    let findings = String::from_utf8_lossy(&doctor.stdout);
    assert!(
        findings.contains("problem  database: A later release of Humeur"),
        "{findings}"
    );
}

#[test]
fn a_backup_without_a_key_or_in_the_middle_of_a_restore_is_not_begun() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let mut server = Server::start(home.path(), &[]);
    server.terminate();
    assert!(server.ended().success());
    let file = home.path().join("copy.tar.gz");
    let back_up = || run(&data, &["backup", file.to_str().unwrap()]);
    // The database and the photos of the restored data are still to move.
    fs::create_dir(data.join("arriving")).unwrap();
    fails(&back_up(), &["was interrupted", "start the server"]);
    fs::remove_dir(data.join("arriving")).unwrap();

    let key = fs::read_to_string(data.join("session.key")).unwrap();
    fs::remove_file(data.join("session.key")).unwrap();
    fails(&back_up(), &["no session.key", "HUMEUR_SESSION_KEY"]);
    assert!(!file.exists());
    let given = program(&[("HUMEUR_SESSION_KEY", key.trim())])
        .env("HUMEUR_DATA_DIR", &data)
        .arg("backup")
        .arg(&file)
        .output()
        .unwrap();
    succeeds(&given, "keep a copy of that variable");
}

#[test]
fn a_journal_without_its_key_does_not_open_with_another() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let mut server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    server.send(&save(&cookie, &day(0), "good", "1")).unwrap();
    server.terminate();
    assert!(server.ended().success());
    let key = fs::read(data.join("session.key")).unwrap();
    fs::remove_file(data.join("session.key")).unwrap();
    let address = free_address().to_string();
    let mut process = program(&[("HUMEUR_ADDR", &address)])
        .env("HUMEUR_DATA_DIR", &data)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    assert!(!ended(&mut process).success());
    let output = process.wait_with_output().unwrap();
    let sentence = String::from_utf8_lossy(&output.stderr);
    assert!(sentence.contains("restore it from a back-up"), "{sentence}");
    assert!(!data.join("session.key").exists());
    fs::write(data.join("session.key"), key).unwrap();
    let mut server = Server::start(home.path(), &[]);
    assert_eq!(notes(&server, &cookie), [(day(0), 1)]);
    server.terminate();
    assert!(server.ended().success());
    // A key that leaked is replaced in its file: the former sessions end.
    fs::write(data.join("session.key"), format!("{}\n", "bmV3".repeat(22))).unwrap();
    let server = Server::start(home.path(), &[]);
    assert!(notes(&server, &cookie).is_empty());
}

#[test]
fn another_user_neither_backs_up_nor_restores() {
    let home = tempfile::tempdir().unwrap();
    let mut data = home.path().join("data");
    fs::create_dir(&data).unwrap();
    // Only root can change a directory's owner; other users test with a directory of root's.
    if std::os::unix::fs::chown(&data, Some(65_534), None).is_err() {
        data = "/".into();
    }
    let file = home.path().join("copy.tar.gz");
    for command in ["backup", "restore"] {
        let output = run(&data, &[command, file.to_str().unwrap()]);
        fails(&output, &["belongs to user", "runuser -u humeur"]);
    }
}
