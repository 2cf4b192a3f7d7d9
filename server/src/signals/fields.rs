//! The fields of a JSON object, with the path of each for the message about it.

use std::cell::RefCell;

use serde_json::{Map, Value};

/// A missing or invalid field of the configuration. Its text never has a value of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path} must be {expected}")]
pub struct Misfit {
    path: String,
    expected: &'static str,
}

impl Misfit {
    pub(super) fn new(path: impl Into<String>, expected: &'static str) -> Self {
        Self {
            path: path.into(),
            expected,
        }
    }
}

/// The fields of an object.
pub(super) struct Fields<'a> {
    path: String,
    map: &'a Map<String, Value>,
    /// The names that were asked for.
    known: RefCell<Vec<&'static str>>,
}

impl<'a> Fields<'a> {
    /// The fields of a value.
    ///
    /// # Errors
    /// If it is no object.
    pub(super) fn of(value: &'a Value, path: String) -> Result<Self, Misfit> {
        let map = value.as_object();
        Ok(Self {
            map: map.ok_or_else(|| Misfit::new(path.clone(), "an object"))?,
            path,
            known: RefCell::default(),
        })
    }

    /// The path of a field.
    pub(super) fn path(&self, name: &str) -> String {
        match self.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        }
    }

    pub(super) fn misfit(&self, name: &str, expected: &'static str) -> Misfit {
        Misfit::new(self.path(name), expected)
    }

    /// A field as `read` reads it; none if it is missing or null.
    ///
    /// # Errors
    /// If `read` returns none.
    pub(super) fn optional<T>(
        &self,
        name: &'static str,
        expected: &'static str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, Misfit> {
        self.known.borrow_mut().push(name);
        let value = self.map.get(name).filter(|value| !value.is_null());
        value
            .map(|value| read(value).ok_or_else(|| self.misfit(name, expected)))
            .transpose()
    }

    /// A field as `read` reads it.
    ///
    /// # Errors
    /// If it is missing, or `read` returns none.
    pub(super) fn required<T>(
        &self,
        name: &'static str,
        expected: &'static str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<T, Misfit> {
        let value = self.optional(name, expected, read)?;
        value.ok_or_else(|| self.misfit(name, expected))
    }

    /// A line of text of 1 to `max` characters.
    ///
    /// # Errors
    /// If it is invalid.
    pub(super) fn line(
        &self,
        name: &'static str,
        expected: &'static str,
        max: usize,
    ) -> Result<Option<String>, Misfit> {
        self.optional(name, expected, |value| {
            let text = value.as_str()?.trim();
            let is_line = !text.is_empty()
                && text.chars().count() <= max
                && !text.chars().any(char::is_control);
            is_line.then(|| text.to_owned())
        })
    }

    /// The objects of an array, and none if it is missing.
    ///
    /// # Errors
    /// If one is no object.
    pub(super) fn objects(&self, name: &'static str) -> Result<Vec<Self>, Misfit> {
        let items = self.optional(name, "an array", Value::as_array)?;
        let items = items.into_iter().flatten().enumerate();
        items
            .map(|(at, item)| Self::of(item, format!("{}[{at}]", self.path(name))))
            .collect()
    }

    /// Checks that there are no other fields than those that were asked for.
    ///
    /// # Errors
    /// The path of another field.
    pub(super) fn finish(self) -> Result<(), Misfit> {
        let known = self.known.borrow();
        let unknown = self.map.keys().find(|name| !known.contains(&name.as_str()));
        unknown.map_or(Ok(()), |name| {
            Err(self.misfit(name, "left out: there is no such field"))
        })
    }
}
