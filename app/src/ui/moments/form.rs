//! The form of a moment, new or changed.

use leptos::prelude::*;

use super::{CALL, outbox::Uploading, photos::PhotosField};
use crate::{
    context::Context,
    domain::{
        Day, Lang,
        moment::{Description, Location, Moment, MomentId, Photo, Title},
    },
    error::{Error, ErrorKind},
    html, i18n, secret,
    ui::{components::ShownJournal, page_context::PageContext},
};

/// The fields of a form, and the write that it makes.
#[derive(Clone, Debug)]
pub(super) struct MomentFields {
    id: MomentId,
    /// The version that the write is based on; 0 creates the moment.
    base: u64,
    title: String,
    date: String,
    description: String,
    location: String,
    photos: Vec<Photo>,
    /// The reason for which the form was rejected.
    rejection: Option<&'static str>,
    /// The field of the reason.
    field: Option<String>,
}

/// The error of a moment's form that this page shows again. A form that removes has no title.
pub(super) fn rejected() -> Option<Error> {
    PageContext::field(CALL, "title")?;
    PageContext::rejection(CALL)
}

impl MomentFields {
    /// A new moment on `day`, or the rejected one.
    ///
    /// # Errors
    /// Internal, without randomness.
    pub(super) fn new(lang: Lang, day: Day) -> Result<Self, Error> {
        let millis = Context::current()?.now() * 1000;
        let fields = Self {
            id: MomentId::new(millis, secret::random()?),
            base: 0,
            title: String::new(),
            date: day.to_string(),
            description: String::new(),
            location: String::new(),
            photos: Vec::new(),
            rejection: None,
            field: None,
        };
        Ok(fields.or_rejected(lang))
    }

    /// A moment as it is, or its rejected change, which is now based on this version.
    pub(super) fn of(lang: Lang, moment: &Moment) -> Self {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let fields = Self {
            id: moment.id.clone(),
            base: moment.version,
            title: moment.title.as_str().to_owned(),
            date: moment.date.to_string(),
            description: text(moment.description.as_ref().map(Description::as_str)),
            location: text(moment.location.as_ref().map(Location::as_str)),
            photos: moment.photos.clone(),
            rejection: None,
            field: None,
        };
        fields.or_rejected(lang)
    }

    fn or_rejected(self, lang: Lang) -> Self {
        let Some(error) = rejected() else {
            return self;
        };
        let field = |name| PageContext::field(CALL, name).unwrap_or_default();
        Self {
            title: field("title"),
            date: field("date"),
            description: field("description"),
            location: field("location"),
            rejection: Some(reason(lang, &error, self.base)),
            field: error.field.map(Into::into),
            ..self
        }
    }

    /// True if the form was rejected.
    pub(super) const fn is_rejected(&self) -> bool {
        self.rejection.is_some()
    }
}

fn reason(lang: Lang, error: &Error, base: u64) -> &'static str {
    match (error.kind, error.field.as_deref()) {
        (_, Some("title")) => i18n::moment_title_invalid(lang),
        (_, Some("date")) => i18n::moment_date_invalid(lang),
        (_, Some("description")) => i18n::moment_description_long(lang),
        (_, Some("location")) => i18n::moment_location_long(lang),
        (_, Some("alt")) => i18n::photo_description_long(lang),
        (_, Some("photos")) => i18n::photos_full(lang),
        (ErrorKind::UnsupportedMediaType, Some("photo")) => i18n::photo_type_invalid(lang),
        (ErrorKind::TooLarge, Some("photo")) => i18n::photo_large(lang),
        (ErrorKind::Invalid, Some("photo")) => i18n::photo_invalid(lang),
        (_, Some("photo")) => i18n::moment_not_saved(lang),
        (ErrorKind::Conflict, _) if base == 0 => i18n::moment_saved_before(lang),
        (ErrorKind::Conflict, _) => i18n::moment_changed(lang),
        (ErrorKind::NotFound, _) => i18n::moment_gone(lang),
        _ => i18n::moment_not_saved(lang),
    }
}

/// The form. `back` is the page that answers it.
#[component]
pub(super) fn MomentForm(lang: Lang, fields: MomentFields, back: String) -> impl IntoView {
    let MomentFields {
        id,
        base,
        title,
        date,
        description,
        location,
        photos,
        rejection,
        field,
    } = fields;
    let alert = rejection.map(|reason| {
        view! {
            <p id="moment-error" class="wide" role="alert">
                {reason}
            </p>
        }
    });
    let bad_photo = matches!(field.as_deref(), Some("photo" | "photos"));
    let is_invalid = move |name: &str| field.as_deref() == Some(name);
    let [bad_title, bad_date, bad_description, bad_location] =
        ["title", "date", "description", "location"].map(is_invalid);
    let invalid = |is: bool| is.then_some("true");
    let described = |is: bool| is.then_some("moment-error");
    // The browser's calendar has no time of day.
    let is_day = date.is_empty() || Day::parse(&date).is_ok();
    let (kind, hint) = if is_day {
        ("date", None)
    } else {
        let hint = view! { <p id="moment-date-more">{i18n::moment_date_more(lang)}</p> };
        ("text", Some(hint))
    };
    let date_described = described(bad_date).or((!is_day).then_some("moment-date-more"));
    view! {
        <form
            class="search setting"
            method="post"
            enctype="multipart/form-data"
            action=format!("/events/{id}?_method=put&_back={back}")
            data-moment-form=""
            data-id=id.to_string()
            data-version=base
            data-fresh=(base == 0 && rejection.is_none()).then_some("")
        >
            <ShownJournal />
            <input type="hidden" name="baseVersion" value=base />
            {alert}
            <div class="wide">
                <label for="moment-title">{i18n::moment_title(lang)}</label>
                <input
                    id="moment-title"
                    name="title"
                    required
                    maxlength=html::max_length(Title::MAX_CHARS)
                    autocomplete="off"
                    value=title
                    aria-invalid=invalid(bad_title)
                    aria-describedby=described(bad_title)
                    autofocus=rejection.is_some()
                />
            </div>
            <div>
                <label for="moment-date">{i18n::moment_date(lang)}</label>
                <input
                    id="moment-date"
                    type=kind
                    name="date"
                    required
                    value=date
                    aria-invalid=invalid(bad_date)
                    aria-describedby=date_described
                />
                {hint}
            </div>
            <div>
                <label for="moment-location">{i18n::moment_location(lang)}</label>
                <input
                    id="moment-location"
                    name="location"
                    maxlength=html::max_length(Location::MAX_CHARS)
                    autocomplete="off"
                    value=location
                    aria-invalid=invalid(bad_location)
                    aria-describedby=described(bad_location)
                />
            </div>
            <div class="wide">
                <label for="moment-description">{i18n::moment_description(lang)}</label>
                <textarea
                    id="moment-description"
                    name="description"
                    rows="5"
                    maxlength=html::max_length(Description::MAX_CHARS)
                    aria-invalid=invalid(bad_description)
                    aria-describedby=described(bad_description)
                    inner_html=html::text_area(&description)
                ></textarea>
            </div>
            <PhotosField lang moment=id.clone() photos is_invalid=bad_photo />
            <Uploading lang />
            <div class="wide choice">
                <button class="button">{i18n::save_moment(lang)}</button>
            </div>
        </form>
    }
}
