//! Making, listing and revoking keys.

use test_kit::test_app::{NOON, seconds};

use super::*;

#[tokio::test]
async fn a_key_is_shown_once_and_listed_without_its_text() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let (id, secret) = ada.create_key("full").await;
    let listed = ada.send(Call::get("/keys")).await;
    assert!(!listed.text().contains(&secret[7..]));
    let listed = listed.json();
    assert_eq!(listed["userId"], *ada.user_id().await);
    let now = seconds(NOON);
    let expected = json!({"id": id, "name": "Key", "scope": "full", "createdAt": now});
    assert_eq!(listed["keys"], json!([expected]));
    app.at("2096-11-20T13:00:00Z");
    ada.send(week().with_key(&secret)).await;
    assert_eq!(keys(&ada).await[0]["usedAt"], now + 3600);
}

#[tokio::test]
async fn a_key_has_a_name_a_scope_and_an_end_in_the_future() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let now = seconds(NOON);
    let with = |name: &str, scope: &str, end: Value| json!({"name": name, "scope": scope, "expiresAt": end});
    for (key, kind, field) in [
        (with("", "log", json!(null)), "invalid", "name"),
        (with(" ", "log", json!(null)), "invalid", "name"),
        (with(&"x".repeat(61), "log", json!(null)), "invalid", "name"),
        (
            with(&"x".repeat(300), "log", json!(null)),
            "invalid",
            "name",
        ),
        (with("a\nb", "log", json!(null)), "invalid", "name"),
        (with("a\u{1b}[31m", "log", json!(null)), "invalid", "name"),
        (with("a", "admin", json!(null)), "malformed", "scope"),
        (with("a", "", json!(null)), "malformed", "scope"),
        (with("a", "log", json!(now)), "invalid", "expiresAt"),
        (with("a", "log", json!(-1)), "invalid", "expiresAt"),
        (
            with("a", "log", json!(253_402_300_800_i64)),
            "invalid",
            "expiresAt",
        ),
        (with("a", "log", json!("soon")), "malformed", "expiresAt"),
        (with("a", "log", json!(1.5)), "malformed", "expiresAt"),
    ] {
        let answer = ada.send(create(&key)).await;
        let (_, found, at) = answer.rejection();
        assert_eq!((&*found, at.as_deref()), (kind, Some(field)), "{key}");
    }
    assert_eq!(keys(&ada).await.len(), 0);
    for (name, end) in [
        ("مفتاح الساعة", json!(0)),
        ("👩‍🚀⌚", json!(now + 1)),
        ("Montre d’Élise <b>", json!(253_402_300_799_i64)),
    ] {
        let answer = ada.send(create(&with(name, "log", end.clone()))).await;
        assert_eq!(answer.json()["key"]["name"], name);
        let ends = answer.json()["key"].get("expiresAt").cloned();
        assert_eq!(ends, Some(end).filter(|end| *end != 0));
    }
}

#[tokio::test]
async fn an_anonymous_journal_has_no_keys() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "hers").await;
    let answer = ada
        .send(create(&json!({"name": "Key", "scope": "log"})))
        .await;
    assert_eq!(
        answer.rejection(),
        (403, "forbidden".into(), Some("account".into()))
    );
    assert_eq!(keys(&ada).await.len(), 0);
}

#[tokio::test]
async fn twenty_keys_are_enough() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let mut last = String::new();
    for _ in 0..20 {
        last = ada.create_key("log").await.0;
    }
    let one_more = json!({"name": "One more", "scope": "log"});
    assert_eq!(
        ada.send(create(&one_more)).await.rejection(),
        (422, "invalid".into(), None)
    );
    ada.send(revoke(&last)).await;
    assert_eq!(ada.send(create(&one_more)).await.status, 200);
}

#[tokio::test]
async fn somebody_elses_key_cannot_be_revoked() {
    let app = TestApp::open().await;
    let (ada, eve) = (
        app.account("ada@example.org").await,
        app.account("eve@example.org").await,
    );
    let (id, key) = ada.create_key("full").await;
    for person in [&eve, &app.person()] {
        is_refused(&person.send(revoke(&id)).await, 404, "not_found");
    }
    assert_eq!(app.person().send(week().with_key(&key)).await.status, 200);
}

#[tokio::test]
async fn a_browser_without_javascript_creates_and_revokes() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let form = |address: &str, body: &str| {
        Call::post(
            address,
            "application/x-www-form-urlencoded",
            body.to_owned(),
        )
        .by_browser()
    };
    let address = "/keys?_show=/settings%23keys";
    let page = ada
        .send(form(address, "name=Watch&scope=log&expiresAt=0"))
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    let id = keys(&ada).await[0]["id"].as_str().unwrap().to_owned();
    let long = "a".repeat(60);
    let answer = ada
        .send(form(
            address,
            &format!("name=%22{long}&scope=full&expiresAt=0"),
        ))
        .await;
    assert_eq!(answer.status, 422);
    // The form is there as it was, with the reason at the field.
    let (_, html) = answer.text().split_once("\"create-key\"").unwrap();
    let input = tag(html, "id=\"key-name\"");
    let value = format!("value=\"&quot;{long}\"");
    assert!(input.contains(&value), "{input}");
    assert!(input.contains("aria-invalid=\"true\""), "{input}");
    assert!(
        input.contains("aria-describedby=\"key-name-error\""),
        "{input}"
    );
    assert!(
        html.contains("id=\"key-name-error\" role=\"alert\""),
        "{html}"
    );
    assert!(tag(html, "value=\"full\"").contains("checked"), "{html}");
    assert!(tag(html, "value=\"0\"").contains("selected"), "{html}");
    let gone = ada
        .send(form(
            &format!("/keys?id={id}&_method=delete&_back=/settings%23keys"),
            "",
        ))
        .await;
    assert_eq!(
        (gone.status, gone.header("location")),
        (303, "/settings?saved=keys#keys")
    );
    assert_eq!(keys(&ada).await.len(), 0);
}

/// The tag that contains `attribute`.
fn tag<'a>(html: &'a str, attribute: &str) -> &'a str {
    let at = html
        .find(attribute)
        .unwrap_or_else(|| panic!("{attribute} is missing"));
    let start = html[..at].rfind('<').unwrap();
    &html[start..at + html[at..].find('>').unwrap()]
}
