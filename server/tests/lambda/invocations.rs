//! Events that are not requests: the invocation fails with one sentence, and the function
//! continues.

use serde_json::{Value, json};

use crate::{
    event::{Event, ORIGIN_KEY},
    installation::Installation,
};

/// API Gateway's older payload format.
fn version_1() -> Value {
    json!({
        "version": "1.0", "resource": "/", "path": "/", "httpMethod": "GET",
        "headers": {"Host": "mood.example", "x-humeur-origin": ORIGIN_KEY},
        "multiValueHeaders": {}, "queryStringParameters": null,
        "requestContext": {"httpMethod": "GET", "path": "/", "stage": "$default"},
        "body": null, "isBase64Encoded": false,
    })
}

#[test]
fn an_unsupported_event_is_a_named_error() {
    let installation = Installation::open();
    let scheduled =
        json!({"version": "0", "detail-type": "Scheduled Event", "source": "aws.events"});
    for event in [json!({}), json!([1]), json!("2.0"), version_1(), scheduled] {
        let answer = installation.function.invoke(&event);
        assert_eq!(answer["errorType"], "UnsupportedEvent", "{event}: {answer}");
        let sentence = answer["errorMessage"].as_str().unwrap();
        assert!(
            sentence.contains("format 2.0") && sentence.contains("job"),
            "{sentence}"
        );
    }
    goes_on(&installation);
}

/// Lambda itself rejects such an event.
#[test]
fn an_event_that_is_not_json_is_an_error_that_does_not_quote_it() {
    let installation = Installation::open();
    let mut cut = Event::page("/").to_json().to_string().into_bytes();
    cut.truncate(cut.len() / 2);
    for event in [&b"marker"[..], b"{marker", b"\"marker\xff\"", &cut] {
        let answer = installation.function.invoke_with(event);
        let kind = answer["errorType"].as_str().unwrap_or_default();
        assert!(kind.contains("DeserializeError"), "{answer}");
        let answer = answer.to_string();
        assert!(
            !answer.contains("marker") && !answer.contains(ORIGIN_KEY),
            "{answer}"
        );
    }
    goes_on(&installation);
}

#[test]
fn an_unknown_job_is_a_named_error() {
    let installation = Installation::open();
    let answer = installation.function.invoke(&json!({"job": "make-coffee"}));
    assert_eq!(answer["errorType"], "UnknownJob", "{answer}");
    assert!(
        answer["errorMessage"].as_str().unwrap().contains("canary"),
        "{answer}"
    );
    let answer = installation.function.invoke(&json!({"job": 7}));
    assert_eq!(answer["errorType"], "UnsupportedEvent", "{answer}");
    goes_on(&installation);
}

/// Expects a response to a request, from the same process as before.
#[track_caller]
fn goes_on(installation: &Installation) {
    assert_eq!(
        installation.person().send(&Event::get("/health")).status,
        200
    );
    let log = installation.function.log_with("GET /health");
    assert_eq!(log.matches("\"ColdStarts\":1").count(), 1, "{log}");
    assert!(!log.contains("Runtime.ExitError"), "{log}");
}
