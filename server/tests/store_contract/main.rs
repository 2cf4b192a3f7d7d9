//! The contract of the stores: every case runs on the embedded engine and on an independent one.
//! `embedded`, `failures` and `lost_answers` test one engine only.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

/// Makes a test of every case, for each engine.
macro_rules! contract {
    ($($case:ident)*) => {
        mod embedded {
            $(#[tokio::test] async fn $case() { super::$case(super::Journal::embedded().await).await; })*
        }
        mod ministack {
            $(#[tokio::test] async fn $case() { super::$case(super::Journal::ministack().await).await; })*
        }
    };
}

mod bases;
mod cases;
mod comments;
mod credentials;
mod embedded;
mod failures;
mod imports;
mod keys;
mod lost_answers;
mod moments;
mod reminders;
mod retag;
mod sessions;
mod shares;
mod signals;
mod tokens;
mod users;
mod whole_journal;

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use app::{
    domain::{Day, DayRange, Days, Draft, Entry, Mood, MutationId, Note, Precondition, Tombstone},
    error::Error,
    ports::{EntryPage, UserId, WriteError},
};
use aws_sdk_dynamodb::types::AttributeValue;
use server::store::{self, Backend, Store, Tables};
use tempfile::TempDir;

use test_kit::second_engine::SecondEngine;

/// In the year 2096, so that no engine's own clock sweeps items that a test lets expire.
const NOW: i64 = 4_000_000_000;
const LATER: i64 = NOW + 1000;

/// One person's journal in an open store.
struct Journal {
    store: Store,
    user: UserId,
    backend: Backend,
    tables: Tables,
    _engine: Engine,
}

/// Kept until the store is dropped.
#[expect(dead_code, reason = "held for its drop")]
enum Engine {
    Embedded(TempDir),
    Second(Arc<SecondEngine>),
    /// That of another journal.
    Shared,
}

impl Journal {
    async fn embedded() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let backend = Backend::Embedded {
            data_dir: directory.path().join("data"),
        };
        Self::open(backend, Engine::Embedded(directory)).await
    }

    async fn ministack() -> Self {
        Self::on(SecondEngine::shared()).await
    }

    async fn on(engine: Arc<SecondEngine>) -> Self {
        let backend = Backend::Remote {
            endpoint: Some(engine.endpoint()),
        };
        Self::open(backend, Engine::Second(engine)).await
    }

    async fn open(backend: Backend, engine: Engine) -> Self {
        static TABLE: AtomicU32 = AtomicU32::new(0);
        let number = TABLE.fetch_add(1, Ordering::Relaxed);
        let tables = Tables::with_suffix(&format!("-{number}"));
        let store = store::open(&backend, &tables).await.unwrap();
        Self {
            store,
            user: UserId("ada".into()),
            backend,
            tables,
            _engine: engine,
        }
    }

    /// Opens the same tables again.
    async fn reopened(mut self) -> Self {
        let (backend, tables) = (self.backend.clone(), self.tables.clone());
        drop(self.store);
        self.store = store::open(&backend, &tables).await.unwrap();
        self
    }

    async fn put(&self, draft: &Draft, now: i64, expires_at: i64) -> Entry {
        self.store
            .stores
            .moods
            .put(&self.user, draft, None, now, expires_at)
            .await
            .unwrap()
    }

    /// Writes at a base version, now.
    async fn put_at(&self, draft: &Draft, base: &Precondition) -> Result<Entry, WriteError> {
        let moods = &self.store.stores.moods;
        moods.put(&self.user, draft, Some(base), NOW, LATER).await
    }

    async fn days(&self, start: &str, end: &str, now: i64) -> Result<Days, Error> {
        let range = DayRange::new(day(start), day(end)).unwrap();
        self.store.stores.moods.range(&self.user, range, now).await
    }

    async fn range(&self, start: &str, end: &str, now: i64) -> Result<Vec<Entry>, Error> {
        self.days(start, end, now).await.map(|days| days.entries)
    }

    /// The entry of a day, read back.
    async fn entry(&self, at: &str) -> Option<Entry> {
        self.range(at, at, NOW).await.unwrap().pop()
    }

    async fn remove(&self, at: &str, now: i64) -> Option<Entry> {
        self.store
            .stores
            .moods
            .remove(&self.user, day(at), None, now)
            .await
            .unwrap()
    }

    /// Removes a day at a base version, now.
    async fn remove_at(&self, at: &str, base: &Precondition) -> Result<Option<Entry>, WriteError> {
        let moods = &self.store.stores.moods;
        moods.remove(&self.user, day(at), Some(base), NOW).await
    }

    /// Adds an attribute to a day's item, without the store's knowledge.
    async fn tamper(&self, at: &str, name: &str, value: AttributeValue) {
        self.store
            .client
            .update_item()
            .table_name(self.tables.name("moods"))
            .key("userId", AttributeValue::S(self.user.0.clone()))
            .key("day", AttributeValue::S(at.into()))
            .update_expression("SET #name = :value")
            .expression_attribute_names("#name", name)
            .expression_attribute_values(":value", value)
            .send()
            .await
            .unwrap();
    }

    /// True if a day has an item, expired or not.
    async fn holds(&self, at: &str) -> bool {
        self.item(at).await.is_some()
    }

    /// The item of a day, as the engine returns it.
    async fn item(&self, at: &str) -> Option<HashMap<String, AttributeValue>> {
        self.store
            .client
            .get_item()
            .table_name(self.tables.name("moods"))
            .key("userId", AttributeValue::S(self.user.0.clone()))
            .key("day", AttributeValue::S(at.into()))
            .send()
            .await
            .unwrap()
            .item
    }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn base(version: u64) -> Precondition {
    Precondition {
        version,
        mutation: None,
    }
}

fn named(version: u64, mutation: &str) -> Precondition {
    Precondition {
        version,
        mutation: Some(MutationId::parse(mutation).unwrap()),
    }
}

fn draft(at: &str, mood: Mood, note: &str) -> Draft {
    Draft {
        day: day(at),
        mood,
        note: Note::parse(note).unwrap(),
    }
}
