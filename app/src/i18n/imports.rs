//! Phrases about importing a file.

use super::{numbers, phrases};
use crate::{
    api::imports::NO_FILE,
    domain::Lang,
    error::{Error, ErrorKind},
    transfer::{FileError, Format, Reason},
};

phrases! {
    import: "Import a journal", "Importer un journal";
    import_more: "Bring your days from Daylio, Pixels, Apple’s State of Mind, a spreadsheet, or another Humeur. You’ll see what would change before anything does, and you can undo it for a day.", "Reprenez vos journées depuis Daylio, Pixels, « État d’esprit » d’Apple, un tableur ou un autre Humeur. Vous verrez ce qui changerait avant que quoi que ce soit ne change, et vous pourrez annuler pendant 24 heures.";
    coming_from_daylio: "Coming from Daylio or another journal? Import it", "Vous venez de Daylio ou d’un autre journal ? Importez-le";
    choose_file: "Your file", "Votre fichier";
    read_file: "Show what’s in it", "Voir ce qu’il contient";
    what_can_be_read: "Files that can be read", "Fichiers pris en charge";
    can_read_daylio: "Daylio: the CSV (More → Export entries) or a back-up (.daylio). Activities become #tags.", "Daylio : le CSV (Plus → Exporter les entrées) ou une sauvegarde (.daylio). Les activités deviennent des #étiquettes.";
    can_read_pixels: "Pixels: the JSON of its back-up.", "Pixels : le JSON de sa sauvegarde.";
    can_read_health: "Apple’s State of Mind: the JSON of the app Health Auto Export.", "« État d’esprit » d’Apple : le JSON de l’app Health Auto Export.";
    can_read_humeur: "Humeur: the JSON or CSV of your data, or the ZIP with your photos, which are added afterwards.", "Humeur : le JSON ou le CSV de vos données, ou le ZIP avec vos photos, qui s’ajoutent ensuite.";
    can_read_tables: "Any CSV with a date and a mood: you say which column is which.", "Tout CSV avec une date et une humeur : vous indiquez les colonnes.";
    can_read_limits: "At most 10,000 entries and 50 MB.", "Au plus 10 000 entrées et 50 Mo.";
    import_rules: "Several entries of one day become one: their moods are averaged and rounded, halves upwards; their notes follow each other in order of time.", "Plusieurs entrées d’un même jour n’en font plus qu’une : la moyenne de leurs humeurs, arrondie (un demi, vers le haut), et leurs notes à la suite, dans l’ordre des heures.";
    preview: "Before you import", "Avant d’importer";
    import_now: "Import these days", "Importer ces journées";
    discard_file: "Discard this file", "Abandonner ce fichier";
    undo_import: "Undo this import", "Annuler cet import";
    undo_import_more: "Every day becomes as it was before, except those you have changed since.", "Chaque journée redevient ce qu’elle était, sauf celles que vous avez modifiées depuis.";
    import_continue: "Show the progress", "Voir où ça en est";
    importing: "Your days are being written. You can leave this page.", "Vos journées sont en cours d’enregistrement. Vous pouvez quitter cette page.";
    undoing: "The import is being undone. You can leave this page.", "L’import est en cours d’annulation. Vous pouvez quitter cette page.";
    imported: "Your days are in your journal.", "Vos journées sont dans votre journal.";
    import_undone: "Undone, except on days that were changed since.", "Import annulé, sauf pour les journées modifiées depuis.";
    existing_days: "Days that you have here already, but different:", "Journées déjà notées ici, mais différentes :";
    existing_keep: "Keep mine", "Garder les miennes";
    existing_replace: "Take the file’s", "Prendre celles du fichier";
    existing_newer: "Keep whichever was written later", "Garder la plus récente";
    refused_lines: "Left out", "Laissées de côté";
    refused_reason: "Reason", "Raison";
    line: "Line", "Ligne";
    more_refused: "Only the first 200 are listed.", "Seules les 200 premières sont affichées.";
    sample: "The last days of the file", "Les dernières journées du fichier";
    which_moods: "Which moods are these?", "À quelles humeurs correspondent ces noms ?";
    which_moods_more: "Choose a face for each name.", "Choisissez un visage pour chaque nom.";
    leave_mood_out: "Leave out", "Laisser de côté";
    which_dates: "In which order are the dates?", "Dans quel ordre sont les dates ?";
    dates_dmy: "Day, month, year (31/12)", "Jour, mois, année (31/12)";
    dates_mdy: "Month, day, year (12/31)", "Mois, jour, année (12/31)";
    which_columns: "Which column is which?", "À quoi correspondent les colonnes ?";
    column_day: "Date", "Date";
    column_mood: "Mood", "Humeur";
    column_note: "Note", "Note";
    no_column: "None", "Aucune";
    long_notes: "Some notes are longer than 500 characters.", "Certaines notes dépassent 500 caractères.";
    long_notes_cut: "Shorten them", "Les raccourcir";
    long_notes_refuse: "Leave those days out", "Laisser ces journées de côté";
    too_old: "Some days are older than your journal keeps.", "Certaines journées sont plus anciennes que ce que garde votre journal.";
    too_old_more: "Choose how long to keep days, or leave these out.", "Choisissez combien de temps garder vos journées, ou laissez celles-ci de côté.";
    nothing_to_import: "None of its lines can be imported.", "Aucune de ses lignes ne peut être importée.";
    nothing_new: "All of its days are in your journal already.", "Toutes ses journées sont déjà dans votre journal.";
    answer_first: "Answer the questions below first.", "Répondez d’abord aux questions ci-dessous.";
    import_gone: "That file is no longer here: it was imported, discarded, or an hour has passed. Choose it again.", "Ce fichier n’est plus là : il a été importé, abandonné, ou une heure a passé. Choisissez-le à nouveau.";
    import_changed: "This import has changed in the meantime. Here is how it stands now.", "Cet import a changé entre-temps. Voici où il en est.";
    import_no_file: "Choose a file first.", "Choisissez d’abord un fichier.";
    import_empty: "There is nothing in this file.", "Ce fichier est vide.";
    import_unreadable: "This file can’t be read: it seems damaged or incomplete. Export it again, then choose the new one.", "Ce fichier est illisible : il semble endommagé ou incomplet. Exportez-le à nouveau, puis choisissez le nouveau fichier.";
    import_unknown: "This isn’t a file that Humeur knows. The list below says which ones it can read.", "Humeur ne reconnaît pas ce fichier. La liste ci-dessous indique ceux qu’il lit.";
    import_newer: "This file comes from a newer Humeur. Update this one first.", "Ce fichier vient d’une version plus récente d’Humeur. Mettez d’abord celle-ci à jour.";
    import_too_many_rows: "This file has more than 10,000 entries. Split it into two.", "Ce fichier compte plus de 10 000 entrées. Coupez-le en deux.";
    import_too_large: "This file is too large: at most 50 MB, or less if the site’s host limits it. For Daylio, choose the CSV, which has no pictures.", "Ce fichier est trop gros : 50 Mo au plus, ou moins si l’hébergeur le limite. Pour Daylio, choisissez le CSV, qui n’a pas de photos.";
    import_too_many: "Ten imports can still be undone. Undo one, or wait until tomorrow.", "Dix imports peuvent encore être annulés. Annulez-en un, ou attendez demain.";
    import_failed: "Nothing was imported: we can’t reach your journal right now. Please try again in a moment.", "Rien n’a été importé : le journal est inaccessible pour le moment. Réessayez dans un moment.";
    imports_unreachable: "We can’t reach your journal right now. Please try again in a moment.", "Votre journal est inaccessible pour le moment. Réessayez dans un moment.";
}

