//! The objects of a bucket: read, listed and deleted.

use app::error::Error;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::{DateTime, date_time::Format};
use http_body_util::{BodyExt, Limited};
use tokio::time::timeout;

use super::bucket::{Call, Client, TIMEOUT, failed};

/// The maximum size of a response, in bytes: a list of a thousand files.
const MAX_RESPONSE: usize = 1024 * 1024;

impl Client {
    /// The text of a response.
    pub(super) async fn text(
        &self,
        call: Call<'_>,
        media_type: Option<&'static str>,
        body: Vec<u8>,
    ) -> Result<String, Error> {
        let response = self.call(call, media_type, body).await?;
        let body = read(response, MAX_RESPONSE).await?;
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    /// An object of at most `max` bytes; none if there is none.
    pub(super) async fn get(&self, key: &str, max: usize) -> Result<Option<Vec<u8>>, Error> {
        let call = Call {
            method: "GET",
            key,
            ..Call::default()
        };
        let response = self.send(call, None, Vec::new()).await?;
        match response.status().as_u16() {
            200 => read(response, max).await.map(Some),
            404 => Ok(None),
            status => Err(failed(&format_args!("GET answered with {status}"))),
        }
    }

    /// The time at which an object was written, in seconds since the epoch; none if there is none.
    pub(super) async fn written_at(&self, key: &str) -> Result<Option<i64>, Error> {
        let call = Call {
            method: "HEAD",
            key,
            ..Call::default()
        };
        let response = self.send(call, None, Vec::new()).await?;
        match response.status().as_u16() {
            200 => {
                let at = response.headers().get("last-modified");
                let at = at.and_then(|at| DateTime::from_str(at, Format::HttpDate).ok());
                let at = at.ok_or_else(|| failed(&"HEAD answered without a time"))?;
                Ok(Some(at.secs()))
            }
            404 => Ok(None),
            status => Err(failed(&format_args!("HEAD answered with {status}"))),
        }
    }

    /// The first thousand keys that begin with `prefix`, after `after`.
    pub(super) async fn list(&self, prefix: &str, after: &str) -> Result<Vec<String>, Error> {
        let mut query = vec![("list-type", "2"), ("prefix", prefix)];
        if !after.is_empty() {
            query.push(("start-after", after));
        }
        let call = Call {
            method: "GET",
            query: &query,
            ..Call::default()
        };
        let text = self.text(call, None, Vec::new()).await?;
        let keys = values(&text, "Key").filter(|key| key.starts_with(prefix));
        Ok(keys.map(str::to_owned).collect())
    }

    /// Deletes an object, if there is one.
    pub(super) async fn delete(&self, key: &str) -> Result<(), Error> {
        self.delete_by(key, &[]).await
    }

    /// Deletes every version of an object, and its delete markers. In a bucket without versions, the object.
    pub(super) async fn delete_versions(&self, key: &str) -> Result<(), Error> {
        // A list has a thousand at most.
        loop {
            let call = Call {
                method: "GET",
                query: &[("prefix", key), ("versions", "")],
                ..Call::default()
            };
            let list = self.text(call, None, Vec::new()).await?;
            let versions = versions(&list, key);
            for version in &versions {
                self.delete_by(key, &[("versionId", version)]).await?;
            }
            if versions.is_empty() || values(&list, "IsTruncated").next() != Some("true") {
                return Ok(());
            }
        }
    }

    async fn delete_by(&self, key: &str, query: &[(&str, &str)]) -> Result<(), Error> {
        let call = Call {
            method: "DELETE",
            key,
            query,
            ..Call::default()
        };
        self.call(call, None, Vec::new()).await.map(|_| ())
    }
}

/// The body of a response.
async fn read(response: HttpResponse, max: usize) -> Result<Vec<u8>, Error> {
    let body = Limited::new(response.into_body(), max).collect();
    let body = timeout(TIMEOUT, body)
        .await
        .map_err(|error| failed(&error))?;
    let body = body.map_err(|error| failed(&error))?;
    Ok(body.to_bytes().to_vec())
}

/// The versions of a key in a list of versions, delete markers included. Each entry has one key and one version.
fn versions<'a>(xml: &'a str, key: &str) -> Vec<&'a str> {
    let entries = values(xml, "Key").zip(values(xml, "VersionId"));
    let own = entries.filter(|(listed, _)| *listed == key);
    own.map(|(_, version)| version).collect()
}

/// The values of an element without attributes. Ours have no character that XML escapes.
pub(super) fn values<'a>(xml: &'a str, element: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let pieces: Vec<_> = xml.split(&*open).skip(1).collect();
    pieces
        .into_iter()
        .filter_map(move |piece| piece.split_once(&*close).map(|(value, _)| value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_from_a_list() {
        let xml = "<L><Contents><Key>a/1</Key></Contents><Contents><Key>a/2</Key></Contents></L>";
        assert_eq!(values(xml, "Key").collect::<Vec<_>>(), ["a/1", "a/2"]);
        assert_eq!(values("<Key>", "Key").next(), None);
    }

    #[test]
    fn versions_are_those_of_one_key() {
        let xml = "<L><KeyMarker></KeyMarker><VersionIdMarker></VersionIdMarker>\
             <Version><Key>a</Key><VersionId>2</VersionId><IsLatest>false</IsLatest></Version>\
             <DeleteMarker><Key>a</Key><VersionId>3</VersionId></DeleteMarker>\
             <Version><Key>ab</Key><VersionId>4</VersionId></Version></L>";
        assert_eq!(versions(xml, "a"), ["2", "3"]);
        assert_eq!(versions(xml, "b"), [""; 0]);
    }
}
