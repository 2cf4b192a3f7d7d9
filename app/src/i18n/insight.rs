//! Phrases of the page of insight. Each statement has its number of days.

use chrono::Weekday;

use super::{
    dates, mood_name,
    numbers::{self, count, decimal, signed},
    phrases,
};
use crate::domain::{
    Day, Lang, Locale, Mood,
    insight::{
        Coverage, Distribution, Interval, Mean, MonthChange, MonthComparison, Steadiness, Streak,
        TagAssociation, TagFindings, TagVerdict, Trend, TrendVerdict, WeekdayPattern,
        WeekdayVerdict, When,
    },
};

phrases! {
    insight: "Insight", "Bilan";
    insight_spans: "Span", "Période";
    span_30: "30 days", "30 jours";
    span_90: "90 days", "90 jours";
    span_365: "A year", "Un an";
    span_all: "Everything", "Tout";
    how_do_we_know: "How do we know?", "Comment le sait-on ?";
    as_a_table: "As a table", "En tableau";
    no_insight: "Nothing to see yet", "Rien à voir pour l’instant";
    no_insight_more: "Your first day draws itself here, and each one after it adds to the picture.", "Votre première journée se dessinera ici, et chaque suivante complétera l’image.";
    nothing_in_span: "Nothing written in this span. That’s fine: gaps stay gaps.", "Rien d’écrit sur cette période. C’est très bien : un blanc reste un blanc.";
    insight_unreachable: "We can’t reach your journal right now. Your days are safe.", "Le journal est inaccessible pour le moment. Vos journées sont en sécurité.";
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
    weekday_column: "Weekday", "Jour";
    month_column: "Month", "Mois";
    tag_column: "Tag", "Étiquette";
    day_after: "the day after", "le lendemain";
    difference_column: "Difference (95% interval)", "Écart (intervalle à 95 %)";
    with_column: "Days with / without", "Jours avec / sans";
    step_meaning: "A step is the distance from one mood to the next.", "Un cran est la distance d’une humeur à la suivante.";
    how_mix: "Moods count from 1 (awful) to 5 (great). The range is a 95% interval for your usual level: nineteen such ranges out of twenty contain it. Good days often follow good days, so it is wider than it would be for days drawn by lot. Days without an entry count as nothing. The day in the middle is the median: as many days are brighter as heavier.", "Les humeurs comptent de 1 (affreuse) à 5 (superbe). La fourchette est un intervalle à 95 % de votre niveau habituel : dix-neuf fourchettes de ce genre sur vingt le contiennent. Les bonnes journées se suivent souvent ; elle est donc plus large que pour des journées tirées au sort. Un jour sans note ne compte pas. La journée du milieu est la médiane : autant de journées sont plus claires que plus lourdes.";
    how_trend: "We ask of each pair of days whether the later one is brighter (Mann–Kendall test), and by how much a day (Theil–Sen slope). Neighbouring days resemble each other, and the test takes that into account. We speak of a trend only if chance alone would show one at most 5 times in 100. No curve crosses a gap.", "Pour chaque paire de journées, nous regardons si la plus récente est plus claire (test de Mann–Kendall), et de combien par jour (pente de Theil–Sen). Les journées voisines se ressemblent, et le test en tient compte. Nous ne parlons de tendance que si le hasard seul en montrerait une au plus 5 fois sur 100. Aucune courbe ne traverse un blanc.";
    how_weekdays: "One test compares all seven weekdays at once (Kruskal–Wallis), with the resemblance of neighbouring days taken into account. We name a weekday only if chance alone would make them this different at most 5 times in 100, and only with five or more of each.", "Un seul test compare les sept jours à la fois (Kruskal–Wallis), en tenant compte de la ressemblance des journées voisines. Nous ne nommons un jour que si le hasard seul les rendrait aussi différents au plus 5 fois sur 100, et seulement avec cinq journées de chacun ou plus.";
    how_tags: "For each tag we compare the days with it to the days without, and the days after to the other days. With many tags, some look special by chance: the threshold is tightened accordingly (Benjamini–Hochberg), and so is each interval. A tag that goes with brighter days need not be their cause.", "Pour chaque étiquette, nous comparons les jours avec elle aux jours sans elle, et les lendemains aux autres jours. Avec beaucoup d’étiquettes, certaines sortent du lot par hasard : le seuil est resserré en conséquence (Benjamini–Hochberg), et chaque intervalle aussi. Une étiquette qui accompagne de belles journées n’en est pas forcément la cause.";
    how_steadiness: "The average difference between neighbouring days, up or down. Both must have an entry: nothing is compared across a gap. More or less is neither good nor bad.", "L’écart moyen entre deux journées voisines, vers le haut ou le bas. Les deux doivent être notées : rien n’est comparé par-dessus un blanc. Plus ou moins n’est ni bien ni mal.";
    how_months: "The month up to today beside the whole of the last. We name a difference only if chance alone would make one this large at most 5 times in 100, given that neighbouring days resemble each other.", "Le mois jusqu’à aujourd’hui, à côté du précédent en entier. Nous ne nommons un écart que si le hasard seul en produirait un aussi grand au plus 5 fois sur 100, sachant que les journées voisines se ressemblent.";
    how_presence: "Counted from your first day in this span: days before it are not missing. Today counts once it is written, and breaks nothing until it is over.", "Compté à partir de votre première journée de la période : les jours d’avant ne manquent pas. Aujourd’hui compte dès qu’il est noté, et n’interrompt rien avant d’être fini.";
    help_title: "These days seem hard", "Ces jours semblent durs";
    help_text: "Many of the last two weeks were awful. You don’t have to carry that alone: someone you trust, a doctor or a helpline can be there. This is no diagnosis, and it was worked out only here, from your own days.", "Beaucoup de journées ont été affreuses ces deux dernières semaines. Vous n’avez pas à porter cela sans aide : quelqu’un de confiance, un médecin ou une ligne d’écoute peut être là. Ce n’est pas un diagnostic, et le calcul se fait ici seulement, sur vos propres journées.";
    help_link: "Free helplines in your country (findahelpline.com)", "Lignes d’écoute gratuites dans votre pays (findahelpline.com)";
    help_danger: "If you are in danger now, call your local emergency number.", "En danger immédiat, appelez le numéro d’urgence de votre pays.";
    hide_help: "Don’t show this again", "Ne plus afficher";
    show_help: "Show the pointer to help when days are hard", "Proposer de l’aide quand les jours sont durs";
    curve_of_weeks: "Each point is the mean of a week.", "Chaque point est la moyenne d’une semaine.";
    curve_of_months: "Each point is the mean of a month.", "Chaque point est la moyenne d’un mois.";
    bars_description: "The mean mood of each weekday, with its number of days.", "L’humeur moyenne de chaque jour de la semaine, avec son nombre de journées.";
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
            "\u{202f}; le {} plus clair, le {} plus lourd",
            weekday(lang, highest),
            weekday(lang, lowest)
        ),
        _ => String::new(),
    };
    format!("{tone}{days}.")
}

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
            format!("Pour {n}, c’est autant d’information que {worth} sans lien entre elles.")
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
                "Not enough days yet to speak of a trend: it takes {needed}, and here are {}. No hurry.",
                count(lang, trend.days)
            ),
            Lang::Fr => format!(
                "Pas encore assez de journées pour parler de tendance\u{a0}: il en faut {needed}, en voici {}. Rien ne presse.",
                count(lang, trend.days)
            ),
        },
        (Lang::En, TrendVerdict::NoTrend) => {
            format!("No rise or fall that stands out from chance, over {n}.")
        }
        (Lang::Fr, TrendVerdict::NoTrend) => {
            format!("Ni hausse ni baisse qui se distingue du hasard, pour {n}.")
        }
        (Lang::En, TrendVerdict::Rising) => {
            format!("Your days get brighter: {slope} in 30 days, over {n}.")
        }
        (Lang::Fr, TrendVerdict::Rising) => {
            format!("Vos journées s’éclaircissent\u{a0}: {slope} en 30 jours, pour {n}.")
        }
        (Lang::En, TrendVerdict::Falling) => {
            format!("Your days get heavier: {slope} in 30 days, over {n}.")
        }
        (Lang::Fr, TrendVerdict::Falling) => {
            format!("Vos journées s’alourdissent\u{a0}: {slope} en 30 jours, pour {n}.")
        }
    }
}

