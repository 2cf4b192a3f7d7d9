//! Phrases of the settings.

use super::{dates, phrases};
use crate::domain::{Day, Lang, Locale, Retention};

phrases! {
    settings: "Settings", "Réglages";
    day_ends_at: "My day ends at", "Ma journée finit à";
    day_ends_more: "Up late? Until then, “today” still means the day before.", "Vous vous couchez tard ? Jusqu’à cette heure, « aujourd’hui » reste la veille.";
    time_zone: "Your time zone", "Votre fuseau horaire";
    time_zone_hint: "Without JavaScript we can’t detect your time zone, so days begin at midnight UTC.", "Sans JavaScript, nous ne pouvons pas détecter votre fuseau horaire : les jours commencent à minuit UTC.";
    time_zone_more: "Your days and reminders follow the clock there.", "Vos journées et vos rappels suivent l’heure de ce fuseau.";
    time_zone_automatic: "Automatic (this browser)", "Automatique (ce navigateur)";
    set_time_zone: "Set time zone", "Choisir ce fuseau";
    back_to_settings: "Back to the settings", "Revenir aux réglages";
    sections: "Sections", "Rubriques";
    day_and_reminder: "Day & reminder", "Journée et rappel";
    look_and_language: "Look & language", "Apparence et langue";
    journal_section: "Journal", "Journal";
    account_section: "Account", "Compte";
    keys_section: "Keys", "Clés";
    look_more: "For this journal, on every device where it is open.", "Pour ce journal, sur chaque appareil où il est ouvert.";
    theme: "Theme", "Thème";
    theme_auto: "Same as the device", "Comme l’appareil";
    theme_light: "Light", "Clair";
    theme_dark: "Dark", "Sombre";
    week_begins: "Weeks begin on", "La semaine commence le";
    week_auto: "As in your region", "Selon votre région";
    keep_days: "Keep each day for", "Garder chaque journée";
    keep_days_more: "Counted from the day itself. A longer time applies to everything that is still here.", "À compter du jour même. Une durée plus longue s’applique à tout ce qui est encore là.";
    redating: "This setting is being applied to your days. It takes a moment.", "Ce réglage est en cours d’application à vos journées. Cela prend un instant.";
    shorten: "Delete older days, keep this setting", "Supprimer les plus anciennes et appliquer";
    keep_as_it_is: "Leave it as it is", "Ne rien changer";
    download_first: "Download everything first", "Tout télécharger d’abord";
    in_this_browser: "This journal lives in this browser only.", "Ce journal n’existe que dans ce navigateur.";
    in_this_browser_more: "There is no account, so nothing else opens it. If you clear this browser’s data or lose the device, it is gone. Add a way to sign in, or download it from time to time.", "Il n’y a pas de compte : rien d’autre ne l’ouvre. Si vous effacez les données de ce navigateur ou perdez l’appareil, il disparaît. Ajoutez un moyen de connexion, ou téléchargez-le de temps en temps.";
    week_of_entries: "A whole week already. Your days live in this browser only.", "Déjà une semaine ! Vos journées n’existent que dans ce navigateur.";
    keep_them_safe: "Keep them safe", "Les mettre à l’abri";
    hint_later: "Later", "Plus tard";
    setting_refused: "Not saved: your browser blocks cookies, and this is where it would be kept. Allow cookies for this site, then save again.", "Non enregistré : votre navigateur bloque les cookies, où ce choix serait gardé. Autorisez les cookies pour ce site, puis enregistrez à nouveau.";
}

/// An hour of the clock, 0 to 23.
#[must_use]
pub fn hour(locale: Locale, hour: u32) -> String {
    match (locale.lang, hour) {
        (Lang::En, 0) => "midnight".into(),
        (Lang::En, _) if locale.twelve_hours => {
            let half = if hour < 12 { "AM" } else { "PM" };
            format!("{}\u{a0}{half}", (hour + 11) % 12 + 1)
        }
        (Lang::En, _) => format!("{hour:02}:00"),
        (Lang::Fr, 0) => "minuit".into(),
        (Lang::Fr, _) => format!("{hour}\u{a0}h"),
    }
}

/// A language's own name.
#[must_use]
pub const fn language_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "English",
        Lang::Fr => "Français",
    }
}

/// A lifetime of entries as an option.
#[must_use]
pub fn retention(lang: Lang, retention: Retention) -> String {
    match (lang, retention.months()) {
        (Lang::En, 0) => "ever".into(),
        (Lang::En, 1) => "a month".into(),
        (Lang::En, 12) => "a year".into(),
        (Lang::En, n) if n % 12 == 0 => format!("{} years", n / 12),
        (Lang::En, n) => format!("{n} months"),
        (Lang::Fr, 0) => "toujours".into(),
        (Lang::Fr, 12) => "un an".into(),
        (Lang::Fr, n) if n % 12 == 0 => format!("{} ans", n / 12),
        (Lang::Fr, n) => format!("{n} mois"),
    }
}

