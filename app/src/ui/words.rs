//! Every word the interface says, in every language it speaks.
//!
//! One function per phrase, so that a missing translation does not compile and
//! an unused phrase is not shipped to the browser.

use super::dates;
use crate::{
    domain::{Lang, Locale, Mood, Tone, WeekSummary},
    error::{Error, ErrorKind},
};

macro_rules! words {
    ($($name:ident: $en:literal, $fr:literal;)*) => {
        $(
            #[doc = $en]
            #[must_use]
            pub const fn $name(lang: Lang) -> &'static str {
                match lang {
                    Lang::En => $en,
                    Lang::Fr => $fr,
                }
            }
        )*
    };
}

words! {
    how_was_today: "How was today?", "Comment s’est passée votre journée ?";
    how_was_yesterday: "How was yesterday?", "Comment était la journée d’hier ?";
    tagline: "A quiet place for how your days feel.", "Un endroit calme pour noter comment se passent vos journées.";
    note: "Note", "Note";
    save: "Save", "Enregistrer";
    update: "Update", "Mettre à jour";
    saving: "Saving…", "Un instant…";
    remove: "Remove", "Supprimer";
    undo: "Undo", "Annuler";
    try_again: "Try again", "Réessayer";
    draft: "Not saved yet", "Pas encore enregistré";
    saved: "Saved", "Enregistré";
    updated: "Updated", "Mis à jour";
    waiting: "Waiting to sync", "En attente de synchronisation";
    waits: "Saved on this device. It will sync when you’re online.", "Enregistré sur cet appareil. La synchronisation se fera au retour du réseau.";
    written_elsewhere: "Another device changed this day first. Its version was saved; yours was:", "Ce jour a été modifié sur un autre appareil, dont la version a été gardée. La vôtre :";
    session_ended: "Your session ended before this was saved. It is still on this device:", "Votre session a expiré avant l’enregistrement. Votre texte est encore sur cet appareil :";
    session_over: "Your session on this device has ended. Your words are still here; reload the page to go on.", "Votre session sur cet appareil a expiré. Votre texte est encore là ; rechargez la page pour continuer.";
    to_remove: "remove this day", "supprimer ce jour";
    decide_first: "First choose which version to keep, below.", "Choisissez d’abord une version, ci-dessous.";
    use_mine: "Keep mine", "Garder ma version";
    remove_anyway: "Remove anyway", "Supprimer quand même";
    mend: "Edit it", "Modifier";
    let_go: "Discard mine", "L’abandonner";
    new_version: "A new version of Humeur is ready.", "Une nouvelle version d’Humeur est prête.";
    reload: "Reload", "Recharger";
    later: "Later", "Plus tard";
    to_the_home_screen: "Add Humeur to your home screen? It works offline too.", "Ajouter Humeur à l’écran d’accueil ? L’appli marche aussi hors ligne.";
    install: "Install", "Installer";
    not_now: "Not now", "Pas maintenant";
    offline: "You’re offline, and this page isn’t saved here.", "Vous êtes hors ligne, et cette page n’est pas enregistrée ici.";
    offline_more: "You can still write today: it will sync when you’re online.", "Vous pouvez quand même noter la journée : la synchronisation se fera au retour du réseau.";
    settings: "Settings", "Réglages";
    day_ends_at: "My day ends at", "Ma journée finit à";
    day_ends_more: "Up late? Until then, “today” still means the day before.", "Vous vous couchez tard ? Jusqu’à cette heure, « aujourd’hui » reste la veille.";
    reminder: "Daily reminder at", "Rappel quotidien à";
    reminder_more: "A quiet notification on this device, only on days you have not written yet.", "Une notification discrète sur cet appareil, seulement les jours encore sans humeur.";
    reminder_needs_script: "This needs JavaScript.", "JavaScript est nécessaire.";
    reminder_body: "Ten quiet seconds, if you like.", "Dix secondes au calme, si le cœur vous en dit.";
    remind_me: "Remind me", "Activer le rappel";
    no_reminder: "Stop reminding", "Désactiver le rappel";
    reminder_on: "Reminders are on for this device.", "Rappel activé sur cet appareil.";
    reminder_off: "Reminders are off on this device.", "Rappel désactivé sur cet appareil.";
    reminder_denied: "Notifications are blocked for Humeur: allow them for this site in your browser’s settings, then try again.", "Les notifications sont bloquées pour Humeur : autorisez-les pour ce site dans les réglages de votre navigateur, puis réessayez.";
    reminder_unsupported: "This browser can’t show notifications here.", "Ce navigateur ne peut pas afficher de notifications ici.";
    reminder_home_screen: "On iPhone and iPad, reminders come to the app on your home screen. For now it begins with an empty journal of its own: the one you have here stays in this browser.", "Sur iPhone et iPad, les rappels arrivent dans l’app de l’écran d’accueil. Pour l’instant, elle commence avec un journal vide : le vôtre reste ici, dans ce navigateur.";
    reminder_offline: "You’re offline. You can change this when you’re back online.", "Vous êtes hors ligne. Vous pourrez changer cela une fois de retour en ligne.";
    reminder_unreachable: "We can’t reach your journal right now. Please try again in a moment.", "Votre journal est momentanément inaccessible. Réessayez dans un moment.";
    reminder_many: "You already have reminders on ten devices: remove one below first.", "Vous avez déjà des rappels sur dix appareils : supprimez-en un ci-dessous.";
    reminder_push_off: "Your browser’s push service is off or out of reach. Turn it on in the browser’s settings (in Brave: “Use Google services for push messaging”), then try again.", "Le service de messages push de votre navigateur est désactivé ou injoignable. Activez-le dans ses réglages (dans Brave : « Utiliser les services Google pour les messages push »), puis réessayez.";
    reminder_push_unknown: "Humeur doesn’t know this browser’s push service, so it can’t send reminders here.", "Humeur ne connaît pas le service push de ce navigateur et ne peut donc pas y envoyer de rappels.";
    reminder_zone: "Humeur doesn’t know this browser’s time zone. Choose yours above, then try again.", "Humeur ne connaît pas le fuseau horaire de ce navigateur. Choisissez le vôtre ci-dessus, puis réessayez.";
    reminder_session: "Your session on this device has ended. Reload the page, then try again.", "Votre session sur cet appareil a expiré. Rechargez la page, puis réessayez.";
    reminder_failed: "That didn’t work. Please try again.", "Ça n’a pas fonctionné. Réessayez.";
    other_device: "Another device, at {}", "Un autre appareil, à {}";
    undone: "Undone.", "Annulé.";
    this_week: "This week", "Cette semaine";
    last_week: "Last week", "La semaine dernière";
    week: "Week", "Semaine";
    weeks: "Weeks", "Semaines";
    previous_week: "Previous week", "Semaine précédente";
    next_week: "Next week", "Semaine suivante";
    back_to_today: "Back to today", "Revenir à aujourd’hui";
    nothing_written: "nothing written", "rien d’écrit";
    still_to_come: "still to come", "à venir";
    empty_week: "Your week will draw itself here, one face at a time.", "Votre semaine se dessinera ici, un visage après l’autre.";
    skip: "Skip to the question", "Aller à la question";
    language: "Language", "Langue";
    private: "No account, no tracker; only you can see your days.", "Ni compte, ni traceur ; personne d’autre ne voit vos journées.";
    keys_hint: "Press 1–5 to choose a face, ← → to change week.", "Touches 1 à 5 : choisir un visage ; ← → : changer de semaine.";
    time_zone: "Your time zone", "Votre fuseau horaire";
    time_zone_hint: "Without JavaScript we can’t detect your time zone, so days begin at midnight UTC.", "Sans JavaScript, nous ne pouvons pas détecter votre fuseau horaire : les jours commencent à minuit UTC.";
    time_zone_more: "Your days and reminders follow the clock there.", "Vos journées et vos rappels suivent l’heure de ce fuseau.";
    time_zone_automatic: "Automatic (this browser)", "Automatique (ce navigateur)";
    set_time_zone: "Set time zone", "Choisir ce fuseau";
    not_found: "There is no page here.", "Il n’y a pas de page ici.";
    not_found_more: "The address may be mistyped, or the page may have moved. Your journal is where you left it.", "L’adresse est peut-être mal écrite, ou la page n’existe plus. Votre journal, lui, n’a pas bougé.";
    go_to_today: "Go to today", "Voir aujourd’hui";
    resting: "We can’t reach your journal right now.", "Votre journal est inaccessible pour le moment.";
    resting_more: "Nothing is lost. To keep your days safe, you can’t write until we can read them. Please try again in a moment.", "Rien n’est perdu. Pour protéger vos journées, on ne peut pas écrire tant qu’elles ne sont pas lisibles. Réessayez dans un moment.";
    could_not_remove: "Not removed: we can’t reach your journal right now. Everything is still there.", "Non supprimé : le journal est inaccessible pour le moment. Tout est encore là.";
    could_not_save: "Not saved: we can’t reach your journal right now. Your words are still here.", "Non enregistré : le journal est inaccessible pour le moment. Votre texte est encore là.";
    setting_refused: "Not saved: your browser blocks cookies, and this is where it would be kept. Allow cookies for this site, then save again.", "Non enregistré : votre navigateur bloque les cookies, où ce choix serait gardé. Autorisez les cookies pour ce site, puis enregistrez à nouveau.";
    from_elsewhere: "Not saved: this seems to come from another site. If it is yours, save it again here.", "Non enregistré : cela semble venir d’un autre site. Si c’est bien de vous, enregistrez à nouveau ici.";
    too_much_text: "Not saved: that is far longer than a note can be, too long to show here. Your browser’s Back button may bring it back.", "Non enregistré : c’est bien plus long qu’une note, trop long pour être affiché ici. Le bouton Précédent de votre navigateur peut le retrouver.";
    nothing_changed: "That didn’t work, and nothing was changed. Please try again.", "Ça n’a pas fonctionné, et rien n’a changé. Réessayez.";
    choose_a_face: "Choose one of the five faces first.", "Choisissez d’abord un des cinq visages.";
    note_too_long: "The note is too long: 500 characters at most.", "La note est trop longue : 500 caractères au plus.";
    day_not_open: "This day can’t be written: it is still to come, or older than your journal keeps.", "Ce jour ne peut pas être écrit : il est à venir, ou plus ancien que ce que garde votre journal.";
    already_gone: "That day was already empty.", "Ce jour était déjà vide.";
    with_a_note: ", with a note", ", avec une note";
    discard: "Discard", "Abandonner";
    discarded: "Draft discarded", "Brouillon abandonné";
    yesterday: "Yesterday?", "Et hier ?";
    colon: ": ", " : ";
    notes_of_week: "Notes", "Notes";
    empty_past_week: "Nothing written that week.", "Rien d’écrit cette semaine-là.";
    week_unreachable: "We can’t reach that week right now. Try again when you’re online.", "Cette semaine est inaccessible pour le moment. Réessayez une fois en ligne.";
    not_saved_without_cookies: "Not saved: your browser blocks cookies, so Humeur can’t keep your journal. Allow cookies for this site, then save again. Your words are still here.", "Non enregistré : votre navigateur bloque les cookies, et Humeur ne peut pas garder votre journal. Autorisez les cookies pour ce site, puis enregistrez à nouveau. Votre texte est encore là.";
    cookies_refused: "Your browser blocks cookies, so Humeur can’t keep your journal. Allow cookies for this site, then reload the page.", "Votre navigateur bloque les cookies : Humeur ne peut pas garder votre journal. Autorisez les cookies pour ce site, puis rechargez la page.";
    went_wrong: "That didn’t work. Your words are still here; please try again.", "Ça n’a pas fonctionné. Votre texte est encore là ; réessayez.";
}

