//! The reading of a report: one round of calls of the stores.

use futures::future::{try_join3, try_join4};

use crate::{
    api::{
        metrics::{facts, moments},
        signal_days::signal_days,
        stats::tagged_days,
    },
    context::Context,
    domain::{
        Day, DayRange, Week,
        report::{DAYS_BEFORE, DayReport, SignalOfDay, SignalOfWeek, UsualDay, WeekReport},
        signal::Signal,
    },
    error::Error,
    ports::UserId,
};

/// The report of a day, with some signals.
///
/// # Errors
/// Unavailable.
pub(crate) async fn day_report(
    context: &Context,
    user: &UserId,
    day: Day,
    signals: Vec<Signal>,
) -> Result<DayReport, Error> {
    let first = day.plus(-SignalOfDay::DAYS_BEFORE);
    let (today, now) = (context.request.visitor.today, context.now());
    let (facts, before, signals) = try_join3(
        facts(&context.services, user, day, &[]),
        tagged_days(context, user, day.plus(-DAYS_BEFORE), day.plus(-1)),
        signal_days(context, signals, first, day),
    )
    .await?;
    let signals = signals.iter();
    let signals = signals.filter_map(|of| {
        SignalOfDay::of(&of.signal, &of.days, day, today.min(of.signal.today(now)))
    });
    Ok(DayReport {
        day,
        entry: facts.entry,
        moments: facts.moments,
        comments: facts.comments,
        usual: UsualDay::of(day, &before),
        signals: signals.collect(),
    })
}

/// The report of a week, with some signals.
///
/// # Errors
/// Unavailable.
pub(crate) async fn week_report(
    context: &Context,
    user: &UserId,
    week: Week,
    signals: Vec<Signal>,
) -> Result<WeekReport, Error> {
    let (start, end) = (week.start(), week.end());
    let (today, now) = (context.request.visitor.today, context.now());
    let moods = &context.services.stores.moods;
    let (days, before, moments, signals) = try_join4(
        moods.range(user, DayRange::new(start, end)?, now),
        tagged_days(context, user, start.plus(-DAYS_BEFORE), start.plus(-1)),
        moments(&context.services, user, start, end),
        signal_days(context, signals, start, end),
    )
    .await?;
    let signals = signals.iter();
    let signals = signals.filter_map(|of| {
        SignalOfWeek::of(&of.signal, &of.days, week, today.min(of.signal.today(now)))
    });
    let signals = signals.collect();
    Ok(WeekReport::of(
        week,
        days.entries,
        &before,
        moments,
        signals,
    ))
}
