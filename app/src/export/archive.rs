//! A journal with its photos as a ZIP archive: the JSON of an export, and a JPEG of each photo at
//! `photos/<moment>/<photo>.jpg`.

use std::sync::Arc;

use futures::{StreamExt, TryStreamExt, future, stream};

use crate::{
    context::Context,
    domain::{
        Day,
        moment::{Moment, PhotoSize},
    },
    error::Error,
    ports::{Chunks, PhotoKey, Photos, UserId},
    transfer::JOURNAL,
    zip::Writer,
};

/// The maximum number of pictures: on AWS, a call ends after thirty seconds.
pub const MAX_PICTURES: usize = 500;
const CONCURRENCY: usize = 8;

/// A file of an archive.
struct File {
    name: String,
    day: Day,
    content: Vec<u8>,
}

/// The place of a photo in an archive and in the store.
struct Place {
    name: String,
    day: Day,
    path: String,
}

/// The parts of an archive of a journal, whose JSON lists these moments. A picture that was deleted since is
/// left out.
///
/// # Errors
/// Invalid (`start`) if the moments have too many photos.
pub fn archive(
    context: &Context,
    user: &UserId,
    journal: Chunks,
    moments: &[Moment],
) -> Result<Chunks, Error> {
    let places = places(user, moments)?;
    let (photos, day) = (
        context.services.photos.clone(),
        context.request.visitor.today,
    );
    let journal = stream::once(async move {
        let content = journal.try_concat().await?;
        let name = JOURNAL.to_owned();
        Ok(File { name, day, content })
    });
    let pictures = stream::iter(places)
        .map(move |place| picture(photos.clone(), place))
        .buffered(CONCURRENCY)
        .try_filter_map(|picture| future::ready(Ok(picture)));
    let files = Box::pin(journal.chain(pictures));
    let parts = stream::try_unfold(
        (files, Some(Writer::default())),
        |(mut files, writer)| async move {
            let Some(mut writer) = writer else {
                return Ok(None);
            };
            let (part, writer) = match files.try_next().await? {
                Some(file) => {
                    let part = writer.file(&file.name, file.day, &file.content);
                    (part, Some(writer))
                }
                None => (writer.end(), None),
            };
            let part = part.ok_or_else(Error::internal)?;
            Ok(Some((part, (files, writer))))
        },
    );
    Ok(Box::pin(parts))
}

fn places(user: &UserId, moments: &[Moment]) -> Result<Vec<Place>, Error> {
    let place = |moment: &Moment| {
        let places = moment.photos.iter().map(|photo| Place {
            name: format!("photos/{}/{}.jpg", moment.id, photo.id),
            day: moment.day,
            path: PhotoKey::new(user, &moment.id, &photo.id).picture(PhotoSize::Large),
        });
        places.collect::<Vec<_>>()
    };
    let places: Vec<_> = moments.iter().flat_map(place).collect();
    if places.len() > MAX_PICTURES {
        let message = "The archive would have more than 500 photos: choose a shorter span.";
        return Err(Error::invalid("start", message));
    }
    Ok(places)
}

async fn picture(photos: Arc<dyn Photos>, place: Place) -> Result<Option<File>, Error> {
    let Place { name, day, path } = place;
    let content = photos.get(&path).await?;
    Ok(content.map(|content| File { name, day, content }))
}
