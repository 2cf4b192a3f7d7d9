//! The complete server in this process, with a clock that the test sets, a store that can fail, and
//! people with cookies like a browser's.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};

use app::{
    domain::{
        Day, DayRange, Days, Draft, Entry, Precondition, Reminder, Retag, Retention, Times,
        account::OtherVersion,
    },
    error::Error,
    ports::{
        Clock, Due, EntryPage, MoodStore, PushService, ReminderStore, Services, Stores, UserId,
        WriteError,
    },
    ui::Assets,
};
use async_trait::async_trait;
use axum::Router;
use server::{
    auth::{AddressSource, OperatorKeys, SessionKey},
    config::Config,
    files::{LocalFiles, LocalPhotos},
    http::{AppState, Site, log_request},
    jobs::{Job, Jobs},
    push::PushKey,
    signals::{Fetch, Source},
    store::{self, Backend, Store, Tables},
    wiring::{Parts, Program},
};

use crate::{outage::Outage, person::Person};

/// The time of the tests: a Tuesday, so far ahead that the engine, which sweeps by the machine's
/// clock, finds nothing to sweep.
pub const NOON: &str = "2096-11-20T12:00:00Z";
pub const TODAY: &str = "2096-11-20";
/// The operator's key.
pub const OPERATOR: &str = "operator-key-of-the-tests-0123456789";
pub const FRIEND: &str = "https://friend.example";

/// A server with an empty store.
pub struct TestApp {
    router: Router,
    clock: Arc<TestClock>,
    store: Arc<Watched>,
    outage: Outage,
    services: Arc<Services>,
    sources: Arc<[Source]>,
    fetch: Arc<dyn Fetch>,
    files: tempfile::TempDir,
    _site: tempfile::TempDir,
}

impl TestApp {
    pub async fn open() -> Self {
        Self::with(memory().await, |_| {})
    }

    /// An app whose environment has these variables, with its state modified by `change`.
    pub async fn configured(
        variables: &[(&str, String)],
        change: impl FnOnce(&mut AppState),
    ) -> Self {
        let value = |name: &str| {
            let mut variables = variables.iter();
            let found = variables.find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone())
        };
        Self::build(memory().await, Config::read(&value).unwrap(), change)
    }

    /// An app on a given store, with its state modified by `change`.
    pub fn with(store: Store, change: impl FnOnce(&mut AppState)) -> Self {
        Self::build(store, Config::read(&|_| None).unwrap(), change)
    }

    fn build(store: Store, mut config: Config, change: impl FnOnce(&mut AppState)) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(seconds(NOON))));
        let (store, outage) = Outage::of(&store, &Tables::default());
        let store = Arc::new(Watched::new(store));
        let site = built_site();
        config.site = Site::Directory(site.path().to_owned());
        // A test names a client by this header.
        config.client_address = AddressSource::ForwardedFor;
        config.cors_origins = vec![FRIEND.parse().unwrap()];
        let files = tempfile::tempdir().unwrap();
        let session_key = SessionKey::generate();
        let mut program = Program::new(
            &config,
            Parts {
                stores: store.clone().stores(),
                clock: clock.clone(),
                files: Arc::new(LocalFiles::new(files.path(), &session_key)),
                photos: Arc::new(LocalPhotos::new(files.path(), &session_key)),
                push_key: PushKey::derived(&session_key),
                session_key,
                origin_keys: None,
                operator_keys: OperatorKeys::parse(OPERATOR).unwrap(),
                assets: Assets {
                    css: "/pkg/humeur.css".into(),
                    js: "/pkg/humeur.js".into(),
                    wasm: "/pkg/humeur.wasm".into(),
                },
                log: Arc::new(log_request),
            },
        );
        change(&mut program.state);
        Self {
            services: program.state.services.clone(),
            sources: program.sources.clone(),
            fetch: program.fetch.clone(),
            router: program.router(&config),
            clock,
            store,
            outage,
            files,
            _site: site,
        }
    }

    /// Sets the clock.
    pub fn at(&self, rfc3339: &str) {
        self.clock.0.store(seconds(rfc3339), Ordering::Relaxed);
    }

    /// Makes every call of the store fail, or work again.
    pub fn store_is_down(&self, down: bool) {
        if down {
            self.outage.begin_after(0);
        } else {
            self.outage.end();
        }
    }

    /// Makes the store fail after so many more calls.
    pub fn store_fails_after(&self, calls: u32) {
        self.outage.begin_after(calls);
    }

    /// The directory of exported files.
    pub fn files(&self) -> &Path {
        self.files.path()
    }

    /// The number of writes and removals so far.
    pub fn changes(&self) -> u32 {
        self.store.changes.load(Ordering::Relaxed)
    }

    /// The stores behind the API.
    pub fn stores(&self) -> &Stores {
        &self.services.stores
    }

    pub fn services(&self) -> &Services {
        &self.services
    }

    /// The jobs, with other push services.
    pub fn jobs(&self, push: Arc<dyn PushService>) -> Jobs {
        Jobs {
            services: Arc::new(Services {
                push,
                ..(*self.services).clone()
            }),
            contact: "https://mood.example".into(),
            sources: self.sources.clone(),
            fetch: self.fetch.clone(),
        }
    }

    /// Runs the job `work` once.
    pub async fn work(&self) {
        let jobs = self.jobs(self.services.push.clone());
        jobs.run(&Job::Work).await.unwrap();
    }

    pub fn service(&self) -> Router {
        self.router.clone()
    }

    /// A new visitor.
    pub fn person(&self) -> Person {
        Person::new(self.service())
    }
}

