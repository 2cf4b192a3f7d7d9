"""Computes insight by other means, as a table for the tests of app/domain/src/insight.

    pip install -r tools/insight/requirements.txt
    python tools/insight/reference.py > app/domain/src/insight/tests/reference.json

The formulas of docs/insight.md are written out over whole correlation matrices and all pairs of
days, with the distributions, tests and roots of scipy, statsmodels and pymannkendall. The Rust code
uses recursions and counts instead, so the two agree only if both are right.
"""

import json
import sys
from datetime import date, timedelta

import numpy as np
import pymannkendall
import statsmodels.api as sm
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests

SIGNIFICANCE = 0.05
ROUNDING_VARIANCE = 1 / 12
TODAY = date(2026, 11, 20)
TAGS = ["sport", "work", "family", "wine"]


class Journal:
    def __init__(self, days):
        self.days = days
        self.time = np.array([(day - date(2000, 1, 1)).days for day, _, _ in days], dtype=float)
        self.moods = np.array([mood for _, mood, _ in days], dtype=float)
        self.tagged = {tag: np.array([tag in tags for _, _, tags in days], dtype=bool) for tag in TAGS}

    def carryover(self):
        """The value, the pairs, and the share of variance beneath the rounding."""
        if len(self.days) == 0:
            return 0.2, 0, 0.5
        if len(self.days) == 1 or np.ptp(self.moods) == 0:
            residuals = np.zeros(len(self.days))
        else:
            residuals = sm.OLS(self.moods, sm.add_constant(self.time - self.time.mean())).fit().resid
        variance = np.mean(residuals**2)
        adjacent = np.flatnonzero(np.diff(self.time) == 1)
        pairs = len(adjacent)
        measured = 0.0
        if variance > 0 and pairs > 4:
            raw = np.mean(residuals[adjacent] * residuals[adjacent + 1]) / variance
            measured = (pairs * raw + 2) / (pairs - 4)
        averaged = (pairs * measured + 20 * 0.2) / (pairs + 20)
        value = float(np.clip(max(measured, averaged), 0, 0.9))
        beneath = max(1 - ROUNDING_VARIANCE / variance, 0.5) if variance > 0 else 0.5
        return value, pairs, beneath

    def correlations(self):
        value, _, beneath = self.carryover()
        apart = np.abs(self.time[:, None] - self.time[None, :])
        matrix = beneath * min(value / beneath, 0.9) ** apart
        np.fill_diagonal(matrix, 1)
        return matrix


def interval(estimate, error, freedom, confidence=1 - SIGNIFICANCE):
    low, high = stats.t.interval(confidence, max(freedom, 1), loc=estimate, scale=error)
    return [float(estimate), float(low), float(high)]


def mean(journal):
    n = len(journal.days)
    if n < 7:
        return None
    inflation = journal.correlations().sum() / n
    value = journal.moods.mean()
    variance = max(((journal.moods - value) ** 2).sum() / (n - inflation), ROUNDING_VARIANCE)
    estimate, low, high = interval(value, np.sqrt(variance * inflation / n), n / inflation - 1)
    return [estimate, max(low, 1.0), min(high, 5.0)]


def trend(journal):
    n = len(journal.days)
    if n < 20:
        return None
    kendall = pymannkendall.original_test(journal.moods)
    order = np.arange(n) - (n - 1) / 2
    inflation = max(order @ journal.correlations() @ order / (order @ order), 1)
    error = np.sqrt(kendall.var_s * inflation)
    p = float(2 * stats.norm.sf(max(abs(kendall.s) - 1, 0) / error)) if error > 0 else 1.0
    first, second = np.triu_indices(n, 1)
    rises = journal.moods[second] - journal.moods[first]
    apart = journal.time[second] - journal.time[first]
    triangle = stats.triang(0.5, loc=-1, scale=2)

    def score(slope):
        return float((2 * triangle.cdf(rises - slope * apart) - 1).sum())

    margin = 1 + 2.05 * error
    slope = [30 * optimize.brentq(lambda s: score(s) - target, -5, 5, xtol=1e-13) for target in (0, margin, -margin)]
    return {"score": float(kendall.s), "variance": float(kendall.var_s), "inflation": inflation, "p": p, "slope": slope}


def weekdays(journal):
    of = np.array([day.weekday() for day, _, _ in journal.days])
    groups = [journal.moods[of == weekday] for weekday in range(7)]
    if min(map(len, groups)) < 5:
        return None
    n = len(of)
    try:
        classical = float(stats.kruskal(*groups).statistic)
    except ValueError:
        classical = 0.0
    if np.isnan(classical):
        classical = 0.0
    ranks = stats.rankdata(journal.moods)
    if np.ptp(ranks) == 0:
        return {"classical": 0.0, "correlated": 0.0, "p": 1.0}
    averages = np.array([(of == weekday) / (of == weekday).sum() for weekday in range(7)])
    correlations = journal.correlations()
    variance = ((ranks - ranks.mean()) ** 2).sum() / (n - correlations.sum() / n)
    covariance = variance * averages @ correlations @ averages.T
    # Six contrasts of the seven means: each weekday less the next.
    contrasts = np.eye(7)[:-1] - np.eye(7)[1:]
    differences = contrasts @ averages @ ranks
    correlated = float(differences @ np.linalg.solve(contrasts @ covariance @ contrasts.T, differences))
    return {
        "classical": classical,
        "correlated": correlated,
        "p": float(stats.chi2.sf(min(classical, correlated), 6)),
    }


