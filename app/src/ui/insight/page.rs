//! The page of insight.

use futures::future::join;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    around::around,
    cards::cards,
    help::Help,
    span::{Span, Spans},
};
use crate::{
    api::{
        signal_days::{SignalDays, chosen_signal_days},
        stats::tagged_days,
    },
    context::{Context, caller},
    domain::{
        Lang, Mood,
        account::Right,
        insight::{Insight, MonthComparison, TaggedDay},
    },
    error::Error,
    i18n,
    ui::{
        components::{EmptyState, SeenAt, Unreachable},
        page_context::locale,
        reports,
    },
};

/// A span of the journal in figures: `?span=30`, `90`, `365` or `all`.
#[component]
pub fn InsightPage() -> impl IntoView {
    let context = Context::current();
    let word = use_query_map().with_untracked(|query| query.get("span"));
    let span = Span::parse(&word.unwrap_or_default());
    let lang = locale().lang;
    let content = Suspend::new(async move {
        match context {
            Ok(context) => match read(&context, span).await {
                Ok((days, signals)) => page(&context, span, &days, signals).into_any(),
                Err(error) => unavailable(&error, lang, span).into_any(),
            },
            Err(error) => unavailable(&error, lang, span).into_any(),
        }
    });
    view! {
        <Title text=i18n::insight(lang) />
        {content}
    }
}

/// The days of the span, and those of this month and the last; and the chosen signals, if they can be
/// read.
async fn read(
    context: &Context,
    span: Span,
) -> Result<(Vec<TaggedDay>, Option<Vec<SignalDays>>), Error> {
    let user = caller(context, Right::Read, None)?;
    let today = context.request.visitor.today;
    let first = span.start(today);
    let start = first.min(MonthComparison::first_day(today));
    let days = tagged_days(context, &user, start, today);
    // A change, and the mood of the day after, begin the day before. Today is not over: half a day's sum is
    // no day's.
    let signals = chosen_signal_days(context, first.plus(-2), today.plus(-1));
    let (days, signals) = join(days, signals).await;
    // The store of signals logs a failure; the journal's own figures do without.
    let mut signals = signals.ok();
    for of in signals.iter_mut().flatten() {
        // In the signal's zone it may not be over yet, either.
        let today = of.signal.today(context.now());
        of.days.retain(|of| of.day < today);
    }
    Ok((days?, signals))
}

fn page(
    context: &Context,
    span: Span,
    days: &[TaggedDay],
    signals: Option<Vec<SignalDays>>,
) -> impl IntoView + use<> {
    let visitor = &context.request.visitor;
    let (locale, today) = (visitor.locale, visitor.today);
    let lang = locale.lang;
    let before = span.start(today);
    let in_span = days.partition_point(|day| day.day < before);
    let in_span = days.get(in_span..).unwrap_or_default();
    // Days before the first one are not missing, so they take no room in the curve.
    let Some(start) = in_span.first().map(|day| day.day) else {
        return nothing(lang, span).into_any();
    };
    let insight = Insight::of(days, start, today, today);
    let n = insight.distribution.days();
    let cards = cards(
        locale,
        span,
        in_span,
        (start, today),
        &insight,
        visitor.hides_presence,
        around(context, in_span, signals),
    );
    view! {
        <div class="insight">
            <h1>{i18n::insight(lang)}</h1>
            <SeenAt />
            <Spans lang shown=span />
            <p class="insight-lead">{i18n::lead(lang, &insight.distribution, &insight.weekdays)}</p>
            <p class="based-on">{i18n::based_on(locale, n, start, today)}</p>
            <Help lang span is_due=insight.many_awful_days is_hidden=visitor.hides_help />
            <div class="statements">{cards}</div>
            <a class="back" href=reports::week_address(today)>
                {i18n::week_report(lang)}
            </a>
            <a class="back" href="/tags">
                {i18n::tags_and_search(lang)}
            </a>
        </div>
    }
    .into_any()
}

/// An empty journal, or an empty span of one.
fn nothing(lang: Lang, span: Span) -> impl IntoView {
    if span == Span::All {
        return view! {
            <EmptyState
                face=Mood::Okay
                title=i18n::no_insight(lang)
                text=i18n::no_insight_more(lang)
                link=("/".to_owned(), i18n::go_to_today(lang))
            />
            <a class="back" href="/imports">
                {i18n::coming_from_daylio(lang)}
            </a>
        }
        .into_any();
    }
    view! {
        <div class="insight">
            <h1>{i18n::insight(lang)}</h1>
            <SeenAt />
            <Spans lang shown=span />
            <p class="insight-lead">{i18n::nothing_in_span(lang)}</p>
            <p>
                <a class="button" href="/">
                    {i18n::go_to_today(lang)}
                </a>
            </p>
            <a class="back" href="/imports">
                {i18n::coming_from_daylio(lang)}
            </a>
        </div>
    }
    .into_any()
}

fn unavailable(error: &Error, lang: Lang, span: Span) -> impl IntoView + use<> {
    let (title, text) = (i18n::resting(lang), i18n::insight_unreachable(lang));
    view! { <Unreachable lang kind=error.kind title text address=span.address() /> }
}