/// "+0.4 steps (+0.1 to +0.7)"; a small one has another decimal.
fn steps(lang: Lang, of: &Interval) -> String {
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
            "Vos jours de la semaine se ressemblent\u{a0}: aucun écart qui se distingue du hasard, pour {n}."
        ),
        (Lang::En, WeekdayVerdict::Differ { highest, lowest }) => format!(
            "Weekdays differ: {}s are the brightest, {}s the heaviest, over {n}.",
            weekday(lang, highest),
            weekday(lang, lowest)
        ),
        (Lang::Fr, WeekdayVerdict::Differ { highest, lowest }) => format!(
            "Les jours de la semaine diffèrent\u{a0}: le {} est le plus clair, le {} le plus lourd, pour {n}.",
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
            "Aucune étiquette n’accompagne des journées plus claires ou plus lourdes au point de se distinguer du hasard. Étiquettes comparées\u{a0}: {compared}, pour {n}."
        ),
        (Lang::En, TagVerdict::Found) => {
            format!(
                "What goes with brighter and heavier days. Tags compared: {compared}, over {n}."
            )
        }
        (Lang::Fr, TagVerdict::Found) => format!(
            "Ce qui accompagne les journées plus claires et plus lourdes. Étiquettes comparées\u{a0}: {compared}, pour {n}."
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
                "{days} #{tag} sont plus {word}\u{a0}: {steps}, {with} jours à côté de {without} autres."
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
            "Votre humeur bouge de {} cran d’un jour au suivant, en moyenne sur {} paires de journées voisines.",
            decimal(lang, of.difference, 1),
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
            "Ce mois-ci ressemble au précédent\u{a0}: aucun écart qui se distingue du hasard, avec {this} jours à côté de {last}."
        ),
        (Lang::En, MonthChange::Higher) => {
            format!("This month is brighter: {steps}, with {this} days beside {last}.")
        }
        (Lang::Fr, MonthChange::Higher) => {
            format!("Ce mois-ci est plus clair\u{a0}: {steps}, avec {this} jours à côté de {last}.")
        }
        (Lang::En, MonthChange::Lower) => {
            format!("This month is heavier: {steps}, with {this} days beside {last}.")
        }
        (Lang::Fr, MonthChange::Lower) => {
            format!("Ce mois-ci est plus lourd\u{a0}: {steps}, avec {this} jours à côté de {last}.")
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::insight::{Insight, TaggedDay};

    /// The insight of a journal that goes round the moods.
    fn sample(n: i64) -> Insight {
        let first = Day::parse("2026-01-05").unwrap();
        let days: Vec<_> = (0..n)
            .map(|offset| TaggedDay {
                day: first.plus(offset),
                mood: Mood::ALL[usize::try_from(offset * 7 % 5).unwrap()],
                tags: Vec::new(),
            })
            .collect();
        Insight::of(&days, first, first.plus(n), first.plus(n - 1))
    }

    /// Every sentence, in each of its forms.
    pub(in crate::i18n) fn sentences(lang: Lang) -> Vec<String> {
        let interval = Interval {
            estimate: 0.4,
            low: 0.1,
            high: 0.7,
        };
        let mut all = Vec::new();
        for n in [1, 3, 100] {
            let of = sample(n);
            let mean = of.mean.unwrap();
            all.extend([
                lead(lang, &of.distribution, &of.weekdays),
                mean_sentence(lang, &mean),
                worth(lang, &mean),
                tags_sentence(lang, &of.tags, 1),
                steadiness_sentence(lang, of.steadiness.as_ref()),
                coverage_sentence(lang, of.coverage),
                based_on(
                    Locale::negotiate(Some(lang), ""),
                    3650,
                    Day::FIRST,
                    Day::LAST,
                ),
            ]);
            for verdict in [
                TrendVerdict::NotEnoughDays { needed: 20 },
                TrendVerdict::NoTrend,
                TrendVerdict::Rising,
                TrendVerdict::Falling,
            ] {
                let slope = Some(interval);
                all.push(trend_sentence(
                    lang,
                    &Trend {
                        verdict,
                        slope,
                        ..of.trend
                    },
                ));
            }
            for verdict in [
                WeekdayVerdict::NotEnoughDays { needed: 5 },
                WeekdayVerdict::Same,
                WeekdayVerdict::Differ {
                    highest: Weekday::Sat,
                    lowest: Weekday::Mon,
                },
            ] {
                let pattern = WeekdayPattern {
                    verdict,
                    ..of.weekdays.clone()
                };
                all.push(weekdays_sentence(lang, &pattern));
                all.push(lead(lang, &of.distribution, &pattern));
            }
            for verdict in [
                MonthChange::NotEnoughDays { needed: 7 },
                MonthChange::Same,
                MonthChange::Higher,
                MonthChange::Lower,
            ] {
                let difference = Some(interval);
                let months = MonthComparison {
                    verdict,
                    difference,
                    ..of.months
                };
                all.push(months_sentence(lang, &months));
            }
            for verdict in [TagVerdict::NoAssociation, TagVerdict::Found] {
                let findings = TagFindings {
                    verdict,
                    ..of.tags.clone()
                };
                all.push(tags_sentence(lang, &findings, 61));
            }
        }
        for (when, estimate) in [
            (When::SameDay, 0.4),
            (When::SameDay, -0.4),
            (When::DayAfter, 0.4),
            (When::DayAfter, -0.4),
        ] {
            all.push(tag_sentence(
                lang,
                &TagAssociation {
                    tag: "canal".into(),
                    when,
                    days_with: 9,
                    days_without: 52,
                    difference: Interval {
                        estimate,
                        ..interval
                    },
                    p: 0.01,
                },
            ));
        }
        for (current, longest) in [(0, 1), (0, 9), (5, 9), (9, 9)] {
            all.extend(streak_sentence(lang, Streak { current, longest }));
        }
        all.extend([median_sentence(lang, 3.0), median_sentence(lang, 3.5)]);
        all.extend([p_value(lang, 0.0001), p_value(lang, 0.03)]);
        all
    }

    #[test]
    fn sentences_are_whole_in_both_languages() {
        for lang in Lang::ALL {
            for sentence in sentences(lang) {
                assert!(
                    !sentence.contains("NaN") && !sentence.contains("  "),
                    "{sentence}"
                );
                let numbers_are_local = match lang {
                    Lang::En => !sentence.contains("0,4"),
                    Lang::Fr => !sentence.contains("0.4"),
                };
                assert!(numbers_are_local, "{sentence}");
            }
        }
    }

    #[test]
    fn a_statement_has_its_number_of_days() {
        let of = sample(100);
        for lang in Lang::ALL {
            for sentence in [
                mean_sentence(lang, &of.mean.unwrap()),
                trend_sentence(lang, &of.trend),
                weekdays_sentence(lang, &of.weekdays),
                tags_sentence(lang, &of.tags, 100),
                coverage_sentence(lang, of.coverage),
            ] {
                assert!(sentence.contains("100"), "{sentence}");
            }
        }
        let few = sample(12);
        assert_eq!(
            trend_sentence(Lang::En, &few.trend),
            "Not enough days yet to speak of a trend: it takes 20, and here are 12. No hurry."
        );
    }

    #[test]
    fn the_median_is_a_mood_or_between_two() {
        assert_eq!(
            median_sentence(Lang::En, 4.0),
            "The day in the middle was good."
        );
        assert_eq!(
            median_sentence(Lang::Fr, 3.5),
            "La journée du milieu était entre moyenne et bonne."
        );
    }

    #[test]
    fn weekdays_have_their_names() {
        assert_eq!(weekday(Lang::En, Weekday::Mon), "Monday");
        assert_eq!(weekday(Lang::Fr, Weekday::Sun), "dimanche");
    }
}
