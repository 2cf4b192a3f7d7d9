//! Phrases about the photos of an archive.

use super::phrases;
use crate::domain::Lang;

phrases! {
    import_photos: "Photos of an archive", "Photos d’une archive";
    import_photos_more: "First import your archive (ZIP) above. Then choose it here again, to add its photos to their moments. Photos that are there already are skipped, so you can stop at any time and continue later.", "Importez d’abord votre archive (ZIP) ci-dessus. Choisissez-la ensuite à nouveau ici, pour ajouter ses photos à leurs moments. Celles qui y sont déjà sont ignorées : vous pouvez arrêter à tout moment et continuer plus tard.";
    import_photos_unsupported: "To add photos, this page needs JavaScript and a secure connection (HTTPS). Everything else in your archive is imported by the form above.", "Pour ajouter des photos, cette page a besoin de JavaScript et d’une connexion sécurisée (HTTPS). Tout le reste de votre archive est importé par le formulaire ci-dessus.";
    import_photos_file: "Your archive (ZIP)", "Votre archive (ZIP)";
    import_photos_start: "Add the photos", "Ajouter les photos";
    import_photos_cancel: "Cancel", "Annuler";
    import_photos_retry: "Try again", "Réessayer";
    import_photos_reading: "Reading your archive…", "Lecture de votre archive…";
    import_photos_progress: "{n} of {of}", "{n} sur {of}";
    import_photos_waiting: "{n} of {of}. You have added many photos: the next one follows in ten seconds.", "{n} sur {of}. Vous avez ajouté beaucoup de photos : la suivante part dans dix secondes.";
    import_photos_done: "Every photo of your archive was checked.", "Toutes les photos de votre archive ont été vérifiées.";
    import_photos_cancelled: "Cancelled. Add the photos again to continue.", "Annulé. Ajoutez les photos à nouveau pour continuer.";
    import_photos_added: "Added: {n}", "Ajoutées : {n}";
    import_photos_present: "There already: {n}", "Déjà là : {n}";
    import_photos_missing: "Of moments that this journal doesn’t have: {n}", "De moments absents de ce journal : {n}";
    import_photos_failed: "Not added: {n}", "Non ajoutées : {n}";
    import_photos_unreadable: "This isn’t an archive of Humeur, or it is damaged.", "Ce n’est pas une archive de Humeur, ou elle est endommagée.";
    import_photos_none: "This archive has no photos.", "Cette archive ne contient pas de photos.";
    import_photos_moments: "See your moments", "Voir vos moments";
    import_photos_next: "Add the photos of an archive", "Ajouter les photos d’une archive";
}
