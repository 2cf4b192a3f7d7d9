//! Rejected input, by name: each has the right status, kind and field, and writes nothing.

mod bases;
mod bodies;
mod queries;

use serde_json::json;

use test_kit::{
    person::Call,
    test_app::{FRIEND, TODAY, TestApp},
};

struct Rejection {
    what: &'static str,
    call: Call,
    status: u16,
    kind: &'static str,
    field: Option<&'static str>,
}

fn malformed(what: &'static str, field: impl Into<Option<&'static str>>, call: Call) -> Rejection {
    Rejection {
        what,
        call,
        status: 400,
        kind: "malformed",
        field: field.into(),
    }
}

fn invalid(what: &'static str, field: &'static str, call: Call) -> Rejection {
    Rejection {
        what,
        call,
        status: 422,
        kind: "invalid",
        field: Some(field),
    }
}

fn forbidden(what: &'static str, field: impl Into<Option<&'static str>>, call: Call) -> Rejection {
    Rejection {
        what,
        call,
        status: 403,
        kind: "forbidden",
        field: field.into(),
    }
}

async fn all_are_rejected(rejections: Vec<Rejection>) {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "stays as it is").await;
    let before = app.changes();
    for Rejection {
        what,
        call,
        status,
        kind,
        field,
    } in rejections
    {
        let answer = ada.send(call).await;
        assert_eq!(answer.header("content-type"), "application/json", "{what}");
        let expected = (status, kind.to_owned(), field.map(str::to_owned));
        assert_eq!(answer.rejection(), expected, "{what}: {}", answer.text());
        assert_eq!(app.changes(), before, "{what}: something was written");
    }
    assert_eq!(ada.journal().await, ["2096-11-20 good stays as it is"]);
}

fn at(day: &str) -> Call {
    Call::json(&json!({"day": day, "mood": "bad"}))
}

fn noted(note: &str) -> Call {
    Call::json(&json!({"day": TODAY, "mood": "bad", "note": note}))
}

#[tokio::test]
async fn arguments_that_break_a_rule() {
    let mut rejections = vec![
        malformed("no mood", "mood", Call::json(&json!({"day": TODAY}))),
        malformed("no day", "day", Call::json(&json!({"mood": "bad"}))),
        malformed("an empty object", "day", Call::raw_json("{}")),
        invalid("far future", "day", at("9999-12-31")),
        invalid("not begun anywhere", "day", at("2096-11-22")),
        invalid("before retention", "day", at("2096-05-19")),
        invalid("the first year", "day", at("0001-01-01")),
        invalid("a note of 501", "note", noted(&"é".repeat(501))),
        malformed("an empty form", "day", Call::form("")),
    ];
    for mood in ["meh", "", "GOOD", " good", "5"] {
        rejections.push(malformed(
            "an unknown mood",
            "mood",
            Call::json(&json!({"day": TODAY, "mood": mood})),
        ));
    }
    for day in [
        "",
        "2026-02-30",
        "26-1-1",
        "2026-11-20T00:00",
        "2096-11-20 ",
        "2096/11/20",
        "-001-01-01",
        "２０９６-11",
        "0000-01-01",
    ] {
        rejections.push(malformed("no date", "day", at(day)));
    }
    all_are_rejected(rejections).await;
}

