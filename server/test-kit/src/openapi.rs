//! `public/openapi.json` as a judge of answers.

use std::{collections::BTreeSet, sync::LazyLock};

use serde_json::{Value, json};

use crate::answer::Answer;

/// The document.
pub static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../public/openapi.json")).unwrap());

/// Panics unless the document foresees the answer: its status, its content
/// type, its headers and its body.
///
/// A path or verb that is not in the document must be refused with an error of
/// the same form, or be none of the API's.
#[track_caller]
pub fn check(method: &str, path: &str, answer: &Answer) {
    assert_ne!(answer.status, 500, "{method} {path}");
    let content_type = answer.header("content-type");
    let operation = &DOCUMENT["paths"][path][method.to_ascii_lowercase()];
    if operation.is_null() {
        // The answer to HEAD is without its body.
        if answer.status >= 400 && content_type == "application/json" && method != "HEAD" {
            validate(
                &json!({"$ref": "#/components/schemas/Error"}),
                &answer.json(),
            );
        }
        return;
    }
    let documented = resolve(&operation["responses"][answer.status.to_string()]);
    let seen = format!("{method} {path} → {} {}", answer.status, answer.text());
    assert!(!documented.is_null(), "undocumented: {seen}");
    // The page, to a form that asked for it.
    if content_type.starts_with("text/html") {
        return;
    }
    for (name, header) in documented["headers"].as_object().into_iter().flatten() {
        let header = resolve(header);
        let value = answer.header(name);
        if value.is_empty() {
            assert_ne!(header["required"], true, "no {name}: {seen}");
            continue;
        }
        let number = header["schema"]["type"] == "integer";
        let value = if number {
            json!(value.parse::<i64>().unwrap())
        } else {
            json!(value)
        };
        validate(&header["schema"], &value);
    }
    match documented["content"].as_object() {
        None => assert!(answer.body.is_empty(), "{seen}"),
        Some(content) => {
            assert!(content.contains_key(content_type), "{content_type}: {seen}");
            validate(&content[content_type]["schema"], &answer.json());
        }
    }
}

/// Panics unless the value is as the schema says.
#[track_caller]
pub fn validate(schema: &Value, value: &Value) {
    let errors = violations(schema, value);
    assert!(errors.is_empty(), "{errors:#?} in {value:#}");
}

/// What about a value is not as the schema, which may refer to the document's
/// components, says.
pub fn violations(schema: &Value, value: &Value) -> Vec<String> {
    let whole = json!({"allOf": [schema], "components": DOCUMENT["components"]});
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&whole)
        .unwrap();
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Follows a reference into the document's components.
#[track_caller]
pub fn resolve(value: &Value) -> &Value {
    match value["$ref"].as_str() {
        None => value,
        Some(address) => DOCUMENT
            .pointer(address.strip_prefix('#').unwrap())
            .unwrap_or_else(|| panic!("{address} leads nowhere")),
    }
}

/// Path and verb of everything in the document.
pub fn operations() -> BTreeSet<(String, String)> {
    let paths = DOCUMENT["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, verbs)| {
            let verbs = verbs.as_object().unwrap().keys();
            verbs.map(move |verb| (path.clone(), verb.to_ascii_uppercase()))
        })
        .collect()
}

/// The documented statuses of every operation on these paths, as `POST /mood 200`. Each feature's
/// tests show that all of its own are given.
pub fn documented_statuses(paths: &[&str]) -> BTreeSet<String> {
    let statuses = |(path, method): (String, String)| {
        let operation = &DOCUMENT["paths"][&path][method.to_ascii_lowercase()];
        let responses = operation["responses"].as_object().unwrap().keys();
        responses
            .map(|status| format!("{method} {path} {status}"))
            .collect::<Vec<_>>()
    };
    let operations = operations().into_iter();
    operations
        .filter(|(path, _)| paths.contains(&path.as_str()))
        .flat_map(statuses)
        .collect()
}
