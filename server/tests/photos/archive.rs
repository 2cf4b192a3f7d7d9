//! Photos in an exported archive, and the way back.

use app::{
    domain::moment::{MomentId, Photo, PhotoId},
    ports::UserId,
    transfer::JOURNAL,
    zip::Archive,
};
use test_kit::person::HOST;

use super::*;

async fn export(person: &Person, query: &str) -> Answer {
    person.send(Call::get(&format!("/export?{query}"))).await
}

/// The file of a new export.
async fn exported(person: &Person, query: &str) -> Answer {
    let answer = export(person, query).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let url = answer.json()["url"].as_str().unwrap().to_owned();
    let address = url.strip_prefix(&format!("http://{HOST}")).unwrap();
    // A picture is not compressed again.
    let download = Call::get(address).with("accept-encoding", "gzip");
    let file = person.send(download).await;
    assert_eq!(file.status, 200);
    file
}

fn names(archive: &[u8]) -> Vec<String> {
    let archive = Archive::read(archive).unwrap();
    let names = archive.names().map(<[u8]>::to_vec);
    names.map(|name| String::from_utf8(name).unwrap()).collect()
}

fn content(archive: &[u8], name: &str) -> Vec<u8> {
    let archive = Archive::read(archive).unwrap();
    let file = archive.file(|other| other == name.as_bytes(), Photo::MAX_BYTES);
    file.unwrap().unwrap()
}

#[tokio::test]
async fn an_archive_has_the_journal_and_every_photo_of_it() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    ada.save(TODAY, "good", "Snow").await;
    let (first, second) = (moment(&ada, "one").await, moment(&ada, "two").await);
    let photos = [
        (first.as_str(), add(&ada, &first).await),
        (first.as_str(), add(&ada, &first).await),
        (second.as_str(), add(&ada, &second).await),
    ];
    let others = moment(&eve, "private").await;
    add(&eve, &others).await;

    let archive = exported(&ada, "format=zip").await;
    assert_eq!(archive.header("content-type"), "application/zip");
    assert!(archive.body.len() > 2048);
    assert_eq!(archive.header("content-encoding"), "");
    assert_eq!(
        archive.header("content-disposition"),
        format!("attachment; filename=\"humeur-{TODAY}.zip\"")
    );
    let name = |(moment, photo): &(&str, String)| format!("photos/{moment}/{photo}.jpg");
    let mut expected: Vec<_> = photos.iter().map(name).collect();
    expected.push(JOURNAL.to_owned());
    let mut found = names(&archive.body);
    assert_eq!(found[0], JOURNAL);
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    for photo in &photos {
        let shown = picture(&ada, photo.0, &photo.1, "large").await;
        assert_eq!(content(&archive.body, &name(photo)), shown.body);
    }
    let json = exported(&ada, "format=json").await;
    assert_eq!(content(&archive.body, JOURNAL), json.body);

    // Photos are words of a person, too.
    let silent = exported(&ada, "format=zip&notes=no").await;
    assert_eq!(names(&silent.body), [JOURNAL]);
}

#[tokio::test]
async fn a_journal_without_photos_and_an_empty_one_are_archives() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    let empty = exported(&ada, "format=zip").await;
    assert_eq!(names(&empty.body), [JOURNAL]);
    moment(&ada, "one").await;
    let plain = exported(&ada, "format=zip").await;
    assert_eq!(names(&plain.body), [JOURNAL]);
}

#[tokio::test]
async fn an_archive_has_five_hundred_photos_at_most_and_no_deleted_ones() {
    let app = TestApp::open().await;
    let ada = app.person();
    let user = UserId(ada.user_id().await);
    let photo = |number| Photo {
        id: PhotoId::new(number, [7; 10]),
        alt: None,
        width: 80,
        height: 60,
    };
    let list = async |id: String, count| {
        let photos: Vec<_> = (0..count).map(photo).collect();
        let id = MomentId::parse(&id).unwrap();
        let moments = &app.stores().moments;
        assert_eq!(moments.set_photos(&user, &id, &[], &photos).await, Ok(true));
    };
    for _ in 0..125 {
        list(moment(&ada, "full").await, 4).await;
    }
    // Their files are gone.
    let most = exported(&ada, "format=zip").await;
    assert_eq!(names(&most.body), [JOURNAL]);
    let early = json!({"title": "early", "date": "2096-11-01"});
    let early = ada.send(Call::post_json("/events", &early)).await.json();
    list(early["item"]["id"].as_str().unwrap().to_owned(), 1).await;
    let expected = (422, "invalid".to_owned(), Some("start".to_owned()));
    assert_eq!(export(&ada, "format=zip").await.rejection(), expected);
    let shorter = format!("format=zip&start={TODAY}");
    assert_eq!(export(&ada, &shorter).await.status, 200);
    assert_eq!(export(&ada, "format=json").await.status, 200);
    let form = Call::post(
        "/export?_method=get&_show=/exports",
        "application/x-www-form-urlencoded",
        "format=zip&start=&end=&notes=yes",
    );
    let page = ada.send(form.by_browser()).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("more than 500 photos"));
}

#[tokio::test]
async fn an_archive_is_imported_and_its_photos_are_uploaded_under_their_identifiers() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    ada.save(TODAY, "good", "Snow").await;
    let id = moment(&ada, "one").await;
    let keys = [add(&ada, &id).await, add(&ada, &id).await];
    let archive = exported(&ada, "format=zip").await.body;

    let import = Call::post("/import", "application/zip", archive.clone());
    let imported = eve.send(import).await;
    assert_eq!(imported.status, 200, "{}", imported.text());
    let imported = imported.json();
    assert_eq!(imported["state"], "applied");
    assert_eq!(eve.journal().await, ada.journal().await);
    assert_eq!(read(&eve, &id).await["photos"], json!([]));
    for key in &keys {
        let jpeg = content(&archive, &format!("photos/{id}/{key}.jpg"));
        let mut terms = terms(&jpeg, "image/jpeg");
        terms["photo"] = json!(key);
        let asked = eve.send(ask(&id, &terms)).await.json();
        assert_eq!(eve.send(put(&asked, &jpeg)).await.status, 200);
        assert_eq!(eve.send(confirm(&id, &json!(key))).await.status, 200);
    }
    assert_eq!(
        read(&eve, &id).await["photos"],
        read(&ada, &id).await["photos"]
    );
    // The page leads to its section for photos.
    let page = eve.send(Call::page("/imports")).await;
    assert!(page.text().contains("href=\"#photos\""));
}

#[tokio::test]
async fn damaged_and_foreign_archives_are_refused() {
    let app = TestApp::open().await;
    let ada = app.person();
    moment(&ada, "one").await;
    let archive = exported(&ada, "format=zip").await.body;
    let place = archive.windows(6).position(|part| part == b"humeur");
    let mut foreign = archive.clone();
    // In the file's own header and, after it, in the directory.
    let last = archive.windows(6).rposition(|part| part == b"humeur");
    for place in [place.unwrap(), last.unwrap()] {
        foreign[place] = b'x';
    }
    let mut altered = archive.clone();
    altered[60] ^= 1;
    for (file, status) in [
        (archive[..archive.len() - 1].to_vec(), 400),
        (archive[..archive.len() / 2].to_vec(), 400),
        (altered, 400),
        (foreign, 422),
    ] {
        let import = Call::post("/import", "application/zip", file);
        let (found, _, field) = ada.send(import).await.rejection();
        assert_eq!((found, field.as_deref()), (status, Some("file")));
    }
}
