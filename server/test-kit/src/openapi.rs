//! Checks of responses against `public/openapi.json`.

use std::{collections::BTreeSet, iter, sync::LazyLock};

use serde_json::{Value, json};

use crate::answer::Answer;

/// The document.
pub static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../public/openapi.json")).unwrap());

/// Panics unless the document describes the response: its status, content type, headers and body.
///
/// A path or method outside the document must be rejected with an error of the same form, or not
/// belong to the API.
#[track_caller]
pub fn check(method: &str, path: &str, answer: &Answer) {
    assert_ne!(answer.status, 500, "{method} {path}");
    let content_type = answer.header("content-type");
    let operation = &DOCUMENT["paths"][template(path)][method.to_ascii_lowercase()];
    if operation.is_null() {
        // A response to HEAD has no body.
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
    // A page, for a form that accepts HTML.
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

/// The documented path of an address, such as `/events/{id}`; the address itself if there is none.
fn template(path: &str) -> &str {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let is_it = |template: &str| {
        template.split('/').count() == path.split('/').count()
            && iter::zip(template.split('/'), path.split('/'))
                .all(|(part, segment)| part == segment || part.starts_with('{'))
    };
    if paths.contains_key(path) {
        return path;
    }
    let mut templates = paths.keys().map(String::as_str);
    templates.find(|template| is_it(template)).unwrap_or(path)
}

/// Panics unless the value matches the schema.
#[track_caller]
pub fn validate(schema: &Value, value: &Value) {
    let errors = violations(schema, value);
    assert!(errors.is_empty(), "{errors:#?} in {value:#}");
}

/// The violations of a schema, which may refer to the document's components.
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

/// Resolves a reference to the document's components.
#[track_caller]
pub fn resolve(value: &Value) -> &Value {
    match value["$ref"].as_str() {
        None => value,
        Some(address) => DOCUMENT
            .pointer(address.strip_prefix('#').unwrap())
            .unwrap_or_else(|| panic!("{address} does not exist")),
    }
}

/// Path and method of every documented operation.
pub fn operations() -> BTreeSet<(String, String)> {
    let paths = DOCUMENT["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| (path.clone(), method.to_ascii_uppercase()))
        })
        .collect()
}

/// The documented statuses of every operation on these paths, as `POST /mood 200`. Each feature's
/// tests check that all of its own occur.
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