/// The name of a mood.
#[must_use]
pub const fn mood_name(lang: Lang, mood: Mood) -> &'static str {
    match (lang, mood) {
        (Lang::En, Mood::Awful) => "Awful",
        (Lang::En, Mood::Bad) => "Bad",
        (Lang::En, Mood::Okay) => "Okay",
        (Lang::En, Mood::Good) => "Good",
        (Lang::En, Mood::Great) => "Great",
        (Lang::Fr, Mood::Awful) => "Affreuse",
        (Lang::Fr, Mood::Bad) => "Difficile",
        (Lang::Fr, Mood::Okay) => "Moyenne",
        (Lang::Fr, Mood::Good) => "Bonne",
        (Lang::Fr, Mood::Great) => "Superbe",
    }
}

/// The question about a day of this week, by its weekday.
#[must_use]
pub fn how_was_weekday(lang: Lang, weekday: &str) -> String {
    match lang {
        Lang::En => format!("How was {weekday}?"),
        Lang::Fr => format!("Comment était la journée de {weekday} ?"),
    }
}

/// The question about a day longer ago, by its date.
#[must_use]
pub fn how_was_date(lang: Lang, date: &str) -> String {
    match lang {
        Lang::En => format!("How was {date}?"),
        Lang::Fr => format!("Comment était la journée du {date} ?"),
    }
}

