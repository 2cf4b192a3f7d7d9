//! Phrases about moments.

use super::phrases;
use crate::domain::Lang;

phrases! {
    moments: "Moments", "Moments";
    moments_more: "What you want to remember: a birth, a move, a long lunch. A moment stays until you delete it.", "Ce dont vous voulez vous souvenir : une naissance, un déménagement, un long déjeuner. Un moment reste jusqu’à ce que vous le supprimiez.";
    new_moment: "New moment", "Nouveau moment";
    add_moment: "Add a moment", "Ajouter un moment";
    edit_moment: "Edit", "Modifier";
    delete_moment: "Delete", "Supprimer";
    save_moment: "Save", "Enregistrer";
    moment_title: "Title", "Titre";
    moment_date: "Date", "Date";
    moment_date_more: "Such as 2026-11-26, or 2026-11-26T18:30:00+01:00 with a time.", "Par exemple 2026-11-26, ou 2026-11-26T18:30:00+01:00 avec une heure.";
    moment_description: "Description (optional)", "Description (facultative)";
    moment_location: "Place (optional)", "Lieu (facultatif)";
    moment_saved: "Saved.", "Enregistré.";
    no_moments: "No moments yet.", "Pas encore de moments.";
    no_moment_found: "No moment matches.", "Aucun moment ne correspond.";
    older_moments: "Older moments", "Moments plus anciens";
    no_older_moments: "There are no older moments.", "Il n’y a pas de moments plus anciens.";
    all_moments: "All moments", "Tous les moments";
    search_moments: "Search your moments", "Rechercher dans vos moments";
    with_a_moment: ", with a moment", ", avec un moment";
    moments_unreachable: "We can’t reach your moments right now. Please try again soon.", "Vos moments sont inaccessibles pour l’instant. Réessayez bientôt.";
    moment_title_invalid: "Give it a title of 1 to 120 characters.", "Donnez-lui un titre de 1 à 120 caractères.";
    moment_date_invalid: "That date doesn’t exist. Write it like 2026-11-26.", "Cette date n’existe pas. Écrivez-la comme 2026-11-26.";
    moment_description_long: "The description has more than 2,000 characters.", "La description dépasse 2\u{202f}000 caractères.";
    moment_location_long: "The place has more than 200 characters.", "Le lieu dépasse 200 caractères.";
    moment_changed: "Another device changed this moment: its version is above. Save again to replace it with yours.", "Ce moment a été modifié sur un autre appareil : sa version est ci-dessus. Enregistrez de nouveau pour la remplacer par la vôtre.";
    moment_saved_before: "This form was already saved as a moment. Save again to add another one.", "Ce formulaire a déjà été enregistré. Enregistrez de nouveau pour ajouter un autre moment.";
    moment_gone: "This moment was deleted. Save again to keep your text as a new one.", "Ce moment a été supprimé. Enregistrez de nouveau pour garder votre texte comme nouveau moment.";
    moment_not_saved: "Not saved. Please try again.", "Non enregistré. Réessayez.";
    add_photos: "Add photos (optional)", "Ajouter des photos (facultatif)";
    photos_limit: "JPEG, PNG or WebP, at most 8 MB each, and four in all. Their position and camera data are removed.", "JPEG, PNG ou WebP, 8 Mo au plus chacune, et quatre en tout. Leurs données de lieu et d’appareil sont supprimées.";
    photos_small_limit: "JPEG, PNG or WebP, at most 4 MB all together, and four in all. Their position and camera data are removed.", "JPEG, PNG ou WebP, 4 Mo au plus ensemble, et quatre en tout. Leurs données de lieu et d’appareil sont supprimées.";
    photo_description: "Description for people who can’t see it", "Description pour qui ne la voit pas";
    remove_photo: "Remove photo", "Supprimer la photo";
    photos_full: "A moment has at most four photos.", "Un moment a quatre photos au plus.";
    photo_type_invalid: "A photo must be a JPEG, PNG or WebP picture, and not animated. Choose your photos again.", "Une photo doit être une image JPEG, PNG ou WebP, non animée. Choisissez de nouveau vos photos.";
    photo_large: "A photo must be at most 8 MB. Choose your photos again.", "Une photo doit faire 8 Mo au plus. Choisissez de nouveau vos photos.";
    photo_invalid: "A photo is damaged, or has more than 50 megapixels (20 as WebP). Choose your photos again.", "Une photo est endommagée, ou dépasse 50 mégapixels (20 en WebP). Choisissez de nouveau vos photos.";
    photo_description_long: "The description of a photo has more than 250 characters.", "La description d’une photo dépasse 250 caractères.";
    moment_not_deleted: "Not deleted: there is no such moment any more.", "Non supprimé : ce moment n’existe plus.";
}

/// The number of moments that a search found.
#[must_use]
pub fn moments_found(lang: Lang, moments: usize) -> String {
    match (lang, moments) {
        (Lang::En, 1) => "1 moment found".into(),
        (Lang::En, n) => format!("{n} moments found"),
        (Lang::Fr, 0 | 1) => format!("{moments} moment trouvé"),
        (Lang::Fr, n) => format!("{n} moments trouvés"),
    }
}

/// The name of a photo without a description.
#[must_use]
pub fn photo_number(_: Lang, number: usize) -> String {
    format!("Photo {number}")
}

/// The name of a field of a photo: "Remove photo: Photo 2".
#[must_use]
pub fn of_photo(lang: Lang, action: &str, photo: &str) -> String {
    format!("{action}{}{photo}", super::colon(lang))
}

/// The heading of a day's moments.
#[must_use]
pub fn moments_of(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Moments on {day}"),
        Lang::Fr => format!("Moments du {day}"),
    }
}

/// Says that a moment was deleted.
#[must_use]
pub fn moment_deleted(lang: Lang, title: &str) -> String {
    match lang {
        Lang::En => format!("“{title}” deleted."),
        Lang::Fr => format!("«\u{a0}{title}\u{a0}» supprimé."),
    }
}
