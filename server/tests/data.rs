//! A person's data: the whole history, downloads, and the erasure of everything.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use app::{
    domain::{
        Day, Draft, Mood, Retention,
        account::{KeyUsage, Scope},
    },
    ports::{ApiKey, Credential, CredentialKind, Session, Stores, UserId},
};
use serde_json::{Value, json};
use test_kit::{
    answer::Answer,
    person::{Call, Person},
    test_app::{NOON, TODAY, TestApp, memory, seconds},
};

/// A secret that no download may have.
const SECRET: &str = "5ecre7";

/// An app, and the stores behind it.
async fn open() -> (TestApp, Stores) {
    let store = memory().await;
    let stores = store.stores.clone();
    (TestApp::with(store, |_| {}), stores)
}

/// Gives a journal an account with everything in it: a way to sign in, a session, a key.
async fn account(stores: &Stores, person: &Person) -> UserId {
    let (user, now) = (UserId(person.user_id().await), seconds(NOON));
    let session = Session {
        id: "0123456789abcdef0123456789abcdef".into(),
        user: user.clone(),
        device: "Firefox on Linux".into(),
        created_at: now,
        seen_at: None,
        expires_at: Session::end(now, now),
    };
    stores.sessions.put(&session).await.unwrap();
    let credential = Credential {
        kind: CredentialKind::Passkey,
        key: format!("{SECRET}-key"),
        user: user.clone(),
        name: "My phone".into(),
        data: format!("{SECRET}-data"),
        counter: 0,
        created_at: now,
        used_at: None,
    };
    assert!(stores.credentials.add(&credential).await.unwrap());
    let key = ApiKey {
        hash: format!("00000000deadbeef{SECRET}{}", "0".repeat(42)),
        id: "00000000deadbeef".into(),
        user: user.clone(),
        name: "A script".into(),
        scope: Scope::Read,
        created_at: now,
        used_at: None,
        expires_at: None,
        usage: KeyUsage::default(),
    };
    assert!(stores.keys.put(&key, 10).await.unwrap());
    user
}

/// Writes `count` days, the last of them yesterday, behind the API.
async fn fill(stores: &Stores, user: &UserId, count: i64) {
    for back in 1..=count {
        let draft = Draft {
            day: Day::parse(TODAY).unwrap().plus(-back),
            mood: Mood::Good,
            note: None,
        };
        let moods = &stores.moods;
        let written = moods.put(user, &draft, None, seconds(NOON), i64::MAX / 2);
        written.await.unwrap();
    }
}

async fn moods(person: &Person, query: &str) -> Answer {
    person.send(Call::get(&format!("/moods?{query}"))).await
}

fn days(value: &Value) -> Vec<&str> {
    let items = value.as_array().unwrap().iter();
    items.map(|item| item["day"].as_str().unwrap()).collect()
}

fn erase_form(body: &str) -> Call {
    let content_type = "application/x-www-form-urlencoded";
    let address = "/account?_method=delete&_back=/erase";
    Call::post(address, content_type, body).by_browser()
}

#[tokio::test]
async fn the_history_is_read_page_by_page() {
    let app = TestApp::open().await;
    let ada = app.person();
    let all = ["2096-05-30", "2096-08-01", "2096-11-19", TODAY];
    for day in all {
        ada.save(day, "good", "").await;
    }
    ada.save("2096-07-01", "bad", "removed").await;
    ada.send(Call::new("DELETE", "/mood?day=2096-07-01")).await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    for _ in 0..10 {
        let page = moods(&ada, &format!("limit=2{after}")).await.json();
        seen.extend(days(&page["items"]).into_iter().map(str::to_owned));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, all);
    for (query, expected) in [
        ("", &all[..]),
        ("start=2096-08-01", &all[1..]),
        ("end=2096-08-01", &all[..2]),
        ("start=2096-08-01&end=2096-11-19", &all[1..3]),
        ("after=2096-11-19", &all[3..]),
        ("start=2096-08-01&after=2096-05-30", &all[1..]),
        ("after=9999-12-31", &[]),
        ("end=2096-08-01&after=2096-08-01", &[]),
    ] {
        let page = moods(&ada, query).await.json();
        assert_eq!(days(&page["items"]), expected, "{query}");
        assert_eq!(page.get("next"), None, "{query}");
    }
    for (query, status, field) in [
        ("start=x", 400, "start"),
        ("end=2096-02-30", 400, "end"),
        ("after=x", 400, "after"),
        ("after=", 400, "after"),
        ("limit=", 400, "limit"),
        ("limit=x", 400, "limit"),
        ("limit=-1", 400, "limit"),
        ("limit=0", 422, "limit"),
        ("limit=1001", 422, "limit"),
        ("start=2096-11-20&end=2096-11-19", 422, "end"),
    ] {
        let (got, _, at) = moods(&ada, query).await.rejection();
        assert_eq!((got, at.as_deref()), (status, Some(field)), "{query}");
    }
    let grace = app.person();
    assert_eq!(moods(&grace, "").await.json(), json!({"items": []}));
}