/// The number of days that a shorter lifetime deletes.
#[must_use]
pub fn would_delete(lang: Lang, entries: usize) -> String {
    match (lang, entries) {
        (Lang::En, 0) => "No day is that old yet: nothing is deleted now.".into(),
        (Lang::En, 1) => "One day is older than that and would be deleted now, for good.".into(),
        (Lang::En, n) => {
            format!("{n} days are older than that and would be deleted now, for good.")
        }
        (Lang::Fr, 0) => {
            "Aucune journée n’est aussi ancienne\u{a0}: rien n’est supprimé maintenant.".into()
        }
        (Lang::Fr, 1) => {
            "Une journée est plus ancienne et serait supprimée maintenant, pour de bon.".into()
        }
        (Lang::Fr, n) => format!(
            "{n} journées sont plus anciennes et seraient supprimées maintenant, pour de bon."
        ),
    }
}

/// The last day on which a day's entry is kept; none for ever.
#[must_use]
pub fn kept_until(locale: Locale, day: Day, last: Option<Day>, today: Day) -> String {
    let day = dates::full(locale, day, today);
    let last = last.map(|last| dates::with_year(locale, last));
    match (locale.lang, last) {
        (Lang::En, Some(last)) => format!("{day} is kept until {last}."),
        (Lang::En, None) => format!("{day} is kept for ever."),
        (Lang::Fr, Some(last)) => format!("La journée du {day} est gardée jusqu’au {last}."),
        (Lang::Fr, None) => format!("La journée du {day} est gardée pour toujours."),
    }
}

/// The region that names a time zone: `Europe` of `Europe/Paris`.
#[must_use]
pub fn area(lang: Lang, name: &str) -> &str {
    match (lang, name) {
        (Lang::En, "Indian") => "Indian Ocean",
        (Lang::Fr, "Africa") => "Afrique",
        (Lang::Fr, "America") => "Amérique",
        (Lang::Fr, "Antarctica") => "Antarctique",
        (Lang::Fr, "Arctic") => "Arctique",
        (Lang::Fr, "Asia") => "Asie",
        (Lang::Fr, "Atlantic") => "Atlantique",
        (Lang::Fr, "Australia") => "Australie",
        (Lang::Fr, "Indian") => "Océan Indien",
        (Lang::Fr, "Pacific") => "Pacifique",
        (_, name) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_in_words() {
        for (months, en, fr) in [
            (0, "ever", "toujours"),
            (1, "a month", "1 mois"),
            (6, "6 months", "6 mois"),
            (12, "a year", "un an"),
            (24, "2 years", "2 ans"),
        ] {
            let chosen = Retention::from_months(months).unwrap();
            assert_eq!(retention(Lang::En, chosen), en);
            assert_eq!(retention(Lang::Fr, chosen), fr);
        }
    }

    #[test]
    fn the_last_day_of_an_entry_has_its_year() {
        let day = |text| Day::parse(text).unwrap();
        let (today, last) = (day("2026-11-26"), day("2027-05-26"));
        let locale = |accept| Locale::negotiate(None, accept);
        for (accept, expected) in [
            ("en-GB", "Thursday 26 November is kept until 26 May 2027."),
            ("en-US", "Thursday, November 26 is kept until May 26, 2027."),
            (
                "fr",
                "La journée du jeudi 26 novembre est gardée jusqu’au 26 mai 2027.",
            ),
        ] {
            assert_eq!(
                kept_until(locale(accept), today, Some(last), today),
                expected
            );
        }
        let forever = kept_until(locale("fr"), today, None, today);
        assert_eq!(
            forever,
            "La journée du jeudi 26 novembre est gardée pour toujours."
        );
    }

    #[test]
    fn an_hour_has_the_regions_format() {
        let locale = |accept| Locale::negotiate(None, accept);
        for (at, us, gb, fr) in [
            (0, "midnight", "midnight", "minuit"),
            (4, "4\u{a0}AM", "04:00", "4\u{a0}h"),
            (12, "12\u{a0}PM", "12:00", "12\u{a0}h"),
            (21, "9\u{a0}PM", "21:00", "21\u{a0}h"),
        ] {
            assert_eq!(hour(locale("en-US"), at), us);
            assert_eq!(hour(locale("en-GB"), at), gb);
            assert_eq!(hour(locale("fr"), at), fr);
        }
    }
}
