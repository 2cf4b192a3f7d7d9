//! The cookie that holds a journal: what it opens, and what it never opens.

use crate::{
    house::{House, TODAY, memory},
    person::Call,
};

#[tokio::test]
async fn a_first_answer_begins_a_journal_and_the_next_finds_it() {
    let house = House::open().await;
    let ada = house.person();
    let first = ada.send(Call::page("/")).await;
    let cookie = first.header("set-cookie").to_owned();
    for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age="] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(
        !cookie.contains("Secure"),
        "this house is no HTTPS one: {cookie}"
    );
    let who = ada.user_id().await;
    let second = ada.send(Call::page("/")).await;
    assert_eq!(second.header("set-cookie"), "", "nothing new to say");
    assert_eq!(ada.user_id().await, who);
}

#[tokio::test]
async fn behind_https_the_cookie_is_secure_and_so_are_preferences() {
    let store = memory().await;
    let secure = server::http::Sessions::new(server::http::SessionKey::generate(), true);
    let house = House::furnished(store, |state| {
        state.https = true;
        state.sessions = std::sync::Arc::new(secure);
    });
    let page = house.person().send(Call::page("/")).await;
    assert!(page.header("set-cookie").contains("; Secure"));
    assert!(
        page.header("strict-transport-security")
            .starts_with("max-age=")
    );
    let chosen = house.person().send(Call::page("/?lang=fr")).await;
    assert!(chosen.header("set-cookie").contains("; Secure"));
}

#[tokio::test]
async fn a_cookie_that_does_not_hold_is_no_error_and_nobodys_journal() {
    let house = House::open().await;
    let ada = house.person();
    ada.save(TODAY, "good", "private").await;
    let (her_id, hers) = (ada.user_id().await, ada.cookie("humeur").unwrap());
    let elsewhere = House::open().await;
    let of_another_key = {
        let person = elsewhere.person();
        person.week().await;
        person.cookie("humeur").unwrap()
    };
    let middle = hers.len() / 2;
    let mut swapped = hers.clone().into_bytes();
    swapped.swap(middle, middle + 1);
    let swapped = String::from_utf8(swapped).unwrap();
    assert_ne!(swapped, hers);
    let (signature, content) = hers.split_once(&her_id).unwrap();
    for (what, cookie) in [
        ("empty", String::new()),
        ("garbage", "garbage".into()),
        ("percent signs", "%00%ff%zz".into()),
        ("quotes", "\"\"".into()),
        ("6 kB", "x".repeat(6_000)),
        ("truncated", hers[..hers.len() - 1].into()),
        ("half", hers[..middle].into()),
        ("without its signature", format!("{her_id}{content}")),
        (
            "signed for somebody else",
            format!("{signature}{}{content}", "0".repeat(32)),
        ),
        ("two letters swapped", swapped),
        ("of another key", of_another_key),
        ("prolonged", format!("{hers}0")),
    ] {
        let stranger = house.person();
        for call in [
            Call::page("/"),
            Call::get("/mood/week?start=2096-11-19&end=2096-11-25"),
        ] {
            let header = format!("humeur={cookie}");
            let answer = stranger.send(call.with("cookie", &header)).await;
            assert_eq!(answer.status, 200, "{what}");
            assert!(
                answer.header("set-cookie").starts_with("humeur="),
                "{what}: no new journal"
            );
            let text = answer.text();
            assert!(
                !text.contains("private") && !text.contains(&her_id),
                "{what}"
            );
        }
    }
    let bytes = house
        .person()
        .send(Call::page("/").with("cookie", "humeur=é\u{7f}".trim_end_matches('\u{7f}')))
        .await;
    assert_eq!(bytes.status, 200);
    assert_eq!(
        ada.journal().await,
        ["2096-11-20 good private"],
        "the one that holds still does"
    );
}

#[tokio::test]
async fn a_session_lives_on_with_visits_and_ends_without() {
    let house = House::open().await;
    let (ada, grace) = (house.person(), house.person());
    let (adas, graces) = (ada.user_id().await, grace.user_id().await);
    house.at("2097-01-10T12:00:00Z");
    let visit = ada.send(Call::page("/")).await;
    assert!(
        visit.header("set-cookie").starts_with("humeur="),
        "renewed after a month"
    );
    house.at("2098-01-10T12:00:00Z");
    assert_eq!(ada.user_id().await, adas);
    assert_ne!(
        grace.user_id().await,
        graces,
        "more than 400 days without a visit"
    );
}

#[tokio::test]
async fn a_bearer_credential_is_never_silently_a_visitor() {
    let house = House::open().await;
    let ada = house.person();
    ada.save(TODAY, "good", "private").await;
    let week = Call::get("/mood/week?start=2096-11-19&end=2096-11-25");
    let answer = ada.send(week.with("authorization", "Bearer x")).await;
    assert_eq!(answer.refusal(), (401, "unauthenticated".into(), None));
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    assert_eq!(
        answer.header("set-cookie"),
        "",
        "and no journal is begun for it"
    );
    let page = ada
        .send(Call::page("/").with("authorization", "Bearer x"))
        .await;
    assert_eq!(page.status, 401);
    assert!(!page.text().contains("private"));
}