/// A site directory with the built files that HTTP needs.
fn built_site() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public");
    for name in ["openapi.json", "export-1.schema.json"] {
        std::fs::copy(public.join(name), site.path().join(name)).unwrap();
    }
    std::fs::create_dir(site.path().join("pkg")).unwrap();
    std::fs::write(site.path().join("pkg/humeur.css"), "main{}").unwrap();
    site
}

pub async fn memory() -> Store {
    store::open(&Backend::Memory, &Tables::default())
        .await
        .unwrap()
}

pub fn seconds(rfc3339: &str) -> i64 {
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

/// A store that counts changes of entries and reminders.
struct Watched {
    inner: Store,
    changes: AtomicU32,
}

impl Watched {
    fn new(inner: Store) -> Self {
        Self {
            inner,
            changes: AtomicU32::new(0),
        }
    }

    /// The stores, with this one in front of those that it watches.
    fn stores(self: Arc<Self>) -> Stores {
        let mut stores = self.inner.stores.clone();
        stores.moods = self.clone();
        stores.reminders = self;
        stores
    }

    fn moods(&self) -> &dyn MoodStore {
        &*self.inner.stores.moods
    }

    fn reminders(&self) -> &dyn ReminderStore {
        &*self.inner.stores.reminders
    }
}

#[async_trait]
impl MoodStore for Watched {
    async fn put(
        &self,
        user: &UserId,
        draft: &Draft,
        precondition: Option<&Precondition>,
        now: i64,
        expires_at: i64,
    ) -> Result<Entry, WriteError> {
        let written = self
            .moods()
            .put(user, draft, precondition, now, expires_at)
            .await?;
        self.changes.fetch_add(1, Ordering::Relaxed);
        Ok(written)
    }

    async fn put_dated(
        &self,
        user: &UserId,
        draft: &Draft,
        times: Times,
        precondition: &Precondition,
        now: i64,
        expires_at: i64,
    ) -> Result<Entry, WriteError> {
        let written = self
            .moods()
            .put_dated(user, draft, times, precondition, now, expires_at)
            .await?;
        self.changes.fetch_add(1, Ordering::Relaxed);
        Ok(written)
    }

    async fn range(&self, user: &UserId, range: DayRange, now: i64) -> Result<Days, Error> {
        self.moods().range(user, range, now).await
    }

    async fn page(
        &self,
        user: &UserId,
        start: Day,
        end: Day,
        limit: usize,
        now: i64,
    ) -> Result<EntryPage, Error> {
        self.moods().page(user, start, end, limit, now).await
    }

    async fn remove(
        &self,
        user: &UserId,
        day: Day,
        precondition: Option<&Precondition>,
        now: i64,
    ) -> Result<Option<Entry>, WriteError> {
        let removed = self.moods().remove(user, day, precondition, now).await?;
        self.changes
            .fetch_add(u32::from(removed.is_some()), Ordering::Relaxed);
        Ok(removed)
    }

    async fn carry_over(
        &self,
        from: &UserId,
        into: &UserId,
        retention: Retention,
        now: i64,
    ) -> Result<bool, Error> {
        self.moods().carry_over(from, into, retention, now).await
    }

    async fn other_versions(
        &self,
        user: &UserId,
        limit: usize,
        now: i64,
    ) -> Result<Vec<OtherVersion>, Error> {
        self.moods().other_versions(user, limit, now).await
    }

    async fn use_version(&self, user: &UserId, id: &str, now: i64) -> Result<Option<Entry>, Error> {
        let used = self.moods().use_version(user, id, now).await?;
        self.changes
            .fetch_add(u32::from(used.is_some()), Ordering::Relaxed);
        Ok(used)
    }

    async fn discard_version(&self, user: &UserId, id: &str) -> Result<bool, Error> {
        let discarded = self.moods().discard_version(user, id).await?;
        self.changes
            .fetch_add(u32::from(discarded), Ordering::Relaxed);
        Ok(discarded)
    }

    async fn redate(
        &self,
        user: &UserId,
        retention: Retention,
        after: Option<String>,
        now: i64,
    ) -> Result<Option<String>, Error> {
        self.moods().redate(user, retention, after, now).await
    }

    async fn retag(
        &self,
        user: &UserId,
        retag: &Retag,
        after: Option<String>,
        now: i64,
    ) -> Result<Option<String>, Error> {
        self.moods().retag(user, retag, after, now).await
    }

    async fn forget_renamings(
        &self,
        user: &UserId,
        until: i64,
        after: Option<String>,
    ) -> Result<Option<String>, Error> {
        self.moods().forget_renamings(user, until, after).await
    }

    async fn written_since(&self, user: &UserId, retag: &str, now: i64) -> Result<usize, Error> {
        self.moods().written_since(user, retag, now).await
    }

    async fn erase(&self, user: &UserId) -> Result<bool, Error> {
        self.moods().erase(user).await
    }

    async fn ping(&self) -> Result<(), Error> {
        self.moods().ping().await
    }
}

#[async_trait]
impl ReminderStore for Watched {
    async fn put(&self, user: &UserId, reminder: &Reminder, now: i64) -> Result<bool, Error> {
        let written = self.reminders().put(user, reminder, now).await?;
        self.changes
            .fetch_add(u32::from(written), Ordering::Relaxed);
        Ok(written)
    }

    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<Reminder>, Error> {
        self.reminders().list(user, now).await
    }

    async fn remove(&self, user: &UserId, id: &str, now: i64) -> Result<bool, Error> {
        self.reminders().remove(user, id, now).await
    }

    async fn remove_all(&self, user: &UserId) -> Result<(), Error> {
        self.reminders().remove_all(user).await
    }

    async fn due(&self, shard: char, now: i64, limit: usize) -> Result<Vec<Due>, Error> {
        self.reminders().due(shard, now, limit).await
    }

    async fn due_after(&self, shard: char, after: i64, limit: usize) -> Result<Vec<Due>, Error> {
        self.reminders().due_after(shard, after, limit).await
    }

    async fn claim(&self, due: &Due, next: i64) -> Result<bool, Error> {
        self.reminders().claim(due, next).await
    }

    async fn renew(&self, due: &Due, expires_at: i64) -> Result<(), Error> {
        self.reminders().renew(due, expires_at).await
    }
}
