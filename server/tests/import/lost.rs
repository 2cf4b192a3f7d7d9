//! Imports whose first calls of the store fail, or succeed without an answer.

use std::sync::{Arc, Mutex};

use app::{
    error::{Error, ErrorKind},
    ports::{ImportState, ImportStore, Services},
};
use async_trait::async_trait;

use super::*;

/// A failure of the store, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// The second part is not stored.
    Part,
    /// The import is not begun.
    Begin,
    /// The import is begun, and a retry finds it begun.
    Retry,
    /// The import is begun, and the answer is an error.
    Answer,
}

/// A store of imports with such a failure.
struct Failing {
    inner: Arc<dyn ImportStore>,
    fault: Mutex<Option<Fault>>,
}

impl Failing {
    /// True once, if it is this one.
    fn fails(&self, fault: Fault) -> bool {
        self.fault
            .lock()
            .unwrap()
            .take_if(|next| *next == fault)
            .is_some()
    }
}

fn unavailable() -> Error {
    Error::new(ErrorKind::Unavailable, "on purpose")
}

#[async_trait]
impl ImportStore for Failing {
    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<Import>, Error> {
        self.inner.list(user, now).await
    }

    async fn get(&self, user: &UserId, id: &str, now: i64) -> Result<Option<Import>, Error> {
        self.inner.get(user, id, now).await
    }

    async fn create(&self, user: &UserId, import: &Import) -> Result<(), Error> {
        self.inner.create(user, import).await
    }

    async fn change(&self, user: &UserId, before: &Import, after: &Import) -> Result<bool, Error> {
        let begins = after.state == ImportState::Applying && before.state == ImportState::Draft;
        if begins && self.fails(Fault::Begin) {
            return Err(unavailable());
        }
        let changed = self.inner.change(user, before, after).await;
        match begins {
            true if self.fails(Fault::Retry) => Ok(false),
            true if self.fails(Fault::Answer) => Err(unavailable()),
            _ => changed,
        }
    }

    async fn put_part(
        &self,
        user: &UserId,
        import: &Import,
        part: Part,
        content: &[u8],
    ) -> Result<bool, Error> {
        if matches!(part, Part::Days { number: 1, .. }) && self.fails(Fault::Part) {
            return Err(unavailable());
        }
        self.inner.put_part(user, import, part, content).await
    }

    async fn part(&self, user: &UserId, id: &str, part: Part) -> Result<Option<Vec<u8>>, Error> {
        self.inner.part(user, id, part).await
    }

    async fn remove_days(&self, user: &UserId, id: &str, attempt: u64) -> Result<(), Error> {
        self.inner.remove_days(user, id, attempt).await
    }

    async fn discard(&self, user: &UserId, id: &str) -> Result<bool, Error> {
        self.inner.discard(user, id).await
    }

    async fn remove(&self, user: &UserId, id: &str) -> Result<(), Error> {
        self.inner.remove(user, id).await
    }
}

#[tokio::test]
async fn a_failure_at_the_beginning_leaves_no_days_and_loses_none() {
    for (fault, status, days) in [
        (Fault::Part, 503, 0),
        // The call may still arrive, and then needs its days.
        (Fault::Begin, 503, 2),
        (Fault::Retry, 200, 2),
        (Fault::Answer, 200, 2),
    ] {
        let store = memory().await;
        let client = store.client.clone();
        let app = TestApp::with(store, |state| {
            let mut services: Services = (*state.services).clone();
            services.stores.imports = Arc::new(Failing {
                inner: services.stores.imports.clone(),
                fault: Mutex::new(Some(fault)),
            });
            state.services = Arc::new(services);
        });
        let ada = app.person();
        let id = json!({"id": draft(&ada, interrupted::many(150)).await["id"]});
        let answer = call(&ada, "/import/apply", id.clone()).await;
        assert_eq!(answer.status, status, "{fault:?} {}", answer.text());
        assert_eq!(stored_days(&client, &ada).await.len(), days, "{fault:?}");
        if status == 503 {
            assert_eq!(ada.journal().await, Vec::<String>::new(), "{fault:?}");
            assert_eq!(call(&ada, "/import/apply", id).await.status, 200);
        }
        let done = imports(&ada).await[0].clone();
        assert_eq!(counts(&done), [150, 0, 0, 0, 0], "{fault:?}");
        assert_eq!(undo(&ada, &done).await.json()["complete"], true);
        let left = stored_days(&client, &ada).await;
        assert_eq!(left, Vec::<String>::new(), "{fault:?}");
    }
}
