//! Phrases of the settings.

use super::phrases;
use crate::domain::{Lang, Locale};

phrases! {
    settings: "Settings", "Réglages";
    day_ends_at: "My day ends at", "Ma journée finit à";
    day_ends_more: "Up late? Until then, “today” still means the day before.", "Vous vous couchez tard ? Jusqu’à cette heure, « aujourd’hui » reste la veille.";
    time_zone: "Your time zone", "Votre fuseau horaire";
    time_zone_hint: "Without JavaScript we can’t detect your time zone, so days begin at midnight UTC.", "Sans JavaScript, nous ne pouvons pas détecter votre fuseau horaire : les jours commencent à minuit UTC.";
    time_zone_more: "Your days and reminders follow the clock there.", "Vos journées et vos rappels suivent l’heure de ce fuseau.";
    time_zone_automatic: "Automatic (this browser)", "Automatique (ce navigateur)";
    set_time_zone: "Set time zone", "Choisir ce fuseau";
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
