//! Phrases about moods, days and weeks.

use super::{dates, phrases};
use crate::domain::{Lang, Mood, Tone, WeekSummary};

phrases! {
    how_was_today: "How was today?", "Comment s’est passée votre journée ?";
    how_was_yesterday: "How was yesterday?", "Comment était la journée d’hier ?";
    note: "Note", "Note";
    save: "Save", "Enregistrer";
    update: "Update", "Mettre à jour";
    saving: "Saving…", "Un instant…";
    remove: "Remove", "Supprimer";
    undo: "Undo", "Annuler";
    try_again: "Try again", "Réessayer";
    draft: "Not saved yet", "Pas encore enregistré";
    updated: "Updated", "Mis à jour";
    waiting: "Waiting to sync", "En attente de synchronisation";
    waits: "Saved on this device. It will sync when you’re online.", "Enregistré sur cet appareil. La synchronisation se fera au retour du réseau.";
    written_elsewhere: "Another device changed this day first. Its version was saved; yours was:", "Ce jour a été modifié sur un autre appareil, dont la version a été gardée. La vôtre :";
    session_ended: "Your session ended before this was saved. It is still on this device:", "Votre session a expiré avant l’enregistrement. Votre texte est encore sur cet appareil :";
    to_remove: "remove this day", "supprimer ce jour";
    choose_version_first: "First choose which version to keep, below.", "Choisissez d’abord une version, ci-dessous.";
    keep_mine: "Keep mine", "Garder ma version";
    remove_anyway: "Remove anyway", "Supprimer quand même";
    edit_mine: "Edit it", "Modifier";
    discard_mine: "Discard mine", "L’abandonner";
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
    keys_hint: "Press 1–5 to choose a face, ← → to change week.", "Touches 1 à 5 : choisir un visage ; ← → : changer de semaine.";
    with_a_note: ", with a note", ", avec une note";
    discard: "Discard", "Abandonner";
    discarded: "Draft discarded", "Brouillon abandonné";
    yesterday: "Yesterday?", "Et hier ?";
    notes_of_week: "Notes", "Notes";
    empty_past_week: "Nothing written that week.", "Rien d’écrit cette semaine-là.";
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

/// The question about a day of this week.
#[must_use]
pub fn how_was_weekday(lang: Lang, weekday: &str) -> String {
    match lang {
        Lang::En => format!("How was {weekday}?"),
        Lang::Fr => format!("Comment était la journée de {weekday} ?"),
    }
}

/// The question about an earlier day.
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

/// Capitalises a French weekday, which is ASCII.
fn capitalised(day: &str) -> String {
    let (first, rest) = day.split_at(1);
    first.to_ascii_uppercase() + rest
}

/// The placeholder of the note: a question that follows from the mood.
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

/// The length of a note, and its limit.
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

/// The number of other days that wait to sync.
#[must_use]
pub fn days_waiting(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::En, 1) => "Another day is waiting to sync.".into(),
        (Lang::En, n) => format!("{n} other days are waiting to sync."),
        (Lang::Fr, 1) => "Un autre jour est en attente de synchronisation.".into(),
        (Lang::Fr, n) => format!("{n} autres jours sont en attente de synchronisation."),
    }
}

/// The link to a day with a conflict.
#[must_use]
pub fn choose_version_for(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Choose a version for {day}."),
        Lang::Fr => format!("Choisissez une version pour {day}."),
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
}
