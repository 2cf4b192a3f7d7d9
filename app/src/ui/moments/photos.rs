//! The photos of a moment: as they are shown, and in its form.

use leptos::prelude::*;

use super::CALL;
use crate::{
    api::photos::PhotoChanges,
    context::Context,
    domain::{
        Lang,
        moment::{AltText, MomentId, Photo, PhotoSize, PhotoType},
    },
    html, i18n,
    ui::page_context::PageContext,
};

/// The width of the small size, in pixels.
fn small_width(photo: &Photo) -> u32 {
    let (longest, side) = (photo.width.max(photo.height), PhotoSize::Small.side());
    if longest <= side {
        return photo.width;
    }
    (photo.width * side / longest).max(1)
}

/// The text that stands for a photo, or its number.
fn alternative(lang: Lang, photo: &Photo, number: usize) -> String {
    let alt = photo.alt.as_ref().map(|alt| alt.as_str().to_owned());
    alt.unwrap_or_else(|| i18n::photo_number(lang, number))
}

/// Small pictures. `folder` is the address of the moment's photos.
#[component]
pub(in crate::ui) fn Thumbnails(lang: Lang, folder: String, photos: Vec<Photo>) -> impl IntoView {
    (!photos.is_empty()).then(|| {
        let pictures = (1..).zip(photos).map(|(number, photo)| {
            let alt = alternative(lang, &photo, number);
            view! {
                <li>
                    <img
                        src=format!("{folder}/{}/small", photo.id)
                        width=photo.width
                        height=photo.height
                        loading="lazy"
                        alt=alt
                    />
                </li>
            }
        });
        view! { <ul class="thumbnails">{pictures.collect_view()}</ul> }
    })
}

/// Large pictures, each with a link to itself.
#[component]
pub(in crate::ui) fn Gallery(lang: Lang, folder: String, photos: Vec<Photo>) -> impl IntoView {
    (!photos.is_empty()).then(|| {
        let pictures = (1..).zip(photos).map(|(number, photo)| {
            let address = |size| format!("{folder}/{}/{size}", photo.id);
            let (small, large) = (address("small"), address("large"));
            let sources = format!("{small} {}w, {large} {}w", small_width(&photo), photo.width);
            let alt = alternative(lang, &photo, number);
            view! {
                <li>
                    <a href=large>
                        <img
                            src=small
                            srcset=sources
                            sizes="(min-width: 44rem) 36rem, 92vw"
                            width=photo.width
                            height=photo.height
                            loading="lazy"
                            alt=alt
                        />
                    </a>
                </li>
            }
        });
        view! { <ul class="gallery">{pictures.collect_view()}</ul> }
    })
}

/// The photos in the form of a moment, each with a field of its text and one that removes it, and a field for
/// more. All of them are saved with the moment.
#[component]
pub(super) fn PhotosField(
    lang: Lang,
    moment: MomentId,
    photos: Vec<Photo>,
    is_invalid: bool,
) -> impl IntoView {
    let is_full = photos.len() >= Photo::MAX;
    let rows = (1..).zip(photos).map(|(number, photo)| {
        let id = photo.id.to_string();
        let field = format!("{}{id}", PhotoChanges::ALT);
        let removal = format!("{}{id}", PhotoChanges::REMOVAL);
        let is_removed = PageContext::field(CALL, &removal).is_some();
        let text = photo.alt.as_ref().map(|alt| alt.as_str().to_owned());
        let text = PageContext::field(CALL, &field).or(text);
        let name = i18n::photo_number(lang, number);
        view! {
            <li data-photo=id.clone()>
                <img
                    src=format!("/photos/{moment}/{id}/small")
                    width=photo.width
                    height=photo.height
                    loading="lazy"
                    alt=name.clone()
                />
                <div>
                    <label for=field.clone()>{i18n::photo_description(lang)}</label>
                    <input
                        id=field.clone()
                        name=field
                        maxlength=html::max_length(AltText::MAX_CHARS)
                        autocomplete="off"
                        dir="auto"
                        value=text
                    />
                    <label class="removal">
                        <input
                            type="checkbox"
                            name=removal
                            checked=is_removed
                            aria-label=i18n::of_photo(lang, i18n::remove_photo(lang), &name)
                        />
                        {i18n::remove_photo(lang)}
                    </label>
                </div>
            </li>
        }
    });
    let rows = rows.collect_view();
    let takes_large_forms =
        Context::current().is_ok_and(|context| context.services.settings.takes_large_forms);
    let limit = if takes_large_forms {
        i18n::photos_limit(lang)
    } else {
        i18n::photos_small_limit(lang)
    };
    let field = (!is_full).then(|| {
        let types = PhotoType::ALL.map(PhotoType::as_str).join(",");
        let described = if is_invalid {
            "moment-photo-more moment-error"
        } else {
            "moment-photo-more"
        };
        view! {
            <label for="moment-photo">{i18n::add_photos(lang)}</label>
            <input
                id="moment-photo"
                type="file"
                name="photo"
                multiple
                accept=types
                aria-invalid=is_invalid.then_some("true")
                aria-describedby=described
            />
            <p id="moment-photo-more">{limit}</p>
        }
    });
    view! {
        <div class="wide photos" data-photos="">
            <ul class="photo-rows">{rows}</ul>
            {field}
        </div>
    }
}
