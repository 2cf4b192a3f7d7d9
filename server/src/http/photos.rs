//! Photos: as their owner and the readers of a share see them, and as they arrive.

use std::{sync::Arc, time::Duration};

use app::{
    api::shares,
    context::{Visitor, caller},
    domain::{
        account::Right,
        moment::{Moment, MomentId, PhotoId, PhotoSize},
    },
    error::{Error, ErrorKind},
    ports::{Arrival, PhotoKey, Services, UserId},
};
use axum::{
    Extension,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use tokio::time::timeout;

use super::{body::BODY_TIMEOUT, response, server_fns, shared, state::AppState};

/// The addresses of a person's own photos.
pub(super) const OWN: &str = "/photos/{moment}/{photo}/{size}";
/// The addresses of a share's photos.
pub(super) const SHARED: &str = "/s/{token}/photos/{moment}/{photo}/{size}";
/// The addresses of uploads.
pub(super) const UPLOADS: &str = "/incoming/{*path}";
/// Timeout of an upload: no longer than its link lives.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(300);
/// A picture never changes under its address.
const OWN_CACHE: HeaderValue = HeaderValue::from_static("private, max-age=604800, immutable");

/// True for the address of a person's own photo.
pub(super) fn is_own(path: &str) -> bool {
    path.starts_with("/photos/")
}

/// A size of a photo, as an address names it.
struct Wanted {
    moment: MomentId,
    photo: PhotoId,
    size: PhotoSize,
}

impl Wanted {
    fn parse(moment: &str, photo: &str, size: &str) -> Result<Self, Error> {
        let wanted = || {
            Some(Self {
                moment: MomentId::parse(moment)?,
                photo: PhotoId::parse(photo)?,
                size: PhotoSize::parse(size)?,
            })
        };
        wanted().ok_or_else(no_photo)
    }

    /// The moment, if it has the photo.
    async fn moment(&self, services: &Services, user: &UserId) -> Result<Moment, Error> {
        let moment = services.stores.moments.get(user, &self.moment).await?;
        let moment = moment.filter(|moment| moment.photo(&self.photo).is_some());
        moment.ok_or_else(no_photo)
    }

    /// The picture. Its type is fixed, so that no browser takes it for anything else.
    async fn open(&self, services: &Services, user: &UserId) -> Result<Response, Error> {
        let key = PhotoKey::new(user, &self.moment, &self.photo);
        let jpeg = services.photos.get(&key.picture(self.size)).await?;
        let mut response = Response::new(Body::from(jpeg.ok_or_else(no_photo)?));
        let headers = response.headers_mut();
        let media_type = HeaderValue::from_static("image/jpeg");
        headers.insert(header::CONTENT_TYPE, media_type);
        let name = format!("inline; filename=\"{}.jpg\"", self.photo);
        if let Ok(name) = HeaderValue::from_str(&name) {
            headers.insert(header::CONTENT_DISPOSITION, name);
        }
        Ok(response)
    }
}

/// A photo of the caller.
pub(super) async fn own(
    State(state): State<Arc<AppState>>,
    Extension(visitor): Extension<Visitor>,
    Path((moment, photo, size)): Path<(String, String, String)>,
) -> Response {
    let picture = async {
        let context = server_fns::context(&state, &visitor);
        let user = caller(&context, Right::Read, None)?;
        let wanted = Wanted::parse(&moment, &photo, &size)?;
        wanted.moment(&state.services, &user).await?;
        let mut picture = wanted.open(&state.services, &user).await?;
        let headers = picture.headers_mut();
        headers.insert(header::CACHE_CONTROL, OWN_CACHE);
        Ok(picture)
    };
    picture
        .await
        .unwrap_or_else(|error| response::rejection(&error))
}

/// A photo for a reader of a share that shows it.
pub(super) async fn shared(
    State(state): State<Arc<AppState>>,
    Path((token, moment, photo, size)): Path<(String, String, String, String)>,
    request: Request,
) -> Response {
    let context = shared::context(&state, &request);
    let picture = async {
        let link = shares::access(&context, &token).await?.link;
        let wanted = Wanted::parse(&moment, &photo, &size)?;
        let moment = wanted.moment(&state.services, &link.user).await?;
        if !link.share.has_photos_of(&moment) {
            return Err(no_photo());
        }
        wanted.open(&state.services, &link.user).await
    };
    let mut response = picture
        .await
        .unwrap_or_else(|error| response::rejection(&error));
    shared::hide(response.headers_mut());
    response
}

/// Stores an upload at its signed link. Anybody who has the link may use it, so it needs no session.
pub(super) async fn upload(State(state): State<Arc<AppState>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let text = |name| {
        let value = parts.headers.get(name).and_then(|it| it.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let chunks = body.into_data_stream();
    let chunks = stream::unfold(chunks, |mut chunks| async {
        let chunk = match timeout(BODY_TIMEOUT, chunks.next()).await {
            Ok(chunk) => chunk?.map_err(|_| response::truncated()),
            Err(_) => Err(response::timed_out()),
        };
        Some((chunk.map(|it| it.to_vec()), chunks))
    });
    let arrival = Arrival {
        path: parts.uri.path().trim_start_matches('/').to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        media_type: text(header::CONTENT_TYPE),
        length: text(header::CONTENT_LENGTH).parse().ok(),
        chunks: Box::pin(chunks),
    };
    let services = &state.services;
    let received = services.photos.receive(arrival, services.clock.now());
    match timeout(UPLOAD_TIMEOUT, received).await {
        Ok(Ok(())) => StatusCode::OK.into_response(),
        Ok(Err(error)) => response::rejection(&error),
        Err(_) => response::rejection(&response::timed_out()),
    }
}

/// The same for a photo of somebody else, for one that never was, and for a removed one.
fn no_photo() -> Error {
    Error::new(ErrorKind::NotFound, "There is no such photo.")
}
