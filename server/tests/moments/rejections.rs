//! Input that breaks a rule changes nothing.

use super::*;

#[tokio::test]
async fn bad_fields_are_named_and_nothing_is_written() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one", TODAY).await;
    let long = |length| "x".repeat(length);
    for (field, value, status) in [
        ("title", json!(long(121)), 422),
        ("title", json!("   "), 422),
        ("title", json!("\u{200b}\u{200d}\u{2060}"), 422),
        ("title", json!(""), 422),
        ("title", json!(7), 400),
        ("date", json!("2096-02-30"), 400),
        ("date", json!("0000-01-01"), 400),
        ("date", json!("10000-01-01"), 400),
        ("date", json!("2096-11-20T10:00:00"), 400),
        ("date", json!("tomorrow"), 400),
        ("date", json!(20_961_120), 400),
        ("description", json!(long(2001)), 422),
        ("description", json!(["x"]), 400),
        ("location", json!(long(201)), 422),
        ("photos", json!([]), 400),
    ] {
        let mut draft = json!({"title": "two", "date": TODAY});
        draft[field] = value.clone();
        for call in [create(&draft), put(&id, &draft)] {
            let (found, _, at) = ada.send(call).await.rejection();
            assert_eq!((found, at.as_deref()), (status, Some(field)), "{value}");
        }
    }
    for (draft, field, status) in [
        (json!({"date": TODAY}), "title", 422),
        (json!({"title": "two"}), "date", 400),
        (json!({}), "title", 422),
    ] {
        let (found, _, at) = ada.send(create(&draft)).await.rejection();
        assert_eq!((found, at.as_deref()), (status, Some(field)), "{draft}");
        let mut new = draft.clone();
        new["baseVersion"] = json!(0);
        let (found, _, at) = ada.send(put(UNKNOWN, &new)).await.rejection();
        assert_eq!((found, at.as_deref()), (status, Some(field)), "{new}");
    }
    let huge = json!({"title": "two", "date": TODAY, "description": long(100_000)});
    assert_eq!(ada.send(create(&huge)).await.status, 413);
    assert_eq!(ada.send(put(&id, &huge)).await.status, 413);
    assert_eq!(list(&ada, "").await, ["one"]);
}

#[tokio::test]
async fn text_is_kept_as_text() {
    let app = TestApp::open().await;
    let ada = app.person();
    let draft = json!({
        "title": "<script>alert(1)</script>", "date": TODAY, "description": "a\0b\u{8}c",
    });
    let item = ada.send(create(&draft)).await.json()["item"].clone();
    assert_eq!(item["description"], "abc");
    assert_eq!(item["title"], "<script>alert(1)</script>");
    let id = item["id"].as_str().unwrap();
    for address in [
        "/moments".to_owned(),
        format!("/moments/{id}"),
        "/".to_owned(),
    ] {
        let page = ada.send(Call::page(&address)).await;
        assert!(!page.text().contains("<script>alert"), "{address}");
        assert!(page.text().contains("alert(1)"), "{address}");
    }
}

#[tokio::test]
async fn a_moment_of_somebody_else_an_unknown_and_a_removed_one_are_the_same() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    let hers = moment(&ada, "hers", TODAY).await;
    let removed = moment(&eve, "removed", TODAY).await;
    assert_eq!(eve.send(remove(&removed, "")).await.status, 200);
    let mut bodies = Vec::new();
    for id in [&*hers, UNKNOWN, &removed, "7", "a%20b", "..%2Fx"] {
        let change = json!({"title": "mine"});
        let based = json!({"title": "mine", "baseVersion": 1});
        for call in [get(id), put(id, &change), put(id, &based), remove(id, "")] {
            let answer = eve.send(call).await;
            assert_eq!(answer.status, 404, "{id}");
            bodies.push(answer.body);
        }
        // The page, too.
        let page = eve.send(Call::page(&format!("/moments/{id}"))).await;
        assert_eq!(page.status, 404, "{id}");
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    assert_eq!(list(&ada, "").await, ["hers"]);
}

#[tokio::test]
async fn arguments_in_the_wrong_place_are_rejected() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one", TODAY).await;
    let json = |body: &str| {
        Call::new("PUT", &format!("/events/{id}"))
            .with("content-type", "application/json")
            .carrying(body.as_bytes())
    };
    for call in [
        json(r#"{"id":"7","title":"two"}"#),
        json(r#"{"title":"two","title":"three"}"#),
        json(r#"{"titel":"two"}"#),
        json(r#"{"title":"two""#),
        json("title=two"),
        Call::new("PUT", &format!("/events/{id}?baseVersion=9"))
            .with("content-type", "application/json")
            .carrying(br#"{"title":"two"}"#),
        remove(&id, "id=7"),
        remove(&id, "baseversion=9"),
        Call::get(&format!("/events/{id}?id=7")),
        Call::get("/events?limit=x"),
        Call::get("/events?after=x"),
        Call::get("/events?start=x"),
        Call::get(&format!(
            "/events?end=2096-01-01&after=2096-11-20.{UNKNOWN}"
        )),
    ] {
        let answer = ada.send(call).await;
        assert_eq!(answer.status, 400, "{}", answer.text());
    }
    for query in [
        "limit=0",
        "limit=201",
        "start=2096-11-21&end=2096-11-20",
        "q=",
    ] {
        let answer = ada.send(Call::get(&format!("/events?{query}"))).await;
        assert_eq!(answer.status, 422, "{query}");
    }
    assert_eq!(
        ada.send(Call::new("PATCH", &format!("/events/{id}")))
            .await
            .status,
        405
    );
    assert_eq!(list(&ada, "").await, ["one"]);
}
