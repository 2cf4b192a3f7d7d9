//! Photos of moments: links, uploads, confirmations, and who sees them.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod archive;
mod bucket;
mod contract;
mod forms;
mod journals;
mod pictures;
mod readers;
mod refused;
mod sweeps;
mod uploads;

use std::{
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use test_kit::{
    answer::Answer,
    person::{Call, Person},
    test_app::{TODAY, TestApp},
};

use self::pictures::jpeg;

/// 2096-11-20T12:00:00Z, the time at which the tests begin.
const NOON: u64 = 4_004_251_200;

/// Creates a moment and returns its identifier.
async fn moment(person: &Person, title: &str) -> String {
    let draft = json!({"title": title, "date": TODAY});
    let created = person.send(Call::post_json("/events", &draft)).await;
    assert_eq!(created.status, 200, "{}", created.text());
    created.json()["item"]["id"].as_str().unwrap().to_owned()
}

async fn read(person: &Person, moment: &str) -> Value {
    let answer = person.send(Call::get(&format!("/events/{moment}"))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The terms of an upload of a file.
fn terms(file: &[u8], media_type: &str) -> Value {
    json!({
        "type": media_type,
        "length": file.len(),
        "checksum": BASE64.encode(Sha256::digest(file)),
    })
}

fn ask(moment: &str, terms: &Value) -> Call {
    Call::post_json(&format!("/events/{moment}/upload-url"), terms)
}

/// A link for a JPEG.
async fn link(person: &Person, moment: &str, file: &[u8]) -> Value {
    let answer = person.send(ask(moment, &terms(file, "image/jpeg"))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// An upload at a link, with its headers.
fn put(link: &Value, file: &[u8]) -> Call {
    let url = link["url"].as_str().unwrap();
    let mut call = Call::new("PUT", url).carrying(file);
    for (name, value) in link["headers"].as_object().unwrap() {
        call = call.with(name, value.as_str().unwrap());
    }
    call
}

fn confirm(moment: &str, key: &Value) -> Call {
    Call::post_json(&format!("/events/{moment}/photos"), &json!({"key": key}))
}

/// Uploads a file and returns the answer to its confirmation.
async fn upload(person: &Person, moment: &str, file: &[u8]) -> Answer {
    let link = link(person, moment, file).await;
    let sent = person.send(put(&link, file)).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    person.send(confirm(moment, &link["key"])).await
}

/// Adds a photo and returns its identifier.
async fn add(person: &Person, moment: &str) -> String {
    let added = upload(person, moment, &jpeg(80, 60)).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let photos = added.json()["item"]["photos"].clone();
    let last = photos.as_array().unwrap().last().unwrap().clone();
    last["id"].as_str().unwrap().to_owned()
}

/// Dates all files of photos, whose times are not those of the test's clock, in seconds since the epoch.
fn date_files(app: &TestApp, at: u64) {
    let at = UNIX_EPOCH + Duration::from_secs(at);
    for path in files(app) {
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(at).unwrap();
    }
}

/// All files of photos, uploads included.
fn files(app: &TestApp) -> Vec<PathBuf> {
    let folders = ["incoming", "photos"].map(|folder| app.files().join(folder));
    folders.iter().flat_map(|folder| within(folder)).collect()
}

fn within(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).into_iter().flatten();
    entries
        .flat_map(|entry| within(&entry.unwrap().path()))
        .collect()
}

async fn picture(person: &Person, moment: &str, photo: &str, size: &str) -> Answer {
    let address = format!("/photos/{moment}/{photo}/{size}");
    person.send(Call::get(&address)).await
}
