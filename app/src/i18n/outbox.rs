//! Phrases about moments and photos that a device has not sent yet.

use super::phrases;
use crate::domain::Lang;

phrases! {
    unsent_moments: "On this device", "Sur cet appareil";
    moment_waiting: "Saved on this device. It will sync when you’re online.", "Enregistré sur cet appareil, en attente d’envoi.";
    moment_removal_waiting: "Deleted on this device. It will sync when you’re online.", "Supprimé sur cet appareil, en attente d’envoi.";
    moment_conflict: "Another device changed this moment first. Its version was saved; yours was:", "Ce moment a été modifié sur un autre appareil, dont la version a été gardée. La vôtre :";
    moment_conflict_removed: "Another device deleted this moment. Yours was:", "Ce moment a été supprimé sur un autre appareil. Votre version :";
    moment_removal_conflict: "Another device changed this moment before you deleted it.", "Ce moment a été modifié sur un autre appareil avant que vous le supprimiez.";
    moment_sent: "Sent. The list will show it when you’re online.", "Envoyé. La liste l’affichera quand vous serez en ligne.";
    moment_see_other: "See the saved version", "Voir la version gardée";
    moment_keep_as_new: "Save as a new moment", "Enregistrer comme nouveau moment";
    moment_delete_anyway: "Delete anyway", "Supprimer quand même";
    moment_try_again: "Try again", "Réessayer";
    one_photo: "Photo", "Photo";
    unsent_photos: "Photos", "Photos";
    photos_unsent: "These photos aren’t in their moment yet.", "Ces photos ne sont pas encore dans leur moment.";
    photo_waiting: "waiting to sync", "en attente d’envoi";
    photo_wrong_type: "not saved: it isn’t a JPEG, PNG or WebP picture", "non enregistrée : ce n’est pas une image JPEG, PNG ou WebP";
    photo_rejected: "not saved: it is damaged or too large, or the moment has four photos already", "non enregistrée : elle est abîmée ou trop grande, ou le moment a déjà quatre photos";
    photo_changes_unsent: "These changes of its photos aren’t saved yet.", "Ces modifications de ses photos ne sont pas encore enregistrées.";
    photo_text_waiting: "description waiting to sync", "description en attente d’envoi";
    photo_removal_waiting: "removal waiting to sync", "suppression en attente d’envoi";
    photo_text_rejected: "description not saved: it has more than 250 characters", "description non enregistrée : elle dépasse 250 caractères";
    photo_gone: "description not saved: the photo was deleted", "description non enregistrée : la photo a été supprimée";
    photo_moment_gone: "not saved: its moment was deleted", "non enregistrée : son moment a été supprimé";
    photo_reading: "Preparing the photos…", "Préparation des photos…";
    photo_unreadable: "Your browser can’t read one of these files as a picture.", "Votre navigateur ne peut pas lire l’un de ces fichiers comme une image.";
    photo_upload: "Upload", "Envoi";
    photo_uploading: "Uploading photo {n} of {of}…", "Envoi de la photo {n} sur {of}…";
    cancel_upload: "Cancel", "Annuler";
}
