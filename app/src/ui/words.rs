//! Every word the interface says, in every language it speaks.
//!
//! One function per phrase, so that a missing translation does not compile and
//! an unused phrase is not shipped to the browser.

use crate::{
    domain::{Lang, Locale, Mood},
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
    how_was_today: "How was today?", "Comment était cette journée ?";
    how_was_yesterday: "How was yesterday?", "Comment était hier ?";
    tagline: "A quiet place for how your days feel.", "Un endroit calme pour dire comment vont les jours.";
    note: "Note", "Note";
    note_hint: "A few words, if you like", "Quelques mots, si le cœur vous en dit";
    characters_of: "of", "sur";
    characters: "characters", "caractères";
    save: "Save", "Enregistrer";
    update: "Update", "Modifier";
    saving: "Saving…", "Un instant…";
    remove: "Remove", "Retirer";
    undo: "Undo", "Annuler";
    try_again: "Try again", "Réessayer";
    close: "Close", "Fermer";
    draft: "Not saved yet", "Pas encore enregistré";
    saved: "Saved", "Enregistré";
    updated: "Updated", "Mis à jour";
    waiting: "Waiting to sync", "En attente d’envoi";
    waits: "Kept on this device. It will be sent when you are back online.", "Gardé sur cet appareil, et envoyé dès que le réseau revient.";
    written_elsewhere: "This day was written elsewhere meanwhile, and that is what is kept. You had wanted:", "Ce jour a été écrit ailleurs entre-temps, et c’est ce qui est gardé. Vous vouliez :";
    session_ended: "Your session ended before this was saved. It is still on this device:", "Votre session s’est terminée avant l’enregistrement. C’est encore sur cet appareil :";
    session_over: "Your session on this device has ended. Your words are still here; reload the page to go on.", "Votre session sur cet appareil est terminée. Vos mots sont encore là ; rechargez la page pour continuer.";
    to_remove: "to take the day out", "retirer ce jour";
    decide_first: "First decide about the words below.", "Décidez d’abord pour les mots ci-dessous.";
    use_mine: "Use mine", "Garder le mien";
    remove_anyway: "Remove anyway", "Retirer quand même";
    mend: "Edit it", "Modifier";
    let_go: "Let it go", "Abandonner";
    new_version: "A new version of Humeur is ready.", "Une nouvelle version d’Humeur est prête.";
    reload: "Reload", "Recharger";
    later: "Later", "Plus tard";
    to_the_home_screen: "Keep Humeur on your home screen? It opens without a network, too.", "Garder Humeur sur l’écran d’accueil ? Il s’ouvre aussi sans réseau.";
    install: "Install", "Installer";
    not_now: "Not now", "Pas maintenant";
    offline: "You are offline, and this page is not kept on this device.", "Vous êtes hors ligne, et cette page n’est pas gardée sur cet appareil.";
    offline_more: "Today’s page is kept: write it, and it will be sent when the network is back.", "La page d’aujourd’hui, elle, est gardée : écrivez, ce sera envoyé au retour du réseau.";
    settings: "Settings", "Réglages";
    day_ends_at: "My day ends at", "Ma journée finit à";
    day_ends_more: "For those who stay up late: until then, “today” still means the day before.", "Vous vous couchez tard ? Jusqu’à cette heure, « aujourd’hui » reste la veille.";
    reminder: "Remind me at", "Rappel quotidien à";
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
    undone: "Undone. It is as it was before.", "Annulé. Tout est comme avant.";
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
    read_the_week: "Read this week as a table", "Lire la semaine sous forme de tableau";
    day: "Day", "Jour";
    mood: "Mood", "Humeur";
    skip: "Skip to the question", "Aller à la question";
    language: "Language", "Langue";
    private: "No account, no tracker; your days are shown to nobody else.", "Ni compte, ni traceur ; vos jours ne sont montrés à personne d’autre.";
    keys_hint: "Keys 1 to 5 choose a face, the arrows change week.", "Touches 1 à 5 : un visage ; flèches : changer de semaine.";
    time_zone: "Your time zone", "Votre fuseau horaire";
    time_zone_hint: "Without JavaScript we can’t detect your time zone, so days begin at midnight UTC.", "Sans JavaScript, nous ne pouvons pas détecter votre fuseau horaire : les jours commencent à minuit UTC.";
    time_zone_more: "Your days and reminders follow the clock there.", "Vos journées et vos rappels suivent l’heure de ce fuseau.";
    time_zone_automatic: "Automatic (this browser)", "Automatique (ce navigateur)";
    set_time_zone: "Set time zone", "Choisir ce fuseau";
    not_found: "There is no page here.", "Il n’y a pas de page ici.";
    not_found_more: "The address may be mistyped, or the page has moved on. Your journal is where you left it.", "L’adresse est peut-être mal écrite, ou la page est partie. Votre journal, lui, n’a pas bougé.";
    go_to_today: "Go to today", "Aller à aujourd’hui";
    resting: "Your journal is out of reach for a moment.", "Votre journal est momentanément inaccessible.";
    resting_more: "Nothing is lost. We could not read it just now, so we would rather not let you write over it. Please try again in a moment.", "Rien n’est perdu. Nous n’avons pas pu le lire à l’instant, et préférons ne rien écraser. Réessayez dans un moment.";
    could_not_remove: "Not removed: your journal is out of reach. Everything is still there.", "Pas retiré : le journal est momentanément inaccessible. Tout est encore là.";
    could_not_save: "Not saved: your journal is out of reach. Your words are still here.", "Pas enregistré : le journal est momentanément inaccessible. Vos mots sont encore là.";
    choose_a_face: "Choose one of the five faces first.", "Choisissez d’abord un des cinq visages.";
    note_too_long: "The note is too long: 500 characters at most.", "La note est trop longue : 500 caractères au plus.";
    day_not_open: "This day cannot be written: it is still to come, or longer ago than the journal remembers.", "Ce jour ne peut pas être écrit : il est à venir, ou plus ancien que la mémoire du journal.";
    already_gone: "Nothing was written on that day any more.", "Il n’y avait déjà plus rien ce jour-là.";
    went_wrong: "That did not work. Your words are still here; please try again.", "Cela n’a pas marché. Vos mots sont encore là ; réessayez.";
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
        Lang::Fr => format!("Comment était {weekday} ?"),
    }
}

