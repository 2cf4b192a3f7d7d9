//! The data that the server provides for a page, and its HTTP status.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::outcome::Outcome;
use crate::{context::Context, domain::Locale, error::Error};

/// The address of the page that stands in for pages that are not stored.
pub const OFFLINE: &str = "/offline";

/// The addresses of the built files, which contain a hash of the content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// The JavaScript that loads the WASM.
    pub js: String,
    /// The WASM.
    pub wasm: String,
}

/// The HTTP status of a page; 200 unless the page sets another.
#[derive(Clone, Debug)]
pub struct PageStatus(Arc<AtomicU16>);

impl Default for PageStatus {
    fn default() -> Self {
        Self(Arc::new(AtomicU16::new(200)))
    }
}

impl PageStatus {
    /// The HTTP status code.
    #[must_use]
    pub fn get(&self) -> u16 {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self, status: u16) {
        self.0.store(status, Ordering::Relaxed);
    }
}

/// The data for a page, besides the [`Context`] of its server functions.
#[derive(Clone, Debug)]
pub struct PageContext {
    /// Addresses of the built files.
    pub assets: Arc<Assets>,
    /// The path and query of the page.
    pub address: String,
    /// The status of the response.
    pub status: PageStatus,
    /// The result of a day's form posted without JavaScript.
    pub outcome: Option<Outcome>,
    /// The result of another form.
    pub form: Option<FormResult>,
}

/// The result of a form that is not about a day.
#[derive(Clone, Debug)]
pub struct FormResult {
    /// The address of the server function without its first slash and its arguments, such as
    /// `auth/sign-out`.
    pub call: String,
    /// The function's response as JSON, or its error.
    pub result: Result<String, Error>,
    /// The form's fields, so that the page can show a rejected form as it was.
    pub fields: Vec<(String, String)>,
}

impl PageContext {
    pub(super) fn current() -> Option<Self> {
        use_context()
    }

    /// The response to a form of the server function `call`, if this page shows it.
    pub fn response<T: DeserializeOwned>(call: &str) -> Option<T> {
        let form = Self::current()?.form.filter(|form| form.call == call)?;
        serde_json::from_str(&form.result.ok()?).ok()
    }

    /// The error of a form of the server function `call`, if this page shows it.
    #[must_use]
    pub fn rejection(call: &str) -> Option<Error> {
        let form = Self::current()?.form.filter(|form| form.call == call)?;
        form.result.err()
    }

    /// A field of the form of the server function `call`, if this page shows its result.
    pub(super) fn field(call: &str, name: &str) -> Option<String> {
        let form = Self::current()?.form.filter(|form| form.call == call)?;
        let mut fields = form.fields.into_iter();
        fields.find_map(|(field, value)| (field == name).then_some(value))
    }

    /// True if a form was rejected and its text must not be lost.
    pub(super) fn holds_a_draft(&self) -> bool {
        matches!(self.outcome, Some(Outcome::Refused { draft: Some(_), .. }))
    }

    /// True for the offline page. Every journal stores the same copy of it, so it
    /// contains nothing about a person or the time.
    pub(super) fn is_offline_page(&self) -> bool {
        self.path() == OFFLINE
    }

    /// True for the page of a day.
    pub(super) fn is_today(&self) -> bool {
        self.path() == "/"
    }

    /// The `aria-current` of a link to the section at `address`: `page` on its first page, `true` on
    /// the others.
    pub(super) fn current_in(&self, address: &str) -> Option<&'static str> {
        match self.path().strip_prefix(address)? {
            "" => Some("page"),
            rest => rest.starts_with('/').then_some("true"),
        }
    }

    fn path(&self) -> &str {
        self.address.split('?').next().unwrap_or_default()
    }

    pub(super) fn set_status(status: u16) {
        if let Some(page) = Self::current() {
            page.status.set(status);
        }
    }
}

/// The locale of the current request.
pub(super) fn locale() -> Locale {
    Context::current().map_or_else(
        |_| Locale::negotiate(None, ""),
        |context| context.request.visitor.locale,
    )
}
