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
    today: Day,
    signals: Vec<SignalDays>,
}

impl Lanes {
    /// Reads them.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn read(context: &Context, month: Month) -> Result<Self, Error> {
        let visitor = &context.request.visitor;
        let (lang, today) = (visitor.locale.lang, visitor.today);
        let (first, last) = (month.first(), month.last());
        // From the day before, from which a price's change is counted.
        let mut signals = chosen_signal_days(context, first.plus(-1), last).await?;
        signals.retain(|of| {
            let in_month = of.days.iter().filter(|of| (first..=last).contains(&of.day));
            in_month
                .map(|of| of.day)
                .any(|day| short_figure(lang, of, day).is_some())
        });
        Ok(Self {
            lang,
            today,
            signals,
        })
    }

    /// The rows below a week, as HTML: of every signal, so that each has its place; none in a week
    /// without any figure.
    pub fn rows(&self, week: &[Option<Day>]) -> String {
        let figures = |of: &SignalDays| -> Vec<_> {
            let figures = week.iter().map(|day| short_figure(self.lang, of, (*day)?));
            figures.collect()
        };
        let lanes: Vec<_> = self.signals.iter().map(|of| (of, figures(of))).collect();
        let mut rows = String::new();
        let has_any = lanes.iter().any(|(_, of)| of.iter().any(Option::is_some));
        if !has_any {
            return rows;
        }
        for (of, figures) in lanes {
            let name = html::escape(&i18n::lane_name(self.lang, &of.signal));
            rows.push_str("<tr class=\"lane\">");
            for (day, figure) in week.iter().zip(figures) {
                // Writing to a String cannot fail.
                let _ = match (day, figure) {
                    (_, Some(figure)) => write!(
                        rows,
                        "<td><span class=\"hidden\">{name}{}</span>{figure}</td>",
                        i18n::colon(self.lang)
                    ),
                    (Some(_), None) => write!(rows, "<td><span aria-hidden=\"true\">–</span></td>"),
                    (None, None) => write!(rows, "<td></td>"),
                };
            }
            rows.push_str("</tr>");
        }
        rows
    }

    /// The names of the lanes, and that today's figures may still change; none without any.
    pub fn legend(&self) -> Option<String> {
        let names = self.signals.iter();
        let names: Vec<_> = names
            .map(|of| i18n::lane_name(self.lang, &of.signal))
            .collect();
        let legend = (!names.is_empty()).then(|| i18n::lanes_legend(self.lang, &names))?;
        let is_provisional = self.signals.iter().any(|of| of.value(self.today).is_some());
        Some(match is_provisional {
            true => format!("{legend} {}", i18n::provisional(self.lang)),
            false => legend,
        })
    }
}
