//! Changes of a moment's photos in its form, where each photo has fields of its own.

use super::changes::{change, parse_alt, remove};
use crate::{
    context::Context,
    domain::moment::{AltText, Moment, PhotoId},
    error::Error,
    ports::UserId,
};

/// The new alternative texts of photos, and those to remove.
#[derive(Debug, Default)]
pub struct PhotoChanges {
    texts: Vec<(PhotoId, Option<AltText>)>,
    removed: Vec<PhotoId>,
}

impl PhotoChanges {
    /// A field with the text of a photo has this before its identifier.
    pub const ALT: &str = "alt-";
    /// A field that removes a photo has this before its identifier.
    pub const REMOVAL: &str = "remove-";

    /// The changes in the form of a request.
    ///
    /// # Errors
    /// Invalid (`alt`).
    pub(in crate::api) fn of_form(context: &Context) -> Result<Self, Error> {
        let mut changes = Self::default();
        for (name, value) in &context.request.beside_uploads {
            let photo = |start| name.strip_prefix(start).and_then(PhotoId::parse);
            if let Some(photo) = photo(Self::ALT) {
                changes.texts.push((photo, parse_alt(Some(value))?));
            } else if let Some(photo) = photo(Self::REMOVAL) {
                changes.removed.push(photo);
            }
        }
        Ok(changes)
    }

    /// Changes the photos of a moment. Those that it has no more are left out.
    ///
    /// # Errors
    /// NotFound, Unavailable.
    pub(in crate::api) async fn apply(
        &self,
        context: &Context,
        user: &UserId,
        moment: Moment,
    ) -> Result<Moment, Error> {
        let described = change(context, user, moment, |photos| {
            for photo in photos {
                let text = self.texts.iter().find(|(id, _)| *id == photo.id);
                if let Some((_, alt)) = text {
                    photo.alt.clone_from(alt);
                }
            }
            Ok(())
        });
        let mut moment = described.await?;
        for photo in &self.removed {
            if moment.photo(photo).is_some() {
                moment = remove(context, user, moment, photo).await?;
            }
        }
        Ok(moment)
    }
}
