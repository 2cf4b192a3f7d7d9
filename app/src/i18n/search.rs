//! Phrases about the search in a journal.

use super::phrases;
use crate::domain::Lang;

phrases! {
    search: "Search", "Rechercher";
    search_notes: "Search your days", "Rechercher dans vos journées";
    search_words: "Words", "Mots";
    search_words_more: "All of them must be in the note. Put a phrase in quotation marks. Accents and capitals make no difference.", "Tous doivent figurer dans la note. Mettez une expression entre guillemets. Les accents et les majuscules ne comptent pas.";
    search_mood: "Mood", "Humeur";
    any_mood: "Any", "Toutes";
    search_tag: "Tag", "Étiquette";
    search_start: "From", "Du";
    search_end: "To", "Au";
    search_now: "Search", "Rechercher";
    search_new: "New search", "Nouvelle recherche";
    nothing_found: "No day matches.", "Aucune journée ne correspond.";
    nothing_found_more: "Try fewer words, or another span.", "Essayez avec moins de mots ou une autre période.";
    found_none_older: "There are no older days.", "Il n’y a pas de journées plus anciennes.";
    older_days: "Older days", "Journées plus anciennes";
    search_q_invalid: "A search has at most 100 characters, and at least one letter, digit or symbol.", "Une recherche a 100 caractères au plus, et au moins une lettre, un chiffre ou un symbole.";
    search_tag_invalid: "A tag has letters, digits, hyphens and underscores, with at least one letter.", "Une étiquette se compose de lettres, de chiffres, de traits d’union et de tirets bas, avec au moins une lettre.";
    search_span_invalid: "The last day must not be before the first one.", "Le dernier jour ne peut pas précéder le premier.";
    search_invalid: "That search can’t be read. Check its fields.", "Cette recherche est illisible. Vérifiez ses champs.";
    search_unreachable: "We can’t reach your journal right now. Please try again in a moment.", "Votre journal est inaccessible pour le moment. Réessayez dans un moment.";
}

/// The number of days that a search found.
#[must_use]
pub fn days_found(lang: Lang, days: usize) -> String {
    match (lang, days) {
        (Lang::En, 1) => "1 day found".into(),
        (Lang::En, n) => format!("{n} days found"),
        (Lang::Fr, 0 | 1) => format!("{days} journée trouvée"),
        (Lang::Fr, n) => format!("{n} journées trouvées"),
    }
}