/// The question about a day longer ago, by its date.
#[must_use]
pub fn how_was_date(lang: Lang, date: &str) -> String {
    match lang {
        Lang::En => format!("How was {date}?"),
        Lang::Fr => format!("Comment était le {date} ?"),
    }
}

/// That a day has been written for the first time.
#[must_use]
pub fn saved_for(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Saved for {day}"),
        Lang::Fr => format!("Enregistré pour {day}"),
    }
}

/// That a day has been written over.
#[must_use]
pub fn updated_for(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Updated for {day}"),
        Lang::Fr => format!("Mis à jour pour {day}"),
    }
}

/// That a day has been taken out.
#[must_use]
pub fn removed_for(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Removed {day}"),
        Lang::Fr => format!("Retiré : {day}"),
    }
}

/// How many other days still wait to be sent.
#[must_use]
pub fn days_waiting(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::En, 1) => "Another day is waiting to sync.".into(),
        (Lang::En, n) => format!("{n} other days are waiting to sync."),
        (Lang::Fr, 1) => "Un autre jour est en attente d’envoi.".into(),
        (Lang::Fr, n) => format!("{n} autres jours sont en attente d’envoi."),
    }
}

/// The way to a day about which the person has to decide something.
#[must_use]
pub fn decide_about(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("{day} needs you."),
        Lang::Fr => format!("{day} attend votre décision."),
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

/// How long the journal remembers.
#[must_use]
pub fn kept_for(lang: Lang, months: u32) -> String {
    match (lang, months) {
        (Lang::En, 1) => "Each day is kept for a month, then forgotten.".into(),
        (Lang::En, n) => format!("Each day is kept for {n} months, then forgotten."),
        (Lang::Fr, n) => format!("Chaque jour est gardé {n} mois, puis oublié."),
    }
}

/// What to do about an error, in the person's language.
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

    /// The string literals of a line of this file.
    fn literals(line: &str) -> impl Iterator<Item = &str> {
        line.split('"').skip(1).step_by(2)
    }

    /// What this file says in French: the second text of each phrase, and that of the functions.
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