/// Confirms the first save of a day.
#[must_use]
pub fn saved_for(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("{day} saved"),
        Lang::Fr => format!("{} enregistré", capitalised(day)),
    }
}

/// Confirms a later save of a day.
#[must_use]
pub fn updated_for(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("{day} updated"),
        Lang::Fr => format!("{} mis à jour", capitalised(day)),
    }
}

/// Confirms that a day's entry was removed.
#[must_use]
pub fn removed_for(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("{day}’s entry removed"),
        Lang::Fr => format!("{} supprimé", capitalised(day)),
    }
}

/// A French weekday, which is ASCII, at the start of a sentence.
fn capitalised(day: &str) -> String {
    let (first, rest) = day.split_at(1);
    first.to_ascii_uppercase() + rest
}

/// The placeholder of the note: a question that answers the face.
#[must_use]
pub const fn note_hint(lang: Lang, mood: Option<Mood>) -> &'static str {
    match (lang, mood) {
        (Lang::En, None) => "A few words, if you like",
        (Lang::En, Some(Mood::Awful)) => "What weighed on it?",
        (Lang::En, Some(Mood::Bad)) => "What made it hard?",
        (Lang::En, Some(Mood::Okay)) => "What stays with you?",
        (Lang::En, Some(Mood::Good)) => "What made it good?",
        (Lang::En, Some(Mood::Great)) => "What made it?",
        (Lang::Fr, None) => "Quelques mots, si le cœur vous en dit",
        (Lang::Fr, Some(Mood::Awful)) => "Qu’est-ce qui a pesé ?",
        (Lang::Fr, Some(Mood::Bad)) => "Qu’est-ce qui l’a rendue difficile ?",
        (Lang::Fr, Some(Mood::Okay)) => "Que gardez-vous de ce jour ?",
        (Lang::Fr, Some(Mood::Good)) => "Qu’est-ce qui a fait du bien ?",
        (Lang::Fr, Some(Mood::Great)) => "Qu’est-ce qui l’a rendue si belle ?",
    }
}