/// The reason for which an import failed, and what to do.
#[must_use]
pub fn import_error(lang: Lang, error: &Error, file: Option<FileError>) -> &'static str {
    match file {
        Some(FileError::Empty) => return import_empty(lang),
        Some(FileError::Unreadable) => return import_unreadable(lang),
        Some(FileError::UnknownFormat) => return import_unknown(lang),
        Some(FileError::NewerVersion) => return import_newer(lang),
        Some(FileError::TooManyRows) => return import_too_many_rows(lang),
        Some(FileError::TooLarge) => return import_too_large(lang),
        None => {}
    }
    match (error.kind, error.field.as_deref()) {
        (ErrorKind::TooLarge, _) => import_too_large(lang),
        (ErrorKind::TooManyRequests, _) => import_too_many(lang),
        (ErrorKind::NotFound, _) => import_gone(lang),
        (ErrorKind::Conflict, _) => import_changed(lang),
        (ErrorKind::Malformed, Some("file")) if error.message == NO_FILE => import_no_file(lang),
        (ErrorKind::Malformed, Some("file")) => import_unreadable(lang),
        (ErrorKind::Invalid, Some("file")) => nothing_to_import(lang),
        (ErrorKind::Invalid, Some("moods" | "dates" | "columns" | "dayColumn")) => {
            answer_first(lang)
        }
        (ErrorKind::Unavailable, _) => import_failed(lang),
        _ => super::account_error(lang, error),
    }
}

/// A format's name.
#[must_use]
pub const fn format_name(format: Format) -> &'static str {
    match format {
        Format::HumeurJson => "Humeur (JSON)",
        Format::HumeurCsv => "Humeur (CSV)",
        Format::DaylioCsv => "Daylio (CSV)",
        Format::DaylioBackup => "Daylio (.daylio)",
        Format::Pixels => "Pixels (JSON)",
        Format::StateOfMind => "State of Mind (JSON)",
        Format::Table => "CSV",
    }
}

