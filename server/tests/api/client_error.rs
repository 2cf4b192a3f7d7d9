//! Reports of pages whose WASM can't start.

use test_kit::{person::Call, test_app::TestApp};

fn report(body: &str) -> Call {
    Call::post("/client-error", "application/json", body)
}

#[tokio::test]
async fn a_report_is_a_kind_and_the_wasms_name() {
    let app = TestApp::open().await;
    let ada = app.person();
    for kind in ["load", "mismatch", "panic"] {
        let body = format!(r#"{{"kind":"{kind}","wasm":"/pkg/humeur.wasm"}}"#);
        let answer = ada.send(report(&body)).await;
        assert_eq!((answer.status, answer.text()), (204, ""), "{kind}");
    }
    for (what, call, rejected) in [
        ("another word", report(r#"{"kind":"note","wasm":""}"#), 400),
        (
            "more than a kind",
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
        assert_eq!(ada.send(call).await.status, rejected, "{what}");
    }
}

/// A page whose session has expired must not start a new one when its WASM fails.
#[tokio::test]
async fn a_report_starts_no_session() {
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
