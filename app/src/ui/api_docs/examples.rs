//! The examples of an operation: complete commands, which take the installation's address and the key
//! from the environment. `server/tests/api_docs.rs` runs them as the page shows them.

use form_urlencoded::Serializer;
use serde_json::Value;

use super::document::{Access, Document, Operation, example, text};

/// The variable with the installation's address.
pub(super) const URL: &str = "HUMEUR_URL";
/// The variable with the key.
pub(super) const KEY: &str = "HUMEUR_KEY";

/// A call that a script can make.
pub(super) struct Call<'a> {
    method: &'static str,
    /// Path and query, encoded.
    address: String,
    has_key: bool,
    body: Option<(&'a str, &'a Value)>,
}

impl<'a> Call<'a> {
    /// The call of an operation's examples, with its required parameters and its first example of a body;
    /// none if no key opens it.
    pub fn of(document: &'a Document, operation: Operation<'a>) -> Option<Self> {
        let access = operation.access();
        if access == Access::Session {
            return None;
        }
        let mut address = operation.path.to_owned();
        let mut query = Serializer::new(String::new());
        for parameter in operation.parameters(document) {
            let name = text(&parameter["name"]);
            let value = example(parameter).map(text).unwrap_or_default();
            match (text(&parameter["in"]), parameter["required"] == true) {
                ("path", _) => address = address.replace(&format!("{{{name}}}"), value),
                ("query", true) => {
                    query.append_pair(name, value);
                }
                _ => {}
            }
        }
        let query = query.finish();
        if !query.is_empty() {
            address = format!("{address}?{query}");
        }
        let body = operation.bodies().into_iter().next();
        Some(Self {
            method: operation.method,
            address,
            has_key: access != Access::Open,
            body: body.and_then(|(kind, body)| Some((kind, example(body)?))),
        })
    }

    /// For a shell.
    pub fn curl(&self) -> String {
        let mut lines = Vec::new();
        let is_implied = match self.method {
            "GET" => true,
            "POST" => self.body.is_some(),
            _ => false,
        };
        if !is_implied {
            lines.push(format!("-X {}", self.method));
        }
        if self.has_key {
            lines.push(format!("-H \"Authorization: Bearer ${KEY}\""));
        }
        if let Some((kind, body)) = self.body {
            lines.push(format!("-H 'Content-Type: {kind}'"));
            let body = match body.as_str() {
                Some(text) => text.replace("\r\n", "\n"),
                None => body.to_string(),
            };
            lines.push(format!("-d '{}'", body.replace('\'', r"'\''")));
        }
        lines.push(format!("\"${URL}{}\"", self.address));
        format!("curl {}", lines.join(" \\\n  "))
    }

    /// For Python 3, with its standard library alone.
    pub fn python(&self) -> String {
        let mut arguments = vec![format!("os.environ[\"{URL}\"] + \"{}\"", self.address)];
        if self.method != "GET" {
            arguments.push(format!("method=\"{}\"", self.method));
        }
        let mut headers = Vec::new();
        if self.has_key {
            headers.push(format!(
                "\"Authorization\": \"Bearer \" + os.environ[\"{KEY}\"]"
            ));
        }
        if let Some((kind, body)) = self.body {
            headers.push(format!("\"Content-Type\": \"{kind}\""));
            let body = if body.is_string() {
                python_value(body)
            } else {
                format!("json.dumps({})", python_value(body))
            };
            arguments.push(format!("data={body}.encode()"));
        }
        if !headers.is_empty() {
            let headers = headers.join(",\n        ");
            arguments.insert(1, format!("headers={{\n        {headers},\n    }}"));
        }
        let arguments = arguments.join(",\n    ");
        format!(
            "import json\nimport os\nimport urllib.request\n\n\
             request = urllib.request.Request(\n    {arguments},\n)\n\
             with urllib.request.urlopen(request) as response:\n    \
             print(response.status, json.load(response))"
        )
    }
}

/// A value of JSON as a literal of Python.
fn python_value(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(python_value).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                format!("{}: {}", Value::from(name.as_str()), python_value(value))
            };
            let fields: Vec<_> = fields.iter().map(field).collect();
            format!("{{{}}}", fields.join(", "))
        }
        Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Call, python_value};

    #[test]
    fn a_body_survives_the_shell() {
        let body = json!({"note": "it's"});
        let call = Call {
            method: "POST",
            address: "/mood".into(),
            has_key: true,
            body: Some(("application/json", &body)),
        };
        assert_eq!(
            call.curl(),
            "curl -H \"Authorization: Bearer $HUMEUR_KEY\" \\\n  \
             -H 'Content-Type: application/json' \\\n  \
             -d '{\"note\":\"it'\\''s\"}' \\\n  \
             \"$HUMEUR_URL/mood\""
        );
    }

    #[test]
    fn a_value_is_one_of_python() {
        let value = json!({"a": [true, false, null], "b": "é\n\"", "c": 1.5});
        assert_eq!(
            python_value(&value),
            r#"{"a": [True, False, None], "b": "é\n\"", "c": 1.5}"#
        );
    }
}
