//! Files in a private bucket of S3, behind links that S3 signs.
//!
//! Five calls of S3 are all that is needed, so there is no client of the SDK: its code would add
//! megabytes to the program. Each call is a presigned address, of the same kind as a person's link.
//! Nothing happens before the first export: a cold start does not notice the bucket.

use std::{
    env,
    sync::OnceLock,
    time::{Duration, SystemTime},
};

use app::{
    error::{Error, ErrorKind},
    ports::{Chunks, FileKey, Files, UserId},
};
use async_trait::async_trait;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::{
    http_request::{
        PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
        UriPathNormalizationMode, sign,
    },
    sign::v4,
};
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{
    http::HttpConnector,
    orchestrator::{HttpRequest, HttpResponse},
};
use aws_smithy_types::body::SdkBody;
use axum::http::Request;
use futures::StreamExt;
use http_body_util::{BodyExt, Limited};
use tokio::time::timeout;

use super::LINK_LIFETIME;
use crate::{FunctionError, aws};

/// The size of a part, in bytes: the smallest that S3 takes. A smaller file is sent with one call.
const PART: usize = 5 * 1024 * 1024;
/// Timeout of a call.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The time for which the address of a call is valid.
const CALL: Duration = Duration::from_secs(60);
/// The maximum size of a response, in bytes: a list of a thousand files.
const MAX_RESPONSE: usize = 1024 * 1024;

/// The bucket, and the way to it.
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
    /// The address of another engine than AWS's.
    pub endpoint: Option<String>,
    /// The credentials of the program.
    pub credentials: SharedCredentialsProvider,
}

impl Bucket {
    /// The bucket of a function, with the region and credentials of its environment.
    ///
    /// # Errors
    /// [`FunctionError::Region`].
    pub fn of_function(name: String) -> Result<Self, FunctionError> {
        let credentials = EnvironmentVariableCredentialsProvider::new();
        Ok(Self {
            name,
            region: env::var("AWS_REGION").map_err(|_| FunctionError::Region)?,
            endpoint: env::var("AWS_ENDPOINT_URL_S3").ok(),
            credentials: SharedCredentialsProvider::new(credentials),
        })
    }
}

/// Files in a bucket, whose own rule deletes them within two days: it counts from the next midnight (UTC).
pub struct BucketFiles {
    bucket: Bucket,
    connector: OnceLock<Connector>,
}

/// A call of S3.
struct Call<'a> {
    method: &'static str,
    /// A key, or nothing for the bucket.
    key: &'a str,
    query: &'a [(&'a str, &'a str)],
}

impl BucketFiles {
    /// Files in `bucket`.
    #[must_use]
    pub const fn new(bucket: Bucket) -> Self {
        Self {
            bucket,
            connector: OnceLock::new(),
        }
    }

    fn connector(&self) -> Result<&Connector, Error> {
        if let Some(connector) = self.connector.get() {
            return Ok(connector);
        }
        let endpoint = self.bucket.endpoint.as_deref().unwrap_or_default();
        let connector = if endpoint.starts_with("http://") {
            Connector::builder().build_http()
        } else {
            aws::connector().map_err(|error| failed(&error))?
        };
        Ok(self.connector.get_or_init(|| connector))
    }

