//! Automatic back-ups of the real program, their restore, and disks that can't be written.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use server::local::backups;
use test_kit::process::{Server, day, ended, free_address, program, request, save};

/// The timeout, long enough for a busy machine.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Waits until `found` returns something.
#[track_caller]
fn wait<T>(found: impl Fn() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(since.elapsed() < TIMEOUT, "not in time");
        thread::sleep(Duration::from_millis(20));
    }
}

/// The complete back-ups in a directory.
fn back_ups(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_none_or(|it| it != "partial"))
        .collect()
}

fn week(server: &Server, cookie: &str) -> String {
    let head = format!(
        "GET /mood/week?start={}&end={}\nCookie: {cookie}",
        day(9),
        day(0)
    );
    let reply = server.send(&request(&head, "")).unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body
}

#[test]
fn a_back_up_of_the_running_server_is_a_journal() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let directory = home.path().join("backups");
    let cookie = {
        let server = Server::start(home.path(), &[]);
        let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
        let saved = server.send(&save(&cookie, &day(0), "good", "before the back-up"));
        assert_eq!(saved.unwrap().status, 200);
        // The last write is only in the write-ahead log.
        server.kill();
        cookie
    };
    let server = Server::start(
        home.path(),
        &[("HUMEUR_BACKUP_DIR", directory.to_str().unwrap())],
    );
    let made = wait(|| back_ups(&directory).pop());
    let saved = server.send(&save(&cookie, &day(1), "bad", "after the back-up"));
    assert_eq!(saved.unwrap().status, 200);
    assert!(backups::verify(&made).unwrap().size.database_bytes > 0);
    wait(|| server.printed().0.contains("back-up made").then_some(()));
    let mut doctor = program(&[
        ("HUMEUR_BACKUP_DIR", directory.to_str().unwrap()),
        (
            "HUMEUR_DATA_DIR",
            home.path().join("data").to_str().unwrap(),
        ),
    ]);
    let output = doctor.args(["doctor", "--offline"]).output().unwrap();
    let findings = String::from_utf8_lossy(&output.stdout);
    assert!(findings.contains("is 0 hours old and sound"), "{findings}");
    drop(server);

    // Another start on the same day makes no other.
    let server = Server::start(
        home.path(),
        &[("HUMEUR_BACKUP_DIR", directory.to_str().unwrap())],
    );
    week(&server, &cookie);
    thread::sleep(Duration::from_millis(300));
    assert_eq!(back_ups(&directory).len(), 1);
    drop(server);

    // The drill: `humeur restore`, on another machine.
    let data = other.path().join("data");
    let mut restore = program(&[("HUMEUR_DATA_DIR", data.to_str().unwrap())]);
    let output = restore.arg("restore").arg(&made).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert!(printed.contains("Restored to"), "{printed}");
    backups::verify(&made).unwrap();
    fs::write(made.join("humeur.db"), "damaged").unwrap();
    let mut restore = program(&[("HUMEUR_DATA_DIR", data.to_str().unwrap())]);
    let output = restore.args(["restore", "--replace"]).arg(&made).output();
    let output = output.unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{output:?}");
    assert!(error.contains("Nothing was changed"), "{error}");
    let server = Server::start(other.path(), &[]);
    let restored = week(&server, &cookie);
    assert!(restored.contains("before the back-up"), "{restored}");
    assert!(!restored.contains("after the back-up"), "{restored}");
    let saved = server.send(&save(&cookie, &day(2), "great", "after the restore"));
    assert_eq!(saved.unwrap().status, 200);
}

#[test]
fn a_directory_that_takes_no_back_up_leaves_the_journal_working() {
    let home = tempfile::tempdir().unwrap();
    // A file instead of a directory, a directory on a disk that is not mounted, and a file system that
    // accepts no files.
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    let unmounted = home.path().join("mnt/backups");
    for directory in [file, unmounted, "/proc/humeur".into()] {
        let server = Server::start(
            home.path(),
            &[("HUMEUR_BACKUP_DIR", directory.to_str().unwrap())],
        );
        let log = || server.printed().0;
        let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
        wait(|| {
            let log = log();
            let said = log.contains("back-up failed") && log.contains(directory.to_str().unwrap());
            said.then_some(())
        });
        let saved = server.send(&save(&cookie, &day(0), "good", "still here"));
        assert_eq!(saved.unwrap().status, 200);
        fs::remove_file(home.path().join("stdout")).unwrap();
    }
}

