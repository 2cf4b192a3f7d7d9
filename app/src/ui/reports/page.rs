//! The page of a report, by its address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{day::day_view, day_address, week::week_view, week_address};
use crate::{
    api::reports::{day_report, week_report},
    context::{Context, caller},
    domain::{Day, Week, account::Right},
    error::Error,
    i18n,
    ui::{components::Unreachable, not_found::NotFoundPage, page_context::locale},
};

/// A report: of a day, or of its week with `?of=week`.
#[component]
pub fn ReportPage() -> impl IntoView {
    let context = Context::current();
    let date = use_params_map().with_untracked(|params| params.get("date"));
    let of = use_query_map().with_untracked(|query| query.get("of"));
    let Some(day) = date.and_then(|date| Day::parse(&date).ok()) else {
        return view! { <NotFoundPage /> }.into_any();
    };
    let is_week = of.as_deref() == Some("week");
    Suspend::new(async move {
        let content = match context {
            Ok(context) if is_week => week_content(&context, day).await,
            Ok(context) => day_content(&context, day).await,
            Err(error) => Err(error),
        };
        content.unwrap_or_else(|error| {
            let address = if is_week {
                week_address(day)
            } else {
                day_address(day)
            };
            unavailable(&error, address).into_any()
        })
    })
    .into_any()
}

async fn day_content(context: &Context, day: Day) -> Result<AnyView, Error> {
    let user = caller(context, Right::Read, None)?;
    let report = day_report(context, &user, day, context.chosen_signals()).await?;
    Ok(day_view(&context.request.visitor, report).into_any())
}

async fn week_content(context: &Context, day: Day) -> Result<AnyView, Error> {
    let user = caller(context, Right::Read, None)?;
    let visitor = &context.request.visitor;
    let week = Week::containing(day, visitor.locale.first_weekday());
    let report = week_report(context, &user, week, context.chosen_signals()).await?;
    Ok(week_view(visitor, report).into_any())
}

fn unavailable(error: &Error, address: String) -> impl IntoView + use<> {
    let lang = locale().lang;
    let (title, text) = (i18n::resting(lang), i18n::insight_unreachable(lang));
    view! {
        <Title text=title />
        <Unreachable lang kind=error.kind title text address />
    }
}
