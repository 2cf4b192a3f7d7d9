//! Data of every earlier release opens, and that of a later one is refused and stays as it is.
//!
//! `tools/fixture/main.mjs` makes the archive of a release.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use rusqlite::Connection;
use serde_json::Value;
use test_kit::process::{Server, ended, free_address, program, request};

/// The archives, by release.
fn releases() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/releases");
    let entries = fs::read_dir(directory).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// Unpacks the data of a release into a new directory. Returns the expectations for its journal.
fn unpacked(archive: &Path) -> (tempfile::TempDir, Value) {
    let home = tempfile::tempdir().unwrap();
    let mut tar = Command::new("tar");
    tar.arg("-xzf").arg(archive).arg("-C").arg(home.path());
    assert!(tar.status().unwrap().success(), "{}", archive.display());
    let journal = fs::read(home.path().join("journal.json")).unwrap();
    (home, serde_json::from_slice(&journal).unwrap())
}

#[test]
fn data_of_every_release_opens() {
    let releases = releases();
    let this = concat!(env!("CARGO_PKG_VERSION"), ".tar.gz");
    assert!(
        releases.iter().any(|path| path.ends_with(this)),
        "the data of this release is missing: run 'make build' and 'node tools/fixture/main.mjs'"
    );
    for archive in releases {
        let (home, journal) = unpacked(&archive);
        let text = |name: &str| journal[name].as_str().unwrap().to_owned();
        let (cookie, moment, photo) = (text("cookie"), text("moment"), text("photo"));
        let server = Server::start(home.path(), &[]);
        let get = |path: &str| {
            let reply = server.send(&request(&format!("GET {path}\nCookie: {cookie}"), ""));
            let reply = reply.unwrap();
            assert_eq!(reply.status, 200, "{} {path}", archive.display());
            serde_json::from_str::<Value>(&reply.body).unwrap()
        };
        let week = get("/mood/week?start=2026-11-14&end=2026-11-20");
        let entries = week["items"].as_array().unwrap().iter();
        let entries = entries.map(|entry| {
            let field = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            [field("day"), field("mood"), field("note")]
        });
        assert_eq!(
            entries.collect::<Vec<_>>(),
            [
                ["2026-11-16", "good", "A walk by the canal. #walk"],
                ["2026-11-17", "okay", "Better in the evening."],
            ]
        );
        assert_eq!(week["removed"].as_array().unwrap().len(), 1);
        let comments = get("/comments?sectionId=day:2026-11-16");
        assert_eq!(comments["items"][0]["text"], "Again tomorrow.");
        let found = get(&format!("/events/{moment}"));
        assert_eq!(found["title"], "Lea is born");
        assert_eq!(found["photos"][0]["id"], photo);
        let picture = home.path().join("data/photos");
        let sizes = walk(&picture).into_iter();
        let sizes = sizes.filter(|path| path.to_string_lossy().contains(&photo));
        assert_eq!(sizes.count(), 2);
        drop(server);
        let database = Connection::open(home.path().join("data/humeur.db")).unwrap();
        assert!(version(&database) > 0, "the data has its mark");
    }
}

fn walk(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).unwrap();
    entries
        .flat_map(|entry| walk(&entry.unwrap().path()))
        .collect()
}

fn version(database: &Connection) -> u32 {
    let version = database.pragma_query_value(None, "user_version", |row| row.get(0));
    version.unwrap()
}

#[test]
fn data_of_a_later_release_is_refused_and_stays() {
    let home = tempfile::tempdir().unwrap();
    let mut server = Server::start(home.path(), &[]);
    server.terminate();
    assert!(server.ended().success());
    let data = home.path().join("data");
    let file = data.join("humeur.db");
    let database = Connection::open(&file).unwrap();
    let later = version(&database) + 1;
    database.pragma_update(None, "user_version", later).unwrap();
    database.close().unwrap();
    let before = fs::read(&file).unwrap();

    let address = free_address().to_string();
    let mut process = program(&[("HUMEUR_ADDR", &address)])
        .env("HUMEUR_DATA_DIR", &data)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    assert!(!ended(&mut process).success());
    let output = process.wait_with_output().unwrap();
    let sentence = String::from_utf8_lossy(&output.stderr);
    assert!(
        sentence.contains("A later release of Humeur wrote the database"),
        "{sentence}"
    );
    assert!(sentence.contains("Nothing was changed."), "{sentence}");
    assert_eq!(fs::read(&file).unwrap(), before);
}
