//! The session cookie: which journal it opens, and which it never opens.

use server::auth::Sessions;

use test_kit::{
    person::Call,
    test_app::{TODAY, TestApp, memory},
};

#[tokio::test]
async fn the_first_response_starts_a_journal_and_the_next_reopens_it() {
    let app = TestApp::open().await;
    let ada = app.person();
    let first = ada.send(Call::page("/")).await;
    let cookie = first.header("set-cookie").to_owned();
    for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age="] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(
        !cookie.contains("Secure"),
        "this app is not behind HTTPS: {cookie}"
    );
    let user = ada.user_id().await;
    let second = ada.send(Call::page("/")).await;
    assert_eq!(second.header("set-cookie"), "", "the session is unchanged");
    assert_eq!(ada.user_id().await, user);
}

/// One installation, before and after its cookie was renamed to `__Host-humeur`. The first app uses
/// plain HTTP, where the cookie still has its former name.
async fn before_and_after() -> (TestApp, TestApp) {
    let (store, key) = (memory().await, server::auth::SessionKey::generate());
    let sessions = |secure| Sessions::new(key.clone(), secure);
    let before = TestApp::with(store.clone(), |state| state.sessions = sessions(false));
    let after = TestApp::with(store, |state| {
        state.https = true;
        state.sessions = sessions(true);
    });
    (before, after)
}

const HOST_COOKIE: &str = "__Host-humeur";

#[tokio::test]
async fn behind_https_cookies_are_secure_and_the_session_is_host_only() {
    let (_, app) = before_and_after().await;
    let page = app.person().send(Call::page("/")).await;
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("__Host-humeur="), "{cookie}");
    for attribute in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/;"] {
        assert!(cookie.contains(attribute), "no {attribute}: {cookie}");
    }
    // Browsers reject the prefix together with a domain.
    assert!(!cookie.to_ascii_lowercase().contains("domain"), "{cookie}");
    assert_eq!(
        page.header("strict-transport-security"),
        "max-age=63072000; includeSubDomains"
    );
    let chosen = app.person().send(Call::page("/?lang=fr")).await;
    assert!(chosen.header("set-cookie").contains("; Secure"));
}

#[tokio::test]
async fn a_former_session_moves_to_the_new_cookie() {
    let (before, after) = before_and_after().await;
    let (ada, mallory) = (before.person(), before.person());
    ada.save(TODAY, "good", "hers").await;
    let her_old = ada.cookie("humeur").unwrap();
    let moved = after.person();
    moved.set_cookie("humeur", &her_old);
    assert_eq!(moved.journal().await, ["2096-11-20 good hers"]);
    // With a page: a late answer to a script must not undo a sign-in.
    assert_eq!(moved.cookie(HOST_COOKIE), None);
    moved.send(Call::page("/")).await;
    assert!(moved.cookie(HOST_COOKIE).is_some());
    assert_eq!(
        moved.cookie("humeur"),
        Some(her_old),
        "a rollback still needs it"
    );
    let again = moved.send(Call::page("/")).await;
    assert_eq!(again.header("set-cookie"), "", "once");

    // From then on, a cookie that a sibling site sets under the former name opens nothing.
    mallory.save(TODAY, "awful", "a trap").await;
    moved.set_cookie("humeur", &mallory.cookie("humeur").unwrap());
    assert_eq!(moved.journal().await, ["2096-11-20 good hers"]);
    moved.set_cookie(HOST_COOKIE, "invalid");
    assert_eq!(moved.journal().await, [""; 0], "not even without a session");
}

#[tokio::test]
async fn a_session_planted_by_a_sibling_site_opens_nothing() {
    let (before, after) = before_and_after().await;
    let (ada, mallory) = (before.person(), after.person());
    ada.save(TODAY, "good", "hers").await;
    mallory.save(TODAY, "awful", "a trap").await;
    let hers = ada.cookie("humeur").unwrap();
    let trap = mallory.cookie(HOST_COOKIE).unwrap();
    // A newcomer with a current session under the former name, set by a sibling site.
    let newcomer = after.person();
    newcomer.set_cookie("humeur", &trap);
    assert_eq!(newcomer.journal().await, [""; 0]);
    // Beside a valid former session, it is ignored.
    let week = "/mood/week?start=2096-11-19&end=2096-11-25";
    for cookies in [
        format!("humeur={trap}; humeur={hers}"),
        format!("humeur={hers}; humeur={trap}"),
        format!("humeur={hers}; humeur={hers}"),
    ] {
        let call = Call::get(week).with("cookie", &cookies);
        assert!(after.person().send(call).await.text().contains("hers"));
    }
    // Two former sessions: one of them may be planted, so neither counts.
    let eve = before.person();
    eve.save(TODAY, "awful", "an old trap").await;
    let old_trap = eve.cookie("humeur").unwrap();
    let call = Call::get(week).with("cookie", &format!("humeur={old_trap}; humeur={hers}"));
    let answer = after.person().send(call).await;
    assert_eq!(answer.json()["items"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn an_invalid_cookie_starts_a_new_journal() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "private").await;
    let (her_id, hers) = (ada.user_id().await, ada.cookie("humeur").unwrap());
    let elsewhere = TestApp::open().await;
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
            "signed for another journal",
            format!("{signature}{}{content}", "0".repeat(32)),
        ),
        ("two letters swapped", swapped),
        ("signed with another key", of_another_key),
        ("prolonged", format!("{hers}0")),
    ] {
        let stranger = app.person();
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
    let bytes = app
        .person()
        .send(Call::page("/").with("cookie", "humeur=é\u{7f}".trim_end_matches('\u{7f}')))
        .await;
    assert_eq!(bytes.status, 200);
    assert_eq!(
        ada.journal().await,
        ["2096-11-20 good private"],
        "the valid cookie still works"
    );
}

#[tokio::test]
async fn visits_renew_a_session_and_a_wrong_clock_does_not_end_it() {
    let app = TestApp::open().await;
    let ada = app.person();
    let adas = ada.user_id().await;
    app.at("2097-01-10T12:00:00Z");
    let visit = ada.send(Call::page("/")).await;
    assert!(
        visit.header("set-cookie").starts_with("humeur="),
        "renewed after a month"
    );
    // The browser deletes a cookie that is not renewed; the server's clock ends no session.
    for wrong in ["2116-01-10T12:00:00Z", "2097-01-11T12:00:00Z"] {
        app.at(wrong);
        assert_eq!(ada.user_id().await, adas, "{wrong}");
    }
}

#[tokio::test]
async fn a_bearer_credential_never_falls_back_to_a_visitor() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "private").await;
    let week = Call::get("/mood/week?start=2096-11-19&end=2096-11-25");
    let answer = ada.send(week.with("authorization", "Bearer x")).await;
    assert_eq!(answer.rejection(), (401, "unauthenticated".into(), None));
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    assert_eq!(
        answer.header("set-cookie"),
        "",
        "no journal is started for it"
    );
    let page = ada
        .send(Call::page("/").with("authorization", "Bearer x"))
        .await;
    assert_eq!(page.status, 401);
    assert!(!page.text().contains("private"));
}
