//! Bad input, by name; nothing of it becomes a photo.

use app::ports::AttemptLimit;
use image::ImageFormat;

use super::{
    pictures::{GIF, SVG, bomb, contains, file},
    *,
};

const UNKNOWN: &str = "019abc22-79b0-7cc3-98c4-dc0c0c07398f";

type Rejection = (u16, String, Option<String>);

fn rejection(status: u16, kind: &str, field: &str) -> Rejection {
    (status, kind.into(), Some(field.into()))
}

#[tokio::test]
async fn terms_that_no_photo_has() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let good = terms(&jpeg(9, 9), "image/jpeg");
    for (field, value, expected) in [
        ("type", json!("image/gif"), (415, "unsupported_media_type")),
        (
            "type",
            json!("image/svg+xml"),
            (415, "unsupported_media_type"),
        ),
        ("type", json!("IMAGE/JPEG"), (415, "unsupported_media_type")),
        ("length", json!(0), (422, "invalid")),
        ("length", json!(8_388_609), (413, "too_large")),
        ("length", Value::Null, (400, "malformed")),
        ("checksum", json!("x"), (400, "malformed")),
        ("checksum", json!("A".repeat(44)), (400, "malformed")),
        ("photo", json!("1"), (400, "malformed")),
        ("photo", json!("../../x"), (400, "malformed")),
    ] {
        let mut bad = good.clone();
        bad[field] = value.clone();
        let answer = ada.send(ask(&id, &bad)).await;
        let (status, kind) = expected;
        assert_eq!(
            answer.rejection(),
            rejection(status, kind, field),
            "{value}"
        );
    }
}

#[tokio::test]
async fn no_link_to_a_moment_of_somebody_else_an_unknown_or_a_removed_one() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    let (hers, removed) = (moment(&ada, "one").await, moment(&eve, "gone").await);
    let remove = Call::new("DELETE", &format!("/events/{removed}"));
    assert_eq!(eve.send(remove).await.status, 200);
    let photo = add(&ada, &hers).await;
    let terms = terms(&jpeg(9, 9), "image/jpeg");
    let mut answers = Vec::new();
    for id in [&*hers, &removed, UNKNOWN, "x"] {
        let change = format!("/events/{id}/photos/{photo}");
        for call in [
            ask(id, &terms),
            confirm(id, &json!(photo)),
            Call::new("DELETE", &change),
            Call::new("PUT", &change)
                .with("content-type", "application/json")
                .carrying(b"{}"),
        ] {
            let answer = eve.send(call).await;
            answers.push(answer.rejection());
        }
        let shown = picture(&eve, id, &photo, "large").await;
        assert_eq!(shown.status, 404);
    }
    assert!(
        answers
            .iter()
            .all(|it| *it == rejection(404, "not_found", "id")),
        "{answers:?}"
    );
    assert_eq!(picture(&ada, &hers, &photo, "huge").await.status, 404);
    assert_eq!(picture(&ada, &hers, UNKNOWN, "large").await.status, 404);
    assert_eq!(
        picture(&app.person(), &hers, &photo, "large").await.status,
        404
    );
}

#[tokio::test]
async fn an_upload_that_differs_from_its_terms_is_not_stored() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let file = jpeg(200, 100);
    let link = link(&ada, &id, &file).await;
    let other = [&file[..file.len() - 1], b"x"].concat();
    let longer = [&file[..], b"x"].concat();
    let url = link["url"].as_str().unwrap();
    let with_url = |url: String| {
        let mut link = link.clone();
        link["url"] = json!(url);
        put(&link, &file)
    };
    let as_type = Call::new("PUT", url).with("content-type", "image/png");
    let forbidden = rejection(403, "forbidden", "signature");
    let moved = url.replace(&id, UNKNOWN);
    for (name, call, expected) in [
        (
            "longer",
            put(&link, &longer),
            rejection(413, "too_large", "length"),
        ),
        (
            "longer, as its header says",
            put(&link, &longer).with("content-length", &longer.len().to_string()),
            rejection(413, "too_large", "length"),
        ),
        (
            "shorter",
            put(&link, &file[1..]),
            rejection(422, "invalid", "length"),
        ),
        (
            "empty",
            put(&link, b""),
            rejection(422, "invalid", "length"),
        ),
        (
            "other content",
            put(&link, &other),
            rejection(422, "invalid", "checksum"),
        ),
        (
            "another type",
            as_type.carrying(&file),
            rejection(415, "unsupported_media_type", "type"),
        ),
        (
            "no type",
            Call::new("PUT", url).carrying(&file),
            rejection(415, "unsupported_media_type", "type"),
        ),
        ("another's moment", with_url(moved), forbidden.clone()),
        (
            "a longer time",
            with_url(url.replace("until=4", "until=5")),
            forbidden.clone(),
        ),
        (
            "other terms",
            with_url(url.replace("length=", "length=1")),
            forbidden.clone(),
        ),
        (
            "no signature",
            with_url(url.split("&signature").next().unwrap().to_owned()),
            forbidden.clone(),
        ),
        (
            "another path",
            with_url("/incoming/../photos/x".to_owned()),
            forbidden.clone(),
        ),
    ] {
        assert_eq!(ada.send(call).await.rejection(), expected, "{name}");
        assert_eq!(files(&app), Vec::<PathBuf>::new(), "{name}");
    }
    app.at("2096-11-20T12:10:00Z");
    assert_eq!(ada.send(put(&link, &file)).await.rejection(), forbidden);
    assert_eq!(
        ada.send(confirm(&id, &link["key"])).await.rejection(),
        rejection(409, "conflict", "key")
    );
    let reading = ada.send(Call::get(url)).await;
    assert_eq!(reading.status, 405);
}

