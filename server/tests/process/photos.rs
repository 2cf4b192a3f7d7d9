//! Photos of the real program. After `kill -9` between an upload and its confirmation, the upload can still be
//! confirmed, and leaves no orphan. A copy that was made while the program ran shows every photo that it lists.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use app::ports::Services;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use image::{DynamicImage, ImageFormat, RgbImage};
use rusqlite::{Connection, backup::Backup};
use serde_json::{Value, json};
use server::{
    auth::SessionKey,
    files::LocalPhotos,
    store::{self, Backend, Tables},
};
use sha2::{Digest, Sha256};
use test_kit::{
    process::{Server, day, receive, request},
    test_app::TestApp,
};

fn jpeg() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let picture = DynamicImage::from(RgbImage::new(60, 40));
    picture.write_to(&mut file, ImageFormat::Jpeg).unwrap();
    file.into_inner()
}

fn post(server: &Server, cookie: &str, path: &str, body: &Value) -> Value {
    let head = format!("POST {path}\nContent-Type: application/json\nCookie: {cookie}");
    let reply = server.send(&request(&head, &body.to_string())).unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    serde_json::from_str(&reply.body).unwrap()
}

/// Uploads a photo and returns its key.
fn upload(server: &Server, cookie: &str, moment: &str) -> Value {
    let file = jpeg();
    let checksum = BASE64.encode(Sha256::digest(&file));
    let terms = json!({"type": "image/jpeg", "length": file.len(), "checksum": checksum});
    let link = post(
        server,
        cookie,
        &format!("/events/{moment}/upload-url"),
        &terms,
    );
    let url = link["url"].as_str().unwrap();
    let head = format!(
        "PUT {url} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
        file.len()
    );
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream
        .write_all(&[head.as_bytes(), &file].concat())
        .unwrap();
    let reply = receive(&mut stream).unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    link["key"].clone()
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).into_iter().flatten();
    entries
        .flat_map(|entry| files(&entry.unwrap().path()))
        .collect()
}

#[tokio::test]
async fn an_upload_survives_kill_9_and_leaves_no_orphan() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let photos = || [files(&data.join("incoming")), files(&data.join("photos"))].concat();
    let server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    let draft = json!({"title": "Lea is born", "date": day(0)});
    let moment = post(&server, &cookie, "/events", &draft);
    let moment = moment["item"]["id"].as_str().unwrap();
    let confirmed = upload(&server, &cookie, moment);
    upload(&server, &cookie, moment);
    server.kill();
    assert_eq!(photos().len(), 2);

    let server = Server::start(home.path(), &[]);
    let address = format!("/events/{moment}/photos");
    let added = post(&server, &cookie, &address, &json!({"key": confirmed}));
    assert_eq!(added["item"]["photos"][0]["id"], confirmed);
    assert_eq!(photos().len(), 3);
    server.kill();

    // The same data, at another time.
    let backend = Backend::Embedded {
        data_dir: data.clone(),
    };
    let store = store::open(&backend, &Tables::default()).await.unwrap();
    let app = TestApp::with(store, |state| {
        let photos = LocalPhotos::new(&data, &SessionKey::generate());
        state.services = Arc::new(Services {
            photos: Arc::new(photos),
            ..(*state.services).clone()
        });
    });
    app.work().await;
    let left = photos();
    let name = confirmed.as_str().unwrap();
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(
        left.iter()
            .all(|path| path.parent().unwrap().ends_with(name))
    );
}

/// Uploads a photo, confirms it, and returns its key.
fn add(server: &Server, cookie: &str, moment: &str) -> String {
    let key = upload(server, cookie, moment);
    let address = format!("/events/{moment}/photos");
    post(server, cookie, &address, &json!({"key": key}));
    key.as_str().unwrap().to_owned()
}

/// Copies a database while others use it, as `sqlite3 FROM ".backup TO"` does.
fn back_up(from: &Path, to: &Path) {
    let (from, mut to) = (
        Connection::open(from).unwrap(),
        Connection::open(to).unwrap(),
    );
    let backup = Backup::new(&from, &mut to).unwrap();
    backup.run_to_completion(100, Duration::ZERO, None).unwrap();
}

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(file, target).unwrap();
    }
}

#[test]
fn a_copy_of_the_running_program_shows_every_photo_that_it_lists() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let [data, restored] = [&home, &other].map(|home| home.path().join("data"));
    let server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    let draft = json!({"title": "Lea is born", "date": day(0)});
    let moment = post(&server, &cookie, "/events", &draft);
    let moment = moment["item"]["id"].as_str().unwrap();
    let before = add(&server, &cookie, moment);

    // In the order of README.md, with a photo in between.
    fs::create_dir(&restored).unwrap();
    fs::copy(data.join("session.key"), restored.join("session.key")).unwrap();
    back_up(&data.join("humeur.db"), &restored.join("humeur.db"));
    let between = add(&server, &cookie, moment);
    copy(&data.join("photos"), &restored.join("photos"));
    server.kill();

    let server = Server::start(other.path(), &[]);
    let get = |path: &str| {
        let head = format!("GET {path}\nCookie: {cookie}");
        server.send(&request(&head, "")).unwrap()
    };
    let listed = get(&format!("/events/{moment}"));
    let listed: Value = serde_json::from_str(&listed.body).unwrap();
    let listed = listed["photos"].as_array().unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["id"], before);
    for (photo, status) in [(before, 200), (between, 404)] {
        for size in ["large", "small"] {
            let file = restored.join("photos");
            let is_file = |path: &PathBuf| path.ends_with(format!("{photo}/{size}.jpg"));
            assert!(files(&file).iter().any(is_file), "{photo}");
            let mut stream = TcpStream::connect(server.address).unwrap();
            let head = format!("GET /photos/{moment}/{photo}/{size}\nCookie: {cookie}");
            stream.write_all(request(&head, "").as_bytes()).unwrap();
            let mut shown = Vec::new();
            stream.read_to_end(&mut shown).unwrap();
            let expected = format!("HTTP/1.1 {status} ");
            assert!(shown.starts_with(expected.as_bytes()), "{photo}");
            let is_jpeg = shown.windows(3).any(|three| three == [0xff, 0xd8, 0xff]);
            assert_eq!(is_jpeg, status == 200, "{photo}");
        }
    }
}
