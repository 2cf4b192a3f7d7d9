//! Places in a JSON document: a pointer (RFC 6901) to a value or, with `*`, to a value of each item of an
//! array.

use serde_json::Value;

/// A place. `/results/*/bikes` is the `bikes` of every item of `results`; no field has the name `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pointer {
    /// The pointer to the value, or to the array.
    path: String,
    /// The pointer from an item to its value, if there are several.
    in_item: Option<String>,
}

impl Pointer {
    /// Parses a place, with at most one `*`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let escapes_are_valid = text
            .split('~')
            .skip(1)
            .all(|rest| rest.starts_with(['0', '1']));
        if !text.starts_with('/') || !escapes_are_valid {
            return None;
        }
        let tokens: Vec<&str> = text.split('/').skip(1).collect();
        let of = |tokens: &[&str]| tokens.iter().map(|token| format!("/{token}")).collect();
        let mut stars = tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| **token == "*");
        let first = stars.next().map(|(at, _)| at);
        if stars.next().is_some() {
            return None;
        }
        Some(match first {
            Some(at) => Self {
                path: of(&tokens[..at]),
                in_item: Some(of(&tokens[at + 1..])),
            },
            None => Self {
                path: text.to_owned(),
                in_item: None,
            },
        })
    }

    /// True if it has a `*`.
    pub(super) const fn is_series(&self) -> bool {
        self.in_item.is_some()
    }

    /// The values, null where an item has none. None if there is no such value or array.
    pub(super) fn values<'a>(&self, document: &'a Value) -> Option<Vec<&'a Value>> {
        let found = document.pointer(&self.path)?;
        match &self.in_item {
            None => Some(vec![found]),
            Some(in_item) => {
                let items = found.as_array()?.iter();
                Some(
                    items
                        .map(|item| item.pointer(in_item).unwrap_or(&Value::Null))
                        .collect(),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pointer_is_a_value_or_one_of_each_item() {
        let document = json!({
            "price": {"a/b": 7, "*": 8},
            "days": [1, null, 3],
            "results": [{"bikes": 4}, {}, {"bikes": 6}],
        });
        let values = |text: &str| {
            let values = Pointer::parse(text).unwrap().values(&document);
            values.map(|values| values.into_iter().cloned().collect::<Vec<_>>())
        };
        assert_eq!(values("/price/a~1b"), Some(vec![json!(7)]));
        assert_eq!(values("/days/2"), Some(vec![json!(3)]));
        assert_eq!(
            values("/days/*"),
            Some(vec![json!(1), json!(null), json!(3)])
        );
        assert_eq!(
            values("/results/*/bikes"),
            Some(vec![json!(4), json!(null), json!(6)])
        );
        for missing in ["/cost", "/days/3", "/price/*", "/cost/*/bikes"] {
            assert_eq!(values(missing), None, "{missing}");
        }
    }

    #[test]
    fn other_texts_are_no_pointers() {
        for text in ["", "price", "$.price", "/a~2", "/a~", "/*/*", "/a/*/b/*"] {
            assert_eq!(Pointer::parse(text), None, "{text}");
        }
    }
}
