//! Phrases about signals: the settings, Today, the month and the page of insight.

#[cfg(test)]
pub(super) mod tests;

use super::{
    colon, days, mood_name,
    numbers::{self, count, decimal, signed},
    p_value, phrases,
};
use crate::domain::{
    Lang, Mood,
    insight::{Measure, SignalAssociation, SignalFindings, SignalVerdict, When},
    signal::Signal,
};

phrases! {
    around_you: "Around you", "Autour de vous";
    around_you_more: "Choose what to see beside your days: under the week, in the month and in your insight. Only you see your choice.", "Choisissez ce qui s’affiche à côté de vos journées : sous la semaine, dans le mois et dans votre bilan. Personne d’autre ne voit ce choix.";
    signals_unreachable: "Weather, prices and the like can’t be loaded right now.", "Météo, prix et autres valeurs sont inaccessibles pour le moment.";
    signals: "Show", "Afficher";
    no_signal_chosen: "Weather, prices, a city’s bikes: choose what to see beside your days, and find out whether they go together.", "Météo, prix, vélos d’une ville : choisissez ce qui s’affiche à côté de vos journées, et voyez si elles vont de pair.";
    choose_signals: "Choose what to see", "Choisir quoi afficher";
    how_signals: "For each day we lay your mood beside the value, and beside its change since the day before; likewise the mood of the day after. Only their order counts (Spearman’s rank correlation), and neighbouring days resemble each other, which the interval and the test take into account. We compare twice: as it is, and without the seasons and the days of the week, which both may follow. With many comparisons some look special by chance: the threshold is tightened accordingly, and each interval widened (Benjamini–Hochberg, Benjamini–Yekutieli). We say that two things go together only if both comparisons agree, and never that one is the cause of the other.", "Pour chaque journée, nous plaçons votre humeur à côté de la valeur, puis à côté de sa variation depuis la veille ; de même pour l’humeur du lendemain. Seul l’ordre compte (corrélation des rangs de Spearman), et les journées voisines se ressemblent, ce dont l’intervalle et le test tiennent compte. Nous comparons deux fois : telles quelles, puis sans les saisons ni les jours de la semaine, que les deux peuvent suivre. Avec beaucoup de comparaisons, certaines sortent du lot par hasard : le seuil est resserré et chaque intervalle élargi en conséquence (Benjamini–Hochberg, Benjamini–Yekutieli). Nous disons que l’un va de pair avec l’autre seulement si les deux comparaisons concordent, et jamais que l’un est la cause de l’autre.";
    scatter_description: "Each column is a group of days of about the same number, from the lowest values on the left to the highest on the right; equal values stay together. The larger a face, the more of these days had that mood.", "Chaque colonne regroupe à peu près le même nombre de journées, des valeurs les plus basses à gauche aux plus hautes à droite ; les valeurs égales restent ensemble. Plus un visage est grand, plus il y a de journées avec cette humeur.";
    provisional: "Today’s values may still change.", "Les valeurs du jour peuvent encore changer.";
    mean_mood_column: "Mean mood", "Humeur moyenne";
    value_column: "Values", "Valeurs";
    moods_column: "Moods", "Humeurs";
}

/// A heading: "Around you: 16 – 22 November", "Around you: Temperature".
#[must_use]
pub fn around_you_in(lang: Lang, part: &str) -> String {
    format!("{}{}{part}", around_you(lang), colon(lang))
}

/// The heading of an association: "Around you: Temperature, change, the day after". No two of a page are
/// the same.
#[must_use]
pub fn association_title(lang: Lang, name: &str, measure: Measure, when: When) -> String {
    let measure = match (lang, measure) {
        (_, Measure::Value) => "",
        (Lang::En, Measure::Change) => ", change",
        (Lang::Fr, Measure::Change) => ", variation",
    };
    let when = match (lang, when) {
        (_, When::SameDay) => "",
        (Lang::En, When::DayAfter) => ", the day after",
        (Lang::Fr, When::DayAfter) => ", le lendemain",
    };
    around_you_in(lang, &format!("{name}{measure}{when}"))
}

