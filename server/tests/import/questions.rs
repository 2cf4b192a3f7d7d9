//! Questions about a draft, and their answers.

use super::*;

#[tokio::test]
async fn questions_are_answered_before_anything_is_written() {
    let app = TestApp::open().await;
    let ada = app.person();
    let table = "When;How;Words\n01/10/2096;Sunny;one\n02/10/2096;Stormy;two\n";
    let unprepared = upload(&ada, "", table).await.rejection();
    assert_eq!(unprepared, (422, "invalid".into(), Some("columns".into())));
    let shown = draft(&ada, table).await;
    assert_eq!(shown["header"], json!(["When", "How", "Words"]));
    let id = &shown["id"];
    let answer = async |mut arguments: Value| {
        arguments["id"] = id.clone();
        call(&ada, "/import/answers", arguments).await
    };
    let apply = async || call(&ada, "/import/apply", json!({"id": id})).await;
    let wrong = answer(json!({"dayColumn": 0, "moodColumn": 9}))
        .await
        .rejection();
    assert_eq!(wrong, (422, "invalid".into(), Some("dayColumn".into())));
    let chosen = answer(json!({"dayColumn": 0, "moodColumn": 1, "noteColumn": "2"}))
        .await
        .json();
    assert_eq!(chosen["asksDates"], true);
    assert_eq!(
        apply().await.rejection(),
        (422, "invalid".into(), Some("dates".into()))
    );
    let dated = answer(json!({"dates": "dmy"})).await.json();
    assert_eq!(
        dated["unknownMoods"],
        json!([{"value": "Stormy", "count": 1}, {"value": "Sunny", "count": 1}])
    );
    assert_eq!(
        apply().await.rejection(),
        (422, "invalid".into(), Some("moods".into()))
    );
    answer(json!({"value": "Stormy", "mood": "none"})).await;
    let ready = answer(json!({"value": "sunny", "mood": "great", "existing": "replace"}))
        .await
        .json();
    assert_eq!(
        (counts(&ready), &ready["existing"]),
        ([1, 0, 0, 0, 1], &json!("replace"))
    );
    assert_eq!(ready["refused"], json!([{"line": 3, "reason": "left_out"}]));
    assert_eq!(apply().await.json()["state"], "applied");
    assert_eq!(ada.journal().await, ["2096-10-01 great one"]);
    assert_eq!(
        apply().await.rejection(),
        (409, "conflict".into(), Some("id".into()))
    );
    let late = answer(json!({"dates": "mdy"})).await.rejection();
    assert_eq!(late, (409, "conflict".into(), Some("id".into())));
    for (arguments, field) in [
        (json!({"id": "x", "value": "a"}), "id"),
        (json!({"id": "x".repeat(3000)}), "id"),
    ] {
        let missing = call(&ada, "/import/answers", arguments).await.rejection();
        assert_eq!(missing, (404, "not_found".into(), Some(field.into())));
    }
}

#[tokio::test]
async fn invalid_arguments_are_named() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (query, field) in [("existing=all", "existing"), ("preview=2", "preview")] {
        let (status, _, at) = upload(&ada, query, DAYLIO).await.rejection();
        assert_eq!((status, at.as_deref()), (400, Some(field)));
    }
    let (status, _, _) = upload(&ada, "unknown=1", DAYLIO).await.rejection();
    assert_eq!(status, 400);
    let shown = draft(&ada, DAYLIO).await;
    for (name, value) in [
        ("dates", json!("ymd")),
        ("longNotes", json!("keep")),
        ("existing", json!("")),
        ("noteColumn", json!("x")),
        ("value", json!("a")),
    ] {
        let mut arguments = json!({"id": shown["id"]});
        arguments[name] = value;
        if name == "noteColumn" {
            arguments["dayColumn"] = json!(0);
            arguments["moodColumn"] = json!(1);
        }
        let (status, _, at) = call(&ada, "/import/answers", arguments).await.rejection();
        let field = if name == "value" { "mood" } else { name };
        assert_eq!((status, at.as_deref()), (400, Some(field)), "{name}");
    }
}
