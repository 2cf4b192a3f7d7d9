//! The embedded engine and its directory.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use super::*;

async fn open(data_dir: &Path) -> Result<Store, store::OpenError> {
    store::open(
        &Backend::Embedded {
            data_dir: data_dir.into(),
        },
        &Tables::default(),
    )
    .await
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn a_directory_in_use_is_an_error_that_names_it() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let first = open(&data).await.unwrap();
    let rejection = open(&data).await.unwrap_err();
    assert!(
        matches!(rejection, store::OpenError::InUse(_)),
        "{rejection:?}"
    );
    let sentence = rejection.to_string();
    assert!(sentence.contains(data.to_str().unwrap()), "{sentence}");
    assert!(sentence.contains("HUMEUR_DATA_DIR"), "{sentence}");
    assert_eq!(
        first.stores.moods.ping().await,
        Ok(()),
        "the first one keeps working"
    );
    // Any part of the store keeps the directory locked.
    let client = first.client.clone();
    drop(first);
    assert!(open(&data).await.is_err());
    drop(client);
    open(&data).await.unwrap();
}

#[tokio::test]
async fn the_files_are_private() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("a/b");
    let store = open(&data).await.unwrap();
    assert_eq!(mode(&data), 0o700);
    let files: Vec<_> = fs::read_dir(&data)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    assert!(files.contains(&data.join("humeur.db")), "{files:?}");
    for file in &files {
        assert_eq!(mode(file), 0o600, "{file:?}");
    }
    // A restored copy may be readable by all users.
    drop(store);
    set_mode(&data.join("humeur.db"), 0o644);
    let _store = open(&data).await.unwrap();
    assert_eq!(mode(&data.join("humeur.db")), 0o600);
}

#[tokio::test]
async fn an_empty_directory_is_made_private_and_any_other_is_left_unchanged() {
    let home = tempfile::tempdir().unwrap();
    let (empty, shared) = (home.path().join("empty"), home.path().join("shared"));
    for directory in [&empty, &shared] {
        fs::create_dir(directory).unwrap();
        set_mode(directory, 0o755);
    }
    fs::write(shared.join("thesis.txt"), "").unwrap();
    let (_a, _b) = (open(&empty).await.unwrap(), open(&shared).await.unwrap());
    assert_eq!(mode(&empty), 0o700);
    assert_eq!(mode(&shared), 0o755);
    assert_eq!(mode(&shared.join("humeur.db")), 0o600);
}

#[tokio::test]
async fn a_path_that_cannot_be_opened_is_named() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    let rejection = open(&file).await.unwrap_err().to_string();
    assert!(rejection.contains("file can't be used"), "{rejection}");

    let data = home.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::write(
        data.join("humeur.db"),
        "this is not a database, ".repeat(100),
    )
    .unwrap();
    let rejection = open(&data).await.unwrap_err().to_string();
    assert!(
        rejection.contains("humeur.db can't be opened"),
        "{rejection}"
    );
}

/// Sets the trusted reading of the clock, and the first doubted one, in days before now.
fn set_clock(data_dir: &Path, trusted: i64, doubted: Option<i64>) {
    let file = rusqlite::Connection::open(data_dir.join("humeur.db")).unwrap();
    file.execute_batch(
        "CREATE TABLE IF NOT EXISTS _clock (id INTEGER PRIMARY KEY, trusted INTEGER, doubted INTEGER)",
    )
    .unwrap();
    let readings = "INSERT OR REPLACE INTO _clock VALUES \
         (0, unixepoch() - 86400 * ?1, unixepoch() - 86400 * ?2)";
    file.execute(readings, (trusted, doubted)).unwrap();
}

/// A journal with an expired day and a current one, by a clock that is not trusted; and its path.
async fn with_an_expired_day() -> (Journal, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path().join("data");
    fs::create_dir(&data_dir).unwrap();
    set_clock(&data_dir, 400, Some(0));
    let backend = Backend::Embedded {
        data_dir: data_dir.clone(),
    };
    let journal = Journal::open(backend, Engine::Embedded(directory)).await;
    let (long_ago, gone) = (100, 200);
    journal
        .put(&draft("2026-11-19", Mood::Good, ""), NOW, LATER)
        .await;
    journal
        .put(&draft("2026-11-20", Mood::Bad, "old"), long_ago, gone)
        .await;
    assert!(journal.holds("2026-11-20").await);
    (journal, data_dir)
}

#[tokio::test]
async fn a_clock_that_jumped_ahead_deletes_nothing_for_a_day() {
    let (mut journal, data_dir) = with_an_expired_day().await;
    for doubted in [None, Some(0)] {
        // The clock is right, but its last reading is made old.
        set_clock(&data_dir, 400, doubted);
        journal = journal.reopened().await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(journal.holds("2026-11-20").await, "{doubted:?}");
    }
    set_clock(&data_dir, 400, Some(1));
    is_swept(&journal.reopened().await).await;
}

async fn is_swept(journal: &Journal) {
    for _ in 0..50 {
        if !journal.holds("2026-11-20").await {
            assert!(journal.holds("2026-11-19").await);
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not swept within five seconds");
}

#[tokio::test]
async fn expired_entries_are_swept_at_the_next_start() {
    let (journal, data_dir) = with_an_expired_day().await;
    set_clock(&data_dir, 0, None);
    is_swept(&journal.reopened().await).await;
}

#[tokio::test]
async fn links_are_not_followed() {
    let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mine = elsewhere.path().join("mine");
    fs::write(&mine, "").unwrap();
    for name in ["humeur.db", "humeur.lock", "humeur.db-wal", "humeur.db-shm"] {
        for target in [&mine, &elsewhere.path().join("missing")] {
            let data = home.path().join("data");
            fs::create_dir(&data).unwrap();
            std::os::unix::fs::symlink(target, data.join(name)).unwrap();
            let rejection = open(&data).await.unwrap_err().to_string();
            assert!(
                rejection.contains("is a symbolic link"),
                "{name}: {rejection}"
            );
            fs::remove_dir_all(data).unwrap();
        }
    }
    assert_eq!(fs::read(mine).unwrap(), b"");
    assert!(!elsewhere.path().join("missing").exists());
    // The directory itself may be a link, because the operator chooses it.
    let data = home.path().join("data");
    std::os::unix::fs::symlink(elsewhere.path(), &data).unwrap();
    open(&data).await.unwrap();
}

#[tokio::test]
async fn a_store_in_memory_is_not_persistent() {
    let tables = Tables::default();
    let entry = draft("2026-11-20", Mood::Good, "");
    for _ in 0..2 {
        let store = store::open(&Backend::Memory, &tables).await.unwrap();
        let written = store
            .stores
            .moods
            .put(&UserId("ada".into()), &entry, None, NOW, LATER)
            .await
            .unwrap();
        assert_eq!(written.version, 1);
    }
}
