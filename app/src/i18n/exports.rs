//! Phrases of exports and calendar feeds.

use super::phrases;
use crate::{api::export::Format, domain::Lang};

phrases! {
    exports: "Export", "Exporter";
    exports_more: "A file of your days, to keep or to pass on. Its link works for an hour, and the file is deleted within two days.", "Un fichier de vos journées, à garder ou à transmettre. Son lien fonctionne pendant une heure, et le fichier est supprimé au plus tard deux jours après.";
    export_format: "Format", "Format";
    export_pdf: "Pages to print or to hand to a doctor (PDF)", "Pages à imprimer ou à remettre à un médecin (PDF)";
    export_pages: "A page for each", "Une page par";
    pages_month: "Month", "Mois";
    pages_year: "Year", "Année";
    export_csv: "Table (CSV)", "Tableau (CSV)";
    export_json: "Humeur’s own file (JSON), which can be imported again", "Fichier Humeur (JSON), qui peut être réimporté";
    export_zip: "Humeur’s own file with your photos (ZIP), which can be imported again", "Fichier Humeur avec vos photos (ZIP), qui peut être réimporté";
    export_ics: "Calendar (iCalendar)", "Agenda (iCalendar)";
    export_fhir: "Health record (FHIR)", "Dossier de santé (FHIR)";
    export_signals: "The world around your days (JSON): weather, prices and the like", "Le monde autour de vos journées (JSON) : météo, cours et autres valeurs";
    export_start: "From", "Du";
    export_end: "To", "Au";
    export_span: "Days, ten years at most", "Période, dix ans au plus";
    export_span_more: "Left empty: the last ten years.", "Sans dates : les dix dernières années.";
    export_span_signals: "The world around your days: three months at most.", "Le monde autour de vos journées : trois mois au plus.";
    export_notes: "Notes", "Notes";
    notes_in: "With notes", "Avec les notes";
    notes_out: "Without notes", "Sans les notes";
    export_separator: "Between the cells of a table", "Séparateur du tableau";
    separator_comma: "Comma", "Virgule";
    separator_semicolon: "Semicolon, for spreadsheets in French", "Point-virgule, pour les tableurs en français";
    export_component: "A day in a calendar", "Une journée dans l’agenda";
    component_event: "An all-day event that leaves you free", "Un événement d’une journée entière, qui vous laisse disponible";
    component_journal: "A journal entry, which few calendars show", "Une entrée de journal, que peu d’agendas affichent";
    export_now: "Make the file", "Créer le fichier";
    export_working: "Making your file…", "Création du fichier…";
    export_cancel: "Cancel", "Annuler";
    export_cancelled: "Cancelled.", "Annulé.";
    export_ready: "Your file is ready", "Votre fichier est prêt";
    export_ready_more: "Anybody who has this link can download the file for the next hour.", "Pendant une heure, toute personne qui possède ce lien peut télécharger le fichier.";
    export_download: "Download", "Télécharger";
    export_too_long: "Choose fewer days, the first before the last.", "Choisissez moins de jours, le premier avant le dernier.";
    export_too_many_pages: "The PDF would have more than 800 pages. Choose fewer days, or leave out the notes.", "Le PDF aurait plus de 800 pages. Choisissez moins de jours, ou laissez de côté les notes.";
    export_too_many_photos: "The file would have more than 500 photos. Choose a shorter span, and make a file of each.", "Le fichier aurait plus de 500 photos. Choisissez une période plus courte, et créez un fichier pour chacune.";
    export_not_a_day: "Choose a date of the calendar.", "Choisissez une date du calendrier.";
    export_too_many: "You have made many files. Please try again in a minute.", "Vous avez déjà créé beaucoup de fichiers. Réessayez dans une minute.";
    export_failed: "The file could not be made: we can’t reach your journal right now. Please try again in a moment.", "Le fichier n’a pas pu être créé : votre journal est inaccessible pour le moment. Réessayez dans un moment.";
    feeds: "Calendar feed", "Flux d’agenda";
    feeds_more: "A secret link that shows the days of the last year in your calendar app, and keeps up with them. Anybody who has it can read them, until you revoke it.", "Un lien secret qui affiche dans votre agenda vos journées des douze derniers mois, et reste à jour. Toute personne qui le possède peut les lire, tant que vous ne l’avez pas révoqué.";
    feed_name: "Calendar feed", "Flux d’agenda";
    no_feeds: "You have no feeds.", "Vous n’avez pas de flux.";
    feed_with_notes: "Shows the notes", "Affiche les notes";
    feed_without_notes: "Hides the notes", "N’affiche pas les notes";
    feed_never_used: "Never read", "Jamais lu";
    create_feed: "Make a link", "Créer un lien";
    feed_created: "Your new link", "Votre nouveau lien";
    feed_created_more: "Copy it now, and subscribe to it in your calendar app: it is shown this once.", "Copiez-le maintenant, puis abonnez-vous-y dans votre agenda : il n’est affiché qu’une fois.";
    feed_revoked: "Link revoked. It no longer opens anything.", "Lien révoqué. Il n’ouvre plus rien.";
    feed_gone: "This link was already revoked.", "Ce lien était déjà révoqué.";
    feed_too_many: "You have 20 links and keys already. Revoke one first.", "Vous avez déjà 20 liens et clés. Révoquez-en un d’abord.";
    feeds_unreachable: "We can’t read your feeds right now. Please try again in a moment.", "Impossible de lire vos flux pour le moment. Réessayez dans un moment.";
}

/// The name of a format.
#[must_use]
pub const fn export_name(lang: Lang, format: Format) -> &'static str {
    match format {
        Format::Pdf => export_pdf(lang),
        Format::Csv => export_csv(lang),
        Format::Json => export_json(lang),
        Format::Zip => export_zip(lang),
        Format::Ics => export_ics(lang),
        Format::Fhir => export_fhir(lang),
        Format::Signals => export_signals(lang),
    }
}

/// "Created 20 November".
#[must_use]
pub fn feed_made(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Created {day}"),
        Lang::Fr => format!("Créé le {day}"),
    }
}

/// "Last read 20 November".
#[must_use]
pub fn feed_used(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Last read {day}"),
        Lang::Fr => format!("Dernière lecture le {day}"),
    }
}

/// "Revoke the link of 20 November".
#[must_use]
pub fn revoke_feed_of(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Revoke the link of {day}"),
        Lang::Fr => format!("Révoquer le lien du {day}"),
    }
}