#[tokio::test]
async fn everything_is_one_file_without_a_secret() {
    let (app, stores) = open().await;
    let ada = app.person();
    ada.save(TODAY, "great", "a \"note\"\nof two lines, 🌧")
        .await;
    let user = account(&stores, &ada).await;
    fill(&stores, &user, 1_100).await;
    let answer = ada.send(Call::page("/data.json")).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, "application/json")
    );
    assert_eq!(
        answer.header("content-disposition"),
        format!("attachment; filename=\"humeur-{TODAY}.json\"")
    );
    assert_eq!(answer.header("cache-control"), "private, no-store");
    let data = answer.json();
    assert_eq!(data["entries"].as_array().unwrap().len(), 1_101);
    assert!(days(&data["entries"]).is_sorted());
    assert_eq!(
        data["entries"][1_100]["note"],
        "a \"note\"\nof two lines, 🌧"
    );
    assert_eq!(data["otherVersions"], json!([]));
    assert_eq!(
        (&data["format"], &data["version"]),
        (&json!("humeur"), &json!(1))
    );
    assert_eq!(data["account"]["userId"], json!(user.0));
    assert_eq!(data["account"]["ways"], 1);
    assert_eq!(data["waysToSignIn"][0]["name"], "My phone");
    assert_eq!(data["sessions"][0]["name"], "Firefox on Linux");
    assert_eq!(data["keys"][0]["name"], "A script");
    assert!(!answer.text().contains(SECRET));
}

#[tokio::test]
async fn the_version_that_lost_a_merge_is_in_the_file() {
    let (app, stores) = open().await;
    let ada = app.person();
    ada.week().await;
    let user = account(&stores, &ada).await;
    let former = UserId("f".repeat(32));
    fill(&stores, &former, 1).await;
    app.at("2096-11-20T12:00:05Z");
    ada.save("2096-11-19", "great", "newer").await;
    let now = seconds(NOON);
    assert!(stores.users.merge(&former, &user, now).await.unwrap());
    let merged = stores
        .moods
        .carry_over(&former, &user, Retention::DEFAULT, now);
    merged.await.unwrap();
    let data = ada.send(Call::get("/data.json")).await.json();
    assert_eq!(days(&data["entries"]), ["2096-11-19"]);
    assert_eq!(data["entries"][0]["note"], "newer");
    assert_eq!(days(&data["otherVersions"]), ["2096-11-19"]);
    assert_eq!(data["otherVersions"][0]["mood"], "good");
}

#[tokio::test]
async fn the_days_are_a_table_in_which_nothing_runs() {
    let (app, stores) = open().await;
    let ada = app.person();
    ada.save("2096-11-18", "bad", "=HYPERLINK(\"http://evil.example\")")
        .await;
    ada.save(TODAY, "good", "a walk, and \"rain\"").await;
    let user = UserId(ada.user_id().await);
    let answer = ada.send(Call::get("/data.csv")).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, "text/csv; charset=utf-8")
    );
    let text = answer.text();
    assert!(text.starts_with("\u{feff}day,mood,score,note,"), "{text}");
    assert!(text.contains("2096-11-18,bad,2,\"'=HYPERLINK(\"\"http://evil.example\"\")\","));
    assert!(text.contains("2096-11-20,good,4,\"a walk, and \"\"rain\"\"\",2096-11-20T12:00:00Z,"));
    assert_eq!(text.matches("\r\n").count(), 3);
    fill(&stores, &user, 1_005).await;
    let long = ada.send(Call::get("/data.csv")).await;
    assert_eq!(long.text().matches("\r\n").count(), 1 + 1_006);
}

