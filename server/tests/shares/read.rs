//! The reader's page.

use app::ports::UserId;
use test_kit::test_app::memory;

use super::*;

const NOTE: &str = "a walk by the canal";
const GONE: &str = "This link opens nothing";

/// Ada with two days, of which one is shared.
async fn ada(app: &TestApp) -> Person {
    let ada = app.person();
    ada.save("2096-11-18", "awful", "not for you").await;
    ada.save(YESTERDAY, "good", NOTE).await;
    ada
}

#[tokio::test]
async fn a_reader_sees_what_the_share_covers_and_nothing_else() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let user = ada.user_id().await;
    for (share_of, has_note) in [(week(), false), (with("notes", json!(true)), true)] {
        let (_, path) = share(&ada, &share_of).await;
        let page = read(&app, &path).await;
        let html = page.text();
        assert_eq!(page.status, 200, "{html}");
        assert!(html.contains("19 – 25 November"), "{html}");
        assert!(html.contains("\u{2068}Ada\u{2069} shared these days with you"));
        assert!(html.contains("until Thursday 20 December"), "{html}");
        assert!(html.contains("Monday 19 November") && html.contains("Good"));
        assert_eq!(html.contains(NOTE), has_note, "{html}");
        for secret in [
            "not for you",
            "18 November",
            &user,
            "<script",
            "data-journal",
            "/calendar",
            "/settings",
        ] {
            assert!(!html.contains(secret), "{secret}: {html}");
        }
    }
}

#[tokio::test]
async fn moments_are_shown_if_the_share_says_so() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    for (title, date) in [("Lea is born", "2096-11-21"), ("A secret", "2096-11-18")] {
        let moment = json!({"title": title, "date": date, "location": "Lyon"});
        let created = ada.send(Call::post_json("/events", &moment)).await;
        assert_eq!(created.status, 200, "{}", created.text());
    }
    for (moments, is_shown) in [(true, true), (false, false)] {
        let (_, path) = share(&ada, &with("moments", json!(moments))).await;
        let html = read(&app, &path).await.text().to_owned();
        for part in ["Lea is born", "Lyon", "Wednesday 21 November"] {
            assert_eq!(html.contains(part), is_shown, "{part}: {html}");
        }
        assert!(!html.contains("A secret"));
    }
}

#[tokio::test]
async fn the_page_is_not_kept_found_or_told_to_others() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let (_, path) = share(&ada, &week()).await;
    // Whoever reads, keeps their own journal, and a stranger gets none.
    for reader in [&app.person(), &ada] {
        for page in [
            Call::page(&path),
            Call::page("/s/x"),
            form(&path, "passphrase=x"),
        ] {
            let page = reader.send(page).await;
            for (name, value) in [
                ("cache-control", "private, no-store"),
                ("x-robots-tag", "noindex"),
                ("referrer-policy", "no-referrer"),
                ("humeur-journal", ""),
                ("set-cookie", ""),
            ] {
                assert_eq!(page.header(name), value, "{name}");
            }
            let policy = page.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'; style-src 'self'"));
            assert!(!policy.contains("script-src"), "{policy}");
        }
    }
}

#[tokio::test]
async fn a_cut_altered_expired_revoked_or_guessed_link_looks_the_same() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let (id, revoked) = share(&ada, &week()).await;
    ada.send(revoke(&id)).await;
    let (_, path) = share(&ada, &week()).await;
    let altered = if path.ends_with('A') { 'B' } else { 'A' };
    let altered = format!("{}{altered}", &path[..path.len() - 1]);
    let guess = format!("/s/{}", "A".repeat(43));
    let mut pages = Vec::new();
    for bad in [
        &path[..path.len() - 1],
        &format!("{path}A"),
        &altered,
        &revoked,
        &guess,
        "/s/%00",
        "/s/..",
        &format!("/s/{}", "x".repeat(5000)),
    ] {
        pages.push(read(&app, bad).await);
    }
    assert_eq!(read(&app, &path).await.status, 200);
    app.at("2096-12-20T12:00:00Z");
    pages.push(read(&app, &path).await);
    let neutral = |page: &Answer| {
        let text = page.text().to_owned();
        let links = text.split("href=\"/s/").skip(1);
        links.fold(text.clone(), |text, link| {
            text.replace(link.split('?').next().unwrap(), "TOKEN")
        })
    };
    for page in &pages {
        assert_eq!(page.status, 404);
        assert!(page.text().contains(GONE));
        assert_eq!(neutral(page), neutral(&pages[0]));
    }
}

