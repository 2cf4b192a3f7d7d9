//! The addresses of server functions, of which some have arguments.

use std::iter;

use axum::http::Method;

/// Other addresses of server functions.
const ALIASES: [(&str, &str); 1] = [("/commentaires", "/comments")];

/// The address and method of every server function, under each of its names. `{id}` in an address stands
/// for an argument.
pub(super) fn paths() -> impl Iterator<Item = (&'static str, Method)> {
    leptos::server_fn::axum::server_fn_paths().flat_map(|(path, method)| {
        let aliases = ALIASES.iter().filter(move |(_, of)| *of == path);
        iter::once(path)
            .chain(aliases.map(|(alias, _)| *alias))
            .map(move |path| (path, method.clone()))
    })
}

/// A request's address as that of a server function.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    /// The function's own address, such as `/events/{id}`.
    pub(super) function: &'static str,
    /// The arguments in the request's address.
    arguments: Vec<(&'static str, &'a str)>,
}

impl<'a> Address<'a> {
    /// The server function of a path; none if there is none.
    pub(super) fn of(path: &'a str) -> Option<Self> {
        Self::among(paths().map(|(known, _)| known), path)
    }

    fn among(known: impl Iterator<Item = &'static str>, path: &'a str) -> Option<Self> {
        let mut found = None;
        for pattern in known {
            if pattern == path {
                let alias = ALIASES.iter().find(|(alias, _)| *alias == path);
                return Some(Self {
                    function: alias.map_or(pattern, |(_, of)| of),
                    arguments: Vec::new(),
                });
            }
            found = found.or_else(|| Some((pattern, arguments(pattern, path)?)));
        }
        found.map(|(function, arguments)| Self {
            function,
            arguments,
        })
    }

    /// True if it is the address of this function.
    pub(super) fn is(&self, function: &str) -> bool {
        self.function == function
    }

    /// True if the function has this method.
    pub(super) fn has(&self, method: &Method) -> bool {
        paths().any(|(path, of)| path == self.function && of == *method)
    }

    /// The name by which pages know the function: its address without slash and arguments.
    pub(super) fn name(&self) -> &'static str {
        let name = self.function.trim_start_matches('/');
        name.split_once("/{").map_or(name, |(name, _)| name)
    }

    /// The query or body with the arguments of the address before its own.
    pub(super) fn query(&self, own: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.arguments {
            query.append_pair(name, value);
        }
        let query = query.finish();
        let mark = if query.is_empty() || own.is_empty() {
            ""
        } else {
            "&"
        };
        format!("{query}{mark}{own}")
    }

    /// The body with the arguments of the address first. A body that has one of them, too, then has it
    /// twice, which is an error as for any other argument.
    pub(super) fn body(&self, body: &[u8]) -> Vec<u8> {
        if self.arguments.is_empty() {
            return body.to_vec();
        }
        let text = String::from_utf8_lossy(body);
        let Some(object) = text.trim_start().strip_prefix('{') else {
            return self.query(&text).into_bytes();
        };
        let fields = self.arguments.iter();
        let fields: Vec<_> = fields
            .map(|(name, value)| format!("\"{name}\":{}", serde_json::Value::from(*value)))
            .collect();
        let mark = if object.trim_start().starts_with('}') {
            ""
        } else {
            ","
        };
        format!("{{{}{mark}{object}", fields.join(",")).into_bytes()
    }
}

/// The arguments of a pattern in a path; none if the path is another's.
fn arguments<'a>(pattern: &'static str, path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let (mut segments, mut found) = (path.split('/'), Vec::new());
    for part in pattern.split('/') {
        let segment = segments.next()?;
        match part
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) if !segment.is_empty() => found.push((name, segment)),
            _ if part == segment => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] = [
        "/events",
        "/events/{id}",
        "/events/{id}/upload-url",
        "/metrics/{type}/{date}",
        "/commentaires",
    ];

    fn of(path: &str) -> Option<Address<'_>> {
        Address::among(KNOWN.into_iter(), path)
    }

    #[test]
    fn an_address_has_the_arguments_of_its_pattern() {
        for (path, function, arguments) in [
            ("/events", "/events", vec![]),
            ("/events/7", "/events/{id}", vec![("id", "7")]),
            (
                "/events/7/upload-url",
                "/events/{id}/upload-url",
                vec![("id", "7")],
            ),
            (
                "/metrics/mood/2026-11-20",
                "/metrics/{type}/{date}",
                vec![("type", "mood"), ("date", "2026-11-20")],
            ),
            ("/commentaires", "/comments", vec![]),
        ] {
            let expected = Address {
                function,
                arguments,
            };
            assert_eq!(of(path), Some(expected));
        }
        for path in ["/", "/events/", "/events/7/", "/event", "/metrics/mood", ""] {
            assert_eq!(of(path), None, "{path}");
        }
    }

    #[test]
    fn the_arguments_of_an_address_come_first() {
        let address = of("/events/a\"&b").unwrap();
        assert_eq!(address.name(), "events");
        assert_eq!(address.query(""), "id=a%22%26b");
        assert_eq!(address.query("id=2"), "id=a%22%26b&id=2");
        for (body, expected) in [
            ("{}", r#"{"id":"a\"&b"}"#),
            (" { \"id\": 1}", r#"{"id":"a\"&b", "id": 1}"#),
            ("title=x", "id=a%22%26b&title=x"),
            ("", "id=a%22%26b"),
        ] {
            assert_eq!(address.body(body.as_bytes()), expected.as_bytes(), "{body}");
        }
    }
}
