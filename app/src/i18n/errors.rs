//! Phrases about errors.

use super::phrases;
use crate::{
    domain::Lang,
    error::{Error, ErrorKind},
};

phrases! {
    session_over: "Your session on this device has ended. Your words are still here; reload the page to go on.", "Votre session sur cet appareil a expiré. Votre texte est encore là ; rechargez la page pour continuer.";
    resting: "We can’t reach your journal right now.", "Votre journal est inaccessible pour le moment.";
    resting_more: "Nothing is lost. To keep your days safe, you can’t write until we can read them. Please try again in a moment.", "Rien n’est perdu. Pour protéger vos journées, on ne peut pas écrire tant qu’elles ne sont pas lisibles. Réessayez dans un moment.";
    could_not_remove: "Not removed: we can’t reach your journal right now. Everything is still there.", "Non supprimé : le journal est inaccessible pour le moment. Tout est encore là.";
    could_not_save: "Not saved: we can’t reach your journal right now. Your words are still here.", "Non enregistré : le journal est inaccessible pour le moment. Votre texte est encore là.";
    from_elsewhere: "Not saved: this seems to come from another site. If it is yours, save it again here.", "Non enregistré : cela semble venir d’un autre site. Si c’est bien de vous, enregistrez à nouveau ici.";
    too_much_text: "Not saved: that is far longer than a note can be, too long to show here. Your browser’s Back button may bring it back.", "Non enregistré : c’est bien plus long qu’une note, trop long pour être affiché ici. Le bouton Précédent de votre navigateur peut le retrouver.";
    our_fault: "That didn’t work, and it’s our fault. Go back, where your text still is, and try again.", "Ça n’a pas fonctionné, et c’est notre faute. Revenez à la page précédente, où se trouve encore votre texte, et réessayez.";
    address_not_open: "This address is not open. Please use the site’s own.", "Cette adresse n’est pas ouverte. Passez par celle du site.";
    nothing_changed: "That didn’t work, and nothing was changed. Please try again.", "Ça n’a pas fonctionné, et rien n’a changé. Réessayez.";
    choose_a_face: "Choose one of the five faces first.", "Choisissez d’abord un des cinq visages.";
    note_too_long: "The note is too long: 500 characters at most.", "La note est trop longue : 500 caractères au plus.";
    day_not_open: "This day can’t be written: it is still to come, or older than your journal keeps.", "Ce jour ne peut pas être écrit : il est à venir, ou plus ancien que ce que garde votre journal.";
    already_gone: "That day was already empty.", "Ce jour était déjà vide.";
    week_unreachable: "We can’t reach that week right now. Try again when you’re online.", "Cette semaine est inaccessible pour le moment. Réessayez une fois en ligne.";
    not_saved_without_cookies: "Not saved: your browser blocks cookies, so Humeur can’t keep your journal. Allow cookies for this site, then save again. Your words are still here.", "Non enregistré : votre navigateur bloque les cookies, et Humeur ne peut pas garder votre journal. Autorisez les cookies pour ce site, puis enregistrez à nouveau. Votre texte est encore là.";
    went_wrong: "That didn’t work. Your words are still here; please try again.", "Ça n’a pas fonctionné. Votre texte est encore là ; réessayez.";
}

/// The advice about an error.
#[must_use]
pub fn error(lang: Lang, error: &Error) -> &'static str {
    match (error.kind, error.field.as_deref()) {
        (ErrorKind::Unavailable, _) => could_not_save(lang),
        (ErrorKind::Malformed, Some("mood")) => choose_a_face(lang),
        (ErrorKind::Invalid, Some("note")) => note_too_long(lang),
        (ErrorKind::Invalid | ErrorKind::Malformed, Some("day")) => day_not_open(lang),
        (ErrorKind::TooLarge, _) => note_too_long(lang),
        (ErrorKind::NotFound, _) => already_gone(lang),
        (ErrorKind::Unauthenticated, _) | (ErrorKind::Forbidden, Some("userId")) => {
            session_over(lang)
        }
        _ => went_wrong(lang),
    }
}
