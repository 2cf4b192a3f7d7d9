//! The moments of a file.

use app::{domain::account::Work, ports::ImportState};

use super::*;

#[tokio::test]
async fn the_moments_of_a_download_are_written_once_and_undone() {
    let app = TestApp::open().await;
    let (ada, grace) = (app.person(), app.person());
    ada.save(TODAY, "good", "").await;
    for number in 1..=70 {
        let moment = json!({
            "title": format!("moment {number}"), "date": "2096-11-20T23:30:00+01:00",
            "description": "Snow!\nAt dawn.", "location": "Lyon",
        });
        assert_eq!(call(&ada, "/events", moment).await.status, 200);
    }
    let file = ada.send(Call::get("/data.json")).await.body;
    let moments = async |person: &Person| {
        let read = person.send(Call::get("/events")).await.json();
        let mut items = read["items"].as_array().unwrap().clone();
        for item in &mut items {
            item["createdAt"] = Value::Null;
            item["updatedAt"] = Value::Null;
        }
        items
    };
    grace.save(TODAY, "good", "").await;
    let shown = draft(&grace, file.clone()).await;
    assert_eq!(
        (&shown["moments"], counts(&shown)),
        (&json!(70), [0, 0, 0, 1, 0])
    );
    assert_eq!(moments(&grace).await, Vec::<Value>::new());
    let done = call(&grace, "/import/apply", json!({"id": shown["id"]})).await;
    assert_eq!(done.json()["state"], "applied", "{}", done.text());
    assert_eq!(moments(&grace).await, moments(&ada).await);

    // What is there stays as it is, and so it does when the second import is undone.
    let id = moments(&grace).await[0]["id"].as_str().unwrap().to_owned();
    let change = Call::new("PUT", &format!("/events/{id}"))
        .with("content-type", "application/json")
        .carrying(br#"{"title":"changed"}"#);
    assert_eq!(grace.send(change).await.status, 200);
    let again = upload(&grace, "", file).await.json();
    assert_eq!(again["state"], "applied");
    assert_eq!(undo(&grace, &again).await.json()["complete"], true);
    let kept = moments(&grace).await;
    assert_eq!((kept.len(), &kept[0]["title"]), (70, &json!("changed")));

    // The undo of the first one takes back all but the changed one.
    assert_eq!(undo(&grace, &done.json()).await.json()["complete"], true);
    let kept = moments(&grace).await;
    assert_eq!((kept.len(), &kept[0]["title"]), (1, &json!("changed")));
}

#[tokio::test]
async fn a_broken_moment_is_a_refused_line() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = "019abc22-79b0-7cc3-98c4-dc0c0c07398f";
    let moment = |title: &str, date: &str| json!({"id": id, "title": title, "date": date});
    let file = json!({
        "format": "humeur", "version": 1,
        "entries": [{"day": TODAY, "mood": "good"}],
        "moments": [
            moment("good", TODAY),
            moment("", TODAY),
            moment("bad date", "2096-02-30"),
            {"title": "no identifier", "date": TODAY},
        ],
    });
    let shown = draft(&ada, file.to_string()).await;
    assert_eq!(shown["moments"], 1);
    let refused = json!([
        {"line": 3, "reason": "malformed"},
        {"line": 4, "reason": "not_a_day"},
        {"line": 5, "reason": "malformed"},
    ]);
    assert_eq!(shown["refused"], refused);
}

#[tokio::test]
async fn a_resumed_import_brings_no_moment_back_that_was_deleted_since() {
    let (app, stores) = open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let ids = [
        "019abc22-79b0-7cc3-98c4-dc0c0c07398e",
        "019abc22-79b0-7cc3-98c4-dc0c0c07398f",
    ];
    let moments = ids.map(|id| json!({"id": id, "title": "imported", "date": TODAY}));
    let file = json!({"format": "humeur", "version": 1, "entries": [], "moments": moments});
    let done = upload(&ada, "", file.to_string()).await.json();
    assert_eq!(done["state"], "applied", "{done}");
    let remove = Call::new("DELETE", &format!("/events/{}", ids[0]));
    assert_eq!(ada.send(remove).await.status, 200);
    // As if the part had been interrupted after its writes.
    let user = UserId(ada.user_id().await);
    let stored = stores
        .imports
        .list(&user, seconds(NOON))
        .await
        .unwrap()
        .remove(0);
    let interrupted = Import {
        state: ImportState::Applying,
        next: 0,
        ..stored.clone()
    };
    assert_eq!(
        stores.imports.change(&user, &stored, &interrupted).await,
        Ok(true)
    );
    stores
        .users
        .begin(&user, Work::Import, seconds(NOON))
        .await
        .unwrap();
    app.at("2096-11-20T12:02:00Z");
    app.work().await;
    let import = stores.imports.get(&user, &stored.id, seconds(NOON)).await;
    assert_eq!(import.unwrap().unwrap().state, ImportState::Applied);
    let left = ada.send(Call::get("/events")).await.json();
    let left = left["items"].as_array().unwrap();
    assert_eq!((left.len(), &left[0]["id"]), (1, &json!(ids[1])));
}
