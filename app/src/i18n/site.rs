//! Phrases of every page.

use super::phrases;
use crate::domain::Lang;

phrases! {
    tagline: "A quiet place for how your days feel.", "Un endroit calme pour noter comment se passent vos journées.";
    saved: "Saved", "Enregistré";
    new_version: "A new version of Humeur is ready.", "Une nouvelle version d’Humeur est prête.";
    reload: "Reload", "Recharger";
    later: "Later", "Plus tard";
    to_the_home_screen: "Add Humeur to your home screen? It works offline too.", "Ajouter Humeur à l’écran d’accueil ? L’appli marche aussi hors ligne.";
    install: "Install", "Installer";
    not_now: "Not now", "Pas maintenant";
    offline: "You’re offline, and this page isn’t saved here.", "Vous êtes hors ligne, et cette page n’est pas enregistrée ici.";
    offline_more: "You can still write today: it will sync when you’re online.", "Vous pouvez quand même noter la journée : la synchronisation se fera au retour du réseau.";
    skip: "Skip to the content", "Aller au contenu";
    skip_to_question: "Skip to the question", "Aller à la question";
    unsent_day: "One day hasn’t been sent yet: {days}. Signing out deletes it from this device.", "Une journée n’a pas encore été envoyée : {days}. Vous déconnecter l’effacera de cet appareil.";
    unsent_days: "{n} days haven’t been sent yet: {days}. Signing out deletes them from this device.", "{n} journées n’ont pas encore été envoyées : {days}. Vous déconnecter les effacera de cet appareil.";
    unsent_unknown: "This device can’t tell which days haven’t been sent yet. Signing out deletes them from it.", "Cet appareil ne peut pas savoir quelles journées n’ont pas encore été envoyées. Vous déconnecter les en effacera.";
    unsent_mixed: "This hasn’t been sent yet: {days}. Signing out deletes it from this device.", "Ceci n’a pas encore été envoyé : {days}. Vous déconnecter l’effacera de cet appareil.";
    stay_signed_in: "Stay signed in", "Rester dans mon journal";
    sign_out_anyway: "Sign out anyway", "Me déconnecter quand même";
    language: "Language", "Langue";
    nav_pages: "Pages", "Pages";
    nav_today: "Today", "Aujourd’hui";
    nav_calendar: "Calendar", "Calendrier";
    nav_insight: "Insight", "Bilan";
    private: "No account, no tracker; only you can see your days.", "Ni compte, ni traceur ; personne d’autre ne voit vos journées.";
    private_account: "No tracker; only you can see your days.", "Aucun traceur ; personne d’autre ne voit vos journées.";
    not_found: "There is no page here.", "Il n’y a pas de page ici.";
    not_found_more: "The address may be mistyped, or the page may have moved. Your journal is where you left it.", "L’adresse est peut-être mal écrite, ou la page n’existe plus. Votre journal, lui, n’a pas bougé.";
    go_to_today: "Go to today", "Voir aujourd’hui";
    colon: ": ", " : ";
    cookies_refused: "Your browser blocks cookies, so Humeur can’t keep your journal. Allow cookies for this site, then reload the page.", "Votre navigateur bloque les cookies : Humeur ne peut pas garder votre journal. Autorisez les cookies pour ce site, puis rechargez la page.";
}

/// The retention, in months; 0 for ever.
#[must_use]
pub fn kept_for(lang: Lang, months: u32) -> String {
    match (lang, months) {
        (Lang::En, 0) => "Your days are kept for ever.".into(),
        (Lang::Fr, 0) => "Vos journées sont gardées pour toujours.".into(),
        (Lang::En, 1) => "Each day is deleted after a month.".into(),
        (Lang::En, n) => format!("Each day is deleted after {n} months."),
        (Lang::Fr, n) => format!("Chaque journée est conservée {n} mois, puis effacée."),
    }
}