#[tokio::test]
async fn the_owner_sees_how_often_and_when_last_it_was_opened() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let (_, path) = share(&ada, &week()).await;
    read(&app, &path).await;
    app.at("2096-11-21T08:00:00Z");
    read(&app, &path).await;
    let listed = &shares(&ada).await[0];
    assert_eq!(listed["opens"], 2);
    assert_eq!(listed["openedAt"], seconds("2096-11-21T08:00:00Z"));
    let page = ada.send(Call::page("/sharing")).await;
    let text = "Opened 2 times, last on Wednesday 21 November";
    assert!(page.text().contains(text), "{}", page.text());
}

#[tokio::test]
async fn the_page_is_in_the_readers_language() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let (_, path) = share(&ada, &week()).await;
    let french = Call::page(&path).with("accept-language", "fr");
    let page = app.person().send(french).await;
    assert!(page.text().contains("a partagé ces journées avec vous"));
    assert_eq!(page.header("content-language"), "fr");
    let reader = app.person();
    let choice = reader.send(Call::page(&format!("{path}?lang=fr"))).await;
    assert_eq!((choice.status, choice.header("location")), (303, &*path));
    let page = reader.send(Call::page(&path)).await;
    assert!(page.text().contains("<html lang=\"fr\""), "{}", page.text());
}

#[tokio::test]
async fn revoked_while_the_reader_reads_it_opens_nothing() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let (id, path) = share(&ada, &with("passphrase", json!("canal and rain"))).await;
    let reader = app.person();
    let opened = reader.send(form(&path, "passphrase=canal+and+rain")).await;
    assert_eq!(opened.status, 200);
    assert_eq!(reader.send(Call::page(&path)).await.status, 200);
    ada.send(revoke(&id)).await;
    for call in [Call::page(&path), form(&path, "passphrase=canal+and+rain")] {
        let page = reader.send(call).await;
        assert_eq!(page.status, 404);
        assert!(!page.text().contains("Monday 19 November"));
    }
}

#[tokio::test]
async fn erased_days_are_gone_and_new_ones_are_there() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let (_, path) = share(&ada, &week()).await;
    ada.send(Call::new("DELETE", &format!("/mood?day={YESTERDAY}")))
        .await;
    let page = read(&app, &path).await;
    assert!(page.text().contains("Nothing is written on these days."));
    ada.save(TODAY, "great", "").await;
    let page = read(&app, &path).await;
    assert!(
        page.text().contains("Tuesday 20 November"),
        "{}",
        page.text()
    );
    ada.send(Call::new("DELETE", "/account?confirm=erase"))
        .await;
    assert_eq!(read(&app, &path).await.status, 404);
}

#[tokio::test]
async fn a_journal_that_was_carried_over_shares_nothing_any_more() {
    let store = memory().await;
    let stores = store.stores.clone();
    let app = TestApp::with(store, |_| {});
    let ada = ada(&app).await;
    let (_, path) = share(&ada, &week()).await;
    let account = app.account("ada@example.org").await;
    let (from, into) = (UserId(ada.user_id().await), UserId(account.user_id().await));
    let (_, kept) = share(&account, &week()).await;
    assert!(
        stores
            .users
            .merge(&from, &into, seconds(NOON))
            .await
            .unwrap()
    );
    assert_eq!(read(&app, &path).await.status, 404);
    assert_eq!(read(&app, &kept).await.status, 200);
}

#[tokio::test]
async fn a_passphrase_is_asked_for_and_opens_one_share() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let protected = with("passphrase", json!("été à Nice"));
    let (_, path) = share(&ada, &protected).await;
    let (_, other) = share(&ada, &protected).await;
    let reader = app.person();
    let page = reader.send(Call::page(&path)).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("A passphrase, please"));
    assert!(!page.text().contains("November"), "{}", page.text());
    for wrong in ["", "x", "ete+a+Nice", "%C3%89t%C3%A9+%C3%A0+Nice", "%FF"] {
        let page = reader
            .send(form(&path, &format!("passphrase={wrong}")))
            .await;
        assert_eq!(
            (page.status, page.header("set-cookie")),
            (401, ""),
            "{wrong}"
        );
        assert!(page.text().contains("This is not the passphrase"));
        assert!(!page.text().contains("November"));
    }
    // Decomposed, as some keyboards send it.
    let right = "passphrase=e%CC%81te%CC%81+a%CC%80+Nice";
    let page = reader.send(form(&path, right)).await;
    assert!(
        page.text().contains("Monday 19 November"),
        "{}",
        page.text()
    );
    let cookie = page.header("set-cookie").to_owned();
    assert!(
        cookie.contains("; HttpOnly; SameSite=Lax; Path=/"),
        "{cookie}"
    );
    assert!(!cookie.contains("Max-Age") && !cookie.contains("Expires"));
    let again = reader.send(Call::page(&path)).await;
    assert!(again.text().contains("Monday 19 November"));
    let page = reader.send(Call::page(&other)).await;
    assert!(!page.text().contains("November"), "{}", page.text());
    assert_eq!(shares(&ada).await[1]["opens"], 2);
}