    /// The address of a call, signed for `lifetime`.
    #[expect(
        clippy::disallowed_methods,
        reason = "S3 compares a signature's time with its own clock"
    )]
    async fn address(&self, call: &Call<'_>, lifetime: Duration) -> Result<String, Error> {
        let Bucket {
            name,
            region,
            endpoint,
            credentials,
        } = &self.bucket;
        let credentials = credentials.provide_credentials().await;
        let identity = credentials.map_err(|error| failed(&error))?.into();
        let base = endpoint.as_ref().map_or_else(
            || format!("https://{name}.s3.{region}.amazonaws.com"),
            |endpoint| format!("{}/{name}", endpoint.trim_end_matches('/')),
        );
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(call.query);
        // S3 reads a plus sign as one.
        let query = query.finish().replace('+', "%20");
        let mark = if query.is_empty() { "" } else { "?" };
        let address = format!("{base}/{}{mark}{query}", call.key);
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(lifetime);
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name("s3")
            .time(SystemTime::now())
            .settings(settings)
            .build()
            .map_err(|error| failed(&error))?
            .into();
        let body = SignableBody::UnsignedPayload;
        let headers = std::iter::empty();
        let signable = SignableRequest::new(call.method, address.as_str(), headers, body);
        let signed = sign(signable.map_err(|error| failed(&error))?, &parameters);
        let (instructions, _) = signed.map_err(|error| failed(&error))?.into_parts();
        let mut request = Request::builder().uri(&address).body(());
        if let Ok(request) = &mut request {
            instructions.apply_to_request_http1x(request);
        }
        let request = request.map_err(|error| failed(&error))?;
        Ok(request.uri().to_string())
    }

    /// Makes a call, and returns its successful response.
    async fn call(
        &self,
        call: Call<'_>,
        media_type: Option<&'static str>,
        body: Vec<u8>,
    ) -> Result<HttpResponse, Error> {
        let address = self.address(&call, CALL).await?;
        let mut request = HttpRequest::new(SdkBody::from(body));
        let is_valid = request.set_method(call.method).is_ok() && request.set_uri(address).is_ok();
        if !is_valid {
            return Err(Error::internal());
        }
        if let Some(media_type) = media_type {
            request.headers_mut().insert("content-type", media_type);
        }
        let response = timeout(TIMEOUT, self.connector()?.call(request)).await;
        let response = response.map_err(|error| failed(&error))?;
        let response = response.map_err(|error| failed(&error))?;
        let status = response.status().as_u16();
        if (200..300).contains(&status) {
            return Ok(response);
        }
        // The body may quote the address, which is a secret.
        Err(failed(&format_args!(
            "{} answered with {status}",
            call.method
        )))
    }

    /// The text of a response.
    async fn text(&self, call: Call<'_>, body: Vec<u8>) -> Result<String, Error> {
        let response = self.call(call, None, body).await?;
        let body = Limited::new(response.into_body(), MAX_RESPONSE).collect();
        let body = timeout(TIMEOUT, body)
            .await
            .map_err(|error| failed(&error))?;
        let body = body.map_err(|error| failed(&error))?.to_bytes();
        Ok(String::from_utf8_lossy(&body).into_owned())
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
        };
        let response = self.call(start, Some(key.media_type()), Vec::new()).await?;
        let body = Limited::new(response.into_body(), MAX_RESPONSE).collect();
        let body = body.await.map_err(|error| failed(&error))?.to_bytes();
        let text = String::from_utf8_lossy(&body);
        let upload = values(&text, "UploadId").next();
        let upload = upload.ok_or_else(|| failed(&"an upload without a name"))?;
        let sent = self.send_parts(&name, upload, first, &mut chunks).await;
        if sent.is_err() {
            let abort = Call {
                method: "DELETE",
                key: &name,
                query: &[("uploadId", upload)],
            };
            // What is left goes by the bucket's rule.
            let _ = self.call(abort, None, Vec::new()).await;
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
            };
            let response = self.call(call, None, std::mem::take(&mut part)).await?;
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
        };
        // S3 may answer with 200 before it knows of an error.
        let text = self.text(end, list.into_bytes()).await?;
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
        };
        self.call(put, Some(key.media_type()), first).await?;
        Ok(())
    }

    async fn link(&self, key: &FileKey, _: i64) -> Result<String, Error> {
        let name = format!("attachment; filename=\"{}\"", key.name());
        let key = key.to_string();
        let get = Call {
            method: "GET",
            key: &key,
            query: &[("response-content-disposition", &name)],
        };
        let lifetime = Duration::from_secs(LINK_LIFETIME.unsigned_abs());
        self.address(&get, lifetime).await
    }

    async fn remove_all(&self, user: &UserId) -> Result<(), Error> {
        let prefix = FileKey::prefix(user);
        let list = Call {
            method: "GET",
            key: "",
            query: &[("list-type", "2"), ("prefix", &prefix)],
        };
        let text = self.text(list, Vec::new()).await?;
        // A person exports about once a minute at most, and a list has a thousand files.
        for key in values(&text, "Key").filter(|key| key.starts_with(&prefix)) {
            let delete = Call {
                method: "DELETE",
                key,
                query: &[],
            };
            self.call(delete, None, Vec::new()).await?;
        }
        if text.contains("<IsTruncated>true") {
            return Err(failed(&"more files than one list has"));
        }
        Ok(())
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

/// The values of an element without attributes. Ours have no character that XML escapes.
fn values<'a>(xml: &'a str, element: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let pieces: Vec<_> = xml.split(&*open).skip(1).collect();
    pieces
        .into_iter()
        .filter_map(move |piece| piece.split_once(&*close).map(|(value, _)| value))
}

fn failed(error: &impl std::fmt::Display) -> Error {
    tracing::error!(%error, "file bucket unavailable");
    Error::new(ErrorKind::Unavailable, "The file store is unavailable.")
}

#[cfg(test)]
mod tests {
    use aws_credential_types::Credentials;

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

    #[test]
    fn values_are_read_from_a_list() {
        let xml = "<L><Contents><Key>a/1</Key></Contents><Contents><Key>a/2</Key></Contents></L>";
        assert_eq!(values(xml, "Key").collect::<Vec<_>>(), ["a/1", "a/2"]);
        assert_eq!(values("<Key>", "Key").next(), None);
    }
}
