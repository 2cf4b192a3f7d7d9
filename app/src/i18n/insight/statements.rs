//! The statements of the page of insight. Each has its number of days.

use super::{
    super::{
        mood_name,
        numbers::{self, count, decimal, signed},
    },
    days, weekday,
};
use crate::domain::{
    Lang, Mood,
    insight::{
        Coverage, Interval, Mean, MonthChange, MonthComparison, Steadiness, Streak, TagAssociation,
        TagFindings, TagVerdict, Trend, TrendVerdict, WeekdayPattern, WeekdayVerdict, When,
    },
};

/// The mean, and its interval if there is one.
#[must_use]
pub fn mean_sentence(lang: Lang, mean: &Mean) -> String {
    let (value, n) = (decimal(lang, mean.value, 1), days(lang, mean.days));
    match (lang, mean.interval) {
        (Lang::En, Some(Interval { low, high, .. })) => format!(
            "On average {value} out of 5, over {n} ({}).",
            numbers::interval(lang, low, high, 1)
        ),
        (Lang::En, None) => {
            format!("On average {value} out of 5, over {n}: too few to say more.")
        }
        (Lang::Fr, Some(Interval { low, high, .. })) => format!(
            "{value} sur 5 en moyenne, pour {n} ({}).",
            numbers::interval(lang, low, high, 1)
        ),
        (Lang::Fr, None) => {
            format!("{value} sur 5 en moyenne, pour {n}\u{a0}: trop peu pour en dire plus.")
        }
    }
}

/// The day in the middle.
#[must_use]
pub fn median_sentence(lang: Lang, median: f64) -> String {
    let name = |score: f64| {
        let mood = Mood::ALL
            .into_iter()
            .find(|mood| f64::from(mood.score()) >= score)
            .unwrap_or(Mood::Great);
        mood_name(lang, mood).to_lowercase()
    };
    let (low, high) = (name(median.floor()), name(median.ceil()));
    match (lang, low == high) {
        (Lang::En, true) => format!("The day in the middle was {low}."),
        (Lang::En, false) => format!("The day in the middle was between {low} and {high}."),
        (Lang::Fr, true) => format!("La journée du milieu était {low}."),
        (Lang::Fr, false) => format!("La journée du milieu était entre {low} et {high}."),
    }
}

/// The number of independent days that a mean is worth.
#[must_use]
pub fn worth(lang: Lang, mean: &Mean) -> String {
    let n = days(lang, mean.days);
    let worth = decimal(lang, mean.effective_days, 0);
    match lang {
        Lang::En => format!("Your {n} tell as much as about {worth} unrelated ones."),
        Lang::Fr => {
            format!("Pour {n}, autant d’information qu’avec {worth} sans lien entre elles.")
        }
    }
}

/// The statement about a trend.
#[must_use]
pub fn trend_sentence(lang: Lang, trend: &Trend) -> String {
    let n = days(lang, trend.days);
    let slope = trend.slope.map(|slope| steps(lang, &slope));
    let slope = slope.unwrap_or_default();
    match (lang, trend.verdict) {
        (_, TrendVerdict::NotEnoughDays { needed }) => match lang {
            Lang::En => format!(
                "Not enough days yet to speak of a trend: it takes {needed}, and you have {}. No hurry.",
                count(lang, trend.days)
            ),
            Lang::Fr => format!(
                "Pas encore assez de journées pour parler de tendance\u{a0}: {} sur {needed}. Rien ne presse.",
                count(lang, trend.days)
            ),
        },
        (Lang::En, TrendVerdict::NoTrend) => {
            format!("No rise or fall that stands out from chance, over {n}.")
        }
        (Lang::Fr, TrendVerdict::NoTrend) => {
            format!("Ni hausse ni baisse qui se distingue du hasard, sur {n}.")
        }
        (Lang::En, TrendVerdict::Rising) => {
            format!("Your days get brighter: {slope} in 30 days, over {n}.")
        }
        (Lang::Fr, TrendVerdict::Rising) => {
            format!("Vos journées s’éclaircissent\u{a0}: {slope} en 30 jours, sur {n}.")
        }
        (Lang::En, TrendVerdict::Falling) => {
            format!("Your days get heavier: {slope} in 30 days, over {n}.")
        }
        (Lang::Fr, TrendVerdict::Falling) => {
            format!("Vos journées s’alourdissent\u{a0}: {slope} en 30 jours, sur {n}.")
        }
    }
}

