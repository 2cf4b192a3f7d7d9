//! Files as the body of a request: raw, or in a form (`multipart/form-data`).
//!
//! The other fields of the form, or the arguments in the query of a raw file, become the body of an
//! ordinary form, and the file goes with it: the rest of the way is the same as for every function.

use std::{iter, time::Duration};

use app::{
    context::{UploadedFile, Visitor},
    domain::{account::Right, moment::Photo},
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
    time::{Instant, timeout},
};

use super::{address::Address, response, upload::Upload};

/// The files that a function takes.
struct Kind {
    /// The function's address.
    function: &'static str,
    /// The field of the files.
    field: &'static str,
    /// The field that describes the file of the same place in the form; none if files have no description.
    description: Option<&'static str>,
    max_files: usize,
    /// The maximum size of a file, in bytes.
    max_file: usize,
    too_large: &'static str,
}

const IMPORT: Kind = Kind {
    function: "/import",
    field: "file",
    description: None,
    max_files: 1,
    max_file: MAX_FILE,
    too_large: "The file must be at most 50 MB.",
};
const PHOTOS: Kind = Kind {
    function: "/events/{id}",
    field: "photo",
    description: Some("alt"),
    max_files: Photo::MAX,
    max_file: Photo::MAX_BYTES,
    too_large: "A photo must be at most 8 MB.",
};

/// The part of a form around its files, in bytes.
const MAX_AROUND: usize = 64 * 1024;
/// What is read of a larger body is so many times as long as its limit, so that a browser that is still
/// sending sees the response.
const DRAINED: usize = 4;
/// The time for all of a request: to wait, to read and to clean. It is shorter than the minute for which an
/// erasure or a merge waits for writes under way: no file arrives in a journal that is gone.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(50);
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(35);
const ROOM_TIMEOUT: Duration = Duration::from_secs(5);
const MULTIPART: &str = "multipart/form-data";
/// Files in memory at once.
static MEMORY: Semaphore = Semaphore::const_new(3);

impl Kind {
    /// The files of a request; none for a function that takes none, and for a body without.
    fn of(request: &Request) -> Option<&'static Self> {
        let (address, essence) = (Address::of(request.uri().path())?, essence(request));
        // A form without a file is a removal, or a mistake that the function reports.
        if address.is(IMPORT.function) && essence != "application/x-www-form-urlencoded" {
            return Some(&IMPORT);
        }
        (address.is(PHOTOS.function) && essence == MULTIPART).then_some(&PHOTOS)
    }

    /// The maximum size of a body, in bytes.
    const fn max_body(&self) -> usize {
        self.max_files * self.max_file + MAX_AROUND
    }

    fn too_large(&self) -> Error {
        Error::new(ErrorKind::TooLarge, self.too_large).at(self.field)
    }

    fn unreadable(&self) -> Error {
        let message = "The form ended too early, or is damaged.";
        Error::malformed(self.field, message)
    }
}

/// True for a body with files.
pub(super) fn is_upload(request: &Request) -> bool {
    Kind::of(request).is_some()
}

fn essence(request: &Request) -> String {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next());
    essence.unwrap_or_default().trim().to_ascii_lowercase()
}

