//! Files: those that people asked for, and their photos. In the data directory of one machine, or in buckets
//! on AWS.

mod bucket;
#[cfg(feature = "local")]
mod directory;
#[cfg(feature = "local")]
mod links;
#[cfg(feature = "local")]
mod local;
#[cfg(feature = "local")]
mod local_photos;
mod objects;
mod s3;
mod s3_photos;

pub use self::{bucket::Bucket, s3::BucketFiles, s3_photos::BucketPhotos};
#[cfg(feature = "local")]
pub use self::{local::LocalFiles, local_photos::LocalPhotos};

/// The lifetime of a link, in seconds.
const LINK_LIFETIME: i64 = app::api::export::LINK_LIFETIME;
