//! Files in a private bucket of S3, behind links that S3 signs.

use std::time::Duration;

use app::{
    error::Error,
    ports::{Chunks, FileKey, Files, UserId},
};
use async_trait::async_trait;
use futures::StreamExt;

use super::{
    LINK_LIFETIME,
    bucket::{Bucket, Call, Client, failed},
    objects::values,
};

/// The size of a part, in bytes: the smallest that S3 takes. A smaller file is sent with one call.
const PART: usize = 5 * 1024 * 1024;

/// Files in a bucket, whose own rule deletes them within two days: it counts from the next midnight (UTC).
pub struct BucketFiles {
    client: Client,
}

impl BucketFiles {
    /// Files in `bucket`.
    #[must_use]
    pub const fn new(bucket: Bucket) -> Self {
        Self {
            client: Client::new(bucket),
        }
    }

    /// Sends a file in parts, of which one is in memory at a time.
    async fn put_parts(
        &self,
        key: &FileKey,
        first: Vec<u8>,
        mut chunks: Chunks,
    ) -> Result<(), Error> {
        let name = key.to_string();
        let start = Call {
            method: "POST",
            key: &name,
            query: &[("uploads", "")],
            ..Call::default()
        };
        let media_type = Some(key.media_type());
        let text = self.client.text(start, media_type, Vec::new()).await?;
        let upload = values(&text, "UploadId").next();
        let upload = upload.ok_or_else(|| failed(&"an upload without a name"))?;
        let sent = self.send_parts(&name, upload, first, &mut chunks).await;
        if sent.is_err() {
            let abort = Call {
                method: "DELETE",
                key: &name,
                query: &[("uploadId", upload)],
                ..Call::default()
            };
            // What is left goes by the bucket's rule.
            let _ = self.client.call(abort, None, Vec::new()).await;
        }
        sent
    }

    async fn send_parts(
        &self,
        key: &str,
        upload: &str,
        mut part: Vec<u8>,
        chunks: &mut Chunks,
    ) -> Result<(), Error> {
        let mut list = String::from("<CompleteMultipartUpload>");
        let mut number = 0_u32;
        while !part.is_empty() {
            number += 1;
            let text = number.to_string();
            let call = Call {
                method: "PUT",
                key,
                query: &[("partNumber", &text), ("uploadId", upload)],
                ..Call::default()
            };
            let response = self
                .client
                .call(call, None, std::mem::take(&mut part))
                .await?;
            let tag = response.headers().get("etag").unwrap_or_default();
            list += &format!(
                "<Part><PartNumber>{number}</PartNumber><ETag>{}</ETag></Part>",
                tag.replace('"', "&quot;")
            );
            part = fill(chunks).await?;
        }
        list += "</CompleteMultipartUpload>";
        let end = Call {
            method: "POST",
            key,
            query: &[("uploadId", upload)],
            ..Call::default()
        };
        // S3 may answer with 200 before it knows of an error.
        let text = self.client.text(end, None, list.into_bytes()).await?;
        let is_done = text.contains("<CompleteMultipartUploadResult");
        is_done
            .then_some(())
            .ok_or_else(|| failed(&"an upload did not end"))
    }
}

#[async_trait]
impl Files for BucketFiles {
    async fn put(&self, key: &FileKey, mut chunks: Chunks) -> Result<(), Error> {
        let first = fill(&mut chunks).await?;
        if first.len() >= PART {
            return self.put_parts(key, first, chunks).await;
        }
        let name = key.to_string();
        let put = Call {
            method: "PUT",
            key: &name,
            query: &[],
            ..Call::default()
        };
        self.client.call(put, Some(key.media_type()), first).await?;
        Ok(())
    }

    async fn link(&self, key: &FileKey, _: i64) -> Result<String, Error> {
        let name = format!("attachment; filename=\"{}\"", key.name());
        let key = key.to_string();
        let get = Call {
            method: "GET",
            key: &key,
            query: &[("response-content-disposition", &name)],
            ..Call::default()
        };
        let lifetime = Duration::from_secs(LINK_LIFETIME.unsigned_abs());
        self.client.address(&get, lifetime).await
    }

    async fn remove_all(&self, user: &UserId) -> Result<(), Error> {
        let prefix = FileKey::prefix(user);
        // A person exports about once a minute at most.
        loop {
            let keys = self.client.list(&prefix, "").await?;
            if keys.is_empty() {
                return Ok(());
            }
            for key in keys {
                self.client.delete(&key).await?;
            }
        }
    }
}

/// The next part: at least [`PART`] bytes, unless the file ends.
async fn fill(chunks: &mut Chunks) -> Result<Vec<u8>, Error> {
    let mut part = Vec::new();
    while part.len() < PART
        && let Some(chunk) = chunks.next().await
    {
        part.extend(chunk?);
    }
    Ok(part)
}

#[cfg(test)]
mod tests {
    use app::error::ErrorKind;
    use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};

    use super::*;

    fn files(endpoint: Option<&str>) -> BucketFiles {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
        BucketFiles::new(Bucket {
            name: "exports".into(),
            region: "eu-west-3".into(),
            endpoint: endpoint.map(Into::into),
            credentials: SharedCredentialsProvider::new(credentials),
        })
    }

    #[tokio::test]
    async fn a_link_is_signed_for_an_hour_and_saves_the_file_under_its_name() {
        let key = FileKey::new(&UserId("ada".into()), "humeur-2026-11-20.csv".into(), 7).unwrap();
        let link = files(None).link(&key, 7).await.unwrap();
        let start = format!("https://exports.s3.eu-west-3.amazonaws.com/{key}?");
        assert!(link.starts_with(&start), "{link}");
        for part in [
            "response-content-disposition=attachment%3B%20filename%3D%22humeur-2026-11-20.csv%22",
            "X-Amz-Expires=3600",
            "X-Amz-SignedHeaders=host",
            "X-Amz-Signature=",
        ] {
            assert!(link.contains(part), "{link}");
        }
        let other = files(Some("http://localhost:4566/"))
            .link(&key, 7)
            .await
            .unwrap();
        assert!(
            other.starts_with(&format!("http://localhost:4566/exports/{key}?")),
            "{other}"
        );
    }

    #[tokio::test]
    async fn a_bucket_that_does_not_answer_is_unavailable() {
        let files = files(Some("http://127.0.0.1:1"));
        let key = FileKey::new(&UserId("ada".into()), "x.csv".into(), 7).unwrap();
        let content = Box::pin(futures::stream::iter([Ok(b"x".to_vec())]));
        let error = files.put(&key, content).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable);
    }
}
