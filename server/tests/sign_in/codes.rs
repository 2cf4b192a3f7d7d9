//! Codes that the tests can count and make up.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use app::{
    domain::account::{LinkCode, RecoveryCode},
    error::Error,
    ports::{Services, SignInCodes},
};
use async_trait::async_trait;
use server::http::AppState;

/// Counts the slow hashes.
pub(crate) struct Counted {
    inner: Arc<dyn SignInCodes>,
    hashes: Arc<AtomicU32>,
}

impl Counted {
    /// Counts those of `state`; the counter is shared.
    pub(crate) fn install(state: &mut AppState, hashes: &Arc<AtomicU32>) {
        let counted = Self {
            inner: state.services.codes.clone(),
            hashes: hashes.clone(),
        };
        state.services = Arc::new(Services {
            codes: Arc::new(counted),
            ..(*state.services).clone()
        });
    }
}

#[async_trait]
impl SignInCodes for Counted {
    fn new_recovery(&self) -> Result<RecoveryCode, Error> {
        self.inner.new_recovery()
    }

    fn new_link(&self) -> Result<LinkCode, Error> {
        self.inner.new_link()
    }

    async fn recovery_hash(&self, code: &RecoveryCode) -> Result<String, Error> {
        self.hashes.fetch_add(1, Ordering::Relaxed);
        self.inner.recovery_hash(code).await
    }

    fn link_hash(&self, code: &LinkCode) -> String {
        self.inner.link_hash(code)
    }
}

/// A recovery code that no journal has.
pub(crate) fn unknown_recovery(number: u32) -> String {
    let mut random = [0; RecoveryCode::RANDOM_BYTES];
    for (byte, place) in random.iter_mut().zip([0, 5, 10]) {
        *byte = u8::try_from(number >> place & 31).unwrap();
    }
    RecoveryCode::new(random).to_string()
}

/// A link's code that no device shows.
pub(crate) fn unknown_link(number: u32) -> String {
    let mut random = [0; LinkCode::RANDOM_BYTES];
    for (byte, place) in random.iter_mut().zip([0, 5, 10]) {
        *byte = u8::try_from(number >> place & 31).unwrap();
    }
    LinkCode::new(random).to_string()
}