/// The length of a note beside its limit.
#[must_use]
pub fn characters(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("{count} of 500 characters"),
        Lang::Fr => format!("{count} caractères sur 500"),
    }
}

/// "Five days written, mostly good, Monday low."
#[must_use]
pub fn week_summary(lang: Lang, summary: &WeekSummary) -> String {
    let days = match lang {
        Lang::En => {
            let numbers = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven"];
            let noun = if summary.days == 1 { "day" } else { "days" };
            format!("{} {noun} written", numbers[summary.days.min(7)])
        }
        Lang::Fr => {
            let numbers = [
                "Aucune", "Une", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept",
            ];
            let noun = if summary.days == 1 {
                "journée notée"
            } else {
                "journées notées"
            };
            format!("{} {noun}", numbers[summary.days.min(7)])
        }
    };
    let name = |mood| mood_name(lang, mood).to_ascii_lowercase();
    let tone = match (lang, summary.tone) {
        (_, Tone::All(mood)) if summary.days == 1 => name(mood),
        (Lang::En, Tone::All(mood)) => format!("all {}", name(mood)),
        (Lang::Fr, Tone::All(mood)) => format!("toutes {}s", name(mood)),
        (Lang::En, Tone::Mostly(mood)) => format!("mostly {}", name(mood)),
        (Lang::Fr, Tone::Mostly(mood)) => format!("surtout {}s", name(mood)),
        (Lang::En, Tone::Between(low, high)) => format!("from {} to {}", name(low), name(high)),
        (Lang::Fr, Tone::Between(low, high)) => format!("de {} à {}", name(low), name(high)),
    };
    let is_bright = matches!(summary.tone, Tone::Mostly(mood) if mood >= Mood::Okay);
    let and = match lang {
        Lang::En => " and ",
        Lang::Fr => " et ",
    };
    let outliers = summary
        .outliers
        .iter()
        .map(|day| dates::weekday(lang, *day));
    let outliers = outliers.collect::<Vec<_>>().join(and);
    let outliers = match (lang, is_bright) {
        _ if outliers.is_empty() => String::new(),
        (Lang::En, true) => format!(", {outliers} low"),
        (Lang::En, false) => format!(", {outliers} better"),
        (Lang::Fr, true) => format!(", {outliers} plus bas"),
        (Lang::Fr, false) => format!(", {outliers} mieux"),
    };
    format!("{days}, {tone}{outliers}.")
}

/// The number of other days that wait to be sent.
#[must_use]
pub fn days_waiting(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::En, 1) => "Another day is waiting to sync.".into(),
        (Lang::En, n) => format!("{n} other days are waiting to sync."),
        (Lang::Fr, 1) => "Un autre jour est en attente de synchronisation.".into(),
        (Lang::Fr, n) => format!("{n} autres jours sont en attente de synchronisation."),
    }
}

