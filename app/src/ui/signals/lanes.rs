//! The lanes of a month: below each week, a row of figures for each signal.

use std::fmt::Write as _;

use super::short_figure;
use crate::{
    api::signal_days::{SignalDays, chosen_signal_days},
    context::Context,
    domain::{Day, Lang, Month},
    error::Error,
    html, i18n,
};

/// The chosen signals that have a figure in a month.
pub struct Lanes {
    lang: Lang,
    signals: Vec<SignalDays>,
}

impl Lanes {
    /// Reads them.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn read(context: &Context, month: Month) -> Result<Self, Error> {
        let lang = context.request.visitor.locale.lang;
        let (first, last) = (month.first(), month.last());
        // From the day before, from which a price's change is counted.
        let mut signals = chosen_signal_days(context, first.plus(-1), last).await?;
        signals.retain(|of| {
            let in_month = of.days.iter().filter(|of| (first..=last).contains(&of.day));
            in_month
                .map(|of| of.day)
                .any(|day| short_figure(lang, of, day).is_some())
        });
        Ok(Self { lang, signals })
    }

    /// The rows below a week, as HTML. A week without a figure has none.
    pub fn rows(&self, week: &[Option<Day>]) -> String {
        let mut rows = String::new();
        for of in &self.signals {
            let figures = week.iter().map(|day| short_figure(self.lang, of, (*day)?));
            let figures: Vec<_> = figures.collect();
            if figures.iter().all(Option::is_none) {
                continue;
            }
            let name = html::escape(&i18n::lane_name(self.lang, &of.signal));
            rows.push_str("<tr class=\"lane\">");
            for figure in figures {
                // Writing to a String cannot fail.
                let _ = match figure {
                    Some(figure) => write!(
                        rows,
                        "<td><span class=\"hidden\">{name}{}</span>{figure}</td>",
                        i18n::colon(self.lang)
                    ),
                    None => write!(rows, "<td></td>"),
                };
            }
            rows.push_str("</tr>");
        }
        rows
    }

    /// The names of the lanes; none without any.
    pub fn legend(&self) -> Option<String> {
        let names = self.signals.iter();
        let names: Vec<_> = names
            .map(|of| i18n::lane_name(self.lang, &of.signal))
            .collect();
        (!names.is_empty()).then(|| i18n::lanes_legend(self.lang, &names))
    }
}
