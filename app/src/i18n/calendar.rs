//! Phrases of the calendar.

use super::{dates, phrases, retention};
use crate::domain::{Day, Lang, Locale, Period, Retention};

phrases! {
    calendar_views: "View", "Affichage";
    calendar_month: "Month", "Mois";
    calendar_year: "Year", "Année";
    calendar_around: "Before and after", "Avant et après";
    previous_month: "Previous month", "Mois précédent";
    next_month: "Next month", "Mois suivant";
    previous_year: "Previous year", "Année précédente";
    next_year: "Next year", "Année suivante";
    previous_day: "Previous day", "Jour précédent";
    next_day: "Next day", "Jour suivant";
    calendar_jump: "Go to", "Aller à";
    calendar_whole_year: "Whole year", "Toute l’année";
    calendar_show: "Show", "Afficher";
    skip_days: "Skip the days", "Passer les jours";
    calendar_unwritten: "Nothing written", "Rien de noté";
    day_unwritten: "Nothing written on this day.", "Rien de noté ce jour-là.";
    day_to_come: "This day is still to come.", "Cette journée est à venir.";
    day_expired: "This day is older than your journal keeps.", "Votre journal ne remonte pas jusqu’à ce jour.";
    edit_day: "Edit this day", "Modifier cette journée";
    write_day: "Write about this day", "Noter cette journée";
}

/// A period's name: "2026", "November 2026", "Thursday 26 November".
#[must_use]
pub fn period_name(locale: Locale, period: Period, today: Day) -> String {
    match period {
        Period::Year(year) => year.number().to_string(),
        Period::Month(month) => dates::month_and_year(locale.lang, month.first()),
        Period::Day(day) => dates::full(locale, day, today),
    }
}

/// The caption of a month's table.
#[must_use]
pub fn days_of(lang: Lang, period: &str) -> String {
    match lang {
        Lang::En => format!("The days of {period}"),
        Lang::Fr => format!("Les jours\u{a0}: {period}"),
    }
}

/// The name of a month's chart.
#[must_use]
pub fn curve_of(lang: Lang, period: &str) -> String {
    match lang {
        Lang::En => format!("The curve of {period}"),
        Lang::Fr => format!("La courbe\u{a0}: {period}"),
    }
}

/// Says that a month or a year is empty.
#[must_use]
pub fn nothing_in(lang: Lang, period: &str) -> String {
    match lang {
        Lang::En => format!("Nothing written in {period}."),
        Lang::Fr => format!("Rien de noté en {period}."),
    }
}

/// Says that a month or a year has not begun.
#[must_use]
pub fn period_to_come(lang: Lang, period: &str) -> String {
    match lang {
        Lang::En => format!("{period} is still to come."),
        Lang::Fr => format!("Pas encore de journées\u{a0}: {period} est à venir."),
    }
}

/// Says that a month or a year is older than the journal keeps.
#[must_use]
pub fn period_expired(lang: Lang, kept: Retention) -> String {
    let time = retention(lang, kept);
    match lang {
        Lang::En => format!("Your journal keeps each day for {time}: nothing this old is left."),
        Lang::Fr => format!(
            "Votre journal garde chaque journée pendant {time}\u{a0}: il ne reste rien d’aussi ancien."
        ),
    }
}

/// The number of days with an entry.
#[must_use]
pub fn days_written(lang: Lang, days: usize) -> String {
    match (lang, days) {
        (Lang::En, 1) => "One day written".into(),
        (Lang::En, n) => format!("{n} days written"),
        (Lang::Fr, 1) => "Une journée notée".into(),
        (Lang::Fr, n) => format!("{n} journées notées"),
    }
}

/// An instant, as a date and the time on the person's clock.
#[must_use]
pub fn moment(locale: Locale, date: Day, time: (u32, u32), today: Day) -> String {
    let date = dates::full(locale, date, today);
    let time = dates::clock_time(locale, time.0, time.1);
    match locale.lang {
        Lang::En => format!("{date} at {time}"),
        Lang::Fr => format!("{date} à {time}"),
    }
}

/// The time of a day's first save.
#[must_use]
pub fn written_on(lang: Lang, moment: &str) -> String {
    match lang {
        Lang::En => format!("Written on {moment}."),
        Lang::Fr => format!("Noté le {moment}."),
    }
}

/// The time of a day's last change.
#[must_use]
pub fn edited_on(lang: Lang, moment: &str) -> String {
    match lang {
        Lang::En => format!("Edited on {moment}."),
        Lang::Fr => format!("Modifié le {moment}."),
    }
}

/// Marks a page that is shown offline as the device last saw it.
#[must_use]
pub fn as_last_seen(lang: Lang, moment: &str) -> String {
    match lang {
        Lang::En => format!("As last seen on {moment}. What was written since isn’t here yet."),
        Lang::Fr => {
            format!(
                "Dernière version vue le {moment}. Ce qui a été noté depuis n’y figure pas encore."
            )
        }
    }
}
