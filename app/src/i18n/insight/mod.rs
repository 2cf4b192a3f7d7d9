//! Phrases of the page of insight.

mod statements;
#[cfg(test)]
pub(super) mod tests;

use chrono::Weekday;

use super::{
    dates, mood_name,
    numbers::{count, decimal},
    phrases,
};
use crate::domain::{
    Day, Lang, Locale, Mood,
    insight::{Distribution, WeekdayPattern, WeekdayVerdict},
};

pub use self::statements::*;

phrases! {
    insight: "Insight", "Bilan";
    insight_spans: "Span", "Période";
    span_30: "30 days", "30 jours";
    span_90: "90 days", "90 jours";
    span_365: "A year", "Un an";
    span_all: "Everything", "Tout";
    how_do_we_know: "How do we know?", "Comment le sait-on ?";
    as_a_table: "As a table", "En tableau";
    no_insight: "Nothing to see yet", "Pas encore de bilan";
    no_insight_more: "Your first day draws itself here, and each one after it adds to the picture.", "Votre première journée se dessinera ici, et chacune des suivantes complétera l’image.";
    nothing_in_span: "Nothing written in this span. That’s fine: gaps stay gaps.", "Rien de noté sur cette période. Ce n’est pas grave : un blanc reste un blanc.";
    insight_unreachable: "We can’t reach your journal right now. Your days are safe.", "Votre journal est inaccessible pour le moment. Vos journées sont en sécurité.";
    mix_title: "Your moods", "Vos humeurs";
    curve_title: "Day by day", "Jour après jour";
    weekdays_title: "Days of the week", "Jours de la semaine";
    tags_title: "Tags", "Étiquettes";
    steadiness_title: "From one day to the next", "D’un jour à l’autre";
    months_title: "This month and the last", "Ce mois-ci et le précédent";
    presence_title: "Days written", "Journées notées";
    hide_presence: "Hide this", "Masquer";
    show_presence: "Show the days written", "Afficher les journées notées";
    mood_column: "Mood", "Humeur";
    days_column: "Days", "Journées";
    share_column: "Share", "Part";
    date_column: "Day", "Jour";
    from_column: "From", "Du";
    mean_column: "Mean", "Moyenne";
    mean_interval_column: "Mean (95% interval)", "Moyenne (intervalle à 95 %)";
    weekday_column: "Weekday", "Jour";
    month_column: "Month", "Mois";
    tag_column: "Tag", "Étiquette";
    day_after: "the day after", "le lendemain";
    difference_column: "Difference (95% interval)", "Écart (intervalle à 95 %)";
    with_column: "Days with / without", "Jours avec / sans";
    step_meaning: "A step is the distance from one mood to the next.", "Un cran est la distance d’une humeur à la suivante.";
    how_mix: "Moods count from 1 (awful) to 5 (great). The range is a 95% interval for your usual level: nineteen such ranges out of twenty contain it. Good days often follow good days, so it is wider than it would be for days drawn by lot. Days without an entry count as nothing. The day in the middle is the median: as many days are brighter as heavier.", "Les humeurs vont de 1 (affreuse) à 5 (superbe). La fourchette est un intervalle à 95 % pour votre niveau habituel : sur vingt fourchettes de ce genre, dix-neuf le contiennent. Les bonnes journées se suivent souvent ; elle est donc plus large que pour des journées tirées au sort. Un jour sans note ne compte pas. La journée du milieu est la médiane : il y a autant de journées plus claires que de plus lourdes.";
    how_trend: "We ask of each pair of days whether the later one is brighter (Mann–Kendall test), and by how much a day (Theil–Sen slope). Neighbouring days resemble each other, and the test takes that into account. We speak of a trend only if chance alone would show one at most 5 times in 100. No curve crosses a gap.", "Pour chaque paire de journées, nous regardons si la plus récente est plus claire (test de Mann–Kendall), et de combien par jour (pente de Theil–Sen). Les journées voisines se ressemblent, et le test en tient compte. Nous ne parlons de tendance que si le hasard seul en montrerait une au plus 5 fois sur 100. Aucune courbe ne traverse un blanc.";
    how_weekdays: "One test compares all seven weekdays at once (Kruskal–Wallis), with the resemblance of neighbouring days taken into account. We name a weekday only if chance alone would make them this different at most 5 times in 100, and only with five or more of each. The line on a bar is the 95% interval of its mean, from seven such days on; each is for one weekday at a time.", "Un seul test compare les sept jours à la fois (Kruskal–Wallis), en tenant compte de la ressemblance des journées voisines. Nous ne nommons un jour que si le hasard seul les rendrait aussi différents au plus 5 fois sur 100, et seulement à partir de cinq journées pour chacun. Le trait sur une barre est l’intervalle à 95 % de sa moyenne, à partir de sept journées ; chacun vaut pour un jour à la fois.";
    how_tags: "For each tag we compare the days with it to the days without, and the days after to the other days. With many tags, some look special by chance: the threshold is tightened accordingly (Benjamini–Hochberg), and so is each interval. A tag that goes with brighter days need not be their cause.", "Pour chaque étiquette, nous comparons les jours avec elle aux jours sans elle, et les lendemains aux autres jours. Avec beaucoup d’étiquettes, certaines sortent du lot par hasard : le seuil est resserré en conséquence (Benjamini–Hochberg), et chaque intervalle aussi. Une étiquette qui accompagne de belles journées n’en est pas forcément la cause.";
    how_steadiness: "The average difference between neighbouring days, up or down. Both must have an entry: nothing is compared across a gap. More or less is neither good nor bad.", "L’écart moyen entre deux journées voisines, vers le haut ou vers le bas. Les deux doivent être notées : rien n’est comparé par-dessus un blanc. Qu’il soit grand ou petit n’est ni bien ni mal.";
    how_months: "The month up to today beside the whole of the last. We name a difference only if chance alone would make one this large at most 5 times in 100, given that neighbouring days resemble each other.", "Le mois en cours jusqu’à aujourd’hui, comparé au précédent en entier. Nous ne nommons un écart que si le hasard seul en produirait un aussi grand au plus 5 fois sur 100, sachant que les journées voisines se ressemblent.";
    how_presence: "Counted from your first day in this span: days before it are not missing. Today counts once it is written, and breaks nothing until it is over.", "Le compte part de votre première journée notée de la période : les jours d’avant ne manquent pas. Aujourd’hui compte dès qu’il est noté, et n’interrompt rien tant qu’il n’est pas fini.";
    help_title: "These days seem hard", "Ces jours-ci semblent difficiles";
    help_text: "Many of the last two weeks were awful. You don’t have to carry that alone: someone you trust, a doctor or a helpline can be there. This is no diagnosis, and it was worked out only here, from your own days.", "Beaucoup de journées ont été affreuses ces deux dernières semaines. Vous n’avez pas à porter cela sans aide : une personne de confiance, un médecin ou une ligne d’écoute peut vous accompagner. Ce n’est pas un diagnostic, et ce calcul ne se fait qu’ici, à partir de vos propres journées.";
    help_link: "Free helplines in your country (findahelpline.com)", "Lignes d’écoute gratuites dans votre pays (findahelpline.com)";
    help_danger: "If you are in danger now, call your local emergency number.", "En cas de danger immédiat, appelez le numéro d’urgence de votre pays.";
    hide_help: "Don’t show this again", "Ne plus afficher";
    show_help: "Show the pointer to help when days are hard", "Proposer de l’aide quand les journées sont difficiles";
    curve_of_weeks: "Each point is the mean of a week.", "Chaque point est la moyenne d’une semaine.";
    curve_of_months: "Each point is the mean of a month.", "Chaque point est la moyenne d’un mois.";
    bars_description: "The mean mood of each weekday, with its number of days and, from seven on, its interval.", "L’humeur moyenne de chaque jour de la semaine, avec son nombre de journées et, à partir de sept, son intervalle.";
    tags_description: "The difference that each tag goes with, in steps, and its interval.", "L’écart qui accompagne chaque étiquette, en crans, et son intervalle.";
}