/// "+0.4 steps (+0.1 to +0.7)"; a small one has another decimal.
pub(in crate::i18n) fn steps(lang: Lang, of: &Interval) -> String {
    let size = of.estimate.abs();
    let digits = if size < 0.1 { 2 } else { 1 };
    let [estimate, low, high] =
        [of.estimate, of.low, of.high].map(|value| signed(lang, value, digits));
    match lang {
        Lang::En => format!("{estimate} steps ({low} to {high})"),
        Lang::Fr if size < 2.0 => format!("{estimate} cran ({low} à {high})"),
        Lang::Fr => format!("{estimate} crans ({low} à {high})"),
    }
}

/// The statement about weekdays.
#[must_use]
pub fn weekdays_sentence(lang: Lang, pattern: &WeekdayPattern) -> String {
    let n = days(lang, pattern.means.iter().map(|mean| mean.days).sum());
    match (lang, pattern.verdict) {
        (Lang::En, WeekdayVerdict::NotEnoughDays { needed }) => {
            format!(
                "Not enough days yet to compare weekdays: it takes {needed} of each. So far, {n}."
            )
        }
        (Lang::Fr, WeekdayVerdict::NotEnoughDays { needed }) => format!(
            "Pas encore assez de journées pour comparer les jours de la semaine\u{a0}: il en faut {needed} de chacun. Jusqu’ici, {n}."
        ),
        (Lang::En, WeekdayVerdict::Same) => {
            format!(
                "Your weekdays are much alike: no difference that stands out from chance, over {n}."
            )
        }
        (Lang::Fr, WeekdayVerdict::Same) => format!(
            "Vos jours de la semaine se ressemblent\u{a0}: aucun écart qui se distingue du hasard, sur {n}."
        ),
        (Lang::En, WeekdayVerdict::Differ { highest, lowest }) => format!(
            "Weekdays differ: {}s are the brightest, {}s the heaviest, over {n}.",
            weekday(lang, highest),
            weekday(lang, lowest)
        ),
        (Lang::Fr, WeekdayVerdict::Differ { highest, lowest }) => format!(
            "Les jours de la semaine diffèrent\u{a0}: le {} est le plus clair, le {} le plus lourd, sur {n}.",
            weekday(lang, highest),
            weekday(lang, lowest)
        ),
    }
}

/// The statement about tags, before those that hold.
#[must_use]
pub fn tags_sentence(lang: Lang, findings: &TagFindings, n: usize) -> String {
    let (n, compared) = (days(lang, n), count(lang, findings.compared));
    match (lang, findings.verdict) {
        (Lang::En, TagVerdict::NotEnoughDays { needed }) => format!(
            "No tag has enough days yet: it takes {needed} with it and {needed} without. So far, {n}. A #word in a note is a tag."
        ),
        (Lang::Fr, TagVerdict::NotEnoughDays { needed }) => format!(
            "Aucune étiquette n’a encore assez de jours\u{a0}: il en faut {needed} avec elle et {needed} sans. Jusqu’ici, {n}. Un #mot dans une note est une étiquette."
        ),
        (Lang::En, TagVerdict::NoAssociation) => format!(
            "No tag goes with brighter or heavier days in a way that stands out from chance. Tags compared: {compared}, over {n}."
        ),
        (Lang::Fr, TagVerdict::NoAssociation) => format!(
            "Aucune étiquette n’accompagne des journées plus claires ou plus lourdes au point de se distinguer du hasard. Étiquettes comparées\u{a0}: {compared}, sur {n}."
        ),
        (Lang::En, TagVerdict::Found) => {
            format!(
                "What goes with brighter and heavier days. Tags compared: {compared}, over {n}."
            )
        }
        (Lang::Fr, TagVerdict::Found) => format!(
            "Ce qui accompagne les journées plus claires et plus lourdes. Étiquettes comparées\u{a0}: {compared}, sur {n}."
        ),
    }
}

/// A tag that holds.
#[must_use]
pub fn tag_sentence(lang: Lang, of: &TagAssociation) -> String {
    let is_brighter = of.difference.estimate > 0.0;
    let steps = steps(lang, &of.difference);
    let (tag, with, without) = (
        &of.tag,
        count(lang, of.days_with),
        count(lang, of.days_without),
    );
    match (lang, of.when) {
        (Lang::En, when) => {
            let days = match when {
                When::SameDay => "Days with",
                When::DayAfter => "Days after",
            };
            let word = if is_brighter { "brighter" } else { "heavier" };
            format!("{days} #{tag} are {word}: {steps}, {with} days beside {without} others.")
        }
        (Lang::Fr, when) => {
            let (days, word) = match (when, is_brighter) {
                (When::SameDay, true) => ("Les journées avec", "claires"),
                (When::SameDay, false) => ("Les journées avec", "lourdes"),
                (When::DayAfter, true) => ("Les lendemains de", "clairs"),
                (When::DayAfter, false) => ("Les lendemains de", "lourds"),
            };
            format!(
                "{days} #{tag} sont plus {word}\u{a0}: {steps}, {with} jours contre {without} autres."
            )
        }
    }
}

