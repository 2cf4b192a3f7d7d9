//! Random secrets, and their digests.
//!
//! A secret that a machine chose has enough random bits to be stored as a plain SHA-256. Codes that
//! people type have a slow hash of their own.

use sha2::{Digest, Sha256};

use crate::error::Error;

/// Random bytes of the operating system.
///
/// # Errors
/// Internal, if it has none.
pub fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::internal())?;
    Ok(bytes)
}

/// SHA-256, as 64 hexadecimal digits.
#[must_use]
pub fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_sha_256() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest("abc"), abc);
        assert_ne!(random::<16>().unwrap(), random::<16>().unwrap());
    }
}
