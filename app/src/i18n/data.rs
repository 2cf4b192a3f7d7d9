//! Phrases about a person's data: downloads and erasure.

use super::phrases;
use crate::domain::Lang;

phrases! {
    your_data: "Your data", "Vos données";
    download: "Download everything", "Tout télécharger";
    download_more: "JSON has the whole account: days, settings, devices, keys, reminders. CSV has the days, for a spreadsheet. Neither contains any secrets. Your photos are in the ZIP, one of the other formats.", "Le JSON contient tout le compte : journées, réglages, appareils, clés, rappels. Le CSV contient les journées, pour un tableur. Aucun des deux ne contient de secret. Vos photos sont dans le ZIP, l’un des autres formats.";
    download_json: "Everything (JSON)", "Tout (JSON)";
    download_csv: "The days (CSV)", "Les journées (CSV)";
    more_formats: "Other formats, and a calendar feed", "Autres formats, et un flux d’agenda";
    erase: "Erase everything", "Tout effacer";
    erase_more: "Your days, reminders, settings, ways to sign in, devices and keys are deleted at once and can’t be brought back. Download them first if you might want them.", "Vos journées, rappels, réglages, moyens de connexion, appareils et clés sont supprimés immédiatement et définitivement. Téléchargez-les d’abord si vous voulez les garder.";
    erase_word: "To confirm, type “erase”", "Pour confirmer, tapez « effacer »";
    erase_now: "Erase for good", "Effacer définitivement";
    erase_unconfirmed: "Nothing was erased. Type the word “erase” to confirm.", "Rien n’a été effacé. Tapez le mot « effacer » pour confirmer.";
    erase_other: "Nothing was erased: another journal is open in this browser by now. The form below erases that one.", "Rien n’a été effacé : un autre journal est ouvert dans ce navigateur depuis. Le formulaire ci-dessous efface celui-là.";
    erase_failed: "Nothing was erased: we can’t reach your journal right now. Please try again in a moment.", "Rien n’a été effacé : le journal est inaccessible pour le moment. Réessayez dans un moment.";
    erased: "Your journal is erased.", "Votre journal est effacé.";
    erased_more: "Everything that was stored here is deleted. If you write again, a new journal begins.", "Tout ce qui était enregistré ici est supprimé. Si vous écrivez à nouveau, un nouveau journal commence.";
    no_backups: "This server makes no back-ups; its operator may keep copies of their own.", "Ce serveur ne fait pas de sauvegarde ; la personne qui l’héberge peut avoir ses propres copies.";
}

/// The end of the last back-up that has the journal, in days from now; 0 if there is none.
#[must_use]
pub fn backups_expire(lang: Lang, days: u32) -> String {
    match (lang, days) {
        (_, 0) => no_backups(lang).into(),
        (Lang::En, n) => format!(
            "Back-ups may hold your journal for up to {n} more days, then they are deleted, too."
        ),
        (Lang::Fr, n) => format!(
            "Les sauvegardes peuvent contenir votre journal encore {n} jours au plus, puis sont supprimées à leur tour."
        ),
    }
}
