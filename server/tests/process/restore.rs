//! `humeur restore` deletes nothing, a crash loses nothing, and an invalid back-up changes nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::Duration,
};

use test_kit::process::{Server, day, program, request, save};

use super::{
    backup::{fails, notes, run, succeeds},
    start_and_stop,
};

#[test]
fn a_restore_deletes_nothing_and_needs_a_stopped_server() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let file = home.path().join("copy.tar.gz");
    let path = file.to_str().unwrap();
    fails(
        &run(&data, &["backup", path]),
        &["no journal", "HUMEUR_DATA_DIR"],
    );
    let mut server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    let write = |server: &Server, count: &str| {
        let reply = server.send(&save(&cookie, &day(0), "good", count)).unwrap();
        assert_eq!(reply.status, 200);
    };
    write(&server, "1");
    succeeds(&run(&data, &["backup", path]), "photo files: 0");
    write(&server, "2");
    fails(
        &run(&data, &["restore", path, "--replace"]),
        &["in use by another Humeur"],
    );
    server.terminate();
    assert!(server.ended().success());
    fails(
        &run(&data, &["restore", path]),
        &["already has data", "--replace"],
    );

    succeeds(
        &run(&data, &["restore", path, "--replace"]),
        "previous data is in",
    );
    let server = Server::start(home.path(), &[]);
    assert_eq!(notes(&server, &cookie), [(day(0), 1)]);
    server.kill();
    // The replaced data is a complete data directory.
    let replaced = fs::read_dir(&data)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let is_replaced = |path: &PathBuf| {
        path.file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("replaced-")
    };
    let replaced: Vec<_> = replaced.filter(is_replaced).collect();
    let [replaced] = &replaced[..] else {
        panic!("one folder: {replaced:?}")
    };
    let doctor = run(&data, &["doctor", "--offline"]);
    let findings = String::from_utf8_lossy(&doctor.stdout);
    assert!(
        findings.contains("the data from before a restore"),
        "{findings}"
    );
    // It can be restored, too.
    let back = run(&data, &["restore", replaced.to_str().unwrap(), "--replace"]);
    succeeds(&back, "Restored to");
    let server = Server::start(home.path(), &[]);
    assert_eq!(notes(&server, &cookie), [(day(0), 2)]);
    server.kill();
    let other = tempfile::tempdir().unwrap();
    fs::rename(replaced, other.path().join("data")).unwrap();
    let server = Server::start(other.path(), &[]);
    assert_eq!(notes(&server, &cookie), [(day(0), 2)]);
}

#[test]
fn a_killed_restore_leaves_one_of_the_two_journals_whole() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let file = home.path().join("copy.tar.gz");
    let path = file.to_str().unwrap();
    let mut server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    server.send(&save(&cookie, &day(0), "good", "1")).unwrap();
    succeeds(&run(&data, &["backup", path]), "Back-up written");
    server.send(&save(&cookie, &day(0), "good", "2")).unwrap();
    server.terminate();
    assert!(server.ended().success());
    for milliseconds in [2, 5, 10, 15, 20, 40] {
        let mut restore = program(&[("HUMEUR_DATA_DIR", data.to_str().unwrap())])
            .args(["restore", path, "--replace"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(milliseconds));
        let _ = restore.kill();
        restore.wait().unwrap();
        let mut server = Server::start(home.path(), &[]);
        let found = notes(&server, &cookie);
        assert!(
            found == [(day(0), 1)] || found == [(day(0), 2)],
            "after {milliseconds} ms: {found:?}"
        );
        assert!(!data.join("restoring").exists());
        server.terminate();
        assert!(server.ended().success());
    }
    // A restore that was killed just before its last step.
    fs::create_dir(data.join("arriving")).unwrap();
    fs::rename(data.join("humeur.db"), data.join("arriving/humeur.db")).unwrap();
    let doctor = run(&data, &["doctor", "--offline"]);
    let findings = String::from_utf8_lossy(&doctor.stdout);
    assert!(findings.contains("a restore was interrupted"), "{findings}");
    let server = Server::start(home.path(), &[]);
    assert_eq!(notes(&server, &cookie).len(), 1);
}

#[test]
fn the_copy_of_an_interrupted_restore_does_not_stay() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let file = home.path().join("copy.tar.gz");
    let path = file.to_str().unwrap();
    let mut server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    server.send(&save(&cookie, &day(0), "good", "1")).unwrap();
    succeeds(&run(&data, &["backup", path]), "Back-up written");
    server.terminate();
    assert!(server.ended().success());
    let folders = ["restoring", "restoring.partial"].map(|name| data.join(name));
    // A restore that was killed while it unpacked.
    let interrupt = || {
        for folder in &folders {
            fs::create_dir(folder).unwrap();
            fs::copy(data.join("session.key"), folder.join("session.key")).unwrap();
        }
    };
    let is_gone = || folders.iter().all(|folder| !folder.exists());
    interrupt();
    let mut server = Server::start(home.path(), &[]);
    assert!(is_gone());
    assert_eq!(notes(&server, &cookie), [(day(0), 1)]);
    server.terminate();
    assert!(server.ended().success());
    interrupt();
    succeeds(&run(&data, &["restore", path, "--replace"]), "Restored");
    assert!(is_gone());
}

