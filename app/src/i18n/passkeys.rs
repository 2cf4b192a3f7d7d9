//! Phrases about passkeys and the ways to sign in.

use super::{dates, phrases};
use crate::{
    domain::{Day, Lang, Locale},
    error::{Error, ErrorKind},
};

phrases! {
    passkey: "Passkey", "Clé d’accès";
    ways_to_sign_in: "Ways to sign in", "Moyens de connexion";
    ways_more: "Each of these opens your journal. Keep two, so that you still have one if a device is lost.", "Chacun de ces moyens ouvre votre journal. Gardez-en deux : il en reste un si vous perdez un appareil.";
    ways_unreachable: "We can’t list your ways to sign in right now. Please try again in a moment.", "Vos moyens de connexion ne peuvent pas être affichés pour le moment. Réessayez dans un moment.";
    change_way: "Change", "Modifier";
    way_name: "Name", "Nom";
    rename_way: "Rename", "Renommer";
    remove_way: "Remove", "Supprimer";
    remove_passkey_more: "It will no longer open your journal. Delete it from your device or password manager, too.", "Elle n’ouvrira plus votre journal. Supprimez-la aussi de votre appareil ou de votre gestionnaire de mots de passe.";
    remove_way_more: "It will no longer open your journal.", "Il n’ouvrira plus votre journal.";
    ways_changed: "Your ways to sign in are up to date.", "Vos moyens de connexion sont à jour.";
    passkey_added: "Passkey added. It opens this journal on every device where you have it.", "Clé d’accès ajoutée. Elle ouvre ce journal sur chaque appareil où vous l’avez.";
    add_passkey: "Add a passkey", "Ajouter une clé d’accès";
    add_passkey_more: "Your fingerprint, your face or your screen lock opens your journal. No password, no e-mail.", "Votre empreinte, votre visage ou le verrouillage de l’écran ouvre votre journal. Sans mot de passe, sans e-mail.";
    with_passkey: "With a passkey", "Avec une clé d’accès";
    sign_in_with_passkey: "Use a passkey", "Utiliser une clé d’accès";
    passkey_needs_script: "Passkeys need JavaScript.", "Les clés d’accès nécessitent JavaScript.";
    passkey_elsewhere: "Passkeys work at this address of the same machine:", "Les clés d’accès fonctionnent à cette adresse de la même machine :";
    passkey_elsewhere_more: "Your browser keeps another journal there. To bring this one along, make a recovery code here and sign in with it there.", "Votre navigateur y garde un autre journal. Pour y emporter celui-ci, créez ici un code de secours et connectez-vous là-bas avec ce code.";
    passkey_nowhere: "Passkeys need an address with HTTPS and a domain.", "Les clés d’accès demandent une adresse en HTTPS avec un nom de domaine.";
    passkey_unsupported: "This browser can’t use passkeys.", "Ce navigateur ne prend pas en charge les clés d’accès.";
    passkey_waiting: "Follow the steps your browser shows.", "Suivez les étapes affichées par votre navigateur.";
    passkey_cancelled: "No passkey was used. Try again when you’re ready.", "Aucune clé d’accès n’a été utilisée. Réessayez quand vous voulez.";
    passkey_exists: "This device already has a passkey for your journal.", "Cet appareil a déjà une clé d’accès pour votre journal.";
    passkey_impossible: "This device can’t keep a passkey. Set up a screen lock, or use your phone or a security key.", "Cet appareil ne peut pas garder de clé d’accès. Activez le verrouillage de l’écran, ou utilisez votre téléphone ou une clé de sécurité.";
    passkey_refused: "This passkey doesn’t open a journal here. It may have been removed.", "Cette clé d’accès n’ouvre aucun journal ici. Elle a peut-être été supprimée.";
    passkey_expired: "That took too long. Please try again.", "Cela a pris trop de temps. Réessayez.";
    passkey_taken: "This passkey already opens a journal.", "Cette clé d’accès ouvre déjà un journal.";
    passkey_many: "You have twenty passkeys: remove one first.", "Vous avez vingt clés d’accès : supprimez-en une d’abord.";
    passkey_attempts: "Too many attempts. Wait a moment, then try again.", "Trop de tentatives. Attendez un moment, puis réessayez.";
    passkey_closed: "You need an invitation to open an account here.", "Il faut une invitation pour ouvrir un compte ici.";
    passkey_offline: "You’re offline. Try again when you’re back online.", "Vous êtes hors ligne. Réessayez une fois de retour en ligne.";
    passkey_unreachable: "We can’t reach your journal right now. Please try again in a moment.", "Votre journal est momentanément inaccessible. Réessayez dans un moment.";
    passkey_failed: "That didn’t work. Please try again.", "Ça n’a pas fonctionné. Réessayez.";
    last_way: "This is your only way to sign in: add another one before you remove it.", "C’est votre seul moyen de connexion : ajoutez-en un autre avant de le supprimer.";
    way_gone: "That way to sign in was already removed.", "Ce moyen de connexion était déjà supprimé.";
    name_of_a_way: "A name has 1 to 60 characters.", "Un nom compte de 1 à 60 caractères.";
    never_used: "not used yet", "aucune utilisation";
}

/// The name of a journal in a list of passkeys.
#[must_use]
pub fn passkey_label(locale: Locale, day: Day) -> String {
    let date = dates::with_year(locale, day);
    match locale.lang {
        Lang::En => format!("My journal ({date})"),
        Lang::Fr => format!("Mon journal ({date})"),
    }
}

/// The dates of a way to sign in.
#[must_use]
pub fn way_dates(locale: Locale, added: Day, used: Option<Day>) -> String {
    let lang = locale.lang;
    let added = dates::with_year(locale, added);
    let used = used.map(|used| dates::with_year(locale, used));
    match (lang, used) {
        (Lang::En, Some(used)) => format!("Added {added}, last used {used}"),
        (Lang::Fr, Some(used)) => format!("Ajout le {added}, dernière utilisation le {used}"),
        (Lang::En, None) => format!("Added {added}, {}", never_used(lang)),
        (Lang::Fr, None) => format!("Ajout le {added}, {}", never_used(lang)),
    }
}

/// The advice about an error of the ways to sign in.
#[must_use]
pub fn way_error(lang: Lang, error: &Error) -> &'static str {
    match (error.kind, error.field.as_deref()) {
        (ErrorKind::Conflict, _) => last_way(lang),
        (ErrorKind::NotFound, _) => way_gone(lang),
        (ErrorKind::Invalid, Some("name")) => name_of_a_way(lang),
        (ErrorKind::Unavailable, _) => passkey_unreachable(lang),
        _ => super::nothing_changed(lang),
    }
}