#[tokio::test]
async fn a_forged_cookie_opens_nothing() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let protected = with("passphrase", json!("été à Nice"));
    let (id, path) = share(&ada, &protected).await;
    let (other, path_of_other) = share(&ada, &protected).await;
    let reader = app.person();
    let right = "passphrase=%C3%A9t%C3%A9+%C3%A0+Nice";
    reader.send(form(&path_of_other, right)).await;
    let cookie = reader.cookie(&format!("reader-{other}")).unwrap();
    let (reader_id, proof) = cookie.split_once('.').unwrap();
    for value in [
        cookie.clone(),
        format!("{reader_id}."),
        reader_id.to_owned(),
        format!("{proof}.{proof}"),
        "x.x".to_owned(),
    ] {
        let forger = app.person();
        forger.set_cookie(&format!("reader-{id}"), &value);
        let page = forger.send(Call::page(&path)).await;
        assert!(!page.text().contains("November"), "{value}");
    }
}

#[tokio::test]
async fn attempts_at_a_passphrase_are_limited_for_each_client_and_for_all() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let (_, path) = share(&ada, &with("passphrase", json!("canal and rain"))).await;
    let attempt = async |address: &str, phrase: &str| {
        let call = form(&path, &format!("passphrase={phrase}")).with("x-forwarded-for", address);
        app.person().send(call).await
    };
    for _ in 0..10 {
        assert_eq!(attempt("192.0.2.1", "x").await.status, 401);
    }
    let refused = attempt("192.0.2.1", "canal+and+rain").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "60"));
    assert!(refused.text().contains("That was too often"));
    assert_eq!(attempt("192.0.2.2", "canal+and+rain").await.status, 200);
    for client in 3..100 {
        attempt(&format!("192.0.2.{client}"), "x").await;
    }
    assert_eq!(attempt("192.0.2.200", "canal+and+rain").await.status, 429);
    app.at("2096-11-20T12:00:10Z");
    assert_eq!(attempt("192.0.2.200", "canal+and+rain").await.status, 200);
}

#[tokio::test]
async fn other_requests_are_refused_and_an_outage_is_said() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let (_, path) = share(&ada, &week()).await;
    let reader = app.person();
    assert_eq!(reader.send(Call::new("DELETE", &path)).await.status, 405);
    // There is no passphrase to answer.
    assert_eq!(reader.send(form(&path, "passphrase=x")).await.status, 404);
    let json = Call::post(&path, "application/json", "{}");
    assert_eq!(reader.send(json).await.status, 415);
    let long = form(&path, &"x".repeat(150_000));
    assert_eq!(reader.send(long).await.status, 413);
    app.store_is_down(true);
    let page = read(&app, &path).await;
    assert_eq!((page.status, page.header("retry-after")), (503, "5"));
    assert!(page.text().contains("We can’t reach these days right now"));
}

#[tokio::test]
async fn the_link_is_no_session() {
    let app = TestApp::open().await;
    let ada = ada(&app).await;
    let (id, path) = share(&ada, &with("passphrase", json!("canal and rain"))).await;
    let reader = app.person();
    reader.send(form(&path, "passphrase=canal+and+rain")).await;
    for call in [
        Call::get("/shares"),
        Call::get("/mood/week?start=2096-11-19&end=2096-11-25"),
        Call::get("/data.json"),
        Call::page("/calendar/2096-11-19"),
    ] {
        let answer = reader.send(call).await;
        assert!(!answer.text().contains(NOTE) && !answer.text().contains(&id));
    }
    assert_eq!(reader.send(revoke(&id)).await.kind().0, 404);
}
