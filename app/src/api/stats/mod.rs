//! Statistics of a span: the figures of [`domain::insight`] for scripts.

mod figures;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

pub(super) use self::figures::rounded;
pub use self::figures::{
    Counts, CoverageStats, Estimate, MeanScore, SteadinessStats, StreakStats, TagStats, TagWhen,
    TagsStats, TrendStats, Verdict, WeekdayStats, WeekdaysStats,
};
use super::{Context, Right, caller, codec::JsonText, history::MAX_PAGE};
use crate::{
    domain::{
        Day, Violation,
        insight::{Insight, TaggedDay},
    },
    error::Error,
    ports::UserId,
};

/// The maximum number of days of a span: ten years, and the leap days in them.
pub const MAX_DAYS: i64 = 3660;

/// The statistics of a span.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// The first day.
    pub start: Day,
    /// The last day.
    pub end: Day,
    /// The number of days with an entry.
    pub n: usize,
    /// Days by mood.
    pub counts: Counts,
    /// The mean score; none without days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<MeanScore>,
    /// The median score, which may lie between two moods; none without days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median: Option<f64>,
    /// The change over the span.
    pub trend: TrendStats,
    /// The days of the week.
    pub weekdays: WeekdaysStats,
    /// Tags.
    pub tags: TagsStats,
    /// The difference from day to day; none with too few adjacent days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steadiness: Option<SteadinessStats>,
    /// Days with an entry.
    pub coverage: CoverageStats,
    /// Days in a row.
    pub streak: StreakStats,
}

/// Returns the statistics of the caller's days from `start` to `end`, both included. Nothing outside
/// the span counts, so the same days give the same figures on any later day.
///
/// # Errors
/// Malformed (`start`, `end`), Invalid (`end`), Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/stats", input = GetUrl, output = Post<JsonText>)]
pub async fn read_stats(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The first day, `YYYY-MM-DD`.
    #[server(default)]
    start: String,
    /// The last day, `YYYY-MM-DD`; at most 3,660 days in all.
    #[server(default)]
    end: String,
) -> Result<Stats, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let day = |field, text: &str| Day::parse(text).map_err(|_| Error::not_a_day(field));
    let (start, end) = (day("start", &start)?, day("end", &end)?);
    if end < start {
        return Err(Violation::RangeReversed.into());
    }
    if end.since(start) >= MAX_DAYS {
        let message = "start and end must span at most 3660 days";
        return Err(Error::invalid("end", message));
    }
    let days = tagged_days(&context, &user, start, end).await?;
    let until = end.min(context.request.visitor.today);
    Ok(Stats::of(
        start,
        end,
        &Insight::of(&days, start, end, until),
    ))
}

/// The days from `start` to `end` that have an entry, with the tags of their notes.
///
/// # Errors
/// Unavailable.
pub async fn tagged_days(
    context: &Context,
    user: &UserId,
    start: Day,
    end: Day,
) -> Result<Vec<TaggedDay>, Error> {
    let moods = &context.services.stores.moods;
    let (mut days, mut first, now) = (Vec::new(), start, context.now());
    loop {
        let page = moods.page(user, first, end, MAX_PAGE, now).await?;
        days.extend(page.entries.iter().map(TaggedDay::from));
        match page.next {
            Some(last) if last < end => first = last.plus(1),
            _ => return Ok(days),
        }
    }
}

impl Stats {
    fn of(start: Day, end: Day, insight: &Insight) -> Self {
        Self {
            start,
            end,
            n: insight.distribution.days(),
            counts: (&insight.distribution).into(),
            mean: insight.mean.map(Into::into),
            median: insight.distribution.median(),
            trend: (&insight.trend).into(),
            weekdays: (&insight.weekdays).into(),
            tags: (&insight.tags).into(),
            steadiness: insight.steadiness.map(|steadiness| SteadinessStats {
                difference: rounded(steadiness.difference),
                pairs: steadiness.pairs,
            }),
            coverage: CoverageStats {
                written: insight.coverage.written,
                days: insight.coverage.days,
            },
            streak: StreakStats {
                current: insight.streak.current,
                longest: insight.streak.longest,
            },
        }
    }
}
