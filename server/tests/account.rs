//! The account's settings: who I am, what I chose, how long entries are kept.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use test_kit::{
    answer::Answer,
    openapi::documented_statuses,
    person::{Call, Person},
    test_app::{TODAY, TestApp},
};

async fn set(person: &Person, settings: Value) -> Answer {
    let call = Call::post("/account", "application/json", settings.to_string());
    person.send(call).await
}

async fn settings(person: &Person) -> Value {
    person.send(Call::get("/account")).await.json()["settings"].clone()
}

fn form(address: &str, body: &str) -> Call {
    let content_type = "application/x-www-form-urlencoded";
    Call::post(address, content_type, body).by_browser()
}

/// The days in the journal.
async fn days(person: &Person) -> Vec<String> {
    let read = person.send(Call::get("/moods")).await.json();
    let items = read["items"].as_array().unwrap().iter();
    items
        .map(|item| item["day"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_new_visitor_is_anonymous_with_the_defaults() {
    let app = TestApp::open().await;
    let ada = app.person();
    let call = Call::get("/account").with("accept-language", "fr-CA");
    let account = ada.send(call).await.json();
    assert_eq!(account["userId"], json!(ada.user_id().await));
    assert_eq!(account.get("accountSince"), None);
    assert_eq!(
        (&account["ways"], &account["former"]),
        (&json!(0), &json!(0))
    );
    let defaults = json!({
        "lang": "fr", "theme": "auto", "weekStart": "auto", "dayEndsAt": 0, "timeZone": "",
        "retentionMonths": 6, "hidesPresence": false, "hidesHelp": false, "signals": [],
        "comments": "on",
    });
    assert_eq!(account["settings"], defaults);
}

#[tokio::test]
async fn a_choice_is_stored_with_the_journal_and_follows_its_cookie() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    let chosen = json!({
        "lang": "fr", "theme": "dark", "weekStart": "saturday", "dayEndsAt": 4,
        "timeZone": "Asia/Tokyo", "retentionMonths": 24, "comments": "off",
    });
    let saved = set(&ada, chosen.clone()).await;
    let mut chosen = chosen;
    chosen["hidesPresence"] = json!(false);
    chosen["hidesHelp"] = json!(false);
    chosen["signals"] = json!([]);
    assert_eq!(saved.json(), json!({"status": "ok", "settings": chosen}));
    // Another browser with the same session, but none of the preferences' cookies.
    let session = ada.cookie("humeur").unwrap();
    let other = app.person();
    other.set_cookie("humeur", &session);
    assert_eq!(settings(&other).await, chosen);
    let page = other.send(Call::page("/")).await;
    assert!(page.text().contains("<html lang=\"fr\""));
    assert!(page.text().contains("data-theme=\"dark\""));
    assert!(
        page.text()
            .contains("<meta name=\"color-scheme\" content=\"dark\"")
    );
    assert_eq!(page.text().matches("name=\"theme-color\"").count(), 1);
    // Its cookies follow, for pages that are stored for offline use.
    for (name, value) in [
        ("lang", "fr"),
        ("theme", "dark"),
        ("week", "saturday"),
        ("dayend", "4"),
    ] {
        assert_eq!(other.cookie(name).as_deref(), Some(value), "{name}");
    }
    // The rest stays, and an empty time zone is the browser's again.
    set(&ada, json!({"timeZone": ""})).await;
    let mut expected = chosen;
    expected["timeZone"] = json!("");
    assert_eq!(settings(&ada).await, expected);
}

#[tokio::test]
async fn a_link_stores_a_choice_with_a_profile_that_exists() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    ada.send(Call::page("/settings?theme=dark")).await;
    let without_cookies = app.person();
    without_cookies.set_cookie("humeur", &ada.cookie("humeur").unwrap());
    assert_eq!(settings(&without_cookies).await["theme"], "auto");
    set(&ada, json!({"theme": "auto"})).await;
    let address = "/settings?lang=fr&theme=light&week=sunday&saved=look";
    let answer = ada.send(Call::page(address)).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, "/settings?saved=look")
    );
    let other = app.person();
    other.set_cookie("humeur", &ada.cookie("humeur").unwrap());
    let read = settings(&other).await;
    assert_eq!(
        (&read["lang"], &read["theme"], &read["weekStart"]),
        (&json!("fr"), &json!("light"), &json!("sunday"))
    );
    let week = other.send(Call::page("/")).await;
    // The week of Tuesday 20 November 2096 begins on Sunday the 18th.
    assert!(week.text().contains("18 – 24 novembre"), "{}", week.text());
}

