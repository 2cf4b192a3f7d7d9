//! Reports: a day or a week of the caller's journal, computed when it is read.

mod figures;
mod read;

use leptos::prelude::*;
use server_fn::codec::{GetUrl, Post};

pub use self::figures::{
    DayFigures, DayValueFigures, MomentName, Report, ReportVerdict, TagCount, UsualFigures,
    WeekChangeFigures, WeekDay, WeekFigures, WeekValueFigures,
};
pub(crate) use self::read::{day_report, week_report};
use super::{Context, Right, caller, codec::JsonText, history::Parameter, metrics::begun};
use crate::{domain::Week, error::Error};

/// Returns the report of a day, or of the week with that day. Days without an entry have a report, too.
///
/// # Errors
/// Malformed (`date`, `of`), Invalid (`date`), Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/report/{date}", input = GetUrl, output = Post<JsonText>)]
pub async fn read_report(
    /// The day, `YYYY-MM-DD`.
    #[server(default)]
    date: String,
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// `day`, the default, or `week`.
    #[server(default)]
    of: Parameter,
) -> Result<Report, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let date = begun(&date, context.now())?;
    let locale = context.request.visitor.locale;
    let signals = context.services.settings.signals.to_vec();
    match of.0.as_deref() {
        None | Some("day") => {
            let report = day_report(&context, &user, date, signals).await?;
            Ok(Report::Day(DayFigures::new(&report, locale.lang)))
        }
        Some("week") => {
            let week = Week::containing(date, locale.first_weekday());
            let report = week_report(&context, &user, week, signals).await?;
            Ok(Report::Week(WeekFigures::new(&report, locale.lang)))
        }
        Some(_) => Err(Error::malformed("of", "of must be day or week")),
    }
}