/// The difference from one day to the next.
#[must_use]
pub fn steadiness_sentence(lang: Lang, steadiness: Option<&Steadiness>) -> String {
    match (lang, steadiness) {
        (Lang::En, Some(of)) => format!(
            "Your mood moves by {} steps from one day to the next, on average over {} pairs of neighbouring days.",
            decimal(lang, of.difference, 1),
            count(lang, of.pairs)
        ),
        (Lang::Fr, Some(of)) => format!(
            "Votre humeur bouge de {} {} d’un jour au suivant, en moyenne sur {} paires de journées voisines.",
            decimal(lang, of.difference, 1),
            if of.difference < 2.0 { "cran" } else { "crans" },
            count(lang, of.pairs)
        ),
        (Lang::En, None) => format!(
            "Not enough neighbouring days yet: it takes {} pairs of them.",
            Steadiness::MIN_PAIRS
        ),
        (Lang::Fr, None) => format!(
            "Pas encore assez de journées voisines\u{a0}: il en faut {} paires.",
            Steadiness::MIN_PAIRS
        ),
    }
}

/// The statement about this month and the last.
#[must_use]
pub fn months_sentence(lang: Lang, months: &MonthComparison) -> String {
    let (this, last) = (count(lang, months.this.days), count(lang, months.last.days));
    let steps = months.difference.map(|of| steps(lang, &of));
    let steps = steps.unwrap_or_default();
    match (lang, months.verdict) {
        (Lang::En, MonthChange::NotEnoughDays { needed }) => format!(
            "Not enough days yet to compare: it takes {needed} in each month. This month has {this}, the last {last}."
        ),
        (Lang::Fr, MonthChange::NotEnoughDays { needed }) => format!(
            "Pas encore assez de journées pour comparer\u{a0}: il en faut {needed} dans chaque mois. Celui-ci en a {this}, le précédent {last}."
        ),
        (Lang::En, MonthChange::Same) => format!(
            "This month is much like the last: no difference that stands out from chance, with {this} days beside {last}."
        ),
        (Lang::Fr, MonthChange::Same) => format!(
            "Ce mois-ci ressemble au précédent\u{a0}: aucun écart qui se distingue du hasard, avec {this} jours contre {last}."
        ),
        (Lang::En, MonthChange::Higher) => {
            format!("This month is brighter: {steps}, with {this} days beside {last}.")
        }
        (Lang::Fr, MonthChange::Higher) => {
            format!("Ce mois-ci est plus clair\u{a0}: {steps}, avec {this} jours contre {last}.")
        }
        (Lang::En, MonthChange::Lower) => {
            format!("This month is heavier: {steps}, with {this} days beside {last}.")
        }
        (Lang::Fr, MonthChange::Lower) => {
            format!("Ce mois-ci est plus lourd\u{a0}: {steps}, avec {this} jours contre {last}.")
        }
    }
}

/// The days with an entry.
#[must_use]
pub fn coverage_sentence(lang: Lang, coverage: Coverage) -> String {
    let (written, all) = (count(lang, coverage.written), count(lang, coverage.days));
    match lang {
        Lang::En if coverage.written == coverage.days => {
            format!("You wrote on each of {}.", days(lang, coverage.days))
        }
        Lang::Fr if coverage.written == coverage.days => {
            format!("Vous avez tout noté\u{a0}: {}.", days(lang, coverage.days))
        }
        Lang::En => format!("You wrote on {written} of {all} days. The others are simply gaps."),
        Lang::Fr => {
            let plural = if coverage.written > 1 { "s" } else { "" };
            format!(
                "Vous avez noté {written} jour{plural} sur {all}. Les autres sont de simples blancs."
            )
        }
    }
}

/// Days in a row, if there is anything to say.
#[must_use]
pub fn streak_sentence(lang: Lang, streak: Streak) -> Option<String> {
    let (current, longest) = (count(lang, streak.current), count(lang, streak.longest));
    let is_longest = streak.current == streak.longest;
    match (lang, streak.current) {
        _ if streak.longest < 2 => None,
        (Lang::En, 2..) if is_longest => Some(format!("{current} days in a row just now.")),
        (Lang::Fr, 2..) if is_longest => Some(format!("{current} jours de suite en ce moment.")),
        (Lang::En, 2..) => Some(format!(
            "{current} days in a row just now; {longest} at most."
        )),
        (Lang::Fr, 2..) => Some(format!(
            "{current} jours de suite en ce moment\u{202f}; {longest} au plus."
        )),
        (Lang::En, _) => Some(format!("At most {longest} days in a row.")),
        (Lang::Fr, _) => Some(format!("Au plus {longest} jours de suite.")),
    }
}