/// A disk too full for the copy of the photos, by a limit on the size of files.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_the_former_back_ups_and_no_part_of_a_new_one() {
    use std::process::Command;

    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    let saved = server.send(&save(&cookie, &day(0), "good", "here"));
    assert_eq!(saved.unwrap().status, 200);
    drop(server);
    let directory = home.path().join("backups");
    fs::create_dir(&directory).unwrap();
    let former = directory.join("humeur-2026-01-01T000000Z");
    backups::make(&data, &former, None, 1_767_225_600).unwrap();
    // Larger than every other file.
    let photo = data.join("photos/a/b/c/large.jpg");
    fs::create_dir_all(photo.parent().unwrap()).unwrap();
    fs::write(photo, vec![1; 4 * 1024 * 1024]).unwrap();

    let limited = || {
        let mut command = Command::new("/bin/sh");
        let script = "trap '' XFSZ; ulimit -S -f 2000; exec \"$0\"";
        command
            .env_clear()
            .env("HUMEUR_BACKUP_DIR", &directory)
            .args(["-c", script, env!("CARGO_BIN_EXE_server")])
            .stdin(Stdio::null());
        command
    };
    let server = Server::start_by(home.path(), limited);
    wait(|| server.printed().0.contains("back-up failed").then_some(()));
    assert!(week(&server, &cookie).contains("here"));
    let left: Vec<_> = fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(left, std::slice::from_ref(&former));
    backups::verify(&former).unwrap();
}

#[test]
fn a_slow_disk_delays_neither_requests_nor_the_stop() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("backups");
    let variables = [("HUMEUR_BACKUP_DIR", directory.to_str().unwrap())];
    // A read of this "photo" never ends.
    let photo = home.path().join("data/photos/a/b/c/large.jpg");
    fs::create_dir_all(photo.parent().unwrap()).unwrap();
    let mut pipe = std::process::Command::new("mkfifo");
    assert!(pipe.arg(&photo).status().unwrap().success());
    let mut server = Server::start(home.path(), &variables);
    let has_begun = || {
        let mut entries = fs::read_dir(&directory).into_iter().flatten();
        let copied = |path: PathBuf| path.join("photos/a/b/c").is_dir();
        entries.any(|entry| copied(entry.unwrap().path()))
    };
    wait(|| has_begun().then_some(()));
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    let saved = server.send(&save(&cookie, &day(0), "good", "at once"));
    assert_eq!(saved.unwrap().status, 200);
    server.terminate();
    assert!(server.ended().success());
    assert_eq!(back_ups(&directory), Vec::<PathBuf>::new());

    fs::remove_file(&photo).unwrap();
    let server = Server::start(home.path(), &variables);
    wait(|| (back_ups(&directory).len() == 1).then_some(()));
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 1);
    assert!(week(&server, &cookie).contains("at once"));
}

/// The sentence with which the program refuses to start.
#[track_caller]
fn refusal(home: &Path, variables: &[(&str, &str)]) -> String {
    let address = free_address().to_string();
    let mut process = program(variables)
        .env("HUMEUR_ADDR", address)
        .env("HUMEUR_DATA_DIR", home.join("data"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    assert!(!ended(&mut process).success());
    let output = process.wait_with_output().unwrap();
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_key_without_its_database_starts_no_empty_journal() {
    let home = tempfile::tempdir().unwrap();
    let mut server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    let saved = server.send(&save(&cookie, &day(0), "good", "kept"));
    assert_eq!(saved.unwrap().status, 200);
    server.terminate();
    assert!(server.ended().success());
    let database = home.path().join("data/humeur.db");
    let moved = home.path().join("moved.db");
    fs::rename(&database, &moved).unwrap();
    let sentence = refusal(home.path(), &[]);
    assert!(sentence.contains("restore a back-up"), "{sentence}");
    assert!(sentence.contains("move session.key away"), "{sentence}");
    assert!(!database.exists());
    // The lock of a restore that failed leaves an empty file.
    fs::write(&database, "").unwrap();
    assert_eq!(refusal(home.path(), &[]), sentence);
    // The environment's key says nothing about a first start.
    let key = fs::read_to_string(home.path().join("data/session.key")).unwrap();
    let mut server = Server::start(home.path(), &[("HUMEUR_SESSION_KEY", &key)]);
    server.terminate();
    assert!(server.ended().success());
    fs::rename(&moved, &database).unwrap();
    let server = Server::start(home.path(), &[]);
    assert!(week(&server, &cookie).contains("kept"));
}

#[test]
fn back_ups_in_the_data_directory_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("data/backups");
    let variables = [("HUMEUR_BACKUP_DIR", directory.to_str().unwrap())];
    let sentence = refusal(home.path(), &variables);
    assert!(sentence.contains("is in the data directory"), "{sentence}");
    assert!(!home.path().join("data").exists());
}

#[test]
fn another_store_than_the_embedded_one_is_refused() {
    let output = program(&[
        ("HUMEUR_BACKUP_DIR", "/tmp/backups"),
        ("DYNAMODB_ENDPOINT", "http://127.0.0.1:9"),
    ])
    .output()
    .unwrap();
    assert!(!output.status.success());
    let sentence = String::from_utf8_lossy(&output.stderr);
    assert!(
        sentence.contains("HUMEUR_BACKUP_DIR backs up the embedded engine only"),
        "{sentence}"
    );
}