/// "1 day", "61 days".
#[must_use]
pub fn days(lang: Lang, n: usize) -> String {
    let number = count(lang, n);
    match (lang, n) {
        (Lang::En, 1) => "1 day".into(),
        (Lang::En, _) => format!("{number} days"),
        (Lang::Fr, 0 | 1) => format!("{number} journée"),
        (Lang::Fr, _) => format!("{number} journées"),
    }
}

/// The number of days that the page rests on, and their span.
#[must_use]
pub fn based_on(locale: Locale, n: usize, start: Day, end: Day) -> String {
    let [from, to] = [start, end].map(|day| dates::with_year(locale, day));
    let days = days(locale.lang, n);
    match locale.lang {
        Lang::En => format!("Based on {days}, {from} to {to}."),
        Lang::Fr => format!("D’après {days}, du {from} au {to}."),
    }
}

/// The page in a sentence: "Mostly good; Saturdays brightest, Mondays heaviest."
#[must_use]
pub fn lead(lang: Lang, distribution: &Distribution, weekdays: &WeekdayPattern) -> String {
    let n = distribution.days();
    let most = Mood::ALL
        .into_iter()
        .max_by_key(|mood| distribution.count(*mood))
        .unwrap_or(Mood::Okay);
    let name = mood_name(lang, most).to_lowercase();
    let share = distribution.count(most);
    let tone = match lang {
        Lang::En if n == 1 => format!("One day so far: {name}"),
        Lang::Fr if n == 1 => format!("Une journée pour l’instant\u{a0}: {name}"),
        Lang::En if share == n => format!("All {name}"),
        Lang::Fr if share == n => format!("Toutes {name}s"),
        Lang::En if share * 2 > n => format!("Mostly {name}"),
        Lang::Fr if share * 2 > n => format!("Surtout {name}s"),
        Lang::En => format!("Of all sorts, most often {name}"),
        Lang::Fr => format!("De toutes sortes, le plus souvent {name}s"),
    };
    let days = match (lang, weekdays.verdict) {
        (Lang::En, WeekdayVerdict::Differ { highest, lowest }) => format!(
            "; {}s brightest, {}s heaviest",
            weekday(lang, highest),
            weekday(lang, lowest)
        ),
        (Lang::Fr, WeekdayVerdict::Differ { highest, lowest }) => format!(
            "\u{202f}; le {} est le plus clair, le {} le plus lourd",
            weekday(lang, highest),
            weekday(lang, lowest)
        ),
        _ => String::new(),
    };
    format!("{tone}{days}.")
}

/// The probability of a test: "p = 0.03".
#[must_use]
pub fn p_value(lang: Lang, p: f64) -> String {
    if p < 0.001 {
        format!("p\u{a0}<\u{a0}{}", decimal(lang, 0.001, 3))
    } else {
        format!("p\u{a0}=\u{a0}{}", decimal(lang, p, 3))
    }
}

/// The name of a weekday.
#[must_use]
pub fn weekday(lang: Lang, weekday: Weekday) -> &'static str {
    dates::weekday(lang, of_weekday(weekday))
}

/// The short name of a weekday.
#[must_use]
pub fn weekday_short(lang: Lang, weekday: Weekday) -> &'static str {
    dates::weekday_short(lang, of_weekday(weekday))
}

/// A day of that weekday: the calendar begins on a Monday.
fn of_weekday(weekday: Weekday) -> Day {
    Day::FIRST.plus(i64::from(weekday.num_days_from_monday()))
}