/// The way to a day about which the person has to decide something.
#[must_use]
pub fn decide_about(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Choose a version for {day}."),
        Lang::Fr => format!("Choisissez une version pour {day}."),
    }
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

/// The part of the world that names a time zone: `Europe` of `Europe/Paris`.
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

/// The retention, in months.
#[must_use]
pub fn kept_for(lang: Lang, months: u32) -> String {
    match (lang, months) {
        (Lang::En, 1) => "Each day is deleted after a month.".into(),
        (Lang::En, n) => format!("Each day is deleted after {n} months."),
        (Lang::Fr, n) => format!("Chaque journée est conservée {n} mois, puis effacée."),
    }
}

/// The advice about an error, in the person's language.
#[must_use]
pub fn error(lang: Lang, error: &Error) -> &'static str {
    match (error.kind, error.field.as_deref()) {
        (ErrorKind::Unavailable, _) => could_not_save(lang),
        (ErrorKind::Malformed, Some("mood")) => choose_a_face(lang),
        (ErrorKind::Invalid, Some("note")) => note_too_long(lang),
        (ErrorKind::Invalid | ErrorKind::Malformed, Some("day")) => day_not_open(lang),
        (ErrorKind::TooLarge, _) => note_too_long(lang),
        (ErrorKind::NotFound, _) => already_gone(lang),
        (ErrorKind::Unauthenticated, _) | (ErrorKind::Forbidden, Some("userId")) => {
            session_over(lang)
        }
        _ => went_wrong(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Day;

    #[test]
    fn a_week_in_one_sentence() {
        let monday = Day::parse("2026-11-23").unwrap();
        for (days, tone, outliers, en, fr) in [
            (
                1,
                Tone::All(Mood::Good),
                vec![],
                "One day written, good.",
                "Une journée notée, bonne.",
            ),
            (
                7,
                Tone::All(Mood::Great),
                vec![],
                "Seven days written, all great.",
                "Sept journées notées, toutes superbes.",
            ),
            (
                5,
                Tone::Mostly(Mood::Good),
                vec![monday],
                "Five days written, mostly good, Monday low.",
                "Cinq journées notées, surtout bonnes, lundi plus bas.",
            ),
            (
                5,
                Tone::Mostly(Mood::Bad),
                vec![monday, monday.plus(4)],
                "Five days written, mostly bad, Monday and Friday better.",
                "Cinq journées notées, surtout difficiles, lundi et vendredi mieux.",
            ),
            (
                2,
                Tone::Between(Mood::Bad, Mood::Great),
                vec![],
                "Two days written, from bad to great.",
                "Deux journées notées, de difficile à superbe.",
            ),
        ] {
            let summary = WeekSummary {
                days,
                tone,
                outliers,
            };
            assert_eq!(week_summary(Lang::En, &summary), en);
            assert_eq!(week_summary(Lang::Fr, &summary), fr);
        }
    }

    /// The string literals of a line of this file.
    fn literals(line: &str) -> impl Iterator<Item = &str> {
        line.split('"').skip(1).step_by(2)
    }

    /// All French texts of this file: the second text of each phrase, and those of the functions.
    fn french() -> Vec<&'static str> {
        let (source, _) = include_str!("words.rs").split_once("#[cfg(test)]").unwrap();
        let spoken = |line: &'static str| {
            let is_phrase = line.ends_with("\";");
            let texts = literals(line).skip(usize::from(is_phrase));
            texts.take(if is_phrase || line.contains("Lang::Fr") {
                9
            } else {
                0
            })
        };
        source.lines().flat_map(spoken).collect()
    }

    #[test]
    fn french_signs_stand_apart_and_never_begin_a_line() {
        let texts = french();
        assert!(texts.len() > 100, "{}", texts.len());
        for text in texts {
            let marks: Vec<char> = text.chars().collect();
            for pair in marks.windows(2) {
                let expected = match pair {
                    [before, ';' | '?' | '!'] => (*before, '\u{202f}'),
                    [before, ':' | '»'] => (*before, '\u{a0}'),
                    ['«', after] => (*after, '\u{a0}'),
                    _ => continue,
                };
                assert_eq!(expected.0, expected.1, "{text}");
            }
        }
    }

    #[test]
    fn an_hour_by_the_habits_of_three_countries() {
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