#[tokio::test]
async fn another_sites_link_chooses_nothing() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    let link = Call::page("/?theme=dark&keep=later").with("sec-fetch-site", "cross-site");
    let answer = ada.send(link).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    assert_eq!(ada.cookie("theme"), None);
    assert_eq!(ada.cookie("keep"), None);
    assert_eq!(settings(&ada).await["theme"], "auto");
}

#[tokio::test]
async fn unknown_values_change_nothing() {
    let app = TestApp::open().await;
    let ada = app.person();
    let before = settings(&ada).await;
    for (settings, status, kind, field) in [
        (json!({"lang": "de"}), 400, "malformed", "lang"),
        (json!({"theme": "blue"}), 400, "malformed", "theme"),
        (
            json!({"weekStart": "friday"}),
            400,
            "malformed",
            "weekStart",
        ),
        (
            json!({"timeZone": "Mars/Base"}),
            400,
            "malformed",
            "timeZone",
        ),
        (json!({"dayEndsAt": 7}), 422, "invalid", "dayEndsAt"),
        (json!({"dayEndsAt": -1}), 400, "malformed", "dayEndsAt"),
        (
            json!({"retentionMonths": 5}),
            422,
            "invalid",
            "retentionMonths",
        ),
        (
            json!({"retentionMonths": "6"}),
            400,
            "malformed",
            "retentionMonths",
        ),
        (json!({"retentionMonths": 1}), 422, "invalid", "confirm"),
        (
            json!({"retentionMonths": 1, "confirm": "no"}),
            422,
            "invalid",
            "confirm",
        ),
        (
            json!({"theme": "dark", "dayEndsAt": 9}),
            422,
            "invalid",
            "dayEndsAt",
        ),
        (
            json!({"theme": "dark", "colour": 1}),
            400,
            "malformed",
            "colour",
        ),
        (json!({"userId": "grace"}), 403, "forbidden", "userId"),
    ] {
        let answer = set(&ada, settings.clone()).await;
        let expected = (status, kind.to_owned(), Some(field.to_owned()));
        assert_eq!(answer.rejection(), expected, "{settings}");
    }
    assert_eq!(settings(&ada).await, before);
}

#[tokio::test]
async fn a_longer_retention_applies_to_what_is_stored() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save("2096-05-25", "good", "old").await;
    let first = ada.save(TODAY, "okay", "").await;
    assert_eq!(set(&ada, json!({"retentionMonths": 0})).await.status, 200);
    let read = ada.send(Call::get("/moods")).await.json();
    for item in read["items"].as_array().unwrap() {
        // 9999-12-31 at noon.
        assert_eq!(item["expiresAt"], 253_402_257_600_i64, "{item}");
        assert_eq!(item["version"], 1, "a new expiry is no edit");
    }
    assert_ne!(first["expiresAt"], 253_402_257_600_i64);
    // The job ends the work once no write of the former setting can arrive any more.
    let account = ada.send(Call::get("/account")).await.json();
    assert_eq!(account["unfinished"], json!(["redate"]));
    // Any day of the past can be written now.
    ada.save("1999-12-31", "great", "fireworks").await;
    assert_eq!(days(&ada).await, ["1999-12-31", "2096-05-25", TODAY]);
    let page = ada.send(Call::page("/?day=1999-12-31")).await;
    assert!(page.text().contains("is kept for ever"), "{}", page.text());
}