#[test]
fn a_start_on_a_damaged_database_says_how_to_restore_one() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let file = home.path().join("copy.tar.gz");
    let path = file.to_str().unwrap();
    let mut server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    server.send(&save(&cookie, &day(0), "good", "1")).unwrap();
    succeeds(&run(&data, &["backup", path]), "Back-up written");
    server.terminate();
    assert!(server.ended().success());
    fs::write(data.join("humeur.db"), "no database, ".repeat(100)).unwrap();
    fails(
        &start_and_stop::run(&data, &[]),
        &["`humeur restore --replace`", "humeur.db-wal, humeur.db-shm"],
    );
    succeeds(&run(&data, &["restore", path, "--replace"]), "Restored");
    let server = Server::start(home.path(), &[]);
    assert_eq!(notes(&server, &cookie), [(day(0), 1)]);
}

#[test]
fn a_damaged_file_restores_nothing() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    server.send(&save(&cookie, &day(0), "good", "1")).unwrap();
    let file = home.path().join("copy.tar.gz");
    succeeds(
        &run(&data, &["backup", file.to_str().unwrap()]),
        "Back-up written",
    );
    let whole = fs::read(&file).unwrap();
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    let damaged = home.path().join("damaged.tar.gz");
    let target = home.path().join("restored");
    for content in [
        &whole[..whole.len() - 9],
        &whole[..whole.len() / 2],
        &changed[..],
        &b"no archive"[..],
        &b""[..],
    ] {
        fs::write(&damaged, content).unwrap();
        let restored = run(&target, &["restore", damaged.to_str().unwrap()]);
        fails(&restored, &["no complete back-up", "Nothing was changed"]);
        let left: Vec<_> = fs::read_dir(&target)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .filter(|name| name != "humeur.lock" && name != "humeur.db")
            .collect();
        assert!(left.is_empty(), "{left:?}");
        assert_eq!(fs::metadata(target.join("humeur.db")).unwrap().len(), 0);
    }
    let missing = home.path().join("missing.tar.gz");
    fails(
        &run(&target, &["restore", missing.to_str().unwrap()]),
        &["can't be read"],
    );
    // After all these failures, the complete archive is restored without --replace.
    succeeds(
        &run(&target, &["restore", file.to_str().unwrap()]),
        "Restored",
    );
}

/// An archive of these entries.
fn archive(path: &Path, entries: &[(&str, &[u8])]) {
    let encoder =
        flate2::write::GzEncoder::new(fs::File::create(path).unwrap(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(encoder);
    for (name, content) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o600);
        // `append_data` itself refuses a name with `..`.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        tar.append(&header, *content).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap();
}

#[test]
fn a_newer_or_hostile_archive_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let (file, data) = (home.path().join("made.tar.gz"), home.path().join("data"));
    let manifest = |format: u32| format!(r#"{{"format":{format},"version":"9.9.9","madeAt":1}}"#);
    let restore = || run(&data, &["restore", file.to_str().unwrap()]);
    archive(&file, &[("humeur.json", manifest(2).as_bytes())]);
    fails(&restore(), &["9.9.9", "newer", "Nothing was changed"]);
    let manifest = manifest(1);
    for name in [
        "../outside",
        "photos/../../outside",
        "/tmp/outside",
        "humeur.lock",
        "other",
    ] {
        archive(
            &file,
            &[("humeur.json", manifest.as_bytes()), (name, &b"x"[..])],
        );
        fails(&restore(), &["is unknown"]);
    }
    for (one, other) in [
        ("session.key", "session.key"),
        ("photos/a", "photos/a/large.jpg"),
    ] {
        let entries = [
            ("humeur.json", manifest.as_bytes()),
            (one, &b"x"[..]),
            (other, &b"x"[..]),
        ];
        archive(&file, &entries);
        fails(&restore(), &["is no complete back-up"]);
    }
    archive(&file, &[("humeur.db", &b"x"[..])]);
    fails(&restore(), &["it has no humeur.json"]);
    archive(
        &file,
        &[
            ("humeur.json", manifest.as_bytes()),
            ("humeur.db", &b"no database"[..]),
        ],
    );
    fails(&restore(), &["not a database"]);
    assert!(!home.path().join("outside").exists());
}
