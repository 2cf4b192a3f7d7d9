//! Preconditions that are malformed, contradictory or not met.

use serde_json::{Value, json};

use super::{Rejection, all_are_rejected, invalid, malformed};
use test_kit::{person::Call, test_app::TODAY};

fn write(more: &Value) -> Call {
    let mut body = json!({"day": TODAY, "mood": "bad"});
    let fields = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(fields);
    Call::json(&body)
}

fn remove(query: &str) -> Call {
    Call::new("DELETE", &format!("/mood?day={TODAY}&{query}"))
}

fn form(rest: &str) -> Call {
    Call::form(format!("day={TODAY}&mood=bad&{rest}"))
}

fn rejected(what: &'static str, status: u16, call: Call) -> Rejection {
    let (kind, field) = match status {
        409 => ("conflict", Some("baseVersion")),
        _ => ("precondition_failed", None),
    };
    Rejection {
        what,
        call,
        status,
        kind,
        field,
    }
}

#[tokio::test]
async fn failed_preconditions() {
    let both = write(&json!({"baseVersion": 2})).with("if-match", "\"2\"");
    all_are_rejected(vec![
        rejected("a later version", 409, write(&json!({"baseVersion": 2}))),
        rejected(
            "version 0 of a written day",
            409,
            write(&json!({"baseVersion": 0})),
        ),
        rejected("in a form", 409, form("baseVersion=2")),
        rejected("of a removal", 409, remove("baseVersion=0")),
        rejected("If-Match", 412, write(&json!({})).with("if-match", "\"2\"")),
        rejected("If-None-Match", 412, form("").with("if-none-match", "*")),
        rejected("of a removal", 412, remove("").with("if-match", "\"2\"")),
        rejected("by both", 412, both),
    ])
    .await;
}

#[tokio::test]
async fn invalid_preconditions() {
    let long = "x".repeat(65);
    let mut rejections = vec![
        invalid(
            "a mutation without a base",
            "mutationId",
            write(&json!({"mutationId": "m"})),
        ),
        invalid("the same in a form", "mutationId", form("mutationId=m")),
        invalid(
            "the same of a removal",
            "mutationId",
            remove("mutationId=m"),
        ),
        invalid(
            "the mutation of a removal",
            "mutationId",
            remove("baseVersion=1&mutationId=a%20b"),
        ),
        invalid(
            "header and argument",
            "baseVersion",
            write(&json!({"baseVersion": 1})).with("if-match", "\"2\""),
        ),
        invalid(
            "header and argument of a removal",
            "baseVersion",
            remove("baseVersion=1").with("if-none-match", "*"),
        ),
        invalid(
            "too large a version",
            "baseVersion",
            write(&json!({"baseVersion": 9_007_199_254_740_992_u64})),
        ),
        malformed("no number in a form", "baseVersion", form("baseVersion=x")),
        malformed(
            "no number in a query",
            "baseVersion",
            remove("baseVersion=x"),
        ),
        malformed(
            "an empty number in a query",
            "baseVersion",
            remove("baseVersion="),
        ),
        malformed(
            "a name without a value",
            "baseVersion",
            remove("baseVersion"),
        ),
        malformed(
            "an empty number in a form",
            "baseVersion",
            form("baseVersion="),
        ),
        malformed("in another case", "baseversion", remove("baseversion=9")),
        malformed(
            "in another case in a form",
            "baseversion",
            form("baseversion=9"),
        ),
        malformed(
            "twice",
            "baseVersion",
            remove("baseVersion=1&baseVersion=1"),
        ),
        malformed("a blank number", "baseVersion", remove("baseVersion=%20")),
        malformed(
            "larger than any integer type",
            "baseVersion",
            remove("baseVersion=18446744073709551616"),
        ),
        invalid(
            "too large",
            "baseVersion",
            remove("baseVersion=9007199254740992"),
        ),
        malformed(
            "a base twice",
            "baseVersion",
            form("baseVersion=1&baseVersion=1"),
        ),
        Rejection {
            what: "two headers",
            call: write(&json!({}))
                .with("if-match", "\"1\"")
                .with("if-none-match", "*"),
            status: 422,
            kind: "invalid",
            field: None,
        },
    ];
    for id in ["", " ", "a b", "é", "a.b", "a\n", &long] {
        let named = json!({"baseVersion": 1, "mutationId": id});
        rejections.push(invalid("no name", "mutationId", write(&named)));
    }
    for version in [json!(-1), json!(1.5), json!("1"), json!([1]), json!(true)] {
        let based = json!({"baseVersion": version});
        rejections.push(malformed("no version", "baseVersion", write(&based)));
    }
    for tag in ["*", "1", "W/\"1\"", "\"1\", \"2\"", "\"x\"", "\"01\"", ""] {
        for call in [write(&json!({})), remove("")] {
            rejections.push(malformed("no tag", "If-Match", call.with("if-match", tag)));
        }
    }
    let tag = write(&json!({})).with("if-none-match", "\"1\"");
    rejections.push(malformed("a tag", "If-None-Match", tag));
    all_are_rejected(rejections).await;
}
