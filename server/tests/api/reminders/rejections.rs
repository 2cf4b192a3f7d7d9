//! Rejected reminders, above all with addresses that the server must never call.

use std::sync::Arc;

use serde_json::{Value, json};
use server::{
    auth::SessionKey,
    jobs::Job,
    push::{Hosts, Push, PushKey},
};

use super::{Evening, list, set, set_well};
use test_kit::{person::Call, test_app::TestApp};

/// A reminder of a device at a browser's own push service.
fn reminder() -> Value {
    json!({
        "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
        "p256dh": "BLn9b-VR0ca83knDNZ32dCHGyjJp-1riX9ZTN40MqV8K_LpQmLqxC_DoHvqvFXO_nGdAB4W9dogZb_sM-uV4JbY",
        "auth": "_ordMnz7uTCmrpBTeUV4Bw",
        "hour": 21,
        "timeZone": "Europe/Paris",
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut reminder = reminder();
    reminder[name] = value;
    reminder
}

#[tokio::test]
async fn only_push_services_are_called() {
    let app = TestApp::open().await;
    let ada = app.person();
    for endpoint in [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://db5p.notify.windows.com/w/?token=abc",
    ] {
        set_well(&ada, &with("endpoint", json!(endpoint))).await;
    }
    let before = app.changes();
    for endpoint in [
        "http://fcm.googleapis.com/x",
        "gopher://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com:443/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://user@fcm.googleapis.com/x",
        "https://evil.example/https://fcm.googleapis.com/x",
        "https://evil.example#@fcm.googleapis.com/",
        "https://evil.example?@fcm.googleapis.com/",
        "https://evilfcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://push.apple.com.evil.example/x",
        "https://evilpush.apple.com/x",
        "https://.push.apple.com/x",
        "https://localhost/x",
        "https://localhost:3000/x",
        "http://127.0.0.1:3000/x",
        "https://127.0.0.1/x",
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://2130706433/x",
        "https://[::1]/x",
        "javascript:alert(1)",
        "https://[::ffff:169.254.169.254]/x",
    ] {
        let answer = ada.send(set(&with("endpoint", json!(endpoint)))).await;
        let expected = (422, "invalid".into(), Some("endpoint".into()));
        assert_eq!(answer.rejection(), expected, "{endpoint}");
    }
    for endpoint in [
        "",
        "x y",
        "/push",
        "https://",
        "https:///x",
        "file:///etc/passwd",
        "https://evil.example\\.push.apple.com/x",
        "https://fcm.googleapis.com/x\r\nX-Injected: 1",
        "https://fcm.googleapis.com /x",
        "https://ⓕcm.googleapis.com/x",
    ] {
        let answer = ada.send(set(&with("endpoint", json!(endpoint)))).await;
        let expected = (400, "malformed".into(), Some("endpoint".into()));
        assert_eq!(answer.rejection(), expected, "{endpoint:?}");
    }
    assert_eq!(app.changes(), before, "something was written");
}

#[tokio::test]
async fn a_service_that_is_no_longer_allowed_is_not_called() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    set_well(&ada, &evening.service.device().reminder(21, "Europe/Paris")).await;
    // A sender that allows the browsers' services only.
    let strict = Push::new(&PushKey::derived(&SessionKey::generate()), Hosts::default());
    let jobs = evening.app.jobs(Arc::new(strict));
    evening.app.at("2096-11-20T21:00:00+01:00");
    jobs.run(&Job::Reminders { url: None }).await.unwrap();
    assert!(evening.service.received().is_empty());
    assert_eq!(list(&ada).await["reminders"], json!([]));
}

#[tokio::test]
async fn every_argument_is_checked() {
    let app = TestApp::open().await;
    let ada = app.person();
    let long = format!("https://fcm.googleapis.com/{}", "x".repeat(1000));
    let compressed = "A7n9b-VR0ca83knDNZ32dCHGyjJp-1riX9ZTN40MqV8K";
    let off_the_curve = format!("B{}", "A".repeat(86));
    for (name, value, status) in [
        ("endpoint", json!(long), 422),
        ("endpoint", Value::Null, 400),
        ("p256dh", json!(""), 400),
        ("p256dh", json!("not base64!"), 400),
        ("p256dh", json!(compressed), 400),
        ("p256dh", json!(off_the_curve), 400),
        ("auth", json!(""), 400),
        ("auth", json!("AAAA"), 400),
        ("auth", json!("_ordMnz7uTCmrpBTeUV4B/"), 400),
        ("auth", json!("AAAAAAAAAAAAAAAAAAAAAAAA"), 400),
        ("hour", json!(24), 422),
        ("hour", json!(256), 422),
        ("hour", json!(-1), 400),
        ("hour", json!(8.5), 400),
        ("hour", json!("eight"), 400),
        ("hour", Value::Null, 400),
        ("timeZone", json!(""), 400),
        ("timeZone", json!("Europe/Atlantis"), 400),
        ("timeZone", json!("../../etc/passwd"), 400),
        ("dayEndsAt", json!(7), 422),
        ("lang", json!("xx"), 400),
        ("weekReport", json!("yes"), 400),
        ("extra", json!(1), 400),
    ] {
        let answer = ada.send(set(&with(name, value.clone()))).await;
        let (seen, _, field) = answer.rejection();
        assert_eq!((seen, field.as_deref()), (status, Some(name)), "{value}");
    }
    for name in ["endpoint", "p256dh", "auth", "hour", "timeZone"] {
        let mut reminder = reminder();
        reminder.as_object_mut().unwrap().remove(name);
        let (status, _, field) = ada.send(set(&reminder)).await.rejection();
        assert_eq!((status, field.as_deref()), (400, Some(name)));
    }
    // Empty numbers in a form: the hour would be missing, and the other would count as missing.
    for (name, other) in [("hour", "dayEndsAt=3"), ("dayEndsAt", "hour=21")] {
        let mut words = reminder();
        words.as_object_mut().unwrap().remove("hour");
        let words = words.as_object().unwrap().iter();
        let words = words.map(|(name, value)| format!("{name}={}", value.as_str().unwrap()));
        let body = format!("{}&{other}&{name}=", words.collect::<Vec<_>>().join("&"));
        let form = Call::post("/reminder", "application/x-www-form-urlencoded", body);
        let (status, _, field) = ada.send(form).await.rejection();
        assert_eq!((status, field.as_deref()), (400, Some(name)));
    }
    assert_eq!(app.changes(), 0);
    // Padded base64url, as some libraries write it.
    set_well(&ada, &with("auth", json!("_ordMnz7uTCmrpBTeUV4Bw=="))).await;
    for id in ["", "?id=", "?id=x", "?id=ffffffffffffffffffffffffffffffff"] {
        let answer = ada
            .send(Call::new("DELETE", &format!("/reminder{id}")))
            .await;
        assert_eq!(answer.status, 404, "{id}");
    }
}
