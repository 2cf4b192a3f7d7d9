//! Recovery codes.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use app::ports::{Registration, Services, Settings};
use serde_json::json;
use server::store::{self, Backend, Tables};
use test_kit::{
    openapi::documented_statuses,
    person::{Call, Person},
    test_app::{TODAY, TestApp, memory},
};

use crate::{
    assert_unknown_code,
    codes::{Counted, unknown_recovery},
    form, make_link, naming, post, recovery_code, typed,
};

#[tokio::test]
async fn a_code_opens_the_journal_in_another_browser() {
    let app = TestApp::open().await;
    let (ada, elsewhere) = (app.person(), app.person());
    ada.save(TODAY, "good", "a walk").await;
    let user = ada.user_id().await;
    let code = recovery_code(&ada).await;
    assert_eq!(ada.user_id().await, user, "the account is the same journal");

    let typed_by_hand = code.to_lowercase().replace('-', " ").replace('0', "o");
    let answer = elsewhere
        .send(typed("/auth/recovery", &typed_by_hand))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(elsewhere.user_id().await, user);
    assert_eq!(elsewhere.journal().await, ["2096-11-20 good a walk"]);
    // It stays valid, here and for a third browser.
    let third = app.person();
    assert_eq!(third.send(typed("/auth/recovery", &code)).await.status, 200);
    assert_eq!(third.user_id().await, user);
}

#[tokio::test]
async fn the_first_code_ends_the_anonymous_cookie() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "private").await;
    let (user, anonymous) = (ada.user_id().await, ada.cookie("humeur").unwrap());
    recovery_code(&ada).await;
    // The account's session is in use, so the cookie from before is of no use to anybody.
    assert_eq!(ada.user_id().await, user);
    let thief = app.person();
    thief.set_cookie("humeur", &anonymous);
    assert_eq!(thief.send(naming(&user)).await.status, 401);
    thief.set_cookie("humeur", &anonymous);
    assert_eq!(thief.journal().await, [""; 0]);
}

#[tokio::test]
async fn a_new_code_replaces_the_previous_one() {
    let app = TestApp::open().await;
    let (ada, stranger) = (app.person(), app.person());
    let first = recovery_code(&ada).await;
    let session = ada.cookie("humeur");
    let second = recovery_code(&ada).await;
    assert_ne!(first, second);
    assert_eq!(ada.cookie("humeur"), session, "the session goes on");
    assert_unknown_code(&stranger.send(typed("/auth/recovery", &first)).await);
    let answer = stranger.send(typed("/auth/recovery", &second)).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn the_store_has_the_hash_only() {
    let directory = tempfile::tempdir().unwrap();
    let backend = Backend::Embedded {
        data_dir: directory.path().to_owned(),
    };
    let store = store::open(&backend, &Tables::default()).await.unwrap();
    let app = TestApp::with(store, |_| {});
    let (ada, phone) = (app.person(), app.person());
    ada.save(TODAY, "good", "a walk").await;
    let code = recovery_code(&ada).await;
    phone.send(typed("/auth/recovery", &code)).await;
    let link = make_link(&ada).await["code"].as_str().unwrap().to_owned();
    let stored: Vec<u8> = std::fs::read_dir(directory.path())
        .unwrap()
        .flat_map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect();
    let contains = |text: &str| {
        let mut windows = stored.windows(text.len());
        windows.any(|window| window.eq_ignore_ascii_case(text.as_bytes()))
    };
    assert!(contains("a walk"), "the files are read");
    for secret in [
        &code,
        &code.replace('-', ""),
        &code[..9].to_owned(),
        &link,
        &link.replace('-', ""),
    ] {
        assert!(!contains(secret), "{secret}");
    }
    drop(app);
}

#[tokio::test]
async fn known_and_unknown_codes_cost_one_hash_and_mistyped_ones_none() {
    let hashes = Arc::new(AtomicU32::new(0));
    let app = TestApp::with(memory().await, |state| Counted::install(state, &hashes));
    let (ada, grace) = (app.person(), app.person());
    let code = recovery_code(&ada).await;
    let mut mistyped = code.clone();
    let last = mistyped.pop().unwrap();
    mistyped.push(if last == 'Z' { 'Y' } else { 'Z' });
    for (text, status, count) in [
        (&*code, 200, 1),
        (&unknown_recovery(1), 401, 1),
        (&mistyped, 400, 0),
        ("", 400, 0),
        ("correct horse battery staple", 400, 0),
        (&"0".repeat(10_000), 400, 0),
    ] {
        let before = hashes.load(Ordering::Relaxed);
        let answer = grace.send(typed("/auth/recovery", text)).await;
        assert_eq!(answer.status, status, "{text}");
        assert_eq!(hashes.load(Ordering::Relaxed) - before, count, "{text}");
        if status == 400 {
            let expected = (400, "malformed".to_owned(), Some("code".to_owned()));
            assert_eq!(answer.rejection(), expected, "{text}");
        }
    }
}

#[tokio::test]
async fn a_thousand_wrong_codes_open_nothing_and_lock_nobody_else_out() {
    let hashes = Arc::new(AtomicU32::new(0));
    let app = TestApp::with(memory().await, |state| Counted::install(state, &hashes));
    let (ada, mallory, grace) = (app.person(), app.person(), app.person());
    let code = recovery_code(&ada).await;
    let made = hashes.load(Ordering::Relaxed);
    let from =
        |address: &str, code: &str| typed("/auth/recovery", code).with("x-forwarded-for", address);
    for number in 0..1000 {
        let call = from("203.0.113.66", &unknown_recovery(number));
        let answer = mallory.send(call).await;
        if number < 10 {
            assert_unknown_code(&answer);
        } else {
            assert_eq!(answer.kind(), (429, "too_many_requests".into()), "{number}");
            assert_eq!(answer.header("retry-after"), "60");
        }
    }
    assert_eq!(hashes.load(Ordering::Relaxed) - made, 10);
    // Not even the right one, from there.
    assert_eq!(mallory.send(from("203.0.113.66", &code)).await.status, 429);
    assert_eq!(grace.send(from("192.0.2.7", &code)).await.status, 200);
    // A minute later, one more.
    app.at("2096-11-20T12:01:00Z");
    assert_unknown_code(
        &mallory
            .send(from("203.0.113.66", &unknown_recovery(1)))
            .await,
    );
    assert_eq!(mallory.send(from("203.0.113.66", &code)).await.status, 429);
}

#[tokio::test]
async fn another_site_can_sign_nobody_in() {
    let app = TestApp::open().await;
    let (mallory, ada) = (app.person(), app.person());
    let code = recovery_code(&mallory).await;
    ada.save(TODAY, "good", "hers").await;
    let user = ada.user_id().await;
    let address = "/auth/recovery?_back=/sign-in";
    let fields = format!("code={code}");
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let call = Call::post(address, "application/x-www-form-urlencoded", &*fields);
        let call = call.with("accept", "text/html").with(name, value);
        let answer = ada.send(call).await;
        assert_eq!(answer.status, 403, "{name}: {value}");
        assert_eq!(answer.header("set-cookie"), "", "{name}: {value}");
    }
    assert_eq!(ada.user_id().await, user);
    assert_eq!(ada.journal().await, ["2096-11-20 good hers"]);
}

