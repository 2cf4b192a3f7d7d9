//! The tables, as `server/tables.json` declares them.
//!
//! That file is the only list of tables. This program reads the names, keys, indexes and TTL
//! attributes; `cdk/` reads the other fields as well and creates tables, permissions, alarms and
//! back-ups (`cdk/ops/tables.ts` describes every field).

use std::{collections::BTreeMap, sync::LazyLock};

#[cfg(feature = "local")]
use aws_sdk_dynamodb::types::ScalarAttributeType;
use serde::Deserialize;

/// A declared table.
#[derive(Debug, Deserialize)]
pub struct Table {
    /// The name by which the program knows it.
    pub name: &'static str,
    /// The environment variable that holds its name in DynamoDB.
    pub variable: &'static str,
    #[cfg(feature = "local")]
    pub(super) partition: Key,
    #[cfg(feature = "local")]
    pub(super) sort: Option<Key>,
    /// The TTL attribute: seconds since the epoch.
    #[cfg(feature = "local")]
    pub(super) ttl: Option<&'static str>,
    #[cfg(feature = "local")]
    pub(super) indexes: Vec<Index>,
}

/// A secondary index.
#[cfg(feature = "local")]
#[derive(Debug, Deserialize)]
pub(super) struct Index {
    pub(super) name: &'static str,
    /// The index has the table's partition key, another sort key, and consistent reads. Other
    /// indexes are global.
    #[serde(default)]
    pub(super) local: bool,
    pub(super) partition: Key,
    pub(super) sort: Option<Key>,
    /// `ALL` or `KEYS_ONLY`.
    pub(super) projection: &'static str,
}

/// A key attribute.
#[cfg(feature = "local")]
#[derive(Debug, Deserialize)]
pub(super) struct Key {
    pub(super) name: &'static str,
    #[serde(rename = "type")]
    kind: KeyType,
}

#[cfg(feature = "local")]
#[derive(Clone, Copy, Debug, Deserialize)]
enum KeyType {
    #[serde(rename = "S")]
    String,
    #[serde(rename = "N")]
    Number,
}

#[cfg(feature = "local")]
impl Key {
    pub(super) const fn attribute_type(&self) -> ScalarAttributeType {
        match self.kind {
            KeyType::String => ScalarAttributeType::S,
            KeyType::Number => ScalarAttributeType::N,
        }
    }
}

#[cfg(test)]
impl Table {
    /// The names of the partition and sort keys.
    pub(super) fn key_names(&self) -> (&str, Option<&str>) {
        (self.partition.name, self.sort.as_ref().map(|key| key.name))
    }
}

#[cfg(test)]
impl Index {
    /// The names of the partition and sort keys.
    pub(super) fn key_names(&self) -> (&str, Option<&str>) {
        (self.partition.name, self.sort.as_ref().map(|key| key.name))
    }
}

/// All declared tables.
pub fn declared() -> &'static [Table] {
    static DECLARED: LazyLock<Vec<Table>> = LazyLock::new(|| {
        #[expect(
            clippy::expect_used,
            reason = "the file is compiled in: if it were invalid, every test would fail"
        )]
        serde_json::from_str(include_str!("../../tables.json")).expect("tables.json is valid")
    });
    &DECLARED
}

/// The names of the tables in DynamoDB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables(BTreeMap<&'static str, String>);

impl Tables {
    /// Names every declared table.
    ///
    /// # Errors
    /// The first error of `name`.
    pub fn named<E>(mut name: impl FnMut(&Table) -> Result<String, E>) -> Result<Self, E> {
        let names = declared()
            .iter()
            .map(|table| Ok((table.name, name(table)?)));
        names.collect::<Result<_, _>>().map(Self)
    }

    /// The same names with `suffix` appended.
    #[must_use]
    pub fn with_suffix(suffix: &str) -> Self {
        let names = declared()
            .iter()
            .map(|table| (table.name, format!("{}{suffix}", table.name)));
        Self(names.collect())
    }

    /// The name of a declared table in DynamoDB. An undeclared name is returned unchanged.
    #[must_use]
    pub fn name<'a>(&'a self, table: &'a str) -> &'a str {
        self.0.get(table).map_or(table, String::as_str)
    }
}

impl Default for Tables {
    fn default() -> Self {
        Self::with_suffix("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_variables_are_unique() {
        for of in [|table: &Table| table.name, |table: &Table| table.variable] {
            let mut all: Vec<_> = declared().iter().map(of).collect();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), declared().len());
        }
    }

    #[test]
    fn a_local_index_has_its_tables_partition_key_and_a_sort_key_of_its_own() {
        let local: Vec<_> = declared()
            .iter()
            .flat_map(|table| table.indexes.iter().map(move |index| (table, index)))
            .filter(|(_, index)| index.local)
            .collect();
        assert!(!local.is_empty());
        for (table, index) in local {
            let ((partition, sort), (of_index, by)) = (table.key_names(), index.key_names());
            assert_eq!(of_index, partition);
            assert!(sort.is_some() && by.is_some() && by != sort);
        }
    }

    #[test]
    fn a_table_is_found_by_its_declared_name() {
        let tables = Tables::named(|table| Ok::<_, ()>(table.variable.to_lowercase())).unwrap();
        assert_eq!(tables.name("moods"), "humeur_table_moods");
        assert_eq!(Tables::default().name("reminders"), "reminders");
        assert_eq!(Tables::with_suffix("-7").name("moods"), "moods-7");
        assert_eq!(
            Tables::named(|table| Err::<String, _>(table.name)),
            Err("moods")
        );
    }
}
