//! Photos in a private bucket of S3, behind links for uploads that S3 signs.

use std::time::Duration;

use app::{
    domain::moment::Photo,
    error::Error,
    ports::{PhotoKey, Photos, Upload},
};
use async_trait::async_trait;

use super::bucket::{Bucket, Call, Client};

/// Photos in a bucket with versions, which its back-up requires. Its own rules delete uploads within two days, and
/// their versions within two more: both count from the next midnight (UTC).
pub struct BucketPhotos {
    client: Client,
}

impl BucketPhotos {
    /// Photos in `bucket`.
    #[must_use]
    pub const fn new(bucket: Bucket) -> Self {
        Self {
            client: Client::new(bucket),
        }
    }
}

#[async_trait]
impl Photos for BucketPhotos {
    async fn link(&self, key: &PhotoKey, upload: &Upload, _: i64) -> Result<String, Error> {
        let (path, length) = (key.upload(), upload.length.to_string());
        let put = Call {
            method: "PUT",
            key: &path,
            headers: &[
                ("content-length", &length),
                ("content-type", upload.media_type.as_str()),
                (Upload::CHECKSUM, &upload.checksum()),
            ],
            ..Call::default()
        };
        let lifetime = Duration::from_secs(Upload::LIFETIME.unsigned_abs());
        let address = self.client.address(&put, lifetime).await?;
        // CloudFront passes this path of the site on to the bucket, with the host that is signed.
        let at = address.find(&path).filter(|_| self.client.is_amazons());
        let local = at.and_then(|at| address.get(at..));
        Ok(local.map_or_else(|| address.clone(), |local| format!("/{local}")))
    }

    async fn put(&self, path: &str, content: Vec<u8>) -> Result<(), Error> {
        let put = Call {
            method: "PUT",
            key: path,
            ..Call::default()
        };
        self.client.call(put, None, content).await?;
        Ok(())
    }

    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        self.client.get(path, Photo::MAX_BYTES).await
    }

    async fn remove(&self, path: &str) -> Result<(), Error> {
        self.client.delete_versions(path).await
    }

    async fn list(&self, prefix: &str, after: &str) -> Result<Vec<String>, Error> {
        self.client.list(prefix, after).await
    }

    async fn written_at(&self, path: &str) -> Result<Option<i64>, Error> {
        self.client.written_at(path).await
    }
}

#[cfg(test)]
mod tests {
    use app::{
        domain::moment::{MomentId, PhotoType},
        ports::UserId,
    };
    use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};

    use super::*;

    #[tokio::test]
    async fn a_link_signs_length_type_and_checksum_for_ten_minutes() {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
        let photos = BucketPhotos::new(Bucket {
            name: "photos".into(),
            region: "eu-west-3".into(),
            endpoint: None,
            credentials: SharedCredentialsProvider::new(credentials),
        });
        let id = MomentId::new(1, [7; 10]);
        let key = PhotoKey::new(&UserId("ada".into()), &id, &id);
        let upload = Upload {
            media_type: PhotoType::Jpeg,
            length: 7,
            sha256: [9; 32],
        };
        let link = photos.link(&key, &upload, 7).await.unwrap();
        assert!(link.starts_with(&format!("/{}?", key.upload())), "{link}");
        for part in [
            "X-Amz-Expires=600",
            "X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost%3Bx-amz-checksum-sha256",
            "X-Amz-Signature=",
        ] {
            assert!(link.contains(part), "{link}");
        }
    }
}
