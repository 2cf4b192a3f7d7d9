//! Phrases about the versions that a merge did not choose.

use super::phrases;
use crate::domain::Lang;

phrases! {
    other_versions: "Days written twice", "Journées notées deux fois";
    other_versions_more: "These days were written in both of your journals. The later version is in your journal now; the other one is here.", "Ces journées figuraient dans vos deux journaux. La version la plus récente est dans votre journal ; l’autre est ici.";
    no_other_versions: "There’s nothing to choose.", "Il n’y a rien à choisir.";
    no_other_versions_more: "Every day of your journal has one version.", "Chaque journée de votre journal a une seule version.";
    in_journal: "In your journal", "Dans votre journal";
    other_version: "Other version", "Autre version";
    no_entry: "No entry", "Rien de noté";
    use_this_version: "Use the other version", "Prendre l’autre version";
    discard_version: "Keep the one in my journal", "Garder celle de mon journal";
    version_chosen: "Done. Your choice is saved.", "C’est fait : votre choix est enregistré.";
    version_gone: "That version was already chosen or discarded.", "Cette version a déjà été choisie ou supprimée.";
    versions_unreachable: "We can’t reach your journal right now. Please try again in a moment.", "Votre journal est inaccessible pour le moment. Réessayez dans un moment.";
}

/// A line that leads to the versions.
#[must_use]
pub fn days_written_twice(lang: Lang, days: usize) -> String {
    match (lang, days) {
        (Lang::En, 1) => "One day was written in both journals: choose a version".into(),
        (Lang::En, _) => {
            format!("{days} days were written in both journals: choose which versions to keep")
        }
        (Lang::Fr, 1) => {
            "Une journée a été notée dans les deux journaux\u{a0}: choisissez une version".into()
        }
        (Lang::Fr, _) => format!(
            "{days} journées ont été notées dans les deux journaux\u{a0}: choisissez les versions à garder"
        ),
    }
}
