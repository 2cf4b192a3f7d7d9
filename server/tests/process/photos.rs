//! `kill -9` between the upload of a photo and its confirmation: the upload can still be confirmed, and
//! leaves no orphan.

use std::{
    io::Write,
    net::TcpStream,
    path::{Path, PathBuf},
    sync::Arc,
};

use app::ports::Services;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use image::{DynamicImage, ImageFormat, RgbImage};
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
