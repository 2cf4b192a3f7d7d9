//! The box with the moments that a device has not sent yet, which the page's script fills, and the parts that
//! the script adds to the form.

use leptos::prelude::*;

use crate::{
    domain::{
        Lang,
        moment::{AltText, MomentId},
    },
    html, i18n,
    ui::scripts::MOMENTS,
};

/// The box of all moments, or of one alone.
#[component]
pub(super) fn MomentOutbox(lang: Lang, #[prop(optional)] only: Option<MomentId>) -> impl IntoView {
    view! {
        <section
            class="moment-outbox"
            hidden
            aria-labelledby="moment-outbox"
            data-only=only.map(|id| id.to_string())
            data-waiting=i18n::moment_waiting(lang)
            data-removal-waiting=i18n::moment_removal_waiting(lang)
            data-conflict=i18n::moment_conflict(lang)
            data-conflict-removed=i18n::moment_conflict_removed(lang)
            data-removal-conflict=i18n::moment_removal_conflict(lang)
            data-ended=i18n::session_ended(lang)
            data-sent=i18n::moment_sent(lang)
            data-bad-title=i18n::moment_title_invalid(lang)
            data-bad-date=i18n::moment_date_invalid(lang)
            data-bad-description=i18n::moment_description_long(lang)
            data-bad-location=i18n::moment_location_long(lang)
            data-failed=i18n::moment_not_saved(lang)
        >
            <h2 id="moment-outbox" tabindex="-1">
                {i18n::unsent_moments(lang)}
            </h2>
            <ul
                data-photo=i18n::one_photo(lang)
                data-photos=i18n::unsent_photos(lang)
                data-photos-unsent=i18n::photos_unsent(lang)
                data-photo-waiting=i18n::photo_waiting(lang)
                data-photo-type=i18n::photo_wrong_type(lang)
                data-photo-bad=i18n::photo_rejected(lang)
                data-photo-moment-gone=i18n::photo_moment_gone(lang)
                data-photo-gone=i18n::photo_gone(lang)
                data-photo-changes=i18n::photo_changes_unsent(lang)
                data-photo-text-waiting=i18n::photo_text_waiting(lang)
                data-photo-text-bad=i18n::photo_text_rejected(lang)
                data-photo-removal-waiting=i18n::photo_removal_waiting(lang)
                data-discard-photo=i18n::remove_photo(lang)
                data-keep=i18n::keep_mine(lang)
                data-as-new=i18n::moment_keep_as_new(lang)
                data-remove-anyway=i18n::moment_delete_anyway(lang)
                data-reload=i18n::reload(lang)
                data-retry=i18n::moment_try_again(lang)
                data-edit=i18n::edit_mine(lang)
                data-discard=i18n::discard_mine(lang)
                data-undo=i18n::undo(lang)
                data-deleted=i18n::moment_deleted(lang, "{title}")
            ></ul>
            <template>
                <li class="conflict">
                    <p class="reason"></p>
                    <h3 dir="auto"></h3>
                    <p class="date" dir="auto"></p>
                    <p class="note" dir="auto"></p>
                    <ul class="photos"></ul>
                    <a href="/moments">{i18n::moment_see_other(lang)}</a>
                    <div class="choice">
                        <button type="button" class="button"></button>
                        <button type="button" class="remove"></button>
                        <button type="button" class="remove"></button>
                    </div>
                </li>
            </template>
        </section>
        <template
            id="chosen-photo"
            data-reading=i18n::photo_reading(lang)
            data-many=i18n::photos_full(lang)
            data-unreadable=i18n::photo_unreadable(lang)
        >
            <li>
                <canvas role="img" aria-label=i18n::one_photo(lang)></canvas>
                <div>
                    <label>
                        {i18n::photo_description(lang)}
                        // Named only when the form is sent without the script.
                        <input
                            maxlength=html::max_length(AltText::MAX_CHARS)
                            autocomplete="off"
                            dir="auto"
                        />
                    </label>
                    <button type="button" class="remove">
                        {i18n::remove_photo(lang)}
                    </button>
                </div>
            </li>
        </template>
    }
}

/// The script of a page with the box, after all that it looks for.
#[component]
pub(super) fn MomentScript() -> impl IntoView {
    view! { <script inner_html=MOMENTS></script> }
}

/// The progress of an upload.
#[component]
pub(super) fn Uploading(lang: Lang) -> impl IntoView {
    view! {
        <div class="uploading wide" hidden data-uploading=i18n::photo_uploading(lang)>
            <span role="status"></span>
            <progress max="1" value="0" aria-label=i18n::photo_upload(lang)></progress>
            <button type="button" class="remove">
                {i18n::cancel_upload(lang)}
            </button>
        </div>
    }
}
