//! Photos of a moment: a link for the upload, and its confirmation; alternative texts, and removal.
//!
//! Photos have no part in the version of their moment, so none of these calls takes a base version.

mod changes;
mod form;

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Post, Put};

use self::changes::{PICTURES, change, check_room, cleaned, limit, parse_alt, remove};
pub(super) use self::changes::{attach, receive};
pub use self::form::PhotoChanges;
use super::{
    Context, Right, caller,
    codec::{DeleteQuery, JsonOrForm, JsonText, delete_query},
    moments::written::{MomentWritten, not_found, saved},
    number::Number,
};
use crate::{
    domain::{
        account::Work,
        moment::{Moment, MomentId, Photo, PhotoId, PhotoType},
    },
    error::{Error, ErrorKind},
    ports::{PhotoKey, Upload, UserId},
};

/// The headers of an upload.
const CONTENT_TYPE: &str = "content-type";

/// A link for an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadLink {
    /// The address; it begins with `/` if it is one of this site.
    pub url: String,
    /// The method of the upload: `PUT`.
    pub method: String,
    /// Its headers.
    pub headers: BTreeMap<String, String>,
    /// The photo's identifier, for the confirmation.
    pub key: PhotoId,
    /// The end of the link; seconds since the epoch.
    pub expires_at: i64,
}

/// Returns a link to which one file can be sent within ten minutes: a photo of a moment, with this type,
/// length and checksum.
///
/// # Errors
/// UnsupportedMediaType (`type`), Malformed (`length`, `checksum`, `photo`), TooLarge (`length`), Invalid
/// (`length`; `photos` if the moment has four), Unauthenticated or Forbidden (`userId`), NotFound,
/// TooManyRequests (`photos`), Unavailable.
#[server(
    prefix = "",
    endpoint = "/events/{id}/upload-url",
    input = Post<JsonOrForm>,
    output = Post<JsonText>
)]
pub async fn upload_photo(
    /// The moment.
    #[server(default)]
    id: String,
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The media type: `image/jpeg`, `image/png` or `image/webp`.
    #[server(default)]
    #[server(rename = "type")]
    media_type: String,
    /// The exact length, 1 to 8,388,608 bytes.
    #[server(default)]
    length: Number<u64>,
    /// SHA-256 of the file in base64.
    #[server(default)]
    checksum: String,
    /// The photo's identifier, a UUID of version 7, so that a retry is about the same photo; by default a
    /// new one.
    #[server(default)]
    photo: Option<String>,
) -> Result<UploadLink, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let upload = Upload {
        media_type: PhotoType::parse(&media_type).ok_or_else(not_a_type)?,
        length: parse_length(length.0)?,
        sha256: Upload::parse_checksum(&checksum).ok_or_else(not_a_checksum)?,
    };
    let photo = match photo {
        Some(text) => PhotoId::parse(&text).ok_or_else(|| not_an_id("photo"))?,
        None => context.new_id()?,
    };
    let moment = find(&context, &user, &id).await?;
    check_room(&moment, Some(&photo))?;
    limit(&context, &user, "links").await?;
    // First, so that no interruption leaves a file that nobody deletes.
    let (services, now) = (&context.services, context.now());
    services.stores.users.begin(&user, Work::Clear, now).await?;
    let key = PhotoKey::new(&user, &moment.id, &photo);
    let headers = [
        (CONTENT_TYPE, upload.media_type.as_str().to_owned()),
        (Upload::CHECKSUM, upload.checksum()),
    ];
    Ok(UploadLink {
        url: services.photos.link(&key, &upload, now).await?,
        method: "PUT".to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
        key: photo,
        expires_at: now + Upload::LIFETIME,
    })
}

