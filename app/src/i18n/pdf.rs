//! Phrases of exports as PDF.

use super::{dates, phrases};
use crate::domain::{Day, Lang, Locale};

phrases! {
    pdf_title: "Mood journal", "Journal d’humeur";
    pdf_empty: "There are no days between these dates.", "Aucune journée entre ces dates.";
    pdf_boxes: "An empty box stands for a character that this file has no font for. The exports as CSV and JSON have every character.", "Un carré vide remplace un caractère dont ce fichier n’a pas la police. Les exports en CSV et JSON ont tous les caractères.";
    pdf_notes: "Notes", "Notes";
    pdf_method: "The days are as they were written down; this is no diagnosis. Intervals are at 95 % and allow for days that resemble their neighbours. The formulas are in Humeur’s documentation (insight.md).", "Les journées sont telles qu’elles ont été notées ; ceci n’est pas un diagnostic. Les intervalles sont à 95 % et tiennent compte des journées qui ressemblent à leurs voisines. Les formules sont dans la documentation d’Humeur (insight.md).";
}

/// The line below the heading: the days that a page is about.
#[must_use]
pub fn pdf_lead(locale: Locale, (start, end): (Day, Day)) -> String {
    let [from, to] = [start, end].map(|day| dates::with_year(locale, day));
    let title = pdf_title(locale.lang);
    match locale.lang {
        Lang::En => format!("{title}, {from} to {to}"),
        Lang::Fr => format!("{title}, du {from} au {to}"),
    }
}

/// The line at the foot of a page: the day of the export, and the page's number.
#[must_use]
pub fn pdf_foot(locale: Locale, today: Day, number: usize) -> String {
    let day = dates::with_year(locale, today);
    match locale.lang {
        Lang::En => format!("Humeur · exported on {day} · page {number}"),
        Lang::Fr => format!("Humeur · exporté le {day} · page {number}"),
    }
}
