//! The section that adds the photos of an archive. Its script uploads them one by one, as the page of a moment
//! does, so it needs JavaScript.

use leptos::prelude::*;

use crate::{domain::Lang, i18n, ui::scripts::IMPORTS};

/// The address of the section on its page.
pub(super) const ADDRESS: &str = "#photos";

/// Takes an archive, and shows what became of its photos.
#[component]
pub(super) fn PhotosSection(lang: Lang) -> impl IntoView {
    view! {
        <section
            id="photos"
            class="setting"
            aria-labelledby="photos-heading"
            data-reading=i18n::import_photos_reading(lang)
            data-progress=i18n::import_photos_progress(lang)
            data-waiting=i18n::import_photos_waiting(lang)
            data-done=i18n::import_photos_done(lang)
            data-cancelled=i18n::import_photos_cancelled(lang)
            data-added=i18n::import_photos_added(lang)
            data-present=i18n::import_photos_present(lang)
            data-missing=i18n::import_photos_missing(lang)
            data-failed=i18n::import_photos_failed(lang)
            data-unreadable=i18n::import_photos_unreadable(lang)
            data-none=i18n::import_photos_none(lang)
        >
            <h2 id="photos-heading">{i18n::import_photos(lang)}</h2>
            <p>{i18n::import_photos_more(lang)}</p>
            <p class="strong">{i18n::import_photos_unsupported(lang)}</p>
            <form hidden>
                <h3>
                    <label for="archive">{i18n::import_photos_file(lang)}</label>
                </h3>
                <div class="choice">
                    <input id="archive" type="file" required accept=".zip,application/zip" />
                    <button class="button">{i18n::import_photos_start(lang)}</button>
                    <button type="button" class="remove" hidden>
                        {i18n::import_photos_cancel(lang)}
                    </button>
                </div>
                <progress hidden value="0" aria-labelledby="photos-heading"></progress>
                <p role="status"></p>
                <p role="alert"></p>
                <div class="result" hidden>
                    <ul class="tally"></ul>
                    <div class="choice">
                        <button type="button" class="button">
                            {i18n::import_photos_retry(lang)}
                        </button>
                        <a class="download" href="/moments">
                            {i18n::import_photos_moments(lang)}
                        </a>
                    </div>
                </div>
            </form>
        </section>
        <script inner_html=IMPORTS></script>
    }
}