#[tokio::test]
async fn a_shorter_retention_is_confirmed_and_deletes() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save("2096-05-25", "good", "old").await;
    ada.save("2096-10-01", "bad", "older than a month").await;
    ada.save("2096-11-01", "okay", "younger").await;
    let answer = set(&ada, json!({"retentionMonths": 1})).await;
    assert_eq!(answer.rejection().2.as_deref(), Some("confirm"));
    assert_eq!(days(&ada).await.len(), 3);
    assert_eq!(settings(&ada).await["retentionMonths"], 6);
    let confirmed = set(&ada, json!({"retentionMonths": 1, "confirm": "yes"})).await;
    assert_eq!(confirmed.status, 200);
    assert_eq!(days(&ada).await, ["2096-11-01"]);
    let late = ada
        .send(Call::json(&json!({"day": "2096-10-01", "mood": "bad"})))
        .await;
    assert_eq!(late.rejection().2.as_deref(), Some("day"));
    // Longer again: what was deleted does not come back.
    assert_eq!(set(&ada, json!({"retentionMonths": 24})).await.status, 200);
    assert_eq!(days(&ada).await, ["2096-11-01"]);
}

#[tokio::test]
async fn a_form_asks_before_it_shortens() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save("2096-05-25", "good", "old").await;
    ada.save("2096-06-01", "good", "old").await;
    ada.save(TODAY, "okay", "").await;
    let address = "/account?_back=/settings";
    let asked = ada.send(form(address, "retentionMonths=1")).await;
    assert_eq!(asked.status, 422);
    let page = asked.text();
    assert!(page.contains("2 days are older than that"), "{page}");
    assert!(page.contains("href=\"/data.json\""));
    assert!(page.contains("name=\"confirm\" value=\"yes\""));
    assert_eq!(days(&ada).await.len(), 3);
    let done = ada
        .send(form(address, "retentionMonths=1&confirm=yes"))
        .await;
    assert_eq!(
        (done.status, done.header("location")),
        (303, "/settings?saved=account")
    );
    assert_eq!(days(&ada).await, [TODAY]);
    let footer = ada.send(Call::page("/settings?saved=account")).await;
    assert!(footer.text().contains("Each day is deleted after a month."));
}

#[tokio::test]
async fn a_page_says_until_when_its_day_is_kept() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    for (address, accept, expected) in [
        (
            "/",
            "en-GB",
            "Tuesday 20 November is kept until 20 May 2097.",
        ),
        (
            "/?day=2096-11-19",
            "en-US",
            "Monday, November 19 is kept until May 19, 2097.",
        ),
        (
            "/",
            "fr",
            "La journée du mardi 20 novembre est gardée jusqu’au 20 mai 2097.",
        ),
    ] {
        let page = ada
            .send(Call::page(address).with("accept-language", accept))
            .await;
        assert!(
            page.text().contains(expected),
            "{expected}: {}",
            page.text()
        );
    }
}

#[tokio::test]
async fn after_a_week_of_entries_one_line_says_how_to_keep_them_safe() {
    let app = TestApp::open().await;
    let ada = app.person();
    let hint = "Your days live in this browser only.";
    let shows = async |ada: &Person, address: &str| {
        let page = ada.send(Call::page(address)).await;
        (
            page.text().contains(hint),
            page.text().contains("href=\"/?keep=later\""),
        )
    };
    for day in 14..20 {
        ada.save(&format!("2096-11-{day}"), "good", "").await;
    }
    assert_eq!(shows(&ada, "/").await, (false, false), "six days");
    ada.save(TODAY, "good", "").await;
    assert_eq!(shows(&ada, "/").await, (true, true));
    assert_eq!(
        shows(&ada, "/?day=2096-11-19").await,
        (false, false),
        "only on Today"
    );
    let later = ada
        .send(Call::page("/?keep=later").with("sec-fetch-site", "same-origin"))
        .await;
    assert_eq!((later.status, later.header("location")), (303, "/"));
    assert!(
        later.header("set-cookie").contains("Max-Age=2592000"),
        "{later:?}"
    );
    assert_eq!(shows(&ada, "/").await, (false, false), "for 30 days");
}

