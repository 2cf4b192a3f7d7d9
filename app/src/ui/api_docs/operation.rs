//! An operation: closed, its method, address and summary; open, all of it.

use leptos::prelude::*;
use serde_json::Value;

use super::{
    document::{Access, Document, Operation, example, text},
    examples::Call,
    fields, prose,
};
use crate::domain::account::Scope;

/// The start of a reference to a response.
const RESPONSES: &str = "#/components/responses/";

/// The view of an operation.
pub(super) fn view(document: &Document, operation: Operation<'_>) -> AnyView {
    let parts = [
        prose::paragraphs(text(&operation.value["description"])),
        view! { <p>{prose::line(&callers(operation.access()))}</p> }.into_any(),
        parameters(document, operation),
        bodies(document, operation),
        examples(document, operation),
        answers(document, operation),
    ];
    view! {
        <details>
            <summary>
                <code>
                    <b>{operation.method}</b>
                    " "
                    {operation.path.to_owned()}
                </code>
                " "
                {text(&operation.value["summary"]).to_owned()}
            </summary>
            // A link to what is in a closed part opens it; a link to the part itself does not.
            <div id=operation.id().to_owned() class="as-table">
                {parts.collect_view()}
            </div>
        </details>
    }
    .into_any()
}

/// A block of code that wraps.
pub(super) fn code(id: Option<String>, code: String) -> AnyView {
    view! {
        <pre id=id translate="no">
            <code>{code}</code>
        </pre>
    }
    .into_any()
}

/// A value of JSON in lines.
pub(super) fn json(value: &Value) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => serde_json::to_string_pretty(value).unwrap_or_default(),
    }
}

fn callers(access: Access) -> String {
    match access {
        Access::Open => "Needs no key.".to_owned(),
        Access::Session => "Needs the session of a browser: no key opens it.".to_owned(),
        Access::Operator => "Needs the operator’s key.".to_owned(),
        Access::Key(Scope::Full) => "Needs a key of scope `full`, or a session.".to_owned(),
        Access::Key(scope) => {
            format!(
                "Needs a key of scope `{}` or `full`, or a session.",
                scope.as_str()
            )
        }
    }
}

fn parameters(document: &Document, operation: Operation<'_>) -> AnyView {
    let mut parameters = operation.parameters(document).peekable();
    if parameters.peek().is_none() {
        return ().into_any();
    }
    view! {
        <h3>"Parameters"</h3>
        {fields::of_parameters(parameters)}
    }
    .into_any()
}

/// The fields of the body for scripts, and the names of its other forms.
fn bodies(document: &Document, operation: Operation<'_>) -> AnyView {
    let bodies = operation.bodies();
    let Some((kind, body)) = bodies.first() else {
        return ().into_any();
    };
    let schema = document.resolve(&body["schema"]);
    let others = bodies.iter().skip(1).map(|(kind, body)| {
        view! {
            <li>
                <code>{(*kind).to_owned()}</code>
                ": "
                {fields::kind_and_limits(&body["schema"])}
            </li>
        }
    });
    let others = others.collect::<Vec<_>>();
    let others = (!others.is_empty()).then(|| {
        view! {
            <p>"Also accepted:"</p>
            <ul>{others}</ul>
        }
    });
    let fields = if schema.get("properties").is_some() {
        fields::of_object(schema)
    } else {
        view! { <p>{fields::kind_and_limits(schema)}</p> }.into_any()
    };
    view! {
        <h3>"Body " <code>{(*kind).to_owned()}</code></h3>
        {prose::paragraphs(text(&operation.value["requestBody"]["description"]))}
        {fields}
        {others}
    }
    .into_any()
}

fn examples(document: &Document, operation: Operation<'_>) -> AnyView {
    let Some(call) = Call::of(document, operation) else {
        return ().into_any();
    };
    let id = |language| Some(format!("{}-{language}", operation.id()));
    view! {
        <h3>"Example with curl"</h3>
        {code(id("curl"), call.curl())}
        <h3>"Example with Python"</h3>
        {code(id("python"), call.python())}
    }
    .into_any()
}

fn answers(document: &Document, operation: Operation<'_>) -> AnyView {
    let answers = operation.value["responses"]
        .as_object()
        .into_iter()
        .flatten();
    let rows = answers.map(|(status, answer)| {
        let shared = answer["$ref"]
            .as_str()
            .and_then(|it| it.strip_prefix(RESPONSES));
        let meaning = match shared {
            Some(name) => {
                let address = format!("#response-{name}");
                let description = text(&document.resolve(answer)["description"]);
                view! {
                    {prose::line(description)}
                    " "
                    <a href=address>{name.to_owned()}</a>
                }
                .into_any()
            }
            None => meaning(document, answer),
        };
        view! {
            <tr>
                <th scope="row">{status.clone()}</th>
                <td>{meaning}</td>
            </tr>
        }
    });
    view! {
        <h3>"Answers"</h3>
        <table>
            <thead>
                <tr>
                    <th scope="col">"Status"</th>
                    <th scope="col">"Meaning"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// The description of an answer, its schema, its headers and its example.
pub(super) fn meaning(document: &Document, answer: &Value) -> AnyView {
    let body = &answer["content"]["application/json"];
    let schema = body.get("schema").map(|schema| {
        view! {
            " Body: "
            {fields::kind_and_limits(schema)}
            "."
        }
    });
    let headers = answer["headers"].as_object().into_iter().flatten();
    let headers: Vec<_> = headers
        .filter(|(_, header)| !document.resolve(header).is_null())
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    let headers =
        (!headers.is_empty()).then(|| prose::line(&format!(" Headers: {}.", headers.join(", "))));
    view! {
        {prose::line(text(&answer["description"]))}
        {schema}
        {headers}
        {example(body).map(|example| code(None, json(example)))}
    }
    .into_any()
}
