//! The whole server in this process: a clock that the test sets, a store that
//! it can take away, and people who keep their cookies like a browser.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering},
    },
};

use app::{
    domain::{Precondition, Day, DayRange, Days, Draft, Entry, Reminder, Retention},
    error::{Error, ErrorKind},
    ports::{Clock, Due, MoodStore, ReminderStore, Settings, UserId, WriteError},
    ui::Assets,
};
use async_trait::async_trait;
use axum::Router;
use server::{
    http::{AppState, SessionKey, Sessions, log_request, router},
    jobs::Jobs,
    push::{Hosts, Push},
    store::{self, Backend, Store, Tables},
};

use crate::person::Person;

/// The time of the tests: a Tuesday, so late that the engine, which sweeps by
/// the machine's clock, finds nothing to sweep.
pub(crate) const NOON: &str = "2096-11-20T12:00:00Z";
pub(crate) const TODAY: &str = "2096-11-20";
pub(crate) const HOST: &str = "mood.example";
pub(crate) const FRIEND: &str = "https://friend.example";

/// A server on an empty journal.
pub(crate) struct House {
    router: Router,
    clock: Arc<TestClock>,
    store: Arc<Watched>,
    _site: tempfile::TempDir,
}

impl House {
    pub(crate) async fn open() -> Self {
        Self::furnished(memory().await, |_| {})
    }

    /// A house on a given store, with something changed about it.
    pub(crate) fn furnished(store: Store, change: impl FnOnce(&mut AppState)) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(seconds(NOON))));
        let store = Arc::new(Watched::new(store));
        let key = SessionKey::generate();
        let mut state = AppState {
            moods: store.clone(),
            reminders: store.clone(),
            reminding: Arc::new(Push::new(&key, Hosts::default())),
            clock: clock.clone(),
            settings: Arc::new(Settings {
                retention: Retention::DEFAULT,
                version: env!("CARGO_PKG_VERSION"),
                environment: "local".into(),
            }),
            sessions: Arc::new(Sessions::new(key, false)),
            assets: Arc::new(Assets {
                css: "/pkg/humeur.css".into(),
                js: "/pkg/humeur.js".into(),
                wasm: "/pkg/humeur.wasm".into(),
            }),
            origin: None,
            cors_origins: vec![FRIEND.parse().unwrap()].into(),
            https: false,
            front_door: None,
            log: Arc::new(log_request),
        };
        change(&mut state);
        let site = built_site();
        Self {
            router: router(state, site.path()),
            clock,
            store,
            _site: site,
        }
    }

    /// Sets the clock.
    pub(crate) fn at(&self, rfc3339: &str) {
        self.clock.0.store(seconds(rfc3339), Ordering::Relaxed);
    }

    /// Takes the store away, or gives it back.
    pub(crate) fn store_is_down(&self, down: bool) {
        self.store.down.store(down, Ordering::Relaxed);
    }

    /// The number of writes and removals so far.
    pub(crate) fn changes(&self) -> u32 {
        self.store.changes.load(Ordering::Relaxed)
    }

    /// The jobs of this house, with a sender of messages.
    pub(crate) fn jobs(&self, push: Arc<Push>) -> Jobs {
        Jobs {
            moods: self.store.clone(),
            reminders: self.store.clone(),
            clock: self.clock.clone(),
            push,
            contact: "https://mood.example".into(),
        }
    }

    pub(crate) fn service(&self) -> Router {
        self.router.clone()
    }

    /// A new visitor.
    pub(crate) fn person(&self) -> Person<'_> {
        Person::new(self)
    }
}

/// A site directory with the built files that HTTP needs.
fn built_site() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
    std::fs::copy(
        public.join("openapi.json"),
        site.path().join("openapi.json"),
    )
    .unwrap();
    std::fs::create_dir(site.path().join("pkg")).unwrap();
    std::fs::write(site.path().join("pkg/humeur.css"), "main{}").unwrap();
    site
}

pub(crate) async fn memory() -> Store {
    store::open(&Backend::Memory, &Tables::default())
        .await
        .unwrap()
}

pub(crate) fn seconds(rfc3339: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(rfc3339)
        .unwrap()
        .timestamp()
}

struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A store that counts its changes, and can be made unavailable.
struct Watched {
    inner: Store,
    down: AtomicBool,
    changes: AtomicU32,
}

impl Watched {
    fn new(inner: Store) -> Self {
        Self {
            inner,
            down: AtomicBool::new(false),
            changes: AtomicU32::new(0),
        }
    }

    fn reach(&self) -> Result<&dyn MoodStore, Error> {
        self.open().map(|store| &*store.moods)
    }

    fn reminders(&self) -> Result<&dyn ReminderStore, Error> {
        self.open().map(|store| &*store.reminders)
    }

    fn open(&self) -> Result<&Store, Error> {
        if self.down.load(Ordering::Relaxed) {
            return Err(Error::new(ErrorKind::Unavailable, "out of reach"));
        }
        Ok(&self.inner)
    }
}

#[async_trait]
impl MoodStore for Watched {
    async fn put(
        &self,
        user: &UserId,
        draft: &Draft,
        base: Option<&Precondition>,
        now: i64,
        expires_at: i64,
    ) -> Result<Entry, WriteError> {
        let store = self.reach()?;
        let written = store.put(user, draft, base, now, expires_at).await?;
        self.changes.fetch_add(1, Ordering::Relaxed);
        Ok(written)
    }

    async fn range(&self, user: &UserId, range: DayRange, now: i64) -> Result<Days, Error> {
        self.reach()?.range(user, range, now).await
    }

    async fn remove(
        &self,
        user: &UserId,
        day: Day,
        base: Option<&Precondition>,
        now: i64,
    ) -> Result<Option<Entry>, WriteError> {
        let removed = self.reach()?.remove(user, day, base, now).await?;
        self.changes
            .fetch_add(u32::from(removed.is_some()), Ordering::Relaxed);
        Ok(removed)
    }

    async fn ping(&self) -> Result<(), Error> {
        self.reach()?.ping().await
    }
}

#[async_trait]
impl ReminderStore for Watched {
    async fn put(&self, user: &UserId, reminder: &Reminder, now: i64) -> Result<bool, Error> {
        let written = self.reminders()?.put(user, reminder, now).await?;
        self.changes
            .fetch_add(u32::from(written), Ordering::Relaxed);
        Ok(written)
    }

    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<Reminder>, Error> {
        self.reminders()?.list(user, now).await
    }

    async fn remove(&self, user: &UserId, id: &str, now: i64) -> Result<bool, Error> {
        self.reminders()?.remove(user, id, now).await
    }

    async fn due(&self, shard: char, now: i64, limit: usize) -> Result<Vec<Due>, Error> {
        self.reminders()?.due(shard, now, limit).await
    }

    async fn due_after(&self, shard: char, after: i64, limit: usize) -> Result<Vec<Due>, Error> {
        self.reminders()?.due_after(shard, after, limit).await
    }

    async fn claim(&self, due: &Due, next: i64) -> Result<bool, Error> {
        self.reminders()?.claim(due, next).await
    }

    async fn renew(&self, due: &Due, expires_at: i64) -> Result<(), Error> {
        self.reminders()?.renew(due, expires_at).await
    }
}
