//! Phrases of the reports of days and weeks.

#[cfg(test)]
pub(super) mod tests;

use std::cmp::Ordering;

use super::{
    colon, dates,
    insight::steps,
    mood_name,
    numbers::{self, count, decimal},
    phrases, value_with_unit,
};
use crate::domain::{
    Day, Lang, Locale, Mood, Week,
    insight::{Interval, Measure},
    report::{SignalOfDay, SignalOfWeek, Usual, UsualDay, WeekReport},
};

phrases! {
    day_report: "This day’s report", "Résumé de cette journée";
    week_report: "This week’s report", "Résumé de cette semaine";
    day_in_calendar: "This day in the calendar", "Cette journée dans le calendrier";
    week_unwritten: "Nothing written this week.", "Rien de noté cette semaine-là.";
    week_to_come: "This week is still to come.", "Cette semaine est à venir.";
    week_expired: "This week is older than your journal keeps.", "Votre journal ne remonte pas jusqu’à cette semaine.";
    tags_of_week: "Most frequent tags", "Étiquettes les plus fréquentes";
    moments_of_week: "Moments of the week", "Moments de la semaine";
    how_usual: "Moods count from 1 (awful) to 5 (great). The usual level is the mean of the days written in the 90 days before; the range in brackets is its 95% interval, which allows for neighbouring days resembling each other. A mood is a whole step, so what you felt may lie up to half a step beside it. We call a day brighter or heavier only if it lies outside the range by more than that.", "Les humeurs vont de 1 (affreuse) à 5 (superbe). Le niveau habituel est la moyenne des journées notées pendant les 90 jours précédents ; la fourchette entre parenthèses est son intervalle à 95 %, qui tient compte de la ressemblance des journées voisines. Une humeur est un cran entier : le ressenti peut s’en écarter d’un demi-cran. Nous ne disons une journée plus claire ou plus lourde que si elle sort de la fourchette de plus que cela.";
    how_week: "The week beside the four weeks before. We name a difference only if chance alone would make one this large at most 5 times in 100, given that neighbouring days resemble each other.", "La semaine comparée aux quatre précédentes. Nous ne nommons un écart que si le hasard seul en produirait un aussi grand au plus 5 fois sur 100, sachant que les journées voisines se ressemblent.";
    how_signal_of_day: "In brackets after a value: its difference from the mean of the 30 days before, if at least ten of them have one, the day is over, and the source was not silent for half of it.", "Entre parenthèses après une valeur : son écart avec la moyenne des 30 jours précédents, si dix d’entre eux au moins en ont une, que la journée est finie et que la source n’est pas restée muette la moitié du temps.";
    how_signal_of_week: "Each figure is the mean of the week’s days.", "Chaque valeur est la moyenne des jours de la semaine.";
}

/// The title of a report's page.
#[must_use]
pub fn report_of(lang: Lang, period: &str) -> String {
    let name = match lang {
        Lang::En => "Report",
        Lang::Fr => "Résumé",
    };
    format!("{name}{}{period}", colon(lang))
}

/// A week's name: "16 – 22 November"; with the year if it is not that of `today`.
#[must_use]
pub fn week_name(locale: Locale, week: Week, today: Day) -> String {
    use chrono::Datelike;

    let (range, year) = (dates::week_range(locale, week), week.end().date().year());
    if year == today.date().year() {
        range
    } else if locale.month_first {
        format!("{range}, {year}")
    } else {
        format!("{range} {year}")
    }
}

/// A day in a sentence: "A good Thursday: brighter than your average Thursday."
#[must_use]
pub fn day_sentence(lang: Lang, day: Day, mood: Mood, usual: &UsualDay) -> String {
    let (name, weekday) = (
        mood_name(lang, mood).to_lowercase(),
        dates::weekday(lang, day),
    );
    let is_weekday = usual.weekday.level.is_some();
    let said = usual.told().compare(mood);
    match lang {
        Lang::En => {
            let article = match mood {
                Mood::Awful | Mood::Okay => "An",
                Mood::Bad | Mood::Good | Mood::Great => "A",
            };
            let than = if is_weekday { weekday } else { "day" };
            let said = match said {
                None => String::new(),
                Some(Ordering::Greater) => format!(": brighter than your average {than}"),
                Some(Ordering::Less) => format!(": heavier than your average {than}"),
                Some(Ordering::Equal) => format!(", much like your average {than}"),
            };
            format!("{article} {name} {weekday}{said}.")
        }
        Lang::Fr => {
            let day = match mood {
                Mood::Good => format!("Une {name} journée"),
                Mood::Awful | Mood::Bad | Mood::Okay | Mood::Great => format!("Une journée {name}"),
            };
            let than = if is_weekday {
                format!("la moyenne de vos {weekday}s")
            } else {
                "la moyenne de vos journées".to_owned()
            };
            let said = match said {
                None => String::new(),
                Some(Ordering::Greater) => format!("\u{a0}: plus claire que {than}"),
                Some(Ordering::Less) => format!("\u{a0}: plus lourde que {than}"),
                Some(Ordering::Equal) => format!(", proche de {than}"),
            };
            format!("{day}{said}.")
        }
    }
}