#[tokio::test]
async fn without_javascript_the_card_is_the_answer_and_is_stored_nowhere() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.send(Call::page("/settings")).await;
    let made = ada
        .send(form("/auth/recovery/new?_show=/settings%23recovery", ""))
        .await;
    assert_eq!(made.status, 200);
    assert_eq!(made.header("cache-control"), "private, no-store");
    let code = card(made.text());
    let next = ada.send(Call::page("/settings")).await;
    assert!(!next.text().contains(&code[..9]), "shown once");

    let grace = app.person();
    let address = "/auth/recovery?_back=/sign-in%3Fnext%3D%252Fsettings";
    let fields = format!("code={}", code.replace('-', "+"));
    let asked = grace.send(form(address, &fields)).await;
    assert_eq!(asked.status, 307, "first the cookie");
    let signed_in = grace.send(form(asked.header("location"), &fields)).await;
    assert_eq!(signed_in.status, 303);
    let page = signed_in.header("location");
    assert_eq!(page, "/sign-in?next=%2Fsettings&saved=auth/recovery");
    let page = grace.send(Call::page(page)).await;
    assert!(page.text().contains("Your journal is open here"));
    assert!(page.text().contains("href=\"/settings\""));
    assert_eq!(grace.user_id().await, ada.user_id().await);

    let wrong = app.person();
    wrong.send(Call::page("/sign-in")).await;
    let fields = format!("code={}", unknown_recovery(7));
    let refused = wrong.send(form(address, &fields)).await;
    assert_eq!(refused.status, 401);
    assert!(refused.text().contains("No journal opens with this code"));
    assert!(!refused.text().contains(&fields[5..]), "no code in a page");
}

/// The code on the card.
fn card(page: &str) -> String {
    let start = page.find("class=\"code\"").expect("no card");
    let card = &page[start..][..page[start..].find("</p>").unwrap()];
    let text = card.split('>').map(|part| part.split('<').next().unwrap());
    text.skip(1).collect::<String>().trim().to_owned()
}

