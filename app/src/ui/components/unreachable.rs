//! A page whose content the store did not give.

use leptos::prelude::*;

use super::{EmptyState, KeptComment};
use crate::{
    domain::{Lang, Mood},
    error::ErrorKind,
    i18n,
    ui::page_context::PageContext,
};

/// Says so, with the error's status, and offers to try again.
#[component]
pub fn Unreachable(
    lang: Lang,
    /// The error's.
    kind: ErrorKind,
    title: &'static str,
    text: &'static str,
    /// The page's own address.
    address: String,
) -> impl IntoView {
    PageContext::set_status(kind.status());
    let link = (address, i18n::try_again(lang));
    view! {
        <EmptyState face=Mood::Bad title text link />
        <KeptComment lang />
    }
}