def difference(journal, first, second):
    """Compares the days of two masks: the difference, its error and the degrees of freedom."""
    n, m = first.sum(), second.sum()
    if min(n, m) < 7:
        return None
    correlations = journal.correlations()
    weights = first / n - second / m
    lost = (first @ correlations @ first) / n + (second @ correlations @ second) / m
    if n + m <= lost:
        return None
    scatter = sum(((journal.moods[mask] - journal.moods[mask].mean()) ** 2).sum() for mask in (first, second))
    variance = max(scatter / (n + m - lost), ROUNDING_VARIANCE)
    spread = max(weights @ correlations @ weights, 1 / n + 1 / m)
    either = (first | second).astype(float)
    freedom = (n + m) ** 2 / (either @ correlations @ either) - 2
    return float(weights @ journal.moods), float(np.sqrt(variance * spread)), float(max(freedom, 1))


def months(journal):
    begin = TODAY.replace(day=1)
    before = (begin - timedelta(days=1)).replace(day=1)
    this = np.array([begin <= day <= TODAY for day, _, _ in journal.days], dtype=bool)
    last = np.array([before <= day < begin for day, _, _ in journal.days], dtype=bool)
    found = difference(journal, this, last)
    if found is None:
        return None
    estimate, error, freedom = found
    return {
        "difference": interval(estimate, error, freedom),
        "p": float(2 * stats.t.sf(abs(estimate / error), freedom)),
    }


def tags(journal):
    candidates = []
    follows = np.concatenate([[False], np.diff(journal.time) == 1]) if len(journal.days) else np.array([], dtype=bool)
    for tag, tagged in journal.tagged.items():
        if min(tagged.sum(), (~tagged).sum()) < 7:
            continue
        yesterday = np.concatenate([[False], tagged[:-1]])
        for when, first, second in [
            ("same", tagged, ~tagged),
            ("after", follows & yesterday, follows & ~yesterday),
        ]:
            found = difference(journal, first, second)
            if found is not None:
                estimate, error, freedom = found
                p = 2 * stats.t.sf(abs(estimate / error), freedom)
                candidates.append((tag, when, int(first.sum()), int(second.sum()), found, p))
    if not candidates:
        return None
    holds, adjusted, _, _ = multipletests([candidate[-1] for candidate in candidates], SIGNIFICANCE, "fdr_bh")
    confidence = 1 - SIGNIFICANCE * holds.sum() / len(candidates)
    associations = [
        {
            "tag": tag,
            "when": when,
            "with": with_,
            "without": without,
            "difference": interval(*found, confidence),
            "p": float(p),
        }
        for (tag, when, with_, without, found, _), p, hold in zip(candidates, adjusted, holds)
        if hold
    ]
    return sorted(associations, key=lambda found: -abs(found["difference"][0]))


def steadiness(journal):
    adjacent = np.diff(journal.time) == 1
    if adjacent.sum() < 7:
        return None
    return [float(np.abs(np.diff(journal.moods))[adjacent].mean()), int(adjacent.sum())]


def draw(random, length, *, rise=0.0, effect=0.0, written=1.0, gap=None):
    beneath, days = 0.0, []
    for offset in range(length):
        day = TODAY - timedelta(days=length - 1 - offset)
        beneath = 0.3 * beneath + np.sqrt(1 - 0.3**2) * random.normal()
        with_tags = [tag for tag in TAGS if random.random() < 0.25]
        if random.random() >= written or (gap and gap[0] <= offset < gap[1]):
            continue
        feeling = 3.3 + 0.8 * beneath + rise * offset / length + effect * ("sport" in with_tags)
        days.append((day, int(np.clip(round(feeling), 1, 5)), with_tags))
    return days


def cases():
    random = np.random.default_rng(12)
    yield "empty", []
    yield "one day", draw(random, 1)
    yield "six days", draw(random, 6)
    yield "seven days", draw(random, 7)
    yield "nineteen days", draw(random, 19)
    yield "twenty days", draw(random, 20)
    yield "all the same", [(day, 4, tags) for day, _, tags in draw(random, 60)]
    yield "one differs", [(day, 4 if at else 5, tags) for at, (day, _, tags) in enumerate(draw(random, 60))]
    yield "two moods in turn", [(day, 2 + at % 2, tags) for at, (day, _, tags) in enumerate(draw(random, 60))]
    yield "a step at once", [(day, 2 + (at >= 30), tags) for at, (day, _, tags) in enumerate(draw(random, 60))]
    yield "every other day", draw(random, 120)[::2]
    yield "no effect", draw(random, 90, written=0.8)
    yield "a rise", draw(random, 60, rise=2.0)
    yield "a fall, months missing", draw(random, 300, rise=-2.0, written=0.8, gap=(80, 190))
    yield "a tag", draw(random, 180, effect=1.0, written=0.8)
    yield "a weekend", [(day, min(mood + (day.weekday() > 4), 5), tags) for day, mood, tags in draw(random, 120)]
    yield "three years", draw(random, 1096, rise=0.5, written=0.7)


def expected(name, days):
    journal = Journal(days)
    value, pairs, _ = journal.carryover()
    return {
        "name": name,
        "days": [[day.isoformat(), mood, tags] for day, mood, tags in days],
        "carryover": [value, pairs],
        "median": float(np.median(journal.moods)) if days else None,
        "counts": [int((journal.moods == mood).sum()) for mood in range(1, 6)],
        "mean": mean(journal),
        "trend": trend(journal),
        "weekdays": weekdays(journal),
        "months": months(journal),
        "tags": tags(journal),
        "steadiness": steadiness(journal),
    }


json.dump([expected(*case) for case in cases()], sys.stdout, separators=(",", ":"))
print()
