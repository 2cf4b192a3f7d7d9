//! Bodies that are malformed, too large, or of the wrong type.

use super::{Rejection, all_are_rejected, invalid, malformed, noted};
use test_kit::person::Call;

fn too_large(what: &'static str, call: Call) -> Rejection {
    Rejection {
        what,
        call,
        status: 413,
        kind: "too_large",
        field: None,
    }
}

fn media_type(what: &'static str, call: Call) -> Rejection {
    Rejection {
        what,
        call,
        status: 415,
        kind: "unsupported_media_type",
        field: None,
    }
}

#[tokio::test]
async fn malformed_bodies() {
    let valid = r#""day":"2096-11-20","mood":"bad""#;
    let body = |rest: &str| Call::raw_json(format!("{{{valid}{rest}}}"));
    let form = |rest: &str| Call::form(format!("day=2096-11-20&mood=bad{rest}"));
    all_are_rejected(vec![
        malformed("a lone surrogate", "note", body(r#","note":"\ud800""#)),
        malformed("half a pair", "note", body(r#","note":"\udc00x\ud83d""#)),
        malformed(
            "not UTF-8",
            "note",
            Call::raw_json([b"{\"note\":\"" as &[u8], b"\xff\"}"].concat()),
        ),
        malformed("a form not UTF-8", None, form("&note=%ff")),
        malformed("a surrogate in a form", None, form("&note=%ED%A0%80")),
        malformed("an unknown field", "moodd", body(r#","moodd":"good""#)),
        malformed(
            "an unknown nested field",
            "extra",
            body(r#","extra":{"a":[1]}"#),
        ),
        malformed("an unknown field in a form", "moodd", form("&moodd=good")),
        malformed("the day twice", "day", body(r#","day":"2096-11-19""#)),
        malformed("the note twice", "note", body(r#","note":"a","note":"b""#)),
        malformed("the day twice in a form", "day", form("&day=2096-11-19")),
        malformed("the mood twice in a form", "mood", form("&mood=good")),
        malformed(
            "a number for a day",
            "day",
            Call::raw_json(r#"{"day":20961120,"mood":"bad"}"#),
        ),
        malformed(
            "null for a day",
            "day",
            Call::raw_json(r#"{"day":null,"mood":"bad"}"#),
        ),
        malformed(
            "a list for a mood",
            "mood",
            Call::raw_json(r#"{"day":"2096-11-20","mood":["bad"]}"#),
        ),
        malformed(
            "an object for a note",
            "note",
            body(r#","note":{"text":"x"}"#),
        ),
        malformed("true for a userId", "userId", body(r#","userId":true"#)),
        malformed("brackets in a form", "note", form("&note[text]=x")),
        malformed(
            "truncated",
            None,
            Call::raw_json(&body("").into_body()[..20]),
        ),
        malformed("truncated", None, Call::raw_json(format!("{{{valid}"))),
        malformed(
            "two objects",
            None,
            Call::raw_json(format!("{{{valid}}}{{}}")),
        ),
        malformed("a list", None, Call::raw_json(format!("[{{{valid}}}]"))),
        malformed("a string", None, Call::raw_json("\"good\"")),
        malformed("empty", None, Call::raw_json("")),
        malformed("white space", None, Call::raw_json(" \n ")),
        malformed(
            "10,000 lists deep",
            None,
            Call::raw_json("[".repeat(10_000)),
        ),
        malformed(
            "a deep note",
            "note",
            body(&format!(",\"note\":{}", "[".repeat(10_000))),
        ),
        malformed(
            "deep and unknown",
            "x",
            body(&format!(",\"x\":{}", "[".repeat(10_000))),
        ),
        malformed(
            "10,000 objects deep",
            "a",
            Call::raw_json(r#"{"a":"#.repeat(3_000)),
        ),
        malformed(
            "a form declared as JSON",
            None,
            Call::raw_json("day=2096-11-20&mood=bad"),
        ),
        malformed(
            "JSON declared as a form",
            None,
            Call::form(format!("{{{valid}}}")),
        ),
    ])
    .await;
}

#[tokio::test]
async fn bodies_of_the_wrong_size_or_type() {
    let body = br#"{"day":"2096-11-20","mood":"bad"}"#;
    let without_type = Call::new("POST", "/mood").carrying(body);
    all_are_rejected(vec![
        too_large("a note of 100 kB", noted(&"x".repeat(100_000))),
        too_large(
            "a form of 100 kB",
            Call::form(format!(
                "day=2096-11-20&mood=bad&note={}",
                "x".repeat(100_000)
            )),
        ),
        too_large("1 MB", Call::raw_json("x".repeat(1 << 20))),
        invalid("just below the limit", "note", noted(&"x".repeat(48_000))),
        media_type("no type", without_type),
        media_type("no body", Call::new("POST", "/mood")),
        media_type("plain text", Call::post("/mood", "text/plain", *body)),
        media_type(
            "a multipart form",
            Call::post("/mood", "multipart/form-data; boundary=x", *body),
        ),
        media_type(
            "almost JSON",
            Call::post("/mood", "application/jsonp", *body),
        ),
        media_type("an unreadable type", Call::post("/mood", "é", *body)),
    ])
    .await;
}