#[tokio::test]
async fn next_leads_nowhere_else() {
    let app = TestApp::open().await;
    let ada = app.person();
    recovery_code(&ada).await;
    for next in [
        "//evil.example",
        "/%5Cevil.example",
        "https://evil.example",
        "javascript:alert(1)",
    ] {
        let page = ada.send(Call::page(&format!("/sign-in?next={next}"))).await;
        assert_eq!(page.status, 200);
        let links: Vec<_> = page.text().split("href=\"").skip(1).collect();
        assert!(links.len() > 3);
        for link in links {
            let link = link.split('"').next().unwrap_or_default();
            assert!(link.starts_with('/') || link.starts_with('#'), "{link}");
            // The links to the other languages repeat the page's own address.
            let next = link.split("next=").next().unwrap_or_default();
            assert!(!next.contains("evil") && !next.contains("script"), "{link}");
        }
    }
}

fn with_registration(state: &mut server::http::AppState, registration: Registration) {
    let settings = Settings {
        registration,
        ..state.services.settings.clone()
    };
    state.services = Arc::new(Services {
        settings,
        ..(*state.services).clone()
    });
}

#[tokio::test]
async fn where_registration_is_closed_a_code_opens_no_account() {
    let store = memory().await;
    let hashes = Arc::new(AtomicU32::new(0));
    let app = TestApp::with(store, |state| {
        with_registration(state, Registration::Closed);
        Counted::install(state, &hashes);
    });
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let answer = ada.send(post("/auth/recovery/new", &json!({}))).await;
    let expected = (403, "forbidden".to_owned(), Some("registration".to_owned()));
    assert_eq!(answer.rejection(), expected);
    assert_eq!(hashes.load(Ordering::Relaxed), 0);
    assert_eq!(ada.journal().await, ["2096-11-20 good -"]);
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let (ada, grace) = (app.person(), app.person());
    let code = recovery_code(&grace).await;
    let mut seen = BTreeSet::new();
    for path in ["/auth/recovery/new", "/auth/recovery"] {
        let valid = if path == "/auth/recovery" {
            typed(path, &code)
        } else {
            post(path, &json!({}))
        };
        let stranger = app.person();
        for (person, call) in [
            (&app.person(), form(&format!("{path}?_back=/sign-in"), "")),
            (&ada, valid),
            (&ada, Call::post(path, "application/json", "{")),
            (
                &ada,
                post(path, &json!({})).with("authorization", "Bearer x"),
            ),
            (
                &ada,
                post(path, &json!({})).with("sec-fetch-site", "cross-site"),
            ),
            (
                &ada,
                Call::post(path, "application/json", "x".repeat(60_000)),
            ),
            (&ada, Call::post(path, "text/plain", "x")),
        ] {
            let answer = person.send(call).await;
            seen.insert(format!("POST {path} {}", answer.status));
        }
        for _ in 0..11 {
            let answer = stranger.send(attempt(path)).await;
            seen.insert(format!("POST {path} {}", answer.status));
        }
    }
    let fresh = TestApp::open().await;
    let grace = fresh.person();
    let code = recovery_code(&grace).await;
    let form = form("/auth/recovery?_back=/sign-in", &format!("code={code}"));
    let answer = grace.send(form).await;
    seen.insert(format!("POST /auth/recovery {}", answer.status));
    let documented = documented_statuses(&["/auth/recovery/new", "/auth/recovery"]);
    // Outages have tests of their own, and a conflict takes a concurrent sign-in.
    let expected: BTreeSet<_> = documented
        .into_iter()
        .filter(|status| !status.ends_with(" 503") && status != "POST /auth/recovery 409")
        .collect();
    assert_eq!(seen, expected);
}

/// A call that counts as an attempt.
fn attempt(path: &str) -> Call {
    if path == "/auth/recovery" {
        typed(path, &unknown_recovery(9))
    } else {
        post(path, &json!({}))
    }
}

#[tokio::test]
async fn another_account_takes_the_place_of_the_first() {
    let app = TestApp::open().await;
    let (ada, grace) = (app.person(), app.person());
    ada.save(TODAY, "good", "hers").await;
    let code = recovery_code(&ada).await;
    let (adas, graces) = (ada.user_id().await, {
        recovery_code(&grace).await;
        grace.user_id().await
    });
    let previous = grace.cookie("humeur").unwrap();
    assert_eq!(grace.send(typed("/auth/recovery", &code)).await.status, 200);
    assert_eq!(grace.user_id().await, adas);
    let thief: Person = app.person();
    thief.set_cookie("humeur", &previous);
    assert_eq!(thief.send(naming(&graces)).await.status, 401, "rotated");
}
