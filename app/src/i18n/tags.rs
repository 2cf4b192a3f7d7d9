//! Phrases about tags.

use super::{days, phrases};
use crate::domain::Lang;

phrases! {
    your_tags: "Your tags", "Vos étiquettes";
    tags_and_search: "Tags and search", "Étiquettes et recherche";
    tags_and_search_more: "Find days by words, mood or tag. A word with # in a note is a tag.", "Retrouvez des journées par mot, humeur ou étiquette. Un mot précédé de # dans une note est une étiquette.";
    tags_more: "A word with # in a note is a tag, such as #work or #long-walk. Choose one to see its days.", "Un mot précédé de # dans une note est une étiquette, comme #travail ou #longue-balade. Choisissez-en une pour voir ses journées.";
    no_tags: "No tags yet.", "Aucune étiquette pour l’instant.";
    no_tags_more: "Write a word with # in a note, such as #work or #long-walk. It is listed here with its days.", "Écrivez un mot précédé de # dans une note, comme #travail ou #longue-balade. Il figurera ici avec ses journées.";
    tags_suggested: "Your tags are listed below the note: choose one with the arrow keys.", "Vos étiquettes figurent sous la note : choisissez-en une avec les flèches.";
    rename_tag: "Rename a tag", "Renommer une étiquette";
    rename_tag_more: "Every note with the tag is changed. If other notes have the new name already, the two tags become one.", "Toutes les notes qui portent l’étiquette sont modifiées. Si d’autres notes portent déjà le nouveau nom, les deux étiquettes n’en font plus qu’une.";
    rename_from: "Tag", "Étiquette";
    rename_to: "New name", "Nouveau nom";
    rename: "Rename", "Renommer";
    rename_yes: "Yes, rename", "Oui, renommer";
    rename_no: "Leave it as it is", "Ne rien changer";
    rename_undo: "Undo", "Annuler";
    rename_undo_more: "You can undo this for a day. Notes that you have edited since stay as they are.", "Vous pouvez annuler pendant 24 heures. Les notes modifiées depuis restent telles quelles.";
    rename_gone: "No note has that tag any more.", "Aucune note ne porte plus cette étiquette.";
    rename_same: "Choose another name: this is the tag’s own.", "Choisissez un autre nom : c’est déjà le sien.";
    rename_invalid: "A tag has letters, digits, hyphens and underscores, with at least one letter.", "Une étiquette se compose de lettres, de chiffres, de traits d’union et de tirets bas, avec au moins une lettre.";
    rename_too_long: "Every note with the tag would be longer than 500 characters. Choose a shorter name.", "Toutes les notes qui portent l’étiquette dépasseraient 500 caractères. Choisissez un nom plus court.";
    rename_under_way: "Another tag is being renamed right now. Please try again in a minute.", "Une autre étiquette est en train d’être renommée. Réessayez dans une minute.";
    rename_expired: "This can’t be undone any more.", "Il n’est plus possible d’annuler.";
    tags_unreachable: "We can’t reach your journal right now. Please try again in a moment.", "Votre journal est inaccessible pour le moment. Réessayez dans un moment.";
}

/// Asks before a tag is renamed.
#[must_use]
pub fn rename_question(lang: Lang, from: &str, to: &str, n: usize) -> String {
    let days = days(lang, n);
    match lang {
        Lang::En => format!("Rename #{from} to #{to} in the notes of {days}?"),
        Lang::Fr => format!("Renommer #{from} en #{to} dans les notes de {days}\u{202f}?"),
    }
}

/// Says that the new name is a tag already.
#[must_use]
pub fn rename_merges(lang: Lang, to: &str, n: usize) -> String {
    let days = days(lang, n);
    match lang {
        Lang::En => format!("#{to} is a tag of {days} already: the two become one."),
        Lang::Fr => {
            format!(
                "#{to} est déjà une étiquette ({days})\u{a0}: les deux n’en feront plus qu’une."
            )
        }
    }
}

/// Says that some notes keep the tag, because they would be too long.
#[must_use]
pub fn rename_leaves(lang: Lang, from: &str, n: usize) -> String {
    let days = days(lang, n);
    match lang {
        Lang::En => {
            format!("The notes of {days} would be longer than 500 characters, and keep #{from}.")
        }
        Lang::Fr => {
            format!("Les notes de {days} dépasseraient 500 caractères et garderont #{from}.")
        }
    }
}

/// The result of a renaming.
#[must_use]
pub fn renamed(lang: Lang, from: &str, to: &str, n: usize) -> String {
    let days = days(lang, n);
    match lang {
        Lang::En => format!("#{from} is #{to} now ({days})."),
        Lang::Fr => format!("#{from} s’appelle désormais #{to} ({days})."),
    }
}

/// Says that a renaming is undone, and how many days stay as they are.
#[must_use]
pub fn rename_undone(lang: Lang, kept: usize) -> String {
    match (lang, kept) {
        (Lang::En, 0) => "Undone.".into(),
        (Lang::En, n) => format!(
            "Undone, except on {} that you have edited since.",
            days(lang, n)
        ),
        (Lang::Fr, 0) => "Renommage annulé.".into(),
        (Lang::Fr, 1) => {
            "Renommage annulé, sauf pour 1 journée que vous avez modifiée depuis.".into()
        }
        (Lang::Fr, n) => {
            format!("Renommage annulé, sauf pour {n} journées que vous avez modifiées depuis.")
        }
    }
}

/// Says that some notes still have the former tag.
#[must_use]
pub fn rename_rest(lang: Lang, from: &str, n: usize) -> String {
    let days = days(lang, n);
    match lang {
        Lang::En => format!(
            "{days} still with #{from}: the note would be too long, or its turn comes within minutes."
        ),
        Lang::Fr => format!(
            "{days} encore avec #{from}\u{a0}: la note serait trop longue, ou sera modifiée d’ici quelques minutes."
        ),
    }
}
