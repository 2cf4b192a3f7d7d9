//! Whole journals: a merge at a sign-in, the other versions of days, an erasure, and the job that goes
//! on after an interruption.

use std::{collections::BTreeSet, sync::Arc};

use app::{
    domain::account::Work,
    ports::{CredentialKind, UserId},
};
use serde_json::{Value, json};
use server::{
    auth::SessionKey,
    jobs::{Job, Jobs, Outcome},
    push::{Hosts, Push, PushKey},
};
use test_kit::{
    answer::Answer,
    openapi::documented_statuses,
    person::{Call, Person},
    test_app::{TODAY, TestApp},
};

const YESTERDAY: &str = "2096-11-19";

/// An account that is open on a laptop.
pub struct Account {
    pub app: TestApp,
    pub jobs: Jobs,
    laptop: Person,
    pub user: UserId,
}

impl Account {
    pub async fn open() -> Self {
        let app = TestApp::open().await;
        let hosts = Hosts::with("push.example").unwrap();
        let jobs = app.jobs(Arc::new(Push::new(
            &PushKey::derived(&SessionKey::generate()),
            hosts,
        )));
        let laptop = app.person();
        laptop.save(YESTERDAY, "okay", "on the laptop").await;
        let made = laptop.send(post("/auth/recovery/new", &json!({}))).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let user = UserId(laptop.user_id().await);
        Self {
            app,
            jobs,
            laptop,
            user,
        }
    }

    /// Signs another person's browser in.
    async fn sign_in(&self, person: &Person) -> Answer {
        let made = self.laptop.send(post("/auth/link/new", &json!({}))).await;
        let code = made.json()["code"].clone();
        person
            .send(post("/auth/link", &json!({"code": code})))
            .await
    }

    /// A phone whose journal was carried over: it wrote today later than the laptop.
    async fn with_both(&self) -> Person {
        let phone = self.app.person();
        self.laptop.save(TODAY, "good", "a <b>walk</b>").await;
        self.app.at("2096-11-20T12:00:09Z");
        phone.save(TODAY, "bad", "on the phone").await;
        assert_eq!(self.sign_in(&phone).await.status, 200);
        phone
    }

    pub async fn run_job(&self) -> (u32, u32, u32) {
        match self.jobs.run(&Job::Work).await.unwrap() {
            Outcome::Work {
                finished,
                left,
                failed,
            } => (finished, left, failed),
            other => panic!("{other:?}"),
        }
    }

    pub async fn work(&self) -> Vec<Work> {
        let users = &self.jobs.services.stores.users;
        let user = users.get(&self.user).await.unwrap();
        let work = user.map(|user| user.work).unwrap_or_default();
        work.into_keys().collect()
    }
}

fn post(address: &str, body: &Value) -> Call {
    Call::post(address, "application/json", body.to_string())
}

fn form(address: &str, body: &str) -> Call {
    Call::post(address, "application/x-www-form-urlencoded", body)
}

