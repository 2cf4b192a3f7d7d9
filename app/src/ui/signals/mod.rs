//! Signals beside the days: the choice in the settings, the strip under Today's week, the lanes of a
//! month.

mod lanes;
mod setting;
mod strip;

pub(super) use self::{
    lanes::Lanes,
    setting::SignalsForm,
    strip::{SignalStrip, week_signals},
};
use crate::{
    api::signal_days::SignalDays,
    domain::{Day, Lang},
    i18n,
};

/// The figure of a day where there is little room: the value, or of a price its change in percent.
fn short_figure(lang: Lang, of: &SignalDays, day: Day) -> Option<String> {
    if of.signal.is_price {
        let percent = of.percent(day)?;
        Some(i18n::short_change(lang, percent))
    } else {
        let value = of.value(day)?;
        Some(i18n::short_value(lang, value, of.signal.decimals))
    }
}
