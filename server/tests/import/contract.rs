//! Every documented status of these calls occurs; each response is checked against the document.

use std::collections::BTreeSet;

use app::ports::ImportState;
use test_kit::openapi::documented_statuses;

use super::*;

const PATHS: [&str; 3] = ["/import", "/import/answers", "/import/apply"];
const FORM: &str = "application/x-www-form-urlencoded";
const QUESTIONS: &str = "When;How;Words\n01/10/2096;Sunny;one\n";

/// The statuses of the calls so far.
#[derive(Default)]
struct Seen(BTreeSet<String>);

impl Seen {
    async fn send(&mut self, person: &Person, operation: &str, call: Call) {
        let status = person.send(call).await.status;
        self.0.insert(format!("{operation} {status}"));
    }
}

fn file(query: &str) -> Call {
    Call::post(&format!("/import?{query}"), "text/csv", DAYLIO)
}

fn remove(id: &str) -> Call {
    Call::new("DELETE", &format!("/import?id={id}"))
}

fn remove_by_form(id: &str) -> Call {
    let address = "/import?_method=delete&_back=/imports";
    Call::post(address, FORM, format!("id={id}")).by_browser()
}

fn cross_site(call: Call) -> Call {
    call.with("sec-fetch-site", "cross-site")
}

fn anonymous(call: Call) -> Call {
    call.with("authorization", "Bearer x")
}

fn id(import: &Value) -> String {
    import["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let (app, stores) = open().await;
    let ada = app.account("ada@example.org").await;
    let mut seen = Seen::default();
    // POST /import, and the removal that a form sends there.
    let large = vec![b'x'; 50 * 1024 * 1024 + 1];
    for call in [
        file("preview=1"),
        file("preview=2"),
        anonymous(file("")),
        cross_site(file("")),
        Call::post("/import", "text/csv", large),
        Call::new("POST", "/import").carrying(DAYLIO.as_bytes()),
        Call::post("/import", "text/csv", "Dear diary"),
        form(DAYLIO, "_back=/imports").by_browser(),
        remove_by_form("x"),
    ] {
        seen.send(&ada, "POST /import", call).await;
    }
    let form = form(DAYLIO, "_back=/imports").by_browser();
    seen.send(&app.person(), "POST /import", form).await;
    // Answers and imports of drafts. Each import is applied once.
    for (path, arguments, form) in [
        (
            "/import/answers",
            json!({"value": "Sunny", "mood": "good"}),
            "longNotes=cut",
        ),
        (
            "/import/apply",
            json!({"existing": "keep"}),
            "existing=keep",
        ),
    ] {
        let operation = format!("POST {path}");
        let asking = id(&draft(&ada, QUESTIONS).await);
        let wrong = json!({"id": asking, "dayColumn": 0, "moodColumn": 9});
        let wrong = if path == "/import/apply" {
            json!({"id": asking})
        } else {
            wrong
        };
        let json = |arguments: &Value| Call::post_json(path, arguments);
        let with = |id: &str| {
            let mut arguments = arguments.clone();
            arguments["id"] = json!(id);
            arguments
        };
        seen.send(&ada, &operation, json(&wrong)).await;
        let by_form = |id: &str| {
            let address = format!("{path}?_back=/imports");
            Call::post(&address, FORM, format!("id={id}&{form}")).by_browser()
        };
        let ready = id(&draft(&ada, DAYLIO).await);
        seen.send(&ada, &operation, by_form(&ready)).await;
        let ready = id(&draft(&ada, DAYLIO).await);
        for call in [
            json(&with(&ready)),
            json(&json!({"id": 1, "existing": "all"})),
            anonymous(json(&with(&ready))),
            cross_site(json(&with(&ready))),
            json(&with("x")),
            Call::post(path, "application/json", "x".repeat(100_000)),
            Call::new("POST", path),
        ] {
            seen.send(&ada, &operation, call).await;
        }
        let done = id(&upload(&ada, "", DAYLIO).await.json());
        seen.send(&ada, &operation, json(&with(&done))).await;
        seen.send(&app.person(), &operation, by_form(&ready)).await;
    }
    // GET and DELETE /import.
    for call in [
        Call::get("/import"),
        Call::get("/import?userId=1&userId=2"),
        anonymous(Call::get("/import")),
        Call::get("/import?userId=1"),
    ] {
        seen.send(&ada, "GET /import", call).await;
    }
    let done = id(&upload(&ada, "", DAYLIO).await.json());
    for call in [
        remove("x"),
        remove("1&id=2"),
        anonymous(remove(&done)),
        cross_site(remove(&done)),
        remove(&done),
    ] {
        seen.send(&ada, "DELETE /import", call).await;
    }
    let shown = id(&draft(&ada, DAYLIO).await);
    let user = UserId(ada.user_id().await);
    let stored = stores
        .imports
        .get(&user, &shown, seconds(NOON))
        .await
        .unwrap()
        .unwrap();
    let applying = Import {
        state: ImportState::Applying,
        ..stored.clone()
    };
    assert!(
        stores
            .imports
            .change(&user, &stored, &applying)
            .await
            .unwrap()
    );
    let call = remove_by_form(&shown);
    seen.send(&ada, "POST /import", call).await;
    seen.send(&ada, "DELETE /import", remove(&shown)).await;
    app.store_is_down(true);
    seen.send(&ada, "POST /import", file("")).await;
    seen.send(&ada, "GET /import", Call::get("/import")).await;
    seen.send(&ada, "DELETE /import", remove("x")).await;
    let unknown = json!({"id": "x"});
    for path in &PATHS[1..] {
        let call = Call::post_json(path, &unknown);
        seen.send(&ada, &format!("POST {path}"), call).await;
    }
    app.store_is_down(false);
    // Readings have a limit, and calls with a key.
    let shown = json!({"id": id(&draft(&ada, DAYLIO).await)});
    for _ in 0..60 {
        ada.send(Call::get("/import")).await;
    }
    seen.send(&ada, "GET /import", Call::get("/import")).await;
    seen.send(&ada, "POST /import", file("")).await;
    for path in &PATHS[1..] {
        let call = Call::post_json(path, &shown);
        seen.send(&ada, &format!("POST {path}"), call).await;
    }
    let (_, key) = ada.create_key("full").await;
    for _ in 0..21 {
        let call = remove("x").with("authorization", &format!("Bearer {key}"));
        seen.send(&app.person(), "DELETE /import", call).await;
    }
    assert_eq!(seen.0, documented_statuses(&PATHS));
}