#[tokio::test]
async fn the_settings_work_without_a_script() {
    let app = TestApp::open().await;
    let ada = app.person();
    let page = ada.send(Call::page("/settings")).await;
    let text = page.text();
    for section in ["day", "look", "journal", "account", "data"] {
        assert!(text.contains(&format!("href=\"#{section}\"")), "{section}");
        assert!(
            text.contains(&format!("<section id=\"{section}\"")),
            "{section}"
        );
    }
    assert!(text.contains("This journal lives in this browser only."));
    // A form without a session is sent twice, as everywhere.
    let grace = app.person();
    let first = grace
        .send(form("/account?_back=/settings", "theme=dark"))
        .await;
    assert_eq!(first.status, 307);
    let second = grace
        .send(form(first.header("location"), "theme=dark"))
        .await;
    assert_eq!(second.status, 303);
    assert_eq!(settings(&grace).await["theme"], "dark");
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let json = |body: &str| Call::post("/account", "application/json", body);
    let token = |call: Call| call.with("authorization", "Bearer x");
    let elsewhere = |call: Call| call.with("sec-fetch-site", "cross-site");
    let remove = |query: &str| Call::new("DELETE", &format!("/account?{query}"));
    let moods = |query: &str| Call::get(&format!("/moods?{query}"));
    let mut given = BTreeSet::new();
    let app = TestApp::open().await;
    let ada = app.person();
    let page = "/account?_back=/settings";
    for (operation, call) in [
        (
            "POST /account",
            form(page, "theme=dark").with("cookie", "a=b"),
        ),
        ("POST /account", json("{}")),
        ("POST /account", form(page, "theme=dark")),
        ("POST /account", json("{")),
        ("POST /account", token(json("{}"))),
        ("POST /account", elsewhere(json("{}"))),
        ("POST /account", json(&"x".repeat(100_000))),
        ("POST /account", Call::new("POST", "/account")),
        ("POST /account", json("{\"dayEndsAt\":7}")),
        ("GET /account", Call::get("/account")),
        ("GET /account", Call::get("/account?userId=1&userId=2")),
        ("GET /account", token(Call::get("/account"))),
        ("GET /account", Call::get("/account?userId=grace")),
        ("GET /moods", moods("")),
        ("GET /moods", moods("start=x")),
        ("GET /moods", token(moods(""))),
        ("GET /moods", moods("userId=grace")),
        ("GET /moods", moods("limit=1001")),
        ("DELETE /account", remove("confirm=erase&confirm=erase")),
        ("DELETE /account", token(remove("confirm=erase"))),
        ("DELETE /account", elsewhere(remove("confirm=erase"))),
        ("DELETE /account", remove("confirm=yes")),
        ("DELETE /account", remove("confirm=erase")),
    ] {
        let answer = ada.send(call).await;
        given.insert(format!("{operation} {}", answer.status));
    }
    let grace = app.person();
    grace.week().await;
    app.store_is_down(true);
    for (operation, call) in [
        ("GET /moods", moods("")),
        ("GET /account", Call::get("/account")),
        ("POST /account", json("{\"theme\":\"dark\"}")),
        ("DELETE /account", remove("confirm=erase")),
    ] {
        let answer = grace.send(call).await;
        given.insert(format!("{operation} {}", answer.status));
    }
    assert_eq!(given, documented_statuses(&["/account", "/moods"]));
}
