//! Files that people asked for: in the data directory of one machine, or in a bucket on AWS.

#[cfg(feature = "local")]
mod local;
mod s3;

#[cfg(feature = "local")]
pub use self::local::LocalFiles;
pub use self::s3::{Bucket, BucketFiles};

/// The lifetime of a link, in seconds.
const LINK_LIFETIME: i64 = app::api::export::LINK_LIFETIME;