/// Days by mood, from awful to great, in words: "3 good, 2 okay".
#[must_use]
pub fn days_by_mood(lang: Lang, moods: [usize; Mood::ALL.len()]) -> String {
    let days = Mood::ALL.into_iter().zip(moods).rev();
    let parts = days.filter(|(_, days)| *days > 0).map(|(mood, days)| {
        let name = mood_name(lang, mood).to_lowercase();
        let plural = match lang {
            Lang::Fr if days > 1 => "s",
            Lang::Fr | Lang::En => "",
        };
        format!("{} {name}{plural}", count(lang, days))
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// The name of a signal's lane, with its unit: "Temperature (°C)", "Bitcoin (change in %)".
#[must_use]
pub fn lane_name(lang: Lang, signal: &Signal) -> String {
    let name = signal.name(lang);
    match (lang, signal.is_price) {
        (Lang::En, true) => format!("{name} (change in %)"),
        (Lang::Fr, true) => format!("{name} (variation en %)"),
        (_, false) if signal.unit.is_empty() => name.to_owned(),
        (_, false) => format!("{name} ({})", signal.unit),
    }
}

/// The lanes of a month, from top to bottom.
#[must_use]
pub fn lanes_legend(lang: Lang, names: &[String]) -> String {
    let names = names.join(", ");
    match lang {
        Lang::En => format!("In small print below each week, from top to bottom: {names}."),
        Lang::Fr => format!("En petit sous chaque semaine, de haut en bas\u{a0}: {names}."),
    }
}

/// A value where there is little room, of at most about four digits: "8.5", "68.1k", "1.5bn".
#[must_use]
pub fn short_value(lang: Lang, value: f64, decimals: u8) -> String {
    let (value, mark, decimals) = match (lang, value.abs()) {
        (Lang::En, size) if size >= 1e9 => (value / 1e9, "bn", 1),
        (Lang::Fr, size) if size >= 1e9 => (value / 1e9, "\u{202f}Md", 1),
        (Lang::En, size) if size >= 1e6 => (value / 1e6, "M", 1),
        (Lang::Fr, size) if size >= 1e6 => (value / 1e6, "\u{202f}M", 1),
        (Lang::En, size) if size >= 1e4 => (value / 1e3, "k", 1),
        (Lang::Fr, size) if size >= 1e4 => (value / 1e3, "\u{202f}k", 1),
        _ => (value, "", decimals),
    };
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => decimals.min(1),
        _ => decimals.min(2),
    };
    format!("{}{mark}", decimal(lang, value, digits.into()))
}

/// A change in percent where there is little room: "+1.2".
#[must_use]
pub fn short_change(lang: Lang, percent: f64) -> String {
    let digits = usize::from(percent.abs() < 10.0);
    signed(lang, percent, digits)
}

/// A value in full, with its unit: "12.5 °C".
#[must_use]
pub fn value_with_unit(lang: Lang, signal: &Signal, measure: Measure, value: f64) -> String {
    let digits = signal.decimals.into();
    let number = match measure {
        Measure::Value => decimal(lang, value, digits),
        Measure::Change => signed(lang, value, digits),
    };
    match signal.unit.as_str() {
        "" => number,
        unit => format!("{number}\u{a0}{unit}"),
    }
}

/// The statement about signals, before those that hold.
#[must_use]
pub fn signals_sentence(lang: Lang, findings: &SignalFindings) -> String {
    let compared = count(lang, findings.compared);
    match (lang, findings.verdict) {
        (Lang::En, SignalVerdict::NoAssociation) if findings.compared == 0 => {
            "Nothing to compare yet: your moods or the values are almost always the same, or the days lie too far apart.".into()
        }
        (Lang::Fr, SignalVerdict::NoAssociation) if findings.compared == 0 => {
            "Rien à comparer pour le moment\u{a0}: vos humeurs ou les valeurs sont presque toujours les mêmes, ou les journées sont trop espacées.".into()
        }
        (Lang::En, SignalVerdict::NotEnoughDays { days, needed }) => format!(
            "Not enough days yet: it takes {needed} with both a mood and a value, and you have {}. {} to go. No hurry.",
            count(lang, days),
            count(lang, needed.saturating_sub(days))
        ),
        (Lang::Fr, SignalVerdict::NotEnoughDays { days, needed }) => format!(
            "Pas encore assez de journées\u{a0}: il en faut {needed} avec une humeur et une valeur, et vous en avez {}. Encore {}. Rien ne presse.",
            count(lang, days),
            count(lang, needed.saturating_sub(days))
        ),
        (Lang::En, SignalVerdict::NoAssociation) => format!(
            "Nothing around you goes with brighter or heavier days in a way that stands out from chance. Comparisons: {compared}."
        ),
        (Lang::Fr, SignalVerdict::NoAssociation) => format!(
            "Rien autour de vous ne va de pair avec des journées plus claires ou plus lourdes au point de se distinguer du hasard. Comparaisons\u{a0}: {compared}."
        ),
        (Lang::En, SignalVerdict::Found) => {
            format!("What goes with brighter and heavier days. Comparisons: {compared}.")
        }
        (Lang::Fr, SignalVerdict::Found) => format!(
            "Ce qui va de pair avec les journées plus claires et plus lourdes. Comparaisons\u{a0}: {compared}."
        ),
    }
}

/// A signal that moods go with: "Temperature: higher values go with brighter days, over 90 days."
#[must_use]
pub fn signal_sentence(lang: Lang, name: &str, of: &SignalAssociation) -> String {
    let is_brighter = of.correlation.estimate > 0.0;
    let (n, colon) = (days(lang, of.points.len()), colon(lang));
    let figure = match (lang, of.measure) {
        (Lang::En, Measure::Value) => "higher values go with",
        (Lang::En, Measure::Change) => "a rise goes with",
        (Lang::Fr, Measure::Value) => "une valeur plus haute va de pair avec",
        (Lang::Fr, Measure::Change) => "une hausse va de pair avec",
    };
    let mood = match (lang, of.when, is_brighter) {
        (Lang::En, When::SameDay, true) => "brighter days",
        (Lang::En, When::SameDay, false) => "heavier days",
        (Lang::En, When::DayAfter, true) => "a brighter day after",
        (Lang::En, When::DayAfter, false) => "a heavier day after",
        (Lang::Fr, When::SameDay, true) => "des journées plus claires",
        (Lang::Fr, When::SameDay, false) => "des journées plus lourdes",
        (Lang::Fr, When::DayAfter, true) => "des journées plus claires le lendemain",
        (Lang::Fr, When::DayAfter, false) => "des journées plus lourdes le lendemain",
    };
    match lang {
        Lang::En => format!("{name}{colon}{figure} {mood}, over {n}."),
        Lang::Fr => format!("{name}{colon}{figure} {mood}, sur {n}."),
    }
}

/// The figures of such a statement.
#[must_use]
pub fn signal_figures(lang: Lang, of: &SignalAssociation, compared: usize) -> String {
    let number = |value| decimal(lang, value, 2);
    let between = |low, high| numbers::interval(lang, low, high, 2);
    let (raw, rest) = (of.correlation, of.detrended);
    let (n, worth) = (
        days(lang, of.points.len()),
        decimal(lang, of.effective_days, 0),
    );
    let (p, compared) = (p_value(lang, of.p), comparisons(lang, compared));
    match lang {
        Lang::En => format!(
            "Your {n} tell as much as about {worth} unrelated ones. Correlation, from −1 to 1: {} ({}); without seasons and weekdays {} ({}). {p}, corrected for {compared}.",
            number(raw.estimate),
            between(raw.low, raw.high),
            number(rest.estimate),
            between(rest.low, rest.high)
        ),
        Lang::Fr => format!(
            "Pour {n}, autant d’information qu’avec {worth} sans lien entre elles. Corrélation, de −1 à 1\u{a0}: {} ({})\u{202f}; sans les saisons ni les jours de la semaine {} ({}). {p}, corrigé pour {compared}.",
            number(raw.estimate),
            between(raw.low, raw.high),
            number(rest.estimate),
            between(rest.low, rest.high)
        ),
    }
}

/// "1 comparison", "12 comparisons".
fn comparisons(lang: Lang, n: usize) -> String {
    let number = count(lang, n);
    match (lang, n) {
        (Lang::En, 1) => "1 comparison".into(),
        (Lang::En, _) => format!("{number} comparisons"),
        (Lang::Fr, 0 | 1) => format!("{number} comparaison"),
        (Lang::Fr, _) => format!("{number} comparaisons"),
    }
}