/// The usual level of all days, or of a weekday, or the number of days that it takes.
#[must_use]
pub fn usual_sentence(lang: Lang, usual: &Usual, weekday: Option<&str>) -> String {
    let (n, needed) = (count(lang, usual.days), count(lang, usual.needed));
    match (lang, usual.level) {
        (
            Lang::En,
            Some(Interval {
                estimate,
                low,
                high,
            }),
        ) => format!(
            "Your average {}: {} out of 5 ({}), over {n} days.",
            weekday.unwrap_or("day"),
            decimal(lang, estimate, 1),
            numbers::interval(lang, low, high, 1)
        ),
        (Lang::En, None) => {
            let days = weekday.map_or("days".to_owned(), |weekday| format!("{weekday}s"));
            format!(
                "Not enough {days} to compare with: it takes {needed} in the 90 days before. Written: {n}."
            )
        }
        (
            Lang::Fr,
            Some(Interval {
                estimate,
                low,
                high,
            }),
        ) => {
            let days = weekday.map_or("journées".to_owned(), |weekday| format!("{weekday}s"));
            format!(
                "La moyenne de vos {days}\u{a0}: {} sur 5 ({}), pour {n} journées.",
                decimal(lang, estimate, 1),
                numbers::interval(lang, low, high, 1)
            )
        }
        (Lang::Fr, None) => {
            let (days, noted) = weekday.map_or(("journées".to_owned(), "Notées"), |weekday| {
                (format!("{weekday}s"), "Notés")
            });
            format!(
                "Pas assez de {days} pour comparer\u{a0}: il en faut {needed} pendant les 90 jours précédents. {noted}\u{a0}: {n}."
            )
        }
    }
}

/// A week beside the four weeks before.
#[must_use]
pub fn week_change(lang: Lang, report: &WeekReport) -> String {
    let (n, before) = (
        count(lang, report.entries.len()),
        count(lang, report.days_before),
    );
    let Some(comparison) = report.comparison else {
        let (needed, needed_before) = (WeekReport::MIN_DAYS, WeekReport::MIN_DAYS_BEFORE);
        return match lang {
            Lang::En => format!(
                "Not enough days to compare: it takes {needed} in the week and {needed_before} in the four weeks before. This week has {n}, those have {before}."
            ),
            Lang::Fr => format!(
                "Pas assez de journées pour comparer\u{a0}: il en faut {needed} dans la semaine et {needed_before} dans les quatre précédentes. Cette semaine en a {n}, celles d’avant {before}."
            ),
        };
    };
    let steps = steps(lang, &comparison.difference);
    match (lang, comparison.direction()) {
        (Lang::En, Ordering::Equal) => format!(
            "Much like the four weeks before: no difference that stands out from chance, with {n} days beside {before}."
        ),
        (Lang::Fr, Ordering::Equal) => format!(
            "Proche des quatre semaines précédentes\u{a0}: aucun écart qui se distingue du hasard, avec {n} jours contre {before}."
        ),
        (Lang::En, Ordering::Greater) => {
            format!("Brighter than the four weeks before: {steps}, with {n} days beside {before}.")
        }
        (Lang::Fr, Ordering::Greater) => format!(
            "Plus claire que les quatre semaines précédentes\u{a0}: {steps}, avec {n} jours contre {before}."
        ),
        (Lang::En, Ordering::Less) => {
            format!("Heavier than the four weeks before: {steps}, with {n} days beside {before}.")
        }
        (Lang::Fr, Ordering::Less) => format!(
            "Plus lourde que les quatre semaines précédentes\u{a0}: {steps}, avec {n} jours contre {before}."
        ),
    }
}

/// A signal's value of a day: "Temperature: 8.4 °C (2.1 above the mean of the 30 days before)".
#[must_use]
pub fn signal_of_day(lang: Lang, of: &SignalOfDay) -> String {
    let value = value_with_unit(lang, &of.signal, Measure::Value, of.value.value);
    let digits = of.signal.decimals.into();
    let beside = match (lang, of.difference()) {
        (Lang::En, _) if !of.is_over => " (may still change)".into(),
        (Lang::Fr, _) if !of.is_over => " (peut encore changer)".into(),
        (_, Some(by)) => format!(" ({})", beside_days_before(lang, by, digits)),
        (_, None) => String::new(),
    };
    format!("{}{}{value}{beside}", of.signal.name(lang), colon(lang))
}

/// A difference from the mean of the days before. One that rounds to zero has no figure.
fn beside_days_before(lang: Lang, by: f64, digits: usize) -> String {
    let [size, none] = [by.abs(), 0.0].map(|value| decimal(lang, value, digits));
    let days = SignalOfDay::DAYS_BEFORE;
    match lang {
        Lang::En if size == none => format!("like the mean of the {days} days before"),
        Lang::En if by > 0.0 => format!("{size} above the mean of the {days} days before"),
        Lang::En => format!("{size} below the mean of the {days} days before"),
        Lang::Fr if size == none => format!("comme la moyenne des {days} jours précédents"),
        Lang::Fr if by > 0.0 => {
            format!("{size} de plus que la moyenne des {days} jours précédents")
        }
        Lang::Fr => format!("{size} de moins que la moyenne des {days} jours précédents"),
    }
}

/// A signal's mean of a week: "Temperature: 8.4 °C".
#[must_use]
pub fn signal_of_week(lang: Lang, of: &SignalOfWeek) -> String {
    let mean = value_with_unit(lang, &of.signal, Measure::Value, of.mean);
    format!("{}{}{mean}", of.signal.name(lang), colon(lang))
}

/// The number of comments on a day.
#[must_use]
pub fn comments_of_day(lang: Lang, comments: usize) -> String {
    let n = count(lang, comments);
    match (lang, comments) {
        (Lang::En, 1) => "1 comment".into(),
        (Lang::En, _) => format!("{n} comments"),
        (Lang::Fr, 0 | 1) => format!("{n} commentaire"),
        (Lang::Fr, _) => format!("{n} commentaires"),
    }
}
