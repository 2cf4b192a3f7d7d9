//! Writing, changing and removing a moment.

use super::*;

#[tokio::test]
async fn a_moment_is_created_read_changed_and_removed() {
    let app = TestApp::open().await;
    let ada = app.person();
    let draft = json!({
        "title": "  Lea is born\n", "date": "2096-11-19T23:30:00+01:00",
        "description": "At dawn.\r\nSnow!", "location": "Lyon",
    });
    let created = ada.send(create(&draft)).await;
    assert_eq!((created.status, created.header("etag")), (200, "\"1\""));
    let item = created.json()["item"].clone();
    let id = item["id"].as_str().unwrap();
    let now = item["createdAt"].clone();
    assert_eq!(
        item,
        json!({
            "id": id, "title": "Lea is born", "date": "2096-11-19T23:30:00+01:00",
            "day": "2096-11-19", "description": "At dawn.\nSnow!", "location": "Lyon",
            "photos": [], "version": 1, "createdAt": now, "updatedAt": now,
        })
    );
    let read = ada.send(get(id)).await;
    assert_eq!((read.json(), read.header("etag")), (item.clone(), "\"1\""));

    app.at("2096-11-20T13:00:00Z");
    let change = json!({"title": "Lea!", "location": ""});
    let changed = ada.send(put(id, &change)).await;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""));
    let changed = changed.json()["item"].clone();
    assert_eq!(changed["title"], "Lea!");
    assert_eq!(changed["location"], Value::Null);
    assert_eq!(changed["description"], "At dawn.\nSnow!");
    assert_eq!(changed["createdAt"], now);
    assert_ne!(changed["updatedAt"], now);

    let removed = ada.send(remove(id, "")).await;
    assert_eq!((removed.status, removed.header("etag")), (200, "\"3\""));
    assert_eq!(removed.json()["item"], changed);
    assert_eq!(ada.send(get(id)).await.kind(), (404, "not_found".into()));
    assert_eq!(list(&ada, "").await, <[&str; 0]>::default());
}

#[tokio::test]
async fn a_date_is_the_persons_day() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.set_cookie("tz", "Asia/Tokyo");
    let id = moment(&ada, "Call", "2096-11-19T23:30:00+01:00").await;
    assert_eq!(ada.send(get(&id)).await.json()["day"], "2096-11-20");
    let moved = ada.send(put(&id, &json!({"date": "2096-11-21"}))).await;
    assert_eq!(moved.json()["item"]["day"], "2096-11-21");
    assert_eq!(list(&ada, "start=2096-11-21").await, ["Call"]);
    assert_eq!(list(&ada, "end=2096-11-20").await, <[&str; 0]>::default());
}

#[tokio::test]
async fn moments_are_listed_by_span_and_by_pages_the_latest_first() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (title, date) in [
        ("first", "0001-01-01"),
        ("walk by the canal", "2096-11-18"),
        ("Café Zoé", "2096-11-19"),
        ("last", "9999-12-31"),
        ("soon", "2097-01-01"),
    ] {
        moment(&ada, title, date).await;
    }
    let all = ["last", "soon", "Café Zoé", "walk by the canal", "first"];
    for (query, expected) in [
        ("", &all[..]),
        ("start=2096-11-18&end=2096-11-19", &all[2..4]),
        ("start=2096-11-19&end=2096-11-19", &all[2..3]),
        ("q=cafe", &all[2..3]),
        ("q=canal%20walk&end=2096-12-31", &all[3..4]),
        ("q=rain", &[]),
    ] {
        assert_eq!(list(&ada, query).await, expected, "{query}");
    }
    let (mut seen, mut after, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let page = ada
            .send(Call::get(&format!("/events?limit=2{after}")))
            .await;
        seen.extend(titles(&page));
        pages += 1;
        match page.json()["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!((seen.as_slice(), pages), (&all.map(str::to_owned)[..], 3));
    assert_eq!(list(&app.person(), "").await, <[&str; 0]>::default());
}

#[tokio::test]
async fn a_write_with_a_base_undoes_no_other() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one", TODAY).await;
    let based = |title: &str, base: u64| json!({"title": title, "baseVersion": base});
    assert_eq!(ada.send(put(&id, &based("two", 1))).await.status, 200);
    let conflict = ada.send(put(&id, &based("three", 1))).await;
    assert_eq!(
        conflict.rejection(),
        (409, "conflict".into(), Some("baseVersion".into()))
    );
    assert_eq!(conflict.header("etag"), "\"2\"");
    // Nothing would change.
    let same = ada.send(put(&id, &based("two", 1))).await;
    assert_eq!((same.status, same.header("etag")), (200, "\"2\""));
    let strict = ada.send(put(&id, &json!({"title": "two"})).with("if-match", "\"1\""));
    assert_eq!(strict.await.kind(), (412, "precondition_failed".into()));
    let conflict = ada.send(remove(&id, "baseVersion=1")).await;
    assert_eq!(conflict.kind(), (409, "conflict".into()));
    let strict = ada.send(remove(&id, "").with("if-match", "\"1\"")).await;
    assert_eq!(strict.kind(), (412, "precondition_failed".into()));
    assert_eq!(ada.send(remove(&id, "baseVersion=2")).await.status, 200);
}