/// Takes the files out of the request. The permit is for their room in memory.
pub(super) async fn receive(
    visitor: &Visitor,
    request: Request,
) -> (Request, Option<SemaphorePermit<'static>>) {
    let deadline = Instant::now() + REQUEST_TIMEOUT;
    let kind = Kind::of(&request).unwrap_or(&IMPORT);
    let essence = essence(&request);
    let (mut parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut room = None;
    let may_write = visitor.user.is_ok() && visitor.access.allows(Right::Write);
    let files = if !may_write {
        // The function refuses the call before it looks at the file.
        Ok(Vec::new())
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
            Some(_) => read(body, kind, UPLOAD_TIMEOUT).await,
            None => Err(busy()),
        };
        match (arrived, boundary) {
            (Ok(bytes), Some(boundary)) => form(bytes, boundary, kind, &mut fields).await,
            (Ok(_), None) if essence == MULTIPART => Err(kind.unreadable()),
            (Ok(bytes), None) if bytes.len() > kind.max_file => Err(kind.too_large()),
            (Ok(content), None) => Ok(vec![UploadedFile {
                content,
                description: String::new(),
            }]),
            (Err(error), _) => Err(error),
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
    if let Ok(address) = format!("{}{mark}{marks}", parts.uri.path()).parse() {
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
    parts.extensions.insert(Upload { files, deadline });
    (Request::from_parts(parts, Body::from(form)), room)
}

fn busy() -> Error {
    let message = "Too many files are being read: retry in a moment.";
    Error::new(ErrorKind::Unavailable, message)
}

/// Reads a body, even one that is too large, which is dropped.
async fn read(body: Body, kind: &Kind, within: Duration) -> Result<Bytes, Error> {
    let (mut bytes, mut length, max) = (Vec::new(), 0, kind.max_body());
    let mut chunks = body.into_data_stream();
    let arrived = timeout(within, async {
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| response::truncated().at(kind.field))?;
            length += chunk.len();
            if length <= max {
                bytes.extend_from_slice(&chunk);
            } else if length > DRAINED * max {
                break;
            }
        }
        Ok(())
    });
    arrived
        .await
        .unwrap_or_else(|_| Err(response::timed_out().at(kind.field)))?;
    if length > max {
        return Err(kind.too_large());
    }
    Ok(bytes.into())
}

/// The files of a form, and its other fields. A field in which no file was chosen is empty.
async fn form(
    bytes: Bytes,
    boundary: String,
    kind: &Kind,
    fields: &mut Vec<(String, String)>,
) -> Result<Vec<UploadedFile>, Error> {
    let whole = stream::once(async { Ok::<_, std::io::Error>(bytes) });
    let mut form = Multipart::new(whole, boundary);
    let (mut files, mut descriptions) = (Vec::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(|_| kind.unreadable())? {
        let name = field.name().unwrap_or_default().to_owned();
        let content = field.bytes().await.map_err(|_| kind.unreadable())?;
        if name == kind.field {
            files.push(content);
            continue;
        }
        let text = String::from_utf8_lossy(&content).into_owned();
        if kind.description == Some(name.as_str()) {
            descriptions.push(text);
        } else {
            fields.push((name, text));
        }
    }
    if kind.max_files == 1 && files.len() > 1 {
        let message = "The request has two files.";
        return Err(Error::malformed(kind.field, message));
    }
    let descriptions = descriptions.into_iter().chain(iter::repeat(String::new()));
    let files = files.into_iter().zip(descriptions);
    let files = files.map(|(content, description)| UploadedFile {
        content,
        description,
    });
    let files: Vec<_> = files.filter(|file| !file.content.is_empty()).collect();
    if files.iter().any(|file| file.content.len() > kind.max_file) {
        return Err(kind.too_large());
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    async fn read_parts(parts: Vec<io::Result<Vec<u8>>>, stays_open: bool) -> Result<Bytes, Error> {
        let rest = stream::pending().take(if stays_open { 1 } else { 0 });
        let body = Body::from_stream(stream::iter(parts).chain(rest));
        read(body, &IMPORT, Duration::from_millis(50)).await
    }

    #[tokio::test]
    async fn a_body_arrives_whole_in_time_and_within_its_size_or_not_at_all() {
        let part = |length: usize| Ok(vec![b'x'; length]);
        let whole = read_parts(vec![part(3), part(4)], false).await.unwrap();
        assert_eq!(&whole[..], b"xxxxxxx");
        let cut = read_parts(vec![part(3), Err(io::Error::other("reset"))], false).await;
        assert_eq!(cut, Err(response::truncated().at("file")));
        let late = read_parts(vec![part(3)], true).await;
        assert_eq!(late, Err(response::timed_out().at("file")));
        let large = read_parts(vec![part(MAX_FILE), part(MAX_AROUND), part(1)], false).await;
        assert_eq!(large, Err(IMPORT.too_large()));
        // One that never ends is not read to the end.
        let endless = (0..6).map(|_| part(MAX_FILE)).collect();
        assert_eq!(read_parts(endless, true).await, Err(IMPORT.too_large()));
    }
}
