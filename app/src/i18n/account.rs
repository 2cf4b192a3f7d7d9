//! Phrases about signing in, and about an account's devices.

use super::phrases;
use crate::{
    domain::Lang,
    error::{Error, ErrorKind},
};

phrases! {
    sign_in: "Sign in", "Se connecter";
    sign_in_more: "Open your journal on this device. The days you wrote in this browser come along: nothing is lost.", "Ouvrez votre journal sur cet appareil. Les journées notées dans ce navigateur vous suivent : rien n’est perdu.";
    signed_in: "Your journal is open here", "Votre journal est ouvert ici";
    signed_in_more: "It is the same on all your devices. Any days you wrote in this browser came along.", "Il est le même sur tous vos appareils. Les journées que vous aviez notées dans ce navigateur vous ont suivi.";
    signed_out: "You’re signed out. Nothing of your journal is left in this browser.", "Session fermée. Il ne reste rien de votre journal dans ce navigateur.";
    go_on: "Continue", "Continuer";
    cancel: "Cancel", "Annuler";
    with_another_device: "With another device", "Avec un autre appareil";
    with_another_device_more: "Where you’re signed in already, open Settings and choose “Link a device”. Then type its code here.", "Sur un appareil où votre journal est ouvert, allez dans les réglages et choisissez « Lier un appareil ». Puis saisissez ici le code affiché.";
    link_code: "Eight-character code", "Code à huit caractères";
    open_journal: "Open my journal", "Ouvrir mon journal";
    link_here: "Open this journal here?", "Ouvrir ce journal ici ?";
    link_here_more: "This browser will open the journal of the device that shows this code. The days you wrote in this browser come along.", "Ce navigateur ouvrira le journal de l’appareil qui affiche ce code. Les journées notées dans ce navigateur vous suivront.";
    link_here_warning: "Continue only if you made the code yourself: its owner will see the days written in this browser.", "Continuez seulement si vous avez créé ce code vous-même : la personne qui l’a créé verra les journées notées dans ce navigateur.";
    link_here_replaces: "The journal that is open here now will be signed out.", "Le journal ouvert ici en ce moment sera déconnecté.";
    link_device: "Link a device", "Lier un appareil";
    link_device_more: "Open this journal on another device, too.", "Ouvrez ce journal sur un autre appareil aussi.";
    link_device_scan: "Scan this with your other device, or open the address below there and type the code. It works once and expires after five minutes.", "Scannez ceci avec votre autre appareil, ou ouvrez-y l’adresse ci-dessous et saisissez le code. Il ne sert qu’une fois et expire au bout de cinq minutes.";
    qr_code: "QR code that opens your journal on another device", "Code QR qui ouvre votre journal sur un autre appareil";
    new_code: "Make another code", "Créer un autre code";
    devices: "Devices", "Appareils";
    devices_more: "These devices can open your journal.", "Ces appareils peuvent ouvrir votre journal.";
    unknown_device: "Unknown device", "Appareil inconnu";
    this_device: "This device", "Cet appareil";
    seen_today: "Last seen today", "Dernière visite aujourd’hui";
    sign_out: "Sign out", "Se déconnecter";
    sign_out_device: "Sign out", "Déconnecter";
    sign_out_everywhere: "Sign out everywhere", "Se déconnecter partout";
    device_signed_out: "That device is signed out.", "L’appareil est déconnecté.";
    device_already_signed_out: "That device was already signed out.", "Cet appareil était déjà déconnecté.";
    devices_unreachable: "We can’t list your devices right now. Please try again in a moment.", "Vos appareils ne peuvent pas être affichés pour le moment. Réessayez dans un moment.";
    code_mistyped: "There’s a typo in that code. Please check it.", "Il y a une faute de frappe dans ce code. Relisez-le.";
    code_unknown: "No journal opens with this code. It may have been replaced.", "Aucun journal ne s’ouvre avec ce code. Il a peut-être été remplacé.";
    link_unknown: "This code has expired or was used already. Make another one on your other device.", "Ce code a expiré ou a déjà servi. Créez-en un autre sur votre autre appareil.";
    too_many_attempts: "Too many attempts. Wait a minute, then try again.", "Trop de tentatives. Attendez une minute, puis réessayez.";
    cookies_needed: "Your browser blocks cookies, so it can’t stay signed in. Allow cookies for this site, then try again.", "Votre navigateur bloque les cookies : il ne peut pas rester connecté. Autorisez les cookies pour ce site, puis réessayez.";
    from_another_site: "This came from another site, so nothing was changed. If it was you, try again here.", "Cette demande vient d’un autre site : rien n’a changé. Si c’était vous, réessayez ici.";
    no_new_accounts: "You need an invitation to open an account here.", "Il faut une invitation pour ouvrir un compte ici.";
    account_unreachable: "We can’t reach your journal right now. Nothing was changed; please try again in a moment.", "Votre journal est inaccessible pour le moment. Rien n’a changé ; réessayez dans un moment.";
}

/// A device's name: "Firefox on Linux", « Firefox sur Linux ».
#[must_use]
pub fn device(lang: Lang, name: &str) -> String {
    match (lang, name) {
        (_, "") => unknown_device(lang).into(),
        (Lang::En, name) => name.into(),
        (Lang::Fr, name) => name.replacen(" on ", " sur ", 1),
    }
}

/// The last visit of a device, before today.
#[must_use]
pub fn last_seen(lang: Lang, date: &str) -> String {
    match lang {
        Lang::En => format!("Last seen on {date}"),
        Lang::Fr => format!("Dernière visite le {date}"),
    }
}

/// The advice about an error of the account.
#[must_use]
pub fn account_error(lang: Lang, error: &Error) -> &'static str {
    match (error.kind, error.field.as_deref()) {
        (ErrorKind::Malformed, Some("code")) => code_mistyped(lang),
        (ErrorKind::Unauthenticated, Some("code")) => code_unknown(lang),
        (ErrorKind::Unauthenticated, Some("cookie")) => cookies_needed(lang),
        (ErrorKind::TooManyRequests, _) => too_many_attempts(lang),
        (ErrorKind::Forbidden, Some("registration")) => no_new_accounts(lang),
        (ErrorKind::Forbidden, _) => from_another_site(lang),
        (ErrorKind::NotFound, Some("id")) => device_already_signed_out(lang),
        (ErrorKind::Unavailable, _) => account_unreachable(lang),
        _ => super::nothing_changed(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_has_a_name_in_each_language() {
        assert_eq!(device(Lang::En, "Firefox on Linux"), "Firefox on Linux");
        assert_eq!(device(Lang::Fr, "Firefox on Linux"), "Firefox sur Linux");
        assert_eq!(device(Lang::Fr, ""), "Appareil inconnu");
    }
}