async fn versions(person: &Person) -> Vec<Value> {
    let answer = person.send(Call::get("/versions")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_sign_in_carries_the_journal_over_and_its_old_cookie_opens_nothing() {
    let account = Account::open().await;
    let phone = account.app.person();
    phone.save("2096-11-18", "great", "first").await;
    phone.save(TODAY, "bad", "second").await;
    let (old, cookie) = (phone.user_id().await, phone.cookie("humeur").unwrap());
    assert_eq!(account.sign_in(&phone).await.status, 200);
    let expected = [
        "2096-11-18 great first",
        "2096-11-19 okay on the laptop",
        "2096-11-20 bad second",
    ];
    assert_eq!(phone.journal().await, expected);
    assert_eq!(account.laptop.journal().await, expected);
    assert_eq!(versions(&phone).await, <[Value; 0]>::default());

    let thief = account.app.person();
    thief.set_cookie("humeur", &cookie);
    assert_eq!(thief.journal().await, <[&str; 0]>::default());
    let claimed = thief
        .send(Call::get(&format!("/versions?userId={old}")))
        .await;
    assert_eq!(claimed.status, 403, "another journal has begun");
    // A change that waited on the phone names the old journal.
    let waited = json!({"userId": old, "day": "2096-11-17", "mood": "good", "baseVersion": 0});
    assert_eq!(phone.send(Call::json(&waited)).await.status, 200);
    assert_eq!(account.laptop.journal().await.len(), 4);

    // The job ends the work once no earlier write can arrive.
    assert_eq!(account.run_job().await, (0, 0, 0));
    assert_eq!(account.work().await, [Work::Merge]);
    account.app.at("2096-11-20T12:05:00Z");
    assert_eq!(account.run_job().await, (1, 0, 0));
    assert_eq!(account.work().await, []);
    assert_eq!(account.run_job().await, (0, 0, 0));
}

#[tokio::test]
async fn a_sign_in_that_is_interrupted_anywhere_loses_nothing() {
    let account = Account::open().await;
    let mut expected = BTreeSet::from(["2096-11-19 okay on the laptop".to_owned()]);
    let mut interruptions = 0;
    for calls in 0..30 {
        let at = |minute: u32, second: u32| {
            let (hour, minute) = (12 + calls / 10, calls % 10 * 6 + minute);
            format!("2096-11-20T{hour:02}:{minute:02}:{second:02}Z")
        };
        account.app.at(&at(0, 0));
        let phone = account.app.person();
        for day in 1..=9 {
            let (day, note) = (format!("2096-11-0{day}"), format!("by {calls}"));
            phone.save(&day, "good", &note).await;
            expected.insert(format!("{day} good {note}"));
        }
        let made = account
            .laptop
            .send(post("/auth/link/new", &json!({})))
            .await;
        let code = json!({"code": made.json()["code"]});
        account.app.store_fails_after(calls);
        let signed_in = phone.send(post("/auth/link", &code)).await.status == 200;
        account.app.store_is_down(false);
        if !signed_in {
            interruptions += 1;
            let again = account.sign_in(&phone).await;
            assert_eq!(again.status, 200, "{}", again.text());
        }
        account.app.at(&at(0, 59));
        account.run_job().await;
        account.app.at(&at(3, 59));
        account.run_job().await;
        assert_eq!(account.work().await, [], "{calls}");
    }
    assert!(interruptions > 5, "{interruptions}");
    let mut found: Vec<String> = account.laptop.journal().await;
    let services = &account.jobs.services;
    let moods = &services.stores.moods;
    let versions = moods.other_versions(&account.user, 999, services.clock.now());
    for version in versions.await.unwrap() {
        let (entry, note) = (&version.entry, version.entry.note_text());
        found.push(format!("{} {} {note}", entry.day, entry.mood.as_str()));
    }
    assert_eq!(found.len(), expected.len());
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[tokio::test]
async fn a_day_of_both_journals_is_listed_exchanged_and_discarded() {
    let account = Account::open().await;
    let phone = account.with_both().await;
    let listed = versions(&phone).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["entry"]["note"], "a <b>walk</b>");
    assert_eq!(listed[0]["current"]["note"], "on the phone");
    let id = json!({"id": listed[0]["id"]});
    let used = phone.send(post("/versions", &id)).await;
    assert_eq!(used.json()["item"]["note"], "a <b>walk</b>");
    assert_eq!(used.header("etag"), "\"3\"");
    assert_eq!(account.laptop.week().await["items"][1], used.json()["item"]);
    let listed = versions(&phone).await;
    assert_eq!(listed[0]["entry"]["note"], "on the phone");
    let id = listed[0]["id"].as_str().unwrap();
    let discard = || Call::new("DELETE", &format!("/versions?id={id}"));
    assert_eq!(phone.send(discard()).await.status, 200);
    let again = phone.send(discard()).await;
    assert_eq!(again.status, 404);
    assert_eq!(again.json()["error"]["field"], "id");
    assert_eq!(versions(&phone).await, <[Value; 0]>::default());
}

#[tokio::test]
async fn the_page_of_versions_works_without_javascript_in_both_languages() {
    let account = Account::open().await;
    let empty = account.laptop.send(Call::page("/other-versions")).await;
    assert_eq!(empty.status, 200);
    assert!(empty.text().contains("There’s nothing to choose."));
    let settings = account.laptop.send(Call::page("/settings")).await;
    assert!(!settings.text().contains("/other-versions"));

    let phone = account.with_both().await;
    let settings = phone.send(Call::page("/settings")).await;
    assert!(settings.text().contains("href=\"/other-versions\""));
    for (lang, use_it) in [
        ("en", "Use the other version"),
        ("fr", "Prendre l’autre version"),
    ] {
        let page = Call::page("/other-versions").with("accept-language", lang);
        let page = phone.send(page).await;
        let html = page.text();
        assert!(html.contains(use_it), "{html}");
        assert!(
            html.contains("a &lt;b") && html.contains("on the phone"),
            "{html}"
        );
    }
    let id = versions(&phone).await[0]["id"].as_str().unwrap().to_owned();
    let address = "/versions?_back=/other-versions";
    let chosen = phone
        .send(form(address, &format!("id={id}")).by_browser())
        .await;
    assert_eq!(chosen.status, 303);
    assert_eq!(chosen.header("location"), "/other-versions?saved=versions");
    let page = phone
        .send(Call::page("/other-versions?saved=versions"))
        .await;
    assert!(page.text().contains("Your choice is saved."));
    // The same form again, from a page that was left open.
    let again = phone
        .send(form(address, &format!("id={id}")).by_browser())
        .await;
    assert_eq!(again.status, 404);
    assert!(again.text().contains("already chosen or discarded"));
    let id = versions(&phone).await[0]["id"].as_str().unwrap().to_owned();
    let address = format!("/versions?id={id}&_method=delete&_back=/other-versions");
    let discarded = phone.send(form(&address, "").by_browser()).await;
    assert_eq!(discarded.status, 303, "{}", discarded.text());
    assert_eq!(versions(&phone).await, <[Value; 0]>::default());
    account.app.store_is_down(true);
    let down = phone.send(Call::page("/other-versions")).await;
    assert_eq!(down.status, 503);
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let account = Account::open().await;
    let phone = account.with_both().await;
    let token = |call: Call| call.with("authorization", "Bearer x");
    let cross_site = |call: Call| call.with("sec-fetch-site", "cross-site");
    let list = || Call::get("/versions");
    let choose = |id: &str| post("/versions", &json!({"id": id}));
    let discard = |id: &str| Call::new("DELETE", &format!("/versions?id={id}"));
    let ids = versions(&phone).await;
    let id = ids[0]["id"].as_str().unwrap();
    let newcomer = form("/versions", "id=x").by_browser();
    let status = account.app.person().send(newcomer).await.status;
    let mut given = BTreeSet::from([format!("POST /versions {status}")]);
    for (operation, call) in [
        ("GET /versions", list()),
        ("GET /versions", Call::get("/versions?userId=1&userId=2")),
        ("GET /versions", token(list())),
        ("GET /versions", Call::get("/versions?userId=grace")),
        ("POST /versions", post("/versions", &json!({"x": 1}))),
        ("POST /versions", token(choose(id))),
        ("POST /versions", cross_site(choose(id))),
        ("POST /versions", choose("x")),
        ("POST /versions", choose(&"x".repeat(100_000))),
        ("POST /versions", Call::new("POST", "/versions")),
        ("POST /versions", choose(id)),
        ("DELETE /versions", discard("x")),
        ("DELETE /versions", Call::new("DELETE", "/versions?x=1")),
        ("DELETE /versions", token(discard(id))),
        ("DELETE /versions", cross_site(discard(id))),
    ] {
        let status = phone.send(call).await.status;
        given.insert(format!("{operation} {status}"));
    }
    let id = versions(&phone).await[0]["id"].as_str().unwrap().to_owned();
    let back = format!("id={id}");
    let back = form("/versions?_back=/other-versions", &back).by_browser();
    let status = phone.send(back).await.status;
    given.insert(format!("POST /versions {status}"));
    let id = versions(&phone).await[0]["id"].as_str().unwrap().to_owned();
    let status = phone.send(discard(&id)).await.status;
    given.insert(format!("DELETE /versions {status}"));
    account.app.store_is_down(true);
    for (operation, call) in [
        ("GET /versions", list()),
        ("POST /versions", choose("x")),
        ("DELETE /versions", discard("x")),
    ] {
        let status = phone.send(call).await.status;
        given.insert(format!("{operation} {status}"));
    }
    // The limits of API keys are tested with them.
    let mut documented = documented_statuses(&["/versions"]);
    documented.retain(|status| !status.ends_with("429"));
    assert_eq!(given, documented);
}

#[tokio::test]
async fn an_interrupted_erasure_goes_on() {
    let account = Account::open().await;
    let phone = account.with_both().await;
    let stores = account.jobs.services.stores.clone();
    let user = stores.users.get(&account.user).await.unwrap().unwrap();
    let former = user.former[0].clone();
    account.app.at("2096-11-20T13:00:00Z");
    let erase = Call::new("DELETE", "/account?confirm=erase");
    // The record of the erasure, and little more.
    account.app.store_fails_after(6);
    let erased = phone.send(erase).await;
    account.app.store_is_down(false);
    assert_eq!(erased.status, 200, "{}", erased.text());
    assert_eq!(erased.json()["complete"], false);
    let ways = stores.credentials.list(&account.user).await.unwrap();
    let code = ways.first().map(|way| way.key.clone()).unwrap_or_default();
    // It is over for every session at once.
    let other = account.laptop.send(Call::get("/versions")).await;
    assert_ne!(other.json()["userId"], json!(account.user.0));

    account.app.at("2096-11-20T13:05:00Z");
    assert_eq!(account.run_job().await, (1, 0, 0));
    for journal in [&account.user, &former] {
        assert_eq!(stores.users.get(journal).await, Ok(None));
        assert_eq!(stores.sessions.list(journal, 0).await, Ok(vec![]));
        assert_eq!(stores.credentials.list(journal).await, Ok(vec![]));
        assert_eq!(stores.moods.erase(journal).await, Ok(false));
    }
    let kind = CredentialKind::Recovery;
    assert_eq!(stores.credentials.get(kind, &code).await, Ok(None));
    assert_eq!(account.run_job().await, (0, 0, 0));
}

#[tokio::test]
async fn a_new_retention_redates_every_entry() {
    let account = Account::open().await;
    let before = account.laptop.week().await["items"][0].clone();
    let longer = json!({"retentionMonths": 24});
    // The record of the work, and nothing more.
    account.app.store_fails_after(5);
    let saved = account.laptop.send(post("/account", &longer)).await;
    account.app.store_is_down(false);
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert_eq!(account.work().await, [Work::Redate]);
    account.app.at("2096-11-20T12:05:00Z");
    assert_eq!(account.run_job().await, (1, 0, 0));
    let after = account.laptop.week().await["items"][0].clone();
    let months = |entry: &Value| entry["expiresAt"].as_i64().unwrap() / 2_629_746;
    assert_eq!(months(&after) - months(&before), 18);
    assert_eq!(after["version"], before["version"]);
    assert_eq!(account.work().await, []);
}

#[tokio::test]
async fn an_unsent_change_of_a_former_journal_overwrites_no_text() {
    let account = Account::open().await;
    let phone = account.app.person();
    phone.save(TODAY, "bad", "on the phone").await;
    let old = phone.user_id().await;
    account.app.at("2096-11-20T12:00:09Z");
    account.laptop.save(TODAY, "good", "on the laptop").await;
    assert_eq!(account.sign_in(&phone).await.status, 200);
    // It was made without a network, at version 1 of the phone's.
    let unsent = json!({
        "userId": old, "day": TODAY, "mood": "great", "note": "unsent", "baseVersion": 1,
    });
    let sent = phone.send(Call::json(&unsent)).await;
    assert_eq!(sent.status, 409, "{}", sent.text());
    let journal = phone.journal().await;
    assert_eq!(journal[1], "2096-11-20 good on the laptop");
    let listed = versions(&phone).await;
    assert_eq!(listed[0]["entry"]["note"], "on the phone");
}