#[tokio::test]
async fn a_download_needs_the_person_and_the_store() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "private").await;
    for address in ["/data.json", "/data.csv"] {
        let token = Call::get(address).with("authorization", "Bearer x");
        assert_eq!(ada.send(token).await.status, 401, "{address}");
        let grace = app.person().send(Call::get(address)).await;
        assert!(
            grace.status == 200 && !grace.text().contains("private"),
            "{address}"
        );
        app.store_is_down(true);
        assert_eq!(ada.send(Call::get(address)).await.status, 503, "{address}");
        app.store_is_down(false);
    }
}

#[tokio::test]
async fn nothing_is_erased_without_the_word() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "stays").await;
    for query in [
        "",
        "confirm=",
        "confirm=yes",
        "confirm=erased",
        "confirm=er%20ase",
    ] {
        let call = Call::new("DELETE", &format!("/account?{query}"));
        let expected = (422, "invalid".to_owned(), Some("confirm".to_owned()));
        assert_eq!(ada.send(call).await.rejection(), expected, "{query}");
    }
    let page = ada.send(erase_form("confirm=no")).await;
    assert_eq!(page.status, 422);
    assert!(
        page.text()
            .contains("Nothing was erased. Type the word “erase” to confirm.")
    );
    assert_eq!(ada.journal().await, ["2096-11-20 good stays"]);
}

#[tokio::test]
async fn an_anonymous_journal_is_erased_by_a_word() {
    let (app, stores) = open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "gone").await;
    ada.save("2096-06-01", "bad", "gone").await;
    let user = UserId(ada.user_id().await);
    let session = ada.cookie("humeur").unwrap();
    let answer = ada
        .send(Call::new("DELETE", "/account?confirm=%20Effacer%20"))
        .await;
    let expected = json!({"status": "ok", "complete": true, "backupDays": 0});
    assert_eq!((answer.status, answer.json()), (200, expected));
    assert!(answer.header("clear-site-data").contains("\"storage\""));
    assert_eq!(
        ada.cookie("humeur").unwrap_or_default(),
        "",
        "the cookie is removed"
    );
    let left = stores.moods.page(&user, Day::FIRST, Day::LAST, 10, 0).await;
    assert_eq!(left.unwrap().entries, []);
    // Nor does the old cookie open it again, on another device.
    let thief = app.person();
    thief.set_cookie("humeur", &session);
    assert_eq!(thief.journal().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_form_of_another_journals_page_erases_nothing() {
    let (app, _stores) = open().await;
    let (ada, bob) = (app.person(), app.person());
    ada.save(TODAY, "good", "stays").await;
    bob.save(TODAY, "bad", "his").await;
    let own = ada.user_id().await;
    let page = ada.send(Call::page("/settings")).await;
    assert!(
        page.text()
            .contains(&format!("name=\"userId\" value=\"{own}\""))
    );
    let fields = format!("userId={}&confirm=erase", bob.user_id().await);
    let answer = ada.send(erase_form(&fields)).await;
    assert_eq!(answer.status, 403);
    assert!(answer.text().contains("another journal is open"));
    assert_eq!(ada.journal().await, ["2096-11-20 good stays"]);
    let fields = format!("userId={own}&confirm=erase");
    assert_eq!(ada.send(erase_form(&fields)).await.status, 303);
}

#[tokio::test]
async fn an_account_is_erased_in_every_table() {
    let (app, stores) = open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "gone").await;
    let user = account(&stores, &ada).await;
    let done = ada.send(erase_form("confirm=erase")).await;
    assert_eq!(
        (done.status, done.header("location")),
        (303, "/erase?saved=account")
    );
    let page = ada.send(Call::page("/erase?saved=account")).await;
    assert!(page.text().contains("Your journal is erased."));
    assert!(page.text().contains("This server makes no back-ups"));
    let now = seconds(NOON);
    let left = stores
        .moods
        .page(&user, Day::FIRST, Day::LAST, 10, now)
        .await;
    assert_eq!(left.unwrap().entries, []);
    assert_eq!(stores.credentials.list(&user).await.unwrap(), []);
    assert_eq!(stores.sessions.list(&user, now).await.unwrap(), []);
    assert_eq!(stores.keys.list(&user, now).await.unwrap(), []);
}

#[tokio::test]
async fn the_page_of_the_erasure_says_nothing_untrue() {
    let app = TestApp::open().await;
    let page = app.person().send(Call::page("/erase")).await;
    assert!(!page.text().contains("Your journal is erased."));
    assert!(
        page.text()
            .contains("action=\"/account?_method=delete&amp;_back=/erase\"")
    );
}
