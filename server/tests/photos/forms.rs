//! Photos without JavaScript: the form of a moment, and its page.

use super::{pictures::SVG, *};

const BOUNDARY: &str = "edge";

/// The form of a moment with files in its field `photo`, as a browser posts it.
fn form(id: &str, back: &str, base: u64, files: &[Vec<u8>]) -> Call {
    described_form(id, back, base, files, &[])
}

/// The same with texts in its field `alt`.
fn described_form(id: &str, back: &str, base: u64, files: &[Vec<u8>], texts: &[&str]) -> Call {
    let mut body = Vec::new();
    let base = base.to_string();
    let fields = [
        ("title", "Lea is born"),
        ("date", TODAY),
        ("baseVersion", &base),
    ];
    for (name, value) in fields
        .into_iter()
        .chain(texts.iter().map(|text| ("alt", *text)))
    {
        body.extend(
            format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
            .into_bytes(),
        );
    }
    for file in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\
             Content-Type: image/jpeg\r\n\r\n"
        );
        body.extend([head.as_bytes(), file, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    Call::post(
        &format!("/events/{id}?_method=put&_back={back}"),
        &kind,
        body,
    )
    .by_browser()
}

/// The address of the form for a new moment, with its identifier.
async fn new_form(person: &Person) -> String {
    let page = person.send(Call::page("/moments")).await;
    let page = page.text();
    assert!(page.contains("enctype=\"multipart/form-data\""));
    assert!(page.contains("accept=\"image/jpeg,image/png,image/webp\""));
    let (_, after) = page.split_once("action=\"/events/").unwrap();
    after.split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_form_saves_a_moment_with_its_photos() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let id = new_form(&ada).await;
    let files = [jpeg(800, 600), jpeg(60, 80)];
    let saved = ada.send(form(&id, "/moments", 0, &files)).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let photos = read(&ada, &id).await["photos"].clone();
    assert_eq!(photos.as_array().unwrap().len(), 2);
    let first = photos[0]["id"].as_str().unwrap();
    let address = format!("/moments/{id}");
    let page = ada.send(Call::page(&address)).await;
    let page = page.text();
    for part in [
        format!("src=\"/photos/{id}/{first}/small\""),
        format!("/photos/{id}/{first}/small 640w, /photos/{id}/{first}/large 800w"),
        "width=\"800\" height=\"600\" loading=\"lazy\"".to_owned(),
        "alt=\"Photo 1\"".to_owned(),
    ] {
        assert!(page.contains(&part), "{part}: {page}");
    }
    let list = ada.send(Call::page("/moments")).await;
    assert!(
        list.text()
            .contains(&format!("src=\"/photos/{id}/{first}/small\""))
    );
    // More of them, and then none: a field without a file is empty.
    let more = ada.send(form(&id, &address, 1, &[jpeg(9, 9)])).await;
    assert_eq!(more.status, 303, "{}", more.text());
    let none = ada.send(form(&id, &address, 2, &[Vec::new()])).await;
    assert_eq!(none.status, 303, "{}", none.text());
    assert_eq!(read(&ada, &id).await["photos"].as_array().unwrap().len(), 3);
    let many = ada
        .send(form(&id, &address, 3, &[jpeg(10, 9), jpeg(11, 9)]))
        .await;
    assert_eq!(many.status, 422);
    assert!(
        many.text().contains("at most four photos"),
        "{}",
        many.text()
    );
}

#[tokio::test]
async fn a_form_that_is_sent_twice_has_its_photos_once() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let id = new_form(&ada).await;
    let pictures = [jpeg(80, 60), jpeg(60, 80)];
    for _ in 0..2 {
        let saved = ada.send(form(&id, "/moments", 0, &pictures)).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
    }
    assert_eq!(read(&ada, &id).await["photos"].as_array().unwrap().len(), 2);
    assert_eq!(files(&app).len(), 4);
}

#[tokio::test]
async fn a_form_describes_each_of_its_pictures() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let id = new_form(&ada).await;
    let pictures = [jpeg(80, 60), Vec::new(), jpeg(60, 80), jpeg(70, 70)];
    let long = "x".repeat(251);
    let refused = ada.send(described_form(&id, "/moments", 0, &pictures, &[&long]));
    let refused = refused.await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("more than 250 characters"),
        "{}",
        refused.text()
    );
    let texts = ["Lea", "of no file", " asleep\n"];
    let saved = described_form(&id, "/moments", 0, &pictures, &texts);
    assert_eq!(ada.send(saved).await.status, 303);
    let photos = read(&ada, &id).await["photos"].clone();
    let texts: Vec<_> = photos
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["alt"])
        .collect();
    assert_eq!(texts, [&json!("Lea"), &json!("asleep"), &Value::Null]);
}

#[tokio::test]
async fn a_form_with_a_bad_picture_changes_nothing_and_keeps_its_text() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let id = new_form(&ada).await;
    let whole = jpeg(80, 60);
    let five = (80..85).map(|width| jpeg(width, 60)).collect();
    for (files, status, reason) in [
        (vec![whole.clone(), SVG.to_vec()], 415, "must be a JPEG"),
        (vec![whole[..200].to_vec()], 422, "is damaged"),
        (vec![vec![b'x'; 8 * 1024 * 1024 + 1]], 413, "at most 8 MB"),
        (five, 422, "at most four"),
    ] {
        let answer = ada.send(form(&id, "/moments", 0, &files)).await;
        assert_eq!(answer.status, status, "{reason}");
        let page = answer.text();
        assert!(page.contains(reason), "{reason}: {page}");
        assert!(page.contains("value=\"Lea is born\""), "{page}");
    }
    let read = ada.send(Call::get(&format!("/events/{id}"))).await;
    assert_eq!(read.status, 404);
    app.at("2096-11-20T13:02:00Z");
    app.work().await;
    assert_eq!(files(&app), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn forms_describe_and_remove_a_photo() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let photo = add(&ada, &id).await;
    let kind = "application/x-www-form-urlencoded";
    let page = format!("/moments/{id}");
    let post = |method: &str, body: String| {
        let address = format!("/events/{id}/photos/{photo}?_method={method}&_back={page}");
        Call::post(&address, kind, body).by_browser()
    };
    let user = ada.user_id().await;
    let described = ada
        .send(post("put", format!("userId={user}&alt=Lea%3Cb%3E")))
        .await;
    assert_eq!(described.status, 303, "{}", described.text());
    let shown = ada.send(Call::page(&page)).await;
    assert!(
        shown.text().contains("alt=\"Lea&lt;b&gt;\""),
        "{}",
        shown.text()
    );
    let long = ada
        .send(post("put", format!("alt={}", "x".repeat(251))))
        .await;
    assert_eq!(long.status, 422);
    assert!(
        long.text().contains("more than 250 characters"),
        "{}",
        long.text()
    );
    let removed = ada.send(post("delete", format!("userId={user}"))).await;
    assert_eq!(removed.status, 303, "{}", removed.text());
    assert_eq!(read(&ada, &id).await["photos"], json!([]));
    let again = ada.send(post("delete", String::new())).await;
    assert_eq!(again.status, 404);
    assert!(again.text().contains("Not changed"), "{}", again.text());
}
