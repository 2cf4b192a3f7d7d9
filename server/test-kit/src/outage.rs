//! An outage of the store, which the test begins and ends.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use aws_sdk_dynamodb::{
    Client,
    config::{ConfigBag, Intercept, interceptors::BeforeSerializationInterceptorContextRef},
    error::BoxError,
};
use server::store::{Store, Tables};

/// A switch in front of a store: every call of the SDK fails during the outage.
#[derive(Clone, Debug)]
pub struct Outage(Arc<AtomicU32>);

/// The number of calls left while there is no outage to come.
const NO_END: u32 = u32::MAX;

impl Outage {
    /// The same tables behind a switch.
    pub fn of(store: &Store, tables: &Tables) -> (Store, Self) {
        let outage = Self(Arc::new(AtomicU32::new(NO_END)));
        let config = store.client.config().to_builder();
        let client = Client::from_conf(config.interceptor(outage.clone()).build());
        (Store::on(client, tables), outage)
    }

    /// Lets so many more calls succeed.
    pub fn begin_after(&self, calls: u32) {
        self.0.store(calls, Ordering::SeqCst);
    }

    /// Lets every call succeed.
    pub fn end(&self) {
        self.0.store(NO_END, Ordering::SeqCst);
    }

    /// True if the calls have been used up.
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

impl Intercept for Outage {
    fn name(&self) -> &'static str {
        "Outage"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let fewer = |calls| match calls {
            0 => None,
            NO_END => Some(NO_END),
            calls => Some(calls - 1),
        };
        self.0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer)
            .map(|_| ())
            .map_err(|_| "outage".into())
    }
}
