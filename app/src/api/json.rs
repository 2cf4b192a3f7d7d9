//! JSON for the island: parsed by the browser's own parser, then decoded field by field.
//!
//! serde_json would add 29 kB to the WASM of 92, most of it for error messages that are never shown.
//! The tests decode the same fields with it.

use std::borrow::Cow;

use super::moods::{Status, Written};
use crate::{
    domain::{Day, Entry, Lang, Locale, Mood, Note, Tombstone},
    error::{Error, ErrorKind},
};

#[cfg(feature = "hydrate")]
mod value {
    use leptos::{
        wasm_bindgen::{JsCast, JsValue},
        web_sys::js_sys::{Array, JSON, Reflect},
    };

    /// A JSON value.
    pub struct Json(JsValue);

    impl Json {
        /// Parses a text.
        pub fn parse(text: &str) -> Option<Self> {
            JSON::parse(text).ok().map(Self)
        }

        /// The field of an object, unless it is missing or null.
        #[must_use]
        pub fn field(&self, name: &str) -> Option<Self> {
            let value = Reflect::get(&self.0, &JsValue::from_str(name)).ok()?;
            (!value.is_undefined() && !value.is_null()).then_some(Self(value))
        }

        /// A string.
        #[must_use]
        pub fn string(&self) -> Option<String> {
            self.0.as_string()
        }

        /// A number.
        #[must_use]
        pub fn number(&self) -> Option<f64> {
            self.0.as_f64()
        }

        /// A boolean.
        #[must_use]
        pub fn boolean(&self) -> Option<bool> {
            self.0.as_bool()
        }

        /// The elements of an array.
        pub fn elements(self) -> Option<impl Iterator<Item = Self>> {
            let array = self.0.dyn_into::<Array>().ok()?;
            Some((0..array.length()).map(move |index| Self(array.get(index))))
        }
    }
}

#[cfg(not(feature = "hydrate"))]
mod value {
    use serde_json::Value;

    /// A JSON value.
    pub struct Json(Value);

    impl Json {
        /// Parses a text.
        pub fn parse(text: &str) -> Option<Self> {
            serde_json::from_str(text).ok().map(Self)
        }

        /// The field of an object, unless it is missing or null.
        #[must_use]
        pub fn field(&self, name: &str) -> Option<Self> {
            let value = self.0.get(name)?;
            (!value.is_null()).then(|| Self(value.clone()))
        }

        /// A string.
        #[must_use]
        pub fn string(&self) -> Option<String> {
            self.0.as_str().map(Into::into)
        }

        /// A number.
        #[must_use]
        pub fn number(&self) -> Option<f64> {
            self.0.as_f64()
        }

        /// A boolean.
        #[must_use]
        pub fn boolean(&self) -> Option<bool> {
            self.0.as_bool()
        }

        /// The elements of an array.
        pub fn elements(self) -> Option<impl Iterator<Item = Self>> {
            match self.0 {
                Value::Array(elements) => Some(elements.into_iter().map(Self)),
                _ => None,
            }
        }
    }
}

pub use self::value::Json;

impl Json {
    /// A string field.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.field(name)?.string()
    }

    /// A boolean field; false if it is missing.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.field(name)
            .and_then(|flag| flag.boolean())
            .unwrap_or_default()
    }

    /// A whole number. JSON's are exact up to 2⁵³.
    #[must_use]
    pub fn integer(&self, name: &str) -> Option<i64> {
        let number = self.field(name)?.number()?;
        let integer = number as i64;
        (integer as f64 == number).then_some(integer)
    }

    /// A field decoded as `T`.
    #[must_use]
    pub fn get<T: FromJson>(&self, name: &str) -> Option<T> {
        T::from_json(&self.field(name)?)
    }

    /// The elements of an array; none if it is missing or any of them is invalid.
    #[must_use]
    pub fn list<T: FromJson>(&self, name: &str) -> Option<Vec<T>> {
        let mut elements = self.field(name)?.elements()?;
        elements.try_fold(Vec::new(), |mut list, element| {
            list.push(T::from_json(&element)?);
            Some(list)
        })
    }
}

/// A type that the island decodes from JSON.
pub trait FromJson: Sized {
    /// Decodes a value; none if it is invalid.
    fn from_json(json: &Json) -> Option<Self>;
}

impl FromJson for Day {
    fn from_json(json: &Json) -> Option<Self> {
        Self::parse(&json.string()?).ok()
    }
}

impl FromJson for Mood {
    fn from_json(json: &Json) -> Option<Self> {
        json.string()?.parse().ok()
    }
}

impl FromJson for Locale {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self {
            lang: Lang::from_code(&json.text("lang")?)?,
            week_begins: json.integer("week_begins")?.try_into().ok()?,
            month_first: json.flag("month_first"),
            twelve_hours: json.flag("twelve_hours"),
        })
    }
}

impl FromJson for Entry {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self {
            day: json.get("day")?,
            mood: json.get("mood")?,
            note: Note::parse(&json.text("note").unwrap_or_default()).ok()?,
            version: json.integer("version")?.try_into().ok()?,
            edited: json.flag("edited"),
            created_at: json.integer("createdAt")?,
            updated_at: json.integer("updatedAt")?,
            expires_at: json.integer("expiresAt")?,
        })
    }
}

impl FromJson for Tombstone {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self {
            day: json.get("day")?,
            version: json.integer("version")?.try_into().ok()?,
        })
    }
}

impl FromJson for Written {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self {
            status: Status::Ok,
            item: json.get("item")?,
        })
    }
}

impl FromJson for Error {
    fn from_json(json: &Json) -> Option<Self> {
        let error = json.field("error")?;
        let kind = error.text("kind")?;
        Some(Self {
            kind: ErrorKind::ALL.into_iter().find(|of| of.as_str() == kind)?,
            message: error.text("message").map_or(Cow::default(), Cow::from),
            field: error.text("field").map(Cow::from),
            #[cfg(feature = "ssr")]
            retry_after: None,
        })
    }
}