#[tokio::test]
async fn invalid_ranges_and_removals() {
    let week = |query: &str| Call::get(&format!("/mood/week?{query}"));
    all_are_rejected(vec![
        invalid("backwards", "end", week("start=2096-11-20&end=2096-11-19")),
        invalid("367 days", "end", week("start=2096-01-01&end=2097-01-01")),
        invalid(
            "the longest range",
            "end",
            week("start=0001-01-01&end=9999-12-31"),
        ),
        malformed("no start", "start", week("end=2096-11-19")),
        malformed("no end", "end", week("start=2096-11-19")),
        malformed("no query", "start", Call::get("/mood/week")),
        malformed(
            "no such day",
            "end",
            week("start=2096-11-19&end=2026-02-30"),
        ),
        malformed(
            "the start twice",
            None,
            week("start=2096-11-19&start=2096-11-18&end=2096-11-20"),
        ),
        malformed("a list", None, week("start[]=2096-11-19&end=2096-11-20")),
        malformed(
            "an unknown parameter of a removal",
            "utm",
            Call::new("DELETE", &format!("/mood?day={TODAY}&utm=x")),
        ),
        malformed(
            "a list of days to remove",
            "day",
            Call::new("DELETE", &format!("/mood?day[]={TODAY}")),
        ),
        malformed(
            "two days to remove",
            "day",
            Call::new("DELETE", &format!("/mood?day={TODAY}&day={TODAY}")),
        ),
        malformed(
            "a day that is not UTF-8",
            None,
            Call::new("DELETE", "/mood?day=%ff"),
        ),
        malformed(
            "a removal with a body",
            None,
            Call::new("DELETE", &format!("/mood?day={TODAY}"))
                .with("content-type", "application/json")
                .carrying(br#"{"baseVersion":9}"#),
        ),
        malformed("nothing to remove", "day", Call::new("DELETE", "/mood")),
        malformed(
            "no day to remove",
            "day",
            Call::new("DELETE", "/mood?day=2026-02-30"),
        ),
        Rejection {
            what: "an empty day",
            call: Call::new("DELETE", "/mood?day=2096-11-19"),
            status: 404,
            kind: "not_found",
            field: Some("day"),
        },
    ])
    .await;
}

#[tokio::test]
async fn forbidden_and_unauthenticated_callers() {
    let draft = || at(TODAY);
    let unauthenticated = |what, value: &str| Rejection {
        what,
        call: draft().with("authorization", value),
        status: 401,
        kind: "unauthenticated",
        field: None,
    };
    all_are_rejected(vec![
        forbidden(
            "another's userId",
            "userId",
            Call::json(&json!({"userId": "grace", "day": TODAY, "mood": "bad"})),
        ),
        forbidden(
            "an empty userId",
            "userId",
            Call::json(&json!({"userId": "", "day": TODAY, "mood": "bad"})),
        ),
        forbidden(
            "another's userId in a form",
            "userId",
            Call::form("userId=grace&day=2096-11-20&mood=bad"),
        ),
        forbidden(
            "a cross-site form",
            None,
            Call::form("day=2096-11-20&mood=bad").with("sec-fetch-site", "cross-site"),
        ),
        forbidden(
            "an old browser's",
            None,
            Call::form("day=2096-11-20&mood=bad").with("origin", "https://evil.example"),
        ),
        forbidden("a sandboxed frame's", None, draft().with("origin", "null")),
        forbidden(
            "a sibling site's",
            None,
            draft().with("sec-fetch-site", "same-site"),
        ),
        forbidden(
            "a cross-site removal",
            None,
            Call::new("DELETE", "/mood?day=2096-11-20").with("sec-fetch-site", "cross-site"),
        ),
        unauthenticated("a made-up token", "Bearer x"),
        unauthenticated("in another case", "bEARER x"),
    ])
    .await;
}

#[tokio::test]
async fn a_wrong_method_gets_the_allowed_ones() {
    let app = TestApp::open().await;
    let ada = app.person();
    #[track_caller]
    fn check(answer: &test_kit::answer::Answer, allowed: &[&str]) {
        assert_eq!(answer.rejection(), (405, "method_not_allowed".into(), None));
        let mut allow: Vec<_> = answer.header("allow").split(',').map(str::trim).collect();
        allow.sort_unstable();
        assert_eq!(allow, allowed);
    }
    for verb in ["GET", "PUT", "PATCH", "QUERY"] {
        let call = Call::new(verb, "/mood").with("content-type", "application/json");
        check(&ada.send(call).await, &["DELETE", "POST"]);
    }
    for (verb, path) in [
        ("POST", "/mood/week"),
        ("DELETE", "/health"),
        ("POST", "/"),
        ("TRACE", "/health"),
    ] {
        check(&ada.send(Call::new(verb, path)).await, &["GET", "HEAD"]);
    }
    assert_eq!(app.changes(), 0);
}

#[tokio::test]
async fn unusual_requests_that_are_valid() {
    let app = TestApp::open().await;
    let ada = app.person();
    let friendly = Call::get("/health")
        .with("origin", FRIEND)
        .with("sec-fetch-site", "cross-site");
    for (what, call) in [
        (
            "a reverse proxy’s own password",
            at(TODAY).with("authorization", "Basic YTpi"),
        ),
        (
            "null for a note",
            Call::json(&json!({"day": TODAY, "mood": "bad", "note": null, "userId": null})),
        ),
        ("a configured site", friendly),
        ("HEAD of the health check", Call::new("HEAD", "/health")),
        (
            "HEAD of a week",
            Call::new("HEAD", "/mood/week?start=2096-11-20&end=2096-11-20"),
        ),
        (
            "a tracking parameter",
            Call::get("/mood/week?start=2096-11-20&end=2096-11-20&utm=x"),
        ),
    ] {
        let answer = ada.send(call).await;
        assert_eq!(answer.status, 200, "{what}: {}", answer.text());
    }
}
