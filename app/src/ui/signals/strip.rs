//! The strip under Today's week. It is outside the island, so it adds nothing to its WASM. It stays as it is
//! when the island turns to another week: `style/signals.css` hides it then.

use leptos::prelude::*;

use super::short_figure;
use crate::{
    api::signal_days::{SignalDays, chosen_signal_days},
    context::Context,
    domain::{Day, Lang, Locale, Week, signal::Signal},
    error::Error,
    i18n::{self, dates},
};

/// The chosen signals in a week, and on the day before it, from which a price's change is counted.
///
/// # Errors
/// Unavailable.
pub async fn week_signals(context: &Context, week: Week) -> Result<Vec<SignalDays>, Error> {
    chosen_signal_days(context, week.start().plus(-1), week.end()).await
}

/// A signal's name and figures; none without any. A price that has no change yet is shown by its value.
fn row(lang: Lang, of: &SignalDays, days: &[Day]) -> Option<(String, Vec<Option<String>>)> {
    let figures: Vec<_> = days
        .iter()
        .map(|day| short_figure(lang, of, *day))
        .collect();
    if figures.iter().any(Option::is_some) {
        return Some((i18n::lane_name(lang, &of.signal), figures));
    }
    let value = of.signal.is_price.then(|| SignalDays {
        signal: Signal {
            is_price: false,
            ..of.signal.clone()
        },
        days: of.days.clone(),
    });
    row(lang, &value?, days)
}

/// A line of seven figures for each signal that has one in the week.
#[component]
pub fn SignalStrip(
    locale: Locale,
    week: Week,
    today: Day,
    /// The signals, with the day before the week.
    signals: Vec<SignalDays>,
) -> impl IntoView {
    let lang = locale.lang;
    let days: Vec<Day> = (0..7).map(|offset| week.start().plus(offset)).collect();
    let rows = signals.iter().filter_map(|of| row(lang, of, &days));
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        let heads = days
            .iter()
            .map(|day| {
                view! {
                    <th scope="col">
                        <span aria-hidden="true">{dates::weekday_short(lang, *day)}</span>
                        <span class="hidden">{dates::weekday_and_number(lang, *day)}</span>
                    </th>
                }
            })
            .collect_view();
        let bodies = rows
            .into_iter()
            .map(|(name, figures)| {
                let cells = figures
                    .into_iter()
                    .map(|figure| view! { <td>{figure.unwrap_or_else(|| "–".to_owned())}</td> })
                    .collect_view();
                view! {
                    <tbody>
                        <tr>
                            <th scope="rowgroup" colspan="7">
                                {name}
                            </th>
                        </tr>
                        <tr>{cells}</tr>
                    </tbody>
                }
            })
            .collect_view();
        let is_this_week = (week.start()..=week.end()).contains(&today);
        let is_provisional = signals.iter().any(|of| of.value(today).is_some());
        let provisional = (is_this_week && is_provisional)
            .then(|| view! { <p class="provisional">{i18n::provisional(lang)}</p> });
        let title = i18n::around_you_in(lang, &dates::week_range(locale, week));
        view! {
            <div class="strip" class:is-this-week=is_this_week>
                <table>
                    <caption>{title}</caption>
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    {bodies}
                </table>
                {provisional}
            </div>
        }
    })
}