#[tokio::test]
async fn a_damaged_picture_can_not_be_read_again_and_again() {
    let app = TestApp::open().await;
    let eve = app.person();
    let id = moment(&eve, "one").await;
    let damaged = &jpeg(300, 200)[..300];
    let link = link(&eve, &id, damaged).await;
    assert_eq!(eve.send(put(&link, damaged)).await.status, 200);
    let call = || confirm(&id, &link["key"]);
    let refused = eve.send(call()).await.rejection();
    assert_eq!(refused, rejection(422, "invalid", "photo"));
    // It is gone.
    assert_eq!(files(&app), Vec::<PathBuf>::new());
    let again = eve.send(call()).await.rejection();
    assert_eq!(again, rejection(409, "conflict", "key"));
}

#[tokio::test]
async fn other_content_never_becomes_a_photo() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let whole = jpeg(300, 200);
    let png = file(300, 200, ImageFormat::Png);
    let unsupported = rejection(415, "unsupported_media_type", "photo");
    let invalid = rejection(422, "invalid", "photo");
    for (name, file, expected) in [
        ("a renamed GIF", GIF.to_vec(), &unsupported),
        ("an SVG", SVG.to_vec(), &unsupported),
        ("a text", b"Dear diary".to_vec(), &unsupported),
        (
            "a GIF that is a JPEG, too",
            [GIF, &whole].concat(),
            &unsupported,
        ),
        (
            "a truncated JPEG",
            whole[..whole.len() / 2].to_vec(),
            &invalid,
        ),
        ("a truncated PNG", png[..png.len() / 2].to_vec(), &invalid),
        ("a PNG of 50,000 × 50,000", bomb(50_000, 50_000), &invalid),
        ("a PNG of 12,000 × 12,000", bomb(12_000, 12_000), &invalid),
        ("the start of a JPEG", whole[..3].to_vec(), &invalid),
    ] {
        for _ in 0..2 {
            assert_eq!(
                upload(&ada, &id, &file).await.rejection(),
                *expected,
                "{name}"
            );
        }
    }
    assert_eq!(read(&ada, &id).await["photos"], json!([]));
    let pictures = files(&app);
    assert!(
        pictures
            .iter()
            .all(|it| it.starts_with(app.files().join("incoming")))
    );
    // Uploads that became no photo go after an hour.
    app.at("2096-11-20T13:02:00Z");
    app.work().await;
    assert_eq!(files(&app), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_polyglot_keeps_only_its_picture() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let script = b"<script>alert(1)</script>";
    let polyglot = [&jpeg(300, 200)[..], script].concat();
    let added = upload(&ada, &id, &polyglot).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let photo = added.json()["item"]["photos"][0]["id"].clone();
    for size in ["large", "small"] {
        let shown = picture(&ada, &id, photo.as_str().unwrap(), size).await;
        assert!(!contains(&shown.body, b"script"));
    }
}

#[tokio::test]
async fn a_fifth_photo_is_refused() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let file = jpeg(80, 60);
    let early = link(&ada, &id, &file).await;
    assert_eq!(ada.send(put(&early, &file)).await.status, 200);
    for _ in 0..4 {
        add(&ada, &id).await;
    }
    let full = rejection(422, "invalid", "photos");
    let asked = ada.send(ask(&id, &terms(&file, "image/jpeg"))).await;
    assert_eq!(asked.rejection(), full);
    let confirmed = ada.send(confirm(&id, &early["key"])).await;
    assert_eq!(confirmed.rejection(), full);
    assert_eq!(read(&ada, &id).await["photos"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn more_uploads_at_once_than_an_archive_has_are_refused() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let file = jpeg(80, 60);
    let limit = AttemptLimit {
        interval: 10,
        burst: 500,
    };
    let user = ada.user_id().await;
    for _ in 1..500 {
        let tokens = &app.stores().tokens;
        let counted = tokens.attempt("links", &user, limit, NOON.cast_signed());
        assert_eq!(counted.await, Ok(None));
    }
    link(&ada, &id, &file).await;
    let many = rejection(429, "too_many_requests", "photos");
    let asked = ada.send(ask(&id, &terms(&file, "image/jpeg"))).await;
    assert_eq!(asked.rejection(), many);
    // Another journal has its own.
    let eve = app.person();
    let hers = moment(&eve, "two").await;
    link(&eve, &hers, &file).await;
    app.at("2096-11-20T12:00:10Z");
    link(&ada, &id, &file).await;
}

#[tokio::test]
async fn a_text_of_more_than_250_characters_is_refused() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let photo = add(&ada, &id).await;
    let long = json!({"alt": "x".repeat(251)});
    let put = Call::new("PUT", &format!("/events/{id}/photos/{photo}"))
        .with("content-type", "application/json")
        .carrying(long.to_string().as_bytes());
    assert_eq!(
        ada.send(put).await.rejection(),
        rejection(422, "invalid", "alt")
    );
    let key = json!({"key": photo, "alt": "x".repeat(251)});
    let again = Call::post_json(&format!("/events/{id}/photos"), &key);
    assert_eq!(
        ada.send(again).await.rejection(),
        rejection(422, "invalid", "alt")
    );
    let key = Call::post_json(&format!("/events/{id}/photos"), &json!({"key": "x"}));
    assert_eq!(
        ada.send(key).await.rejection(),
        rejection(400, "malformed", "key")
    );
}
