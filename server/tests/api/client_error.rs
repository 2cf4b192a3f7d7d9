//! Reports of pages whose program can't start.

use test_kit::{person::Call, test_app::TestApp};

fn report(body: &str) -> Call {
    Call::post("/client-error", "application/json", body)
}

#[tokio::test]
async fn a_report_is_one_word_and_the_programs_name() {
    let app = TestApp::open().await;
    let ada = app.person();
    for kind in ["load", "mismatch", "panic"] {
        let body = format!(r#"{{"kind":"{kind}","wasm":"/pkg/humeur.wasm"}}"#);
        let answer = ada.send(report(&body)).await;
        assert_eq!((answer.status, answer.text()), (204, ""), "{kind}");
    }
    for (what, call, refused) in [
        ("another word", report(r#"{"kind":"note","wasm":""}"#), 400),
        (
            "more than that",
            report(r#"{"kind":"panic","wasm":"","note":"x"}"#),
            400,
        ),
        ("no JSON", report("{"), 400),
        (
            "too much",
            report(&format!(
                r#"{{"kind":"panic","wasm":"{}"}}"#,
                "x".repeat(100_000)
            )),
            413,
        ),
        (
            "no report",
            Call::post("/client-error", "text/plain", "panic"),
            415,
        ),
        (
            "another site's",
            report(r#"{"kind":"panic","wasm":""}"#).with("sec-fetch-site", "cross-site"),
            403,
        ),
        ("nothing", Call::get("/client-error"), 405),
    ] {
        assert_eq!(ada.send(call).await.status, refused, "{what}");
    }
}

/// A page that outlived its session must not begin a new one by failing.
#[tokio::test]
async fn a_report_begins_no_session() {
    let app = TestApp::open().await;
    let stranger = app.person();
    let good = r#"{"kind":"load","wasm":"/pkg/humeur.wasm"}"#;
    for call in [
        report(good),
        report("{"),
        report(good).with("sec-fetch-site", "cross-site"),
        Call::get("/client-error"),
    ] {
        let answer = stranger.send(call).await;
        assert!(
            !answer.headers.contains_key("set-cookie"),
            "{}",
            answer.status
        );
    }
}
