//! Pages and files: their headers and inline scripts.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};

use test_kit::{
    answer::Answer,
    person::Call,
    test_app::{TODAY, TestApp},
};

/// The scripts of a page, without their tags.
fn scripts(html: &str) -> Vec<&str> {
    let opened = html.split("<script").skip(1);
    let scripts = opened.map(|script| {
        let (_, body) = script.split_once('>').unwrap();
        body.split_once("</script>").unwrap().0
    });
    scripts.collect()
}

/// Expects a policy that allows these scripts and no others, and a page that needs nothing else.
#[track_caller]
fn check_policy(what: &str, page: &Answer) {
    let html = page.text();
    let policy = page.header("content-security-policy");
    for body in scripts(html) {
        assert!(body.len() > 100, "{what}: a script is empty");
        let hash = format!("'sha256-{}'", BASE64.encode(Sha256::digest(body)));
        assert!(policy.contains(&hash), "{what}: {hash} is not in {policy}");
    }
    for forbidden in ["'unsafe-inline'", "'unsafe-eval'", "http:", "https:", " *"] {
        assert!(!policy.contains(forbidden), "{what}: {policy}");
    }
    for directive in [
        "default-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(directive), "{what}: {policy}");
    }
    // The policy would block each of these and break the page.
    for inline in [
        "<style",
        " style=",
        " onclick=",
        " onload=",
        " onsubmit=",
        "javascript:",
    ] {
        assert!(!html.contains(inline), "{what} has {inline}");
    }
}

/// Every page of the route table, for a person with an entry, in both languages.
#[tokio::test]
async fn the_policy_holds_on_every_page_of_the_route_table() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "a walk").await;
    let routes: Vec<String> = leptos_axum::generate_route_list(app::ui::App)
        .into_iter()
        .map(|route| route.path().to_owned())
        .collect();
    for known in ["/", "/settings", "/offline"] {
        assert!(routes.iter().any(|route| route == known), "{routes:?}");
    }
    for route in routes {
        for lang in ["en", "fr"] {
            let page = ada
                .send(Call::page(&route).with("accept-language", lang))
                .await;
            assert!(page.status < 500, "{route}: {page:?}");
            check_policy(&route, &page);
        }
    }
}

/// A page with entries, one without, a missing page, and a page with an error.
async fn pages() -> Vec<(&'static str, Answer)> {
    let app = TestApp::open().await;
    let ada = app.person();
    let mut pages = vec![("empty", ada.send(Call::page("/")).await)];
    ada.save(TODAY, "good", "a walk").await;
    ada.save("2096-11-19", "bad", "rain").await;
    pages.push(("week", ada.send(Call::page("/")).await));
    pages.push((
        "past",
        ada.send(Call::page("/?day=2096-11-12&done=saved")).await,
    ));
    pages.push(("missing", ada.send(Call::page("/nowhere")).await));
    pages.push((
        "rejected",
        ada.send(Call::form("day=2096-11-20&note=x").by_browser())
            .await,
    ));
    for (what, address) in [("settings", "/settings"), ("offline", "/offline")] {
        pages.push((what, ada.send(Call::page(address)).await));
    }
    app.store_is_down(true);
    pages.push(("down", ada.send(Call::page("/")).await));
    pages
}

#[tokio::test]
async fn only_our_own_scripts_run_and_the_policy_names_them() {
    for (what, page) in pages().await {
        // Passkeys, and what a sign-out or an erasure leaves behind.
        let expected = if what == "settings" { 3 } else { 1 };
        assert_eq!(scripts(page.text()).len(), expected, "{what}");
        check_policy(what, &page);
    }
}

#[tokio::test]
async fn pages_are_private_and_revalidated() {
    for (what, page) in pages().await {
        assert_eq!(page.header("cache-control"), "private, no-cache", "{what}");
        assert_eq!(
            page.header("content-type"),
            "text/html; charset=utf-8",
            "{what}"
        );
        assert!(page.text().starts_with("<!DOCTYPE html>"), "{what}");
    }
}

#[tokio::test]
async fn the_shared_offline_page_contains_no_person_or_time() {
    for (what, page) in pages().await {
        let about = [
            "data-journal=",
            "data-now=",
            "data-today=",
            "data-dayend=",
            "data-week=",
        ];
        for name in about {
            let says = page.text().contains(name);
            assert_eq!(says, what != "offline", "{what}: {name}");
        }
        let is_somebodys = !page.header("humeur-journal").is_empty();
        assert_eq!(is_somebodys, what != "offline", "{what}");
    }
}

#[tokio::test]
async fn an_island_declares_its_node_count() {
    let app = TestApp::open().await;
    let ada = app.person();
    let sent = |page: &str| {
        let (_, island) = page.split_once("<leptos-island data-nodes=\"").unwrap();
        island.split('"').next().unwrap().parse::<u32>().unwrap()
    };
    let empty = sent(ada.send(Call::page("/")).await.text());
    ada.save(TODAY, "good", "a > b & c < d").await;
    let written = sent(ada.send(Call::page("/")).await.text());
    assert!(empty > 100 && written > empty, "{empty}, {written}");
}