#[tokio::test]
async fn a_retry_is_applied_once() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one", TODAY).await;
    let change = json!({"title": "two", "baseVersion": 1, "mutationId": "m"});
    for _ in 0..2 {
        let answer = ada.send(put(&id, &change)).await;
        assert_eq!((answer.status, answer.header("etag")), (200, "\"2\""));
    }
    let new = json!({"title": "new", "date": TODAY, "baseVersion": 0, "mutationId": "n"});
    for _ in 0..2 {
        let answer = ada.send(put(UNKNOWN, &new)).await;
        assert_eq!((answer.status, answer.header("etag")), (200, "\"1\""));
    }
    assert_eq!(list(&ada, "").await.len(), 2);
}

#[tokio::test]
async fn a_person_may_choose_the_identifier_of_a_moment() {
    let app = TestApp::open().await;
    let (ada, grace) = (app.person(), app.person());
    let draft = |title: &str| json!({"title": title, "date": TODAY});
    let new = |title: &str| put(UNKNOWN, &draft(title)).with("if-none-match", "*");
    assert_eq!(ada.send(new("Ada's")).await.status, 200);
    assert_eq!(
        ada.send(new("again")).await.kind(),
        (412, "precondition_failed".into())
    );
    // Another journal has its own.
    assert_eq!(grace.send(new("Grace's")).await.status, 200);
    assert_eq!(list(&ada, "").await, ["Ada's"]);
    assert_eq!(list(&grace, "").await, ["Grace's"]);
}

#[tokio::test]
async fn a_removal_is_undone_at_the_version_of_its_tombstone() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "gone", TODAY).await;
    let removed = ada.send(remove(&id, "")).await;
    assert_eq!(removed.header("etag"), "\"2\"");
    let undo = |base: u64| json!({"title": "back", "date": TODAY, "baseVersion": base});
    for change in [undo(1), undo(3), json!({"title": "back", "baseVersion": 2})] {
        assert_eq!(ada.send(put(&id, &change)).await.status, 404, "{change}");
    }
    // An older write does not bring it back.
    assert_eq!(ada.send(put(&id, &undo(0))).await.status, 409);
    assert_eq!(list(&ada, "").await, <[&str; 0]>::default());
    let back = ada.send(put(&id, &undo(2))).await;
    assert_eq!((back.status, back.header("etag")), (200, "\"3\""));
    assert_eq!(list(&ada, "").await, ["back"]);
}

#[tokio::test]
async fn a_key_that_logs_creates_and_sees_nothing() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let (_, log) = ada.create_key("log").await;
    let id = moment(&ada, "private", TODAY).await;
    let nobody = app.person();
    let draft = json!({"title": "logged", "date": TODAY});
    assert_eq!(nobody.send(create(&draft).with_key(&log)).await.status, 200);
    for call in [
        get(&id),
        Call::get("/events"),
        put(&id, &json!({"title": "x"})),
        remove(&id, ""),
    ] {
        assert_eq!(nobody.send(call.with_key(&log)).await.status, 403);
    }
    assert_eq!(list(&ada, "").await.len(), 2);
}

#[tokio::test]
async fn a_day_stays_when_the_person_travels() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let zone = async |zone: &str| {
        let set = Call::post_json("/account", &json!({"timeZone": zone}));
        assert_eq!(ada.send(set).await.status, 200);
    };
    zone("Europe/Paris").await;
    let date = "2096-11-20T00:30:00+01:00";
    let id = moment(&ada, "at night", date).await;
    zone("America/New_York").await;
    let same = put(&id, &json!({"title": "at midnight", "date": date}));
    let same = ada.send(same).await.json();
    assert_eq!(
        (&same["item"]["day"], &same["item"]["title"]),
        (&json!("2096-11-20"), &json!("at midnight"))
    );
    let other = put(&id, &json!({"date": "2096-11-20T00:31:00+01:00"}));
    assert_eq!(ada.send(other).await.json()["item"]["day"], "2096-11-19");
}

#[tokio::test]
async fn a_description_of_any_script_fits_a_form_and_its_undo() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    for character in ["雪", "🌧"] {
        let description = character.repeat(2000);
        let mut fields = form_urlencoded::Serializer::new(String::new());
        fields.extend_pairs([
            ("title", "Snow"),
            ("date", TODAY),
            ("description", &description),
        ]);
        let saved = ada
            .send(form("/events?_show=/moments", &fields.finish()))
            .await;
        assert_eq!(saved.status, 200, "{}", saved.text());
    }
    // With the escapes of JSON.
    let escaped = "\\ud83c\\udf27".repeat(2000);
    let body = format!(r#"{{"title":"Snow","date":"{TODAY}","description":"{escaped}"}}"#);
    let saved = ada
        .send(Call::post("/events", "application/json", body))
        .await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert_eq!(list(&ada, "").await.len(), 3);
}