/// Adds an uploaded photo to its moment, cleaned of everything but its pixels. Repeated, it changes nothing
/// and has the same response.
///
/// # Errors
/// Malformed (`key`), UnsupportedMediaType (`photo`) if the file is no such picture, Invalid (`photo`, `alt`;
/// `photos` if the moment has four), Unauthenticated or Forbidden (`userId`), NotFound (`id`), Conflict (`key`)
/// if nothing was uploaded, TooManyRequests (`photos`), Unavailable.
#[server(prefix = "", endpoint = "/events/{id}/photos", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn add_photo(
    /// The moment.
    #[server(default)]
    id: String,
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The photo's identifier.
    #[server(default)]
    key: String,
    /// The alternative text: one line of at most 250 characters.
    #[server(default)]
    alt: Option<String>,
) -> Result<MomentWritten, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let alt = parse_alt(alt.as_deref())?;
    let photo = PhotoId::parse(&key).ok_or_else(|| not_an_id("key"))?;
    let moment = find(&context, &user, &id).await?;
    if moment.photo(&photo).is_some() {
        return Ok(saved(&context, moment));
    }
    check_room(&moment, None)?;
    limit(&context, &user, PICTURES).await?;
    // First, so that the job does not delete what this call adds.
    let (users, now) = (&context.services.stores.users, context.now());
    users.begin(&user, Work::Clear, now).await?;
    let photo = cleaned(&context, &user, &moment.id, photo, alt).await?;
    let photo = photo.ok_or_else(|| {
        // The address names a moment that exists.
        let message = "Nothing was uploaded for this photo: upload it, then retry.";
        Error::new(ErrorKind::Conflict, message).at("key")
    })?;
    let added = attach(&context, &user, moment, &[photo]).await?;
    Ok(saved(&context, added))
}

/// Changes the alternative text of a photo.
///
/// # Errors
/// Invalid (`alt`), Unauthenticated or Forbidden (`userId`), NotFound (`id`, `photo`), Unavailable.
#[server(
    prefix = "",
    endpoint = "/events/{id}/photos/{photo}",
    input = Put<JsonOrForm>,
    output = Post<JsonText>
)]
pub async fn describe_photo(
    /// The moment.
    #[server(default)]
    id: String,
    /// The photo.
    #[server(default)]
    photo: String,
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// One line of at most 250 characters; none if empty or missing.
    #[server(default)]
    alt: Option<String>,
) -> Result<MomentWritten, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let alt = parse_alt(alt.as_deref())?;
    let moment = find(&context, &user, &id).await?;
    let id = PhotoId::parse(&photo).ok_or_else(no_photo)?;
    let changed = change(&context, &user, moment, |photos| {
        let photo = photos.iter_mut().find(|photo| photo.id == id);
        photo.ok_or_else(no_photo)?.alt.clone_from(&alt);
        Ok(())
    });
    Ok(saved(&context, changed.await?))
}

/// Removes a photo and its files.
///
/// # Errors
/// Unauthenticated or Forbidden (`userId`), NotFound (`id`, `photo`), Unavailable.
#[server(
    prefix = "",
    endpoint = "/events/{id}/photos/{photo}",
    input = DeleteQuery,
    output = Post<JsonText>
)]
pub async fn remove_photo(
    /// The moment.
    #[server(default)]
    id: String,
    /// The photo.
    #[server(default)]
    photo: String,
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
) -> Result<MomentWritten, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let moment = find(&context, &user, &id).await?;
    let photo = PhotoId::parse(&photo).ok_or_else(no_photo)?;
    if moment.photo(&photo).is_none() {
        return Err(no_photo());
    }
    let changed = remove(&context, &user, moment, &photo).await?;
    Ok(saved(&context, changed))
}

delete_query!(RemovePhoto);

/// The caller's moment.
async fn find(context: &Context, user: &UserId, id: &str) -> Result<Moment, Error> {
    let id = MomentId::parse(id).ok_or_else(not_found)?;
    let moment = context.services.stores.moments.get(user, &id).await?;
    moment.ok_or_else(not_found)
}

fn parse_length(length: Option<u64>) -> Result<u64, Error> {
    let message = "length must be 1 to 8,388,608 bytes";
    match length {
        None => Err(Error::malformed("length", message)),
        Some(0) => Err(Error::invalid("length", message)),
        Some(length) if length > Photo::MAX_BYTES as u64 => {
            Err(Error::new(ErrorKind::TooLarge, message).at("length"))
        }
        Some(length) => Ok(length),
    }
}

fn no_photo() -> Error {
    Error::new(ErrorKind::NotFound, "The moment has no such photo.").at("photo")
}

fn not_a_type() -> Error {
    let message = "type must be image/jpeg, image/png or image/webp";
    Error::new(ErrorKind::UnsupportedMediaType, message).at("type")
}

fn not_a_checksum() -> Error {
    Error::malformed("checksum", "checksum must be a SHA-256 in base64")
}

fn not_an_id(field: &'static str) -> Error {
    let message = format!("{field} must be a UUID of version 7 in lower case");
    Error::malformed(field, message)
}
