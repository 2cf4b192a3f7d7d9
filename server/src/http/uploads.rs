//! Files as the body of a request: raw, or in a form (`multipart/form-data`).
//!
//! The other fields of the form, or the arguments in the query of a raw file, become the body of an
//! ordinary form, and the file goes with it: the rest of the way is the same as for every function.

use std::time::Duration;

use app::{
    api::imports::NO_FILE,
    context::Visitor,
    domain::account::Right,
    error::{Error, ErrorKind},
    transfer::MAX_FILE,
};
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderValue, header},
};
use form_urlencoded::Serializer;
use futures::{StreamExt, stream};
use multer::Multipart;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::response;

/// The address of the function that takes a file.
const ADDRESS: &str = "/import";
/// The field of the file.
const FILE: &str = "file";
/// The part of a form around its file, in bytes.
const MAX_AROUND: usize = 64 * 1024;
/// What is read of a larger body, so that a browser that is still sending sees the response.
const MAX_DRAINED: usize = 4 * MAX_FILE;
/// With the wait for room it is shorter than the minute for which an erasure or a merge waits for writes
/// under way: no file arrives in a journal that is gone.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(40);
const ROOM_TIMEOUT: Duration = Duration::from_secs(10);
/// Files in memory at once.
static MEMORY: Semaphore = Semaphore::const_new(3);

/// The file of a request, or the reason for which it did not arrive.
#[derive(Clone)]
pub(super) struct Upload(pub(super) Result<Bytes, Error>);

/// True for a body with a file. A form without one is a removal, or a mistake that the function reports.
pub(super) fn is_upload(request: &Request) -> bool {
    request.uri().path() == ADDRESS && essence(request) != "application/x-www-form-urlencoded"
}

fn essence(request: &Request) -> String {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next());
    essence.unwrap_or_default().trim().to_ascii_lowercase()
}

/// Takes the file out of the request. The permit is for its room in memory.
pub(super) async fn receive(
    visitor: &Visitor,
    request: Request,
) -> (Request, Option<SemaphorePermit<'static>>) {
    let essence = essence(&request);
    let (mut parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut room = None;
    let may_write = visitor.user.is_ok() && visitor.access.allows(Right::Write);
    let file = if !may_write {
        // The function refuses the call before it looks at the file.
        Ok(Bytes::new())
    } else if essence.is_empty() {
        Err(Error::new(
            ErrorKind::UnsupportedMediaType,
            "Content-Type must be multipart/form-data or that of the file.",
        ))
    } else {
        let content_type = parts.headers.get(header::CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        let boundary = content_type.and_then(|value| multer::parse_boundary(value).ok());
        room = timeout(ROOM_TIMEOUT, MEMORY.acquire())
            .await
            .ok()
            .and_then(Result::ok);
        let arrived = match &room {
            Some(_) => read(body, UPLOAD_TIMEOUT).await,
            None => Err(busy()),
        };
        match (arrived, boundary) {
            (Ok(bytes), Some(boundary)) => form(bytes, boundary, &mut fields).await,
            (Ok(_), None) if essence == "multipart/form-data" => Err(unreadable()),
            (Ok(bytes), None) if bytes.len() > MAX_FILE => Err(too_large()),
            (result, _) => result,
        }
    };
    // The marks of a page's form stay in the address.
    let mut marks = Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if name.starts_with('_') {
            marks.append_pair(&name, &value);
        } else {
            fields.push((name.into_owned(), value.into_owned()));
        }
    }
    let marks = marks.finish();
    let mark = if marks.is_empty() { "" } else { "?" };
    if let Ok(address) = format!("{ADDRESS}{mark}{marks}").parse() {
        parts.uri = address;
    }
    let mut form = Serializer::new(String::new());
    form.extend_pairs(&fields);
    let form = form.finish();
    parts.headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.extensions.insert(Upload(file));
    (Request::from_parts(parts, Body::from(form)), room)
}

fn busy() -> Error {
    let message = "Too many files are being read: retry in a moment.";
    Error::new(ErrorKind::Unavailable, message)
}

/// Reads a body, even one that is too large, which is dropped.
async fn read(body: Body, within: Duration) -> Result<Bytes, Error> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    let mut chunks = body.into_data_stream();
    let arrived = timeout(within, async {
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| response::truncated().at(FILE))?;
            length += chunk.len();
            if length <= MAX_FILE + MAX_AROUND {
                bytes.extend_from_slice(&chunk);
            } else if length > MAX_DRAINED {
                break;
            }
        }
        Ok(())
    });
    arrived
        .await
        .unwrap_or_else(|_| Err(response::timed_out().at(FILE)))?;
    if length > MAX_FILE + MAX_AROUND {
        return Err(too_large());
    }
    Ok(bytes.into())
}

/// The file of a form, and its other fields.
async fn form(
    bytes: Bytes,
    boundary: String,
    fields: &mut Vec<(String, String)>,
) -> Result<Bytes, Error> {
    let whole = stream::once(async { Ok::<_, std::io::Error>(bytes) });
    let mut form = Multipart::new(whole, boundary);
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(|_| unreadable())? {
        let name = field.name().unwrap_or_default().to_owned();
        let content = field.bytes().await.map_err(|_| unreadable())?;
        if name == FILE {
            if file.replace(content).is_some() {
                let message = "The request has two files.";
                return Err(Error::malformed(FILE, message));
            }
        } else {
            fields.push((name, String::from_utf8_lossy(&content).into_owned()));
        }
    }
    let file = file.filter(|file| !file.is_empty());
    let file = file.ok_or_else(|| Error::malformed(FILE, NO_FILE))?;
    if file.len() > MAX_FILE {
        return Err(too_large());
    }
    Ok(file)
}

fn too_large() -> Error {
    Error::new(ErrorKind::TooLarge, "The file must be at most 50 MB.").at(FILE)
}

fn unreadable() -> Error {
    Error::malformed(FILE, "The form ended too early, or is damaged.")
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    async fn read_parts(parts: Vec<io::Result<Vec<u8>>>, stays_open: bool) -> Result<Bytes, Error> {
        let rest = stream::pending().take(if stays_open { 1 } else { 0 });
        let body = Body::from_stream(stream::iter(parts).chain(rest));
        read(body, Duration::from_millis(50)).await
    }

    #[tokio::test]
    async fn a_body_arrives_whole_in_time_and_within_its_size_or_not_at_all() {
        let part = |length: usize| Ok(vec![b'x'; length]);
        let whole = read_parts(vec![part(3), part(4)], false).await.unwrap();
        assert_eq!(&whole[..], b"xxxxxxx");
        let cut = read_parts(vec![part(3), Err(io::Error::other("reset"))], false).await;
        assert_eq!(cut, Err(response::truncated().at(FILE)));
        let late = read_parts(vec![part(3)], true).await;
        assert_eq!(late, Err(response::timed_out().at(FILE)));
        let large = read_parts(vec![part(MAX_FILE), part(MAX_AROUND), part(1)], false).await;
        assert_eq!(large, Err(too_large()));
        // One that never ends is not read to the end.
        let endless = (0..6).map(|_| part(MAX_FILE)).collect();
        assert_eq!(read_parts(endless, true).await, Err(too_large()));
    }
}
