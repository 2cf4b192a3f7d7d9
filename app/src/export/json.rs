//! Entries as JSON, for programs and for Humeur's own import.
//!
//! `public/export-1.schema.json` is the published schema. Version 1 stays as it is; a reader accepts
//! unknown fields.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Document;
use crate::{domain::Entry, error::Error};

/// The version of the format.
pub const VERSION: u32 = 1;

/// Entries as one JSON object.
pub struct Json {
    head: Map<String, Value>,
    others: Vec<Entry>,
    is_first: bool,
}

impl Json {
    /// An export at `now`, in seconds since the epoch. `others` are versions of days that lost against
    /// others when a journal was carried over.
    #[must_use]
    pub fn new(now: i64, others: Vec<Entry>) -> Self {
        let mut head = Map::new();
        head.insert("format".into(), json!("humeur"));
        head.insert("version".into(), json!(VERSION));
        head.insert("exportedAt".into(), json!(now));
        Self {
            head,
            others,
            is_first: true,
        }
    }

    /// Adds a part of its own before the entries.
    ///
    /// # Errors
    /// Internal.
    pub fn with(mut self, name: &str, part: &impl Serialize) -> Result<Self, Error> {
        let part = serde_json::to_value(part).map_err(|_| Error::internal())?;
        self.head.insert(name.to_owned(), part);
        Ok(self)
    }
}

impl Document for Json {
    fn head(&mut self) -> Result<Vec<u8>, Error> {
        let mut text = serde_json::to_vec(&self.head).map_err(|_| Error::internal())?;
        text.pop();
        text.extend_from_slice(b",\"entries\":[");
        Ok(text)
    }

    fn entries(&mut self, entries: &[Entry]) -> Result<Vec<u8>, Error> {
        let mut text = Vec::new();
        for entry in entries {
            if !std::mem::take(&mut self.is_first) {
                text.push(b',');
            }
            text.push(b'\n');
            serde_json::to_writer(&mut text, entry).map_err(|_| Error::internal())?;
        }
        Ok(text)
    }

    fn tail(&mut self) -> Result<Vec<u8>, Error> {
        self.is_first = true;
        let others = std::mem::take(&mut self.others);
        let mut text = b"],\"otherVersions\":[".to_vec();
        text.extend(self.entries(&others)?);
        text.extend_from_slice(b"]}\n");
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::tests::{entry, journal, text},
        *,
    };

    fn schema() -> jsonschema::Validator {
        let schema = include_str!("../../../public/export-1.schema.json");
        let options = jsonschema::options().should_validate_formats(true);
        options
            .build(&serde_json::from_str(schema).unwrap())
            .unwrap()
    }

    #[test]
    fn an_empty_journal_is_a_whole_file() {
        let file: Value = serde_json::from_str(&text(Json::new(7, Vec::new()), &[])).unwrap();
        let expected = json!({
            "format": "humeur", "version": 1, "exportedAt": 7, "entries": [], "otherVersions": []
        });
        assert_eq!(file, expected);
    }

    #[test]
    fn the_schema_refuses_what_is_no_export() {
        let schema = schema();
        let others = vec![entry("the other")];
        let file: Value = serde_json::from_str(&text(Json::new(7, others), &[entry("x")])).unwrap();
        assert!(schema.is_valid(&file));
        for (pointer, value) in [
            ("/format", json!("daylio")),
            ("/version", json!(2)),
            ("/entries", json!({})),
            ("/entries/0/day", json!("20 November")),
            ("/entries/0/mood", json!("fine")),
            ("/entries/0/note", json!(7)),
            ("/otherVersions/0/createdAt", json!("now")),
        ] {
            let mut other = file.clone();
            *other.pointer_mut(pointer).unwrap() = value;
            assert!(!schema.is_valid(&other), "{pointer}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_read_exactly_and_the_schema_holds(entries in journal()) {
            let text = text(Json::new(7, entries.clone()), &entries);
            let file: Value = serde_json::from_str(&text).unwrap();
            prop_assert!(schema().is_valid(&file));
            for part in ["entries", "otherVersions"] {
                let read: Vec<Entry> = serde_json::from_value(file[part].clone()).unwrap();
                prop_assert_eq!(&read, &entries);
            }
        }
    }
}