#[tokio::test]
async fn an_unknown_address_is_404_in_the_accepted_format() {
    let app = TestApp::open().await;
    let ada = app.person();
    for address in [
        "/nowhere",
        "/mood/",
        "/mood/week/x",
        "//",
        "/%00",
        "/../etc/passwd",
        "/index.html",
    ] {
        let page = ada.send(Call::page(address)).await;
        assert_eq!(page.status, 404, "{address}");
        assert!(page.text().contains("There is no page here."), "{address}");
        let script = ada.send(Call::get(address)).await;
        assert_eq!(
            script.rejection(),
            (404, "not_found".into(), None),
            "{address}"
        );
    }
}

#[tokio::test]
async fn an_invalid_target_is_a_client_error() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (method, target) in [
        ("CONNECT", "mood.example:443"),
        ("GET", "mood.example"),
        ("POST", "mood.example"),
        ("OPTIONS", "*"),
        ("GET", "*"),
    ] {
        for accept in ["*/*", "text/html"] {
            let answer = ada
                .send(Call::new(method, target).with("accept", accept))
                .await;
            let rejection = answer.rejection();
            assert_eq!(
                rejection,
                (400, "malformed".into(), None),
                "{method} {target}"
            );
        }
    }
    for whole in ["http://mood.example", "http://mood.example?lang=xx"] {
        assert_eq!(ada.send(Call::page(whole)).await.status, 200, "{whole}");
    }
    let long = format!("/pkg/{}", "x".repeat(300));
    for file in [
        "/pkg/%00",
        "/pkg/humeur.css%00",
        "/pkg/%00/x",
        "/pkg/humeur.css/x",
        "/pkg/%ff",
        "/pkg/",
        "/pkg",
        "/faces/%00.svg",
        &long,
    ] {
        for method in ["GET", "HEAD"] {
            for encoding in ["identity", "br"] {
                let call = Call::new(method, file).with("accept-encoding", encoding);
                let answer = ada.send(call).await;
                assert_eq!(answer.status, 404, "{method} {file} {encoding}");
            }
        }
    }
}

#[tokio::test]
async fn the_manifest_is_requested_with_cookies() {
    let page = TestApp::open().await.person().send(Call::page("/")).await;
    let link = page.text().split("<link rel=\"manifest\"").nth(1).unwrap();
    let link = link.split('>').next().unwrap();
    assert!(link.contains("crossorigin=\"use-credentials\""), "{link}");
}

#[tokio::test]
async fn every_response_has_its_headers_and_a_unique_id() {
    let app = TestApp::open().await;
    let ada = app.person();
    let mut ids = std::collections::BTreeSet::new();
    let calls = [
        Call::page("/"),
        Call::page("/nowhere"),
        Call::page("/?lang=fr"),
        Call::get("/health"),
        Call::get("/mood"),
        Call::get("/pkg/humeur.css"),
        Call::get("/pkg/missing.js"),
        Call::get("/openapi.json"),
        Call::raw_json("{"),
        Call::form("day=2096-11-20").with("sec-fetch-site", "cross-site"),
    ];
    let expected = calls.len();
    for call in calls {
        let answer = ada.send(call).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{answer:?}");
        }
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'")
        );
        let permissions: Vec<_> = answer.header("permissions-policy").split(", ").collect();
        for granted in ["create", "get"] {
            let granted = format!("publickey-credentials-{granted}=(self)");
            assert!(permissions.contains(&&*granted), "{permissions:?}");
        }
        let denied = permissions.iter().filter(|one| one.ends_with("=()"));
        assert_eq!(denied.count(), permissions.len() - 2, "{permissions:?}");
        for denied in ["geolocation=()", "camera=()", "microphone=()", "payment=()"] {
            assert!(permissions.contains(&denied), "{permissions:?}");
        }
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "this app is not behind HTTPS"
        );
        let id = answer.header("x-request-id");
        assert!(
            id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{id}"
        );
        ids.insert(id.to_owned());
    }
    assert_eq!(ids.len(), expected);
}

#[tokio::test]
async fn public_files_are_cached_and_private_responses_are_not() {
    let app = TestApp::open().await;
    let ada = app.person();
    let mut kept = Vec::new();
    for address in [
        "/health",
        "/mood/week?start=2096-11-19&end=2096-11-20",
        "/mood/week",
        "/pkg/humeur.css",
        "/pkg/missing.css",
        "/openapi.json",
    ] {
        let answer = ada.send(Call::get(address)).await;
        kept.push((answer.status, answer.header("cache-control").to_owned()));
    }
    let forever = "public, max-age=31536000, immutable";
    let expected = [
        (200, "private, no-store"),
        (200, "private, no-store"),
        (400, "private, no-store"),
        (200, forever),
        // A file that is missing during a deployment will reappear.
        (404, ""),
        (200, "public, max-age=3600"),
    ];
    assert_eq!(
        kept,
        expected.map(|(status, value)| (status, value.to_owned()))
    );
}

#[tokio::test]
async fn pages_are_compressed() {
    let app = TestApp::open().await;
    let ada = app.person();
    let plain = ada.send(Call::page("/")).await.body.len();
    let browser = Call::page("/").with("accept-encoding", "gzip, deflate, br, zstd");
    let page = ada.send(browser).await;
    assert_eq!(page.header("content-encoding"), "gzip");
    let packed = page.body.len();
    assert!(packed < plain / 2, "{packed} of {plain}");
}
