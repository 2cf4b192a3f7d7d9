//! Calls that are rejected, and an outage.

use std::collections::BTreeSet;

use test_kit::openapi::documented_statuses;

use super::*;

#[tokio::test]
async fn a_date_is_a_day_that_has_begun_somewhere() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    for (date, status) in [
        ("x", 400),
        ("2096-02-30", 400),
        ("20961120", 400),
        ("2096-11", 400),
        ("1795176000", 400),
        ("2096-11-20T00:00", 400),
        ("2096-11-22", 422),
        ("9999-12-31", 422),
    ] {
        for of in ["day", "week"] {
            let answer = ada
                .send(Call::get(&format!("/report/{date}?of={of}")))
                .await;
            let (got, _, field) = answer.rejection();
            assert_eq!((got, field.as_deref()), (status, Some("date")), "{date}");
        }
    }
}

#[tokio::test]
async fn a_report_is_of_a_day_or_of_a_week() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    for of in ["month", "Day", "weeks"] {
        let answer = ada
            .send(Call::get(&format!("/report/{TODAY}?of={of}")))
            .await;
        let (status, kind, field) = answer.rejection();
        assert_eq!(
            (status, kind.as_str(), field.as_deref()),
            (400, "malformed", Some("of"))
        );
    }
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    let path = "/report/{date}";
    let call = |date: &str, query: &str| Call::get(&format!("/report/{date}?{query}"));
    let mut given = BTreeSet::new();
    for call in [
        call(TODAY, ""),
        call("x", ""),
        call("2097-01-01", ""),
        call(TODAY, "userId=grace"),
        call(TODAY, "").with("authorization", "Bearer x"),
    ] {
        given.insert(format!("GET {path} {}", ada.send(call).await.status));
    }
    app.store_is_down(true);
    for of in ["day", "week"] {
        let status = ada.send(call(TODAY, &format!("of={of}"))).await.status;
        given.insert(format!("GET {path} {status}"));
    }
    assert_eq!(given, documented_statuses(&[path]));
}
