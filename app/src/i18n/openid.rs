//! Phrases about signing in with a provider.

use super::phrases;
use crate::domain::Lang;

phrases! {
    openid_added: "Ready. From now on you can sign in this way.", "C’est prêt. Vous pouvez maintenant vous connecter ainsi.";
    openid_cancelled: "Sign-in cancelled", "Connexion annulée";
    openid_cancelled_more: "Nothing has changed. Try again, or choose another way to sign in.", "Rien n’a changé. Réessayez, ou connectez-vous autrement.";
    openid_expired: "This sign-in has expired", "Cette connexion a expiré";
    openid_expired_more: "It took too long, began in another tab, or your browser blocks cookies. Nothing has changed; please try again.", "Elle a duré trop longtemps, a commencé dans un autre onglet, ou votre navigateur bloque les cookies. Rien n’a changé ; réessayez.";
    openid_unavailable_more: "Nothing has changed. Try again in a moment, or choose another way to sign in.", "Rien n’a changé. Réessayez dans un moment, ou connectez-vous autrement.";
    openid_rejected_more: "The answer wasn’t valid, so nothing has changed. Please try again.", "La réponse n’était pas valable, et rien n’a changé. Réessayez.";
    openid_taken: "This account opens another journal", "Ce compte ouvre un autre journal";
    openid_taken_more: "To open that journal, sign out here first. To use the account here, remove it from that journal’s settings.", "Pour ouvrir cet autre journal, déconnectez-vous d’abord ici. Pour utiliser ce compte ici, retirez-le des réglages de l’autre journal.";
    openid_closed: "Sign-ups are closed", "Inscriptions fermées";
    openid_closed_more: "You need an invitation to open an account here. Your journal in this browser stays as it is.", "Il faut une invitation pour ouvrir un compte ici. Votre journal dans ce navigateur reste tel quel.";
    openid_too_many: "Too many attempts", "Trop de tentatives";
    openid_too_many_more: "Wait a minute, then try again.", "Attendez une minute, puis réessayez.";
    openid_store_more: "Nothing is lost. Please try again in a moment.", "Rien n’est perdu. Réessayez dans un moment.";
    openid_other_ways: "Other ways to sign in", "Autres façons de se connecter";
    openid_to_settings: "Back to settings", "Retour aux réglages";
}

/// Each phrase with a provider's name.
#[cfg(test)]
pub(super) const SENTENCES: [fn(Lang, &str) -> String; 6] = [
    with_openid,
    openid_continue,
    openid_add,
    openid_sign_out,
    openid_unavailable,
    openid_rejected,
];

/// The heading of this way to sign in.
#[must_use]
pub fn with_openid(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("With {name}"),
        Lang::Fr => format!("Avec {name}"),
    }
}

/// The link that signs in.
#[must_use]
pub fn openid_continue(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("Continue with {name}"),
        Lang::Fr => format!("Continuer avec {name}"),
    }
}

/// The link that adds the provider to an account.
#[must_use]
pub fn openid_add(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("Add {name}"),
        Lang::Fr => format!("Ajouter {name}"),
    }
}

/// The link that signs out of the provider.
#[must_use]
pub fn openid_sign_out(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("Sign out of {name}, too"),
        Lang::Fr => format!("Se déconnecter aussi de {name}"),
    }
}

/// The provider does not answer.
#[must_use]
pub fn openid_unavailable(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("{name} isn’t answering"),
        Lang::Fr => format!("{name} ne répond pas"),
    }
}

/// The provider's answer is invalid.
#[must_use]
pub fn openid_rejected(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("{name} couldn’t sign you in"),
        Lang::Fr => format!("{name} n’a pas pu vous connecter"),
    }
}
