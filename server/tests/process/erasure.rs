//! Removed, replaced and expired text can't be read in the files any more, in every way that it can
//! end.

use std::{
    collections::BTreeSet,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use app::{
    domain::{Day, Draft, Mood, Note},
    ports::UserId,
};
use rusqlite::{Connection, backup::Backup};
use server::{
    auth::SessionKey,
    store::{self, Backend, Tables},
};

use test_kit::process::{Server, day, request, save};

const PATIENCE: Duration = Duration::from_secs(20);
const DAYS: u64 = 90;

/// A marker, and a note that repeats it up to the maximum length.
fn note(name: &str, number: u64) -> (String, String) {
    let word = format!("marker-{name}-{number:03};");
    let times = [1, 3, 10, 24][usize::try_from(number % 4).unwrap()];
    (word.clone(), word.repeat(times))
}

/// The markers in a file, or in all files of a directory.
fn found(path: &Path) -> BTreeSet<String> {
    if path.is_dir() {
        let files = std::fs::read_dir(path).unwrap();
        return files
            .flat_map(|file| found(&file.unwrap().path()))
            .collect();
    }
    // The write-ahead log may be deleted during the search.
    let bytes = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let marks = text.match_indices("marker-").filter_map(|(at, _)| {
        let (word, _) = text[at..].split_once(';')?;
        Some(format!("{word};"))
    });
    marks.collect()
}

/// Leaves expired days, which are not deleted because the clock is not trusted.
async fn leave_expired(home: &Path) {
    let data_dir = home.join("data");
    std::fs::create_dir(&data_dir).unwrap();
    // Without a session key the program refuses to start on a journal.
    let session_key = SessionKey::generate().to_base64();
    std::fs::write(data_dir.join("session.key"), session_key).unwrap();
    let clock = Connection::open(data_dir.join("humeur.db")).unwrap();
    clock
        .execute_batch(
            "CREATE TABLE _clock (id INTEGER PRIMARY KEY, trusted INTEGER, doubted INTEGER);
             INSERT INTO _clock VALUES (0, 0, unixepoch())",
        )
        .unwrap();
    let backend = Backend::Embedded { data_dir };
    let store = store::open(&backend, &Tables::default()).await.unwrap();
    let user = UserId("ada".into());
    for number in 0..DAYS {
        let draft = Draft {
            day: Day::parse(&day(number)).unwrap(),
            mood: Mood::Okay,
            note: Note::parse(&note("expired", number).1).unwrap(),
        };
        let put = store.stores.moods.put(&user, &draft, None, 100, 200);
        put.await.unwrap();
    }
    drop(store);
    let trusted = "UPDATE _clock SET trusted = unixepoch(), doubted = NULL";
    assert_eq!(clock.execute(trusted, []), Ok(1));
}

#[tokio::test]
async fn no_removed_text_stays_readable() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    leave_expired(home.path()).await;
    assert!(
        found(&data).len() as u64 == DAYS,
        "nothing to erase, so the test proves nothing"
    );

    let mut server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    let mut kept = BTreeSet::new();
    let write = |server: &Server, name: &str, number: u64| {
        let (word, text) = note(name, number);
        let answer = server.send(&save(&cookie, &day(number), "good", &text));
        assert_eq!(answer.unwrap().status, 200);
        word
    };
    let remove = |server: &Server, number: u64| {
        let head = format!("DELETE /mood?day={}\nCookie: {cookie}", day(number));
        assert_eq!(server.send(&request(&head, "")).unwrap().status, 200);
    };
    for number in 0..DAYS {
        kept.insert(write(&server, "first", number));
    }
    for number in 0..DAYS {
        match number % 3 {
            0 => remove(&server, number),
            1 => drop(kept.insert(write(&server, "second", number))),
            _ => continue,
        }
        kept.remove(&note("first", number).0);
    }
    let since = Instant::now();
    while !server.printed().0.contains("expired entries swept") {
        assert!(since.elapsed() < PATIENCE, "{:?}", server.printed());
        thread::sleep(Duration::from_millis(20));
    }

    // A graceful stop.
    server.terminate();
    assert!(server.ended().success());
    assert_eq!(found(&data), kept);

    // Text that was removed just before a crash stays until the next start.
    let server = Server::start(home.path(), &[]);
    for number in (2..DAYS).step_by(3) {
        remove(&server, number);
        kept.remove(&note("first", number).0);
    }
    server.kill();
    assert!(
        found(&data).len() > kept.len(),
        "nothing to erase, so the test proves nothing"
    );
    let server = Server::start(home.path(), &[]);
    let since = Instant::now();
    while found(&data) != kept {
        assert!(since.elapsed() < PATIENCE, "{:?}", server.printed());
        thread::sleep(Duration::from_millis(20));
    }

    // A back-up of the running journal, right after another removal.
    remove(&server, 1);
    kept.remove(&note("second", 1).0);
    let copy = home.path().join("copy.db");
    let journal = Connection::open(data.join("humeur.db")).unwrap();
    let mut target = Connection::open(&copy).unwrap();
    Backup::new(&journal, &mut target)
        .unwrap()
        .run_to_completion(100, Duration::ZERO, None)
        .unwrap();
    assert_eq!(found(&copy), kept);
}
