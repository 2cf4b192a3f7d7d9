//! Phrases of API keys.

use super::{numbers::count, phrases};
use crate::domain::{
    Lang,
    account::{KeyLimits, Scope},
};

phrases! {
    api_keys_more: "A key lets a script, a watch or another app reach your journal. It can’t open your account or make other keys.", "Une clé donne à un script, une montre ou une autre application l’accès à votre journal. Elle n’ouvre pas votre compte et ne crée pas d’autres clés.";
    keys_need_account: "Keys belong to an account, so that you can always revoke them. Add a way to sign in first.", "Les clés appartiennent à un compte, pour que vous puissiez toujours les révoquer. Ajoutez d’abord un moyen de vous connecter.";
    key_name: "Name", "Nom";
    key_scope: "This key may", "Cette clé peut";
    key_scope_log: "write days, never read", "écrire des journées, sans rien lire";
    key_scope_read: "read, never write", "lire, sans rien écrire";
    key_scope_full: "read and write", "lire et écrire";
    key_scope_feed: "show your days in a calendar, without notes", "montrer vos journées dans un agenda, sans les notes";
    key_scope_feed_notes: "show your days in a calendar, notes included", "montrer vos journées dans un agenda, avec les notes";
    key_end: "Expires", "Expiration";
    key_end_never: "never", "jamais";
    key_end_month: "in 30 days", "dans 30 jours";
    key_end_quarter: "in 90 days", "dans 90 jours";
    key_end_year: "in a year", "dans un an";
    create_key: "Create key", "Créer la clé";
    key_created: "Your new key", "Votre nouvelle clé";
    key_created_more: "Copy it now: it is shown this once, and we keep only its fingerprint.", "Copiez-la maintenant : elle n’est affichée qu’une fois, et nous n’en gardons que l’empreinte.";
    key_example: "Try it in a terminal:", "Essayez-la dans un terminal :";
    no_keys: "You have no keys.", "Vous n’avez pas de clé.";
    key_never_used: "Never used", "Jamais utilisée";
    key_never_ends: "Never expires", "N’expire pas";
    revoke_key: "Revoke", "Révoquer";
    key_revoked: "Key revoked. It no longer opens anything.", "Clé révoquée. Elle n’ouvre plus rien.";
    keys_unreachable: "We can’t read your keys right now. Please try again in a moment.", "Impossible de lire vos clés pour le moment. Réessayez dans un moment.";
    key_name_invalid: "Give the key a name of 1 to 60 characters.", "Donnez à la clé un nom de 1 à 60 caractères.";
    key_too_many: "You have 20 keys already. Revoke one first.", "Vous avez déjà 20 clés. Révoquez-en une d’abord.";
    key_gone: "This key was already revoked.", "Cette clé était déjà révoquée.";
}

/// The calls that a scope includes.
#[must_use]
pub const fn scope(lang: Lang, scope: Scope) -> &'static str {
    match scope {
        Scope::Log => key_scope_log(lang),
        Scope::Read => key_scope_read(lang),
        Scope::Full => key_scope_full(lang),
        Scope::Feed => key_scope_feed(lang),
        Scope::FeedWithNotes => key_scope_feed_notes(lang),
    }
}

/// The limits of every key.
#[must_use]
pub fn key_limits(lang: Lang, limits: KeyLimits) -> String {
    let (rate, burst) = (limits.rate(), limits.burst());
    let monthly = count(lang, limits.monthly());
    match lang {
        Lang::En => format!(
            "Each key may make {rate} calls a second, in bursts of up to {burst}, and {monthly} a month."
        ),
        Lang::Fr => format!(
            "Chaque clé permet {rate} appels par seconde, par salves de {burst} au plus, et {monthly} par mois."
        ),
    }
}

/// "Created 20 November".
#[must_use]
pub fn key_made(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Created {day}"),
        Lang::Fr => format!("Créée le {day}"),
    }
}

/// "Last used 20 November".
#[must_use]
pub fn key_used(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Last used {day}"),
        Lang::Fr => format!("Dernière utilisation le {day}"),
    }
}

/// "Expires 20 November".
#[must_use]
pub fn key_ends(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Expires {day}"),
        Lang::Fr => format!("Expire le {day}"),
    }
}

/// "Revoke Watch".
#[must_use]
pub fn revoke_named(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("Revoke “{name}”"),
        Lang::Fr => format!("Révoquer «\u{a0}{name}\u{a0}»"),
    }
}
