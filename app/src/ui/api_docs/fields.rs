//! Tables of fields and parameters: types, limits, required or not.

use leptos::prelude::*;
use serde_json::Value;

use super::{document::text, prose};

/// The start of a reference to a schema.
const SCHEMAS: &str = "#/components/schemas/";

/// A table of an object's fields; those of nested objects by their path, such as `items[].tag`.
pub(super) fn of_object(schema: &Value) -> AnyView {
    let mut rows = Vec::new();
    add_rows("", schema, &mut rows);
    table("Field", rows)
}

/// A table of an operation's parameters.
pub(super) fn of_parameters<'a>(parameters: impl Iterator<Item = &'a Value>) -> AnyView {
    let shown = |parameter: &Value| {
        let place = format!(", in the {}", text(&parameter["in"]));
        let schema = &parameter["schema"];
        row(
            text(&parameter["name"]).to_owned(),
            parameter["required"] == true,
            &place,
            schema,
            text(&parameter["description"]),
        )
    };
    table("Parameter", parameters.map(shown).collect())
}

/// The type of a value and its limits, as one line.
pub(super) fn kind_and_limits(schema: &Value) -> AnyView {
    let limits: String = limits(schema).iter().map(|it| format!(", {it}")).collect();
    view! {
        {kind(schema)}
        {prose::line(&limits)}
    }
    .into_any()
}

fn table(heading: &'static str, rows: Vec<AnyView>) -> AnyView {
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">{heading}</th>
                    <th scope="col">"Meaning"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(name: String, is_required: bool, place: &str, schema: &Value, description: &str) -> AnyView {
    let needed = if is_required { "required" } else { "optional" };
    view! {
        <tr>
            <th scope="row">
                <code>{name}</code>
                <br />
                {format!("{needed}{place}")}
            </th>
            <td>
                {kind_and_limits(schema)} {(!description.is_empty()).then(|| view! { <br /> })}
                {prose::line(description)}
            </td>
        </tr>
    }
    .into_any()
}

/// A row for each field, the required ones first.
fn add_rows(prefix: &str, schema: &Value, rows: &mut Vec<AnyView>) {
    let required = schema["required"].as_array();
    let is_required = |name: &str| required.is_some_and(|names| names.iter().any(|it| it == name));
    let fields = ["properties", "patternProperties"].map(|group| schema[group].as_object());
    let mut fields: Vec<_> = fields.into_iter().flatten().flatten().collect();
    fields.sort_by_key(|(name, _)| !is_required(name));
    for (name, field) in fields {
        let path = format!("{prefix}{name}");
        let description = text(&field["description"]);
        rows.push(row(path.clone(), is_required(name), "", field, description));
        add_rows(&format!("{path}."), field, rows);
        add_rows(&format!("{path}[]."), &field["items"], rows);
    }
}

/// The type of a value, with links to the schemas that it names.
fn kind(schema: &Value) -> AnyView {
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|it| it.strip_prefix(SCHEMAS))
    {
        let address = format!("#schema-{name}");
        return view! { <a href=address>{name.to_owned()}</a> }.into_any();
    }
    if let Some(value) = schema.get("const") {
        return view! { <code>{value.to_string()}</code> }.into_any();
    }
    if let Some(values) = schema["enum"].as_array() {
        let values = values
            .iter()
            .map(|it| view! { <code>{it.to_string()}</code> }.into_any());
        return joined(values, " | ");
    }
    for group in ["anyOf", "oneOf"] {
        if let Some(kinds) = schema[group].as_array() {
            return joined(kinds.iter().map(kind), " or ");
        }
    }
    if schema["type"] == "array" {
        return view! {
            "list of "
            {kind(&schema["items"])}
        }
        .into_any();
    }
    let names = match &schema["type"] {
        Value::Array(names) => names.iter().map(text).collect::<Vec<_>>().join(" or "),
        name => text(name).to_owned(),
    };
    names.into_any()
}

fn joined(parts: impl Iterator<Item = AnyView>, with: &'static str) -> AnyView {
    let parts = parts.enumerate().map(|(at, part)| {
        view! {
            {(at > 0).then_some(with)}
            {part}
        }
    });
    parts.collect_view().into_any()
}

/// The limits of a value, such as "at most 500 characters".
fn limits(schema: &Value) -> Vec<String> {
    let span = |least: &str, most: &str| match (schema.get(least), schema.get(most)) {
        (Some(least), Some(most)) if least == most => Some(least.to_string()),
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
        (Some(least), None) => Some(format!("at least {least}")),
        (None, Some(most)) => Some(format!("at most {most}")),
        (None, None) => None,
    };
    let counted = |least, most, unit| span(least, most).map(|span| format!("{span} {unit}"));
    let named = |name: &str| schema[name].as_str().map(|it| format!("{name} `{it}`"));
    let default = schema.get("default").map(|it| format!("by default `{it}`"));
    let limits = [
        span("minimum", "maximum"),
        counted("minLength", "maxLength", "characters"),
        counted("minItems", "maxItems", "items"),
        named("format"),
        named("pattern"),
        default,
    ];
    limits.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;
    use serde_json::{Value, json};

    use super::{kind_and_limits, of_object};

    fn shown(schema: &Value) -> String {
        kind_and_limits(schema).to_html().replace("<!>", "")
    }

    #[test]
    fn a_type_is_shown_with_its_limits() {
        let note = json!({"type": ["string", "null"], "maxLength": 500});
        assert_eq!(shown(&note), "string or null, at most 500 characters");
        let limit = json!({"type": "integer", "minimum": 1, "maximum": 9, "default": 2});
        assert_eq!(shown(&limit), "integer, 1 to 9, by default <code>2</code>");
        let words = json!({"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 3});
        assert_eq!(
            shown(&words),
            "list of <code>\"a\"</code> | <code>\"b\"</code>, at most 3 items"
        );
        let either = json!({"anyOf": [{"$ref": "#/components/schemas/Day"}, {"const": ""}]});
        assert_eq!(
            shown(&either),
            "<a href=\"#schema-Day\">Day</a> or <code>\"\"</code>"
        );
    }

    #[test]
    fn required_and_nested_fields_are_rows() {
        let item = json!({"required": ["b"], "properties": {"b": {"type": "string"}}});
        let schema = json!({
            "required": ["z"],
            "properties": {"a": {"type": "array", "items": item}, "z": {"type": "integer"}},
        });
        let html = of_object(&schema).to_html().replace("<!>", "");
        let names: Vec<_> = html.split("<th scope=\"row\">").skip(1).collect();
        let starts = [
            "<code>z</code><br>required",
            "<code>a</code><br>optional",
            "<code>a[].b</code><br>required",
        ];
        assert_eq!(names.len(), starts.len());
        for (name, start) in names.iter().zip(starts) {
            assert!(name.starts_with(start), "{name}");
        }
    }
}
