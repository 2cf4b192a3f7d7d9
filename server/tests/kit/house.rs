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
    domain::{Base, Day, DayRange, Days, Draft, Entry, Retention},
    error::{Error, ErrorKind},
    ports::{Clock, MoodStore, Settings, UserId, WriteError},
    ui::Assets,
};
use async_trait::async_trait;
use axum::Router;
use server::{
    http::{AppState, SessionKey, Sessions, log_request, router},
    store::{self, Backend, Tables},
};

use crate::person::Person;

/// When the tests take place: a Tuesday. So late that the engine, which sweeps
/// by the machine's clock, finds nothing to sweep.
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
    pub(crate) fn furnished(moods: Arc<dyn MoodStore>, change: impl FnOnce(&mut AppState)) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(seconds(NOON))));
        let store = Arc::new(Watched::new(moods));
        let mut state = AppState {
            moods: store.clone(),
            clock: clock.clone(),
            settings: Arc::new(Settings {
                retention: Retention::DEFAULT,
                version: env!("CARGO_PKG_VERSION"),
                environment: "local".into(),
            }),
            sessions: Arc::new(Sessions::new(SessionKey::generate(), false)),
            assets: Arc::new(Assets {
                css: "/pkg/humeur.css".into(),
                js: "/pkg/humeur.js".into(),
                wasm: "/pkg/humeur.wasm".into(),
            }),
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

    /// How often something was written or taken out so far.
    pub(crate) fn changes(&self) -> u32 {
        self.store.changes.load(Ordering::Relaxed)
    }

    pub(crate) fn service(&self) -> Router {
        self.router.clone()
    }

    /// Somebody who has never been here.
    pub(crate) fn person(&self) -> Person<'_> {
        Person::new(self)
    }
}

/// What the build leaves in the site's directory, as far as HTTP is concerned.
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

pub(crate) async fn memory() -> Arc<dyn MoodStore> {
    store::open(&Backend::Memory, &Tables::default())
        .await
        .unwrap()
        .moods
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

/// A store that counts its changes, and is out of reach when it is told to.
struct Watched {
    inner: Arc<dyn MoodStore>,
    down: AtomicBool,
    changes: AtomicU32,
}

impl Watched {
    fn new(inner: Arc<dyn MoodStore>) -> Self {
        Self {
            inner,
            down: AtomicBool::new(false),
            changes: AtomicU32::new(0),
        }
    }

    fn reach(&self) -> Result<&dyn MoodStore, Error> {
        if self.down.load(Ordering::Relaxed) {
            return Err(Error::new(ErrorKind::Unavailable, "out of reach"));
        }
        Ok(&*self.inner)
    }
}

#[async_trait]
impl MoodStore for Watched {
    async fn put(
        &self,
        user: &UserId,
        draft: &Draft,
        base: Option<&Base>,
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
        base: Option<&Base>,
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