/// The reason for which a line is left out.
#[must_use]
pub const fn refusal(lang: Lang, reason: Reason) -> &'static str {
    match (lang, reason) {
        (Lang::En, Reason::Malformed) => "not in the form of the other lines",
        (Lang::En, Reason::NotADay) => "no real date",
        (Lang::En, Reason::Future) => "a day still to come",
        (Lang::En, Reason::Expired) => "older than your journal keeps",
        (Lang::En, Reason::NoMood) => "no mood",
        (Lang::En, Reason::LeftOut) => "a mood that you left out",
        (Lang::En, Reason::NoteTooLong) => "a note of more than 500 characters",
        (Lang::Fr, Reason::Malformed) => "n’a pas la forme des autres lignes",
        (Lang::Fr, Reason::NotADay) => "une date qui n’existe pas",
        (Lang::Fr, Reason::Future) => "un jour à venir",
        (Lang::Fr, Reason::Expired) => "plus ancienne que ce que garde votre journal",
        (Lang::Fr, Reason::NoMood) => "pas d’humeur",
        (Lang::Fr, Reason::LeftOut) => "une humeur que vous avez laissée de côté",
        (Lang::Fr, Reason::NoteTooLong) => "une note de plus de 500 caractères",
    }
}

/// Phrases with a number of days, for one and for several.
type Counted = [(&'static str, &'static str); 2];

fn counted(lang: Lang, count: u64, [en, fr]: Counted) -> String {
    let (one, several) = match lang {
        Lang::En => en,
        Lang::Fr => fr,
    };
    let is_one = count == 1 || (lang == Lang::Fr && count == 0);
    let phrase = if is_one { one } else { several };
    phrase.replace("{}", &numbers::count(lang, count))
}

/// The number of moments in a file.
#[must_use]
pub fn moments_in_file(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::En, 1) => {
            "The file has a moment, too. One that you have already stays as it is.".into()
        }
        (Lang::En, n) => {
            format!("The file has {n} moments, too. Those that you have already stay as they are.")
        }
        (Lang::Fr, 1) => {
            "Le fichier contient aussi un moment. S’il existe déjà, il reste tel quel.".into()
        }
        (Lang::Fr, n) => format!(
            "Le fichier contient aussi {n} moments. Ceux qui existent déjà restent tels quels."
        ),
    }
}

/// The number of comments in a file.
#[must_use]
pub fn comments_in_file(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::En, 1) => {
            "The file has a comment, too. One that you have already stays as it is.".into()
        }
        (Lang::En, n) => {
            format!("The file has {n} comments, too. Those that you have already stay as they are.")
        }
        (Lang::Fr, 1) => {
            "Le fichier contient aussi un commentaire. S’il existe déjà, il reste tel quel.".into()
        }
        (Lang::Fr, n) => format!(
            "Le fichier contient aussi {n} commentaires. Ceux qui existent déjà restent tels quels."
        ),
    }
}

/// The days that had no entry.
#[must_use]
pub fn days_added(lang: Lang, count: u64) -> String {
    let en = ("{} new day", "{} new days");
    counted(
        lang,
        count,
        [en, ("{} nouvelle journée", "{} nouvelles journées")],
    )
}

/// The days that had another one.
#[must_use]
pub fn days_changed(lang: Lang, count: u64) -> String {
    let en = ("{} day replaced", "{} days replaced");
    counted(
        lang,
        count,
        [en, ("{} journée remplacée", "{} journées remplacées")],
    )
}

/// The days that keep another one.
#[must_use]
pub fn days_kept(lang: Lang, count: u64) -> String {
    let en = ("{} day kept as it is here", "{} days kept as they are here");
    let fr = (
        "{} journée gardée telle quelle",
        "{} journées gardées telles quelles",
    );
    counted(lang, count, [en, fr])
}

/// The days that are the same.
#[must_use]
pub fn days_unchanged(lang: Lang, count: u64) -> String {
    let en = ("{} day that is the same", "{} days that are the same");
    counted(
        lang,
        count,
        [en, ("{} journée identique", "{} journées identiques")],
    )
}

/// The lines that are left out.
#[must_use]
pub fn lines_refused(lang: Lang, count: u64) -> String {
    let en = ("{} line left out", "{} lines left out");
    counted(
        lang,
        count,
        [
            en,
            ("{} ligne laissée de côté", "{} lignes laissées de côté"),
        ],
    )
}

/// The number of entries with a mood.
#[must_use]
pub fn entries_with_mood(lang: Lang, count: u64) -> String {
    counted(
        lang,
        count,
        [("{} entry", "{} entries"), ("{} entrée", "{} entrées")],
    )
}
