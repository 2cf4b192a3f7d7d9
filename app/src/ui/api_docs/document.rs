//! `public/openapi.json`, read.

use serde_json::Value;

use crate::domain::account::Scope;

/// The methods, in the order in which a path's operations are listed.
const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

/// The document.
pub(super) struct Document(Value);

/// An operation, with its place in the document.
#[derive(Clone, Copy)]
pub(super) struct Operation<'a> {
    /// In upper case.
    pub method: &'static str,
    /// With its arguments in braces, such as `/events/{id}`.
    pub path: &'a str,
    /// The operation's object.
    pub value: &'a Value,
}

/// Operations with a common tag.
pub(super) struct Group<'a> {
    pub name: &'a str,
    pub description: &'a str,
    /// By path, then by method.
    pub operations: Vec<Operation<'a>>,
}

/// The callers that an operation accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// All: it is about no journal.
    Open,
    /// A session; no key.
    Session,
    /// A session, or a key whose scope is this one or a wider one.
    Key(Scope),
    /// The operator's key.
    Operator,
}

impl Document {
    /// Reads the document that the program was built with.
    pub fn read() -> Self {
        let text = include_str!("../../../../public/openapi.json");
        Self(serde_json::from_str(text).unwrap_or_default())
    }

    /// The value at a JSON pointer; null if there is none.
    pub fn at(&self, pointer: &str) -> &Value {
        self.0.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// The value itself, or the component to which it refers.
    pub fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(address) => self.at(address.trim_start_matches('#')),
            None => value,
        }
    }

    /// The operations by tag, in the order of the document's tags. Tags that it does not list come last.
    pub fn groups(&self) -> Vec<Group<'_>> {
        let listed = self.at("/tags").as_array().into_iter().flatten();
        let mut groups: Vec<Group> = listed
            .map(|tag| Group {
                name: text(&tag["name"]),
                description: text(&tag["description"]),
                operations: Vec::new(),
            })
            .collect();
        for operation in self.operations() {
            let tag = text(&operation.value["tags"][0]);
            match groups.iter_mut().find(|group| group.name == tag) {
                Some(group) => group.operations.push(operation),
                None => groups.push(Group {
                    name: tag,
                    description: "",
                    operations: vec![operation],
                }),
            }
        }
        groups.retain(|group| !group.operations.is_empty());
        groups
    }

    fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let paths = self.at("/paths").as_object().into_iter().flatten();
        paths.flat_map(|(path, methods)| {
            METHODS.into_iter().filter_map(move |method| {
                let value = methods.get(method)?;
                let method = match method {
                    "get" => "GET",
                    "post" => "POST",
                    "put" => "PUT",
                    _ => "DELETE",
                };
                Some(Operation {
                    method,
                    path,
                    value,
                })
            })
        })
    }
}

impl<'a> Operation<'a> {
    /// Its identifier, unique in the document.
    pub fn id(self) -> &'a str {
        text(&self.value["operationId"])
    }

    /// Its parameters, resolved.
    pub fn parameters(self, document: &'a Document) -> impl Iterator<Item = &'a Value> {
        let parameters = self.value["parameters"].as_array().into_iter().flatten();
        parameters.map(|parameter| document.resolve(parameter))
    }

    /// The content types of its body, the one for scripts first.
    pub fn bodies(self) -> Vec<(&'a str, &'a Value)> {
        let content = self.value["requestBody"]["content"].as_object();
        let content = content.into_iter().flatten();
        let mut bodies: Vec<_> = content.map(|(kind, body)| (kind.as_str(), body)).collect();
        bodies.sort_by_key(|(kind, _)| match *kind {
            "application/json" => 0,
            "text/csv" => 1,
            _ => 2,
        });
        bodies
    }

    /// The callers that it accepts, by its `security`.
    pub fn access(self) -> Access {
        let ways = || self.value["security"].as_array().into_iter().flatten();
        if ways().any(|way| way.get("operator").is_some()) {
            // Anyone may ask after the health; the operator reads more.
            let is_open = ways().any(|way| way.as_object().is_some_and(|it| it.is_empty()));
            return if is_open {
                Access::Open
            } else {
                Access::Operator
            };
        }
        let scope = ways().find_map(|way| Scope::parse(way["bearer"][0].as_str()?));
        match scope {
            Some(scope) => Access::Key(scope),
            None if ways().any(|way| way.get("session").is_some()) => Access::Session,
            None => Access::Open,
        }
    }
}

/// The text of a value; empty if the value is no text.
pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The example of a body, an answer or a parameter; the shortest of several.
pub(super) fn example(value: &Value) -> Option<&Value> {
    let named = value["examples"].as_object().into_iter().flatten();
    let named = named.filter_map(|(_, example)| example.get("value"));
    let shortest = || named.min_by_key(|example| example.to_string().len());
    value.get("example").or_else(shortest)
}

#[cfg(test)]
mod tests {
    use super::{Access, Document, text};
    use crate::domain::account::Scope;

    #[test]
    fn every_operation_is_in_one_group() {
        let document = Document::read();
        let groups = document.groups();
        let listed: usize = groups.iter().map(|group| group.operations.len()).sum();
        let paths = document.at("/paths").as_object().unwrap();
        let all: usize = paths.values().map(|it| it.as_object().unwrap().len()).sum();
        assert_eq!(listed, all);
        let tags = document.at("/tags").as_array().unwrap();
        let tags: Vec<_> = tags.iter().map(|tag| text(&tag["name"])).collect();
        let names: Vec<_> = groups.iter().map(|group| group.name).collect();
        assert_eq!(names, tags);
    }

    #[test]
    fn every_operation_says_what_it_does() {
        for group in Document::read().groups() {
            for operation in group.operations {
                for name in ["operationId", "summary", "description"] {
                    let text = text(&operation.value[name]);
                    assert!(!text.is_empty(), "{} of {}", name, operation.path);
                }
            }
        }
    }

    #[test]
    fn the_access_is_that_of_the_security() {
        let document = Document::read();
        let access = |id: &str| {
            let mut operations = document.operations();
            operations.find(|it| it.id() == id).unwrap().access()
        };
        assert_eq!(access("saveMood"), Access::Key(Scope::Log));
        assert_eq!(access("moodWeek"), Access::Key(Scope::Read));
        assert_eq!(access("removeMood"), Access::Key(Scope::Full));
        assert_eq!(access("createKey"), Access::Session);
        assert_eq!(access("createUser"), Access::Operator);
        assert_eq!(access("healthCheck"), Access::Open);
    }
}
