//! The slow hash of recovery codes and of shares' passphrases.
//!
//! A passphrase is salted with the hash of its share's token. A recovery code has no salt of its own:
//! after the loss of every device, a person may not know the name of their account either, so the code
//! alone has to find it: the hash is the key of its item, and all codes have the same salt. A salt of its
//! own protects a password, which others use, too, and which a list of frequent ones contains. A code is
//! neither: it has 150 random bits, too many to guess one, or to prepare a table for this salt, even with
//! a fast hash. The slow hash is a second line, in case part of a code was seen.

use std::sync::Arc;

use app::{error::Error, secret::hex};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// OWASP's parameters for Argon2id
/// (<https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>): memory in
/// KiB, passes, lanes. Other values would make every stored hash useless.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// The length of a hash, in bytes.
const LENGTH: usize = 32;
/// The number of hashes computed at once: others wait, so that a flood of wrong codes takes neither
/// all memory nor all threads.
const CONCURRENCY: usize = 2;

/// Computes slow hashes on threads of their own.
pub(super) struct SlowHash {
    turns: Arc<Semaphore>,
}

impl SlowHash {
    pub(super) fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(CONCURRENCY)),
        }
    }

    /// The hash of `secret` with a salt of at least eight bytes, in hexadecimal digits.
    ///
    /// # Errors
    /// Internal.
    pub(super) async fn hash(&self, secret: Vec<u8>, salt: Vec<u8>) -> Result<String, Error> {
        let turn = self.turns.clone().acquire_owned().await;
        let turn = turn.map_err(|_| Error::internal())?;
        // The thread holds its turn to the end, even if the request has ended.
        let hash = spawn_blocking(move || {
            let hash = argon2id(&secret, &salt);
            drop(turn);
            hash
        });
        match hash.await {
            Ok(Ok(hash)) => Ok(hex(&hash)),
            Ok(Err(_)) | Err(_) => Err(Error::internal()),
        }
    }
}

fn argon2id(secret: &[u8], salt: &[u8]) -> Result<[u8; LENGTH], argon2::Error> {
    let params = Params::new(MEMORY, PASSES, LANES, Some(LENGTH))?;
    let mut hash = [0; LENGTH];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret, salt, &mut hash)?;
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_stays_the_same_for_ever() {
        let salt = b"humeur: recovery code".to_vec();
        let hash = SlowHash::new().hash(vec![7; 32], salt).await.unwrap();
        // Computed by the reference implementation: `hash_secret_raw` of Python's `argon2-cffi`.
        let expected = "db723585fd117a1b07b2950b70bbe4e5662498cd56ce58a3e95a7486d51dc939";
        assert_eq!(hash, expected);
    }
}
