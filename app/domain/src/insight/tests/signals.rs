//! Signals beside journals whose laws are known.

use super::journals::{Law, NO_EFFECT, Random, wave};
use crate::{
    Day, Mood,
    insight::{
        Interval, Measure, SIGNIFICANCE, SignalAssociation, SignalFindings, SignalPoint,
        SignalVerdict, TaggedDay, When,
    },
    signal::{DayValue, SignalId},
};

/// The signals of each journal.
const NAMES: [&str; 3] = ["bikes", "bitcoin", "warmth"];

fn id(name: &str) -> SignalId {
    SignalId::parse(name).unwrap()
}

/// A law of a signal's day values, of which the deviation is 1.
#[derive(Clone, Copy, Debug)]
struct SignalLaw {
    /// Correlation with the next day's.
    carryover: f64,
    /// The height of a yearly wave.
    season: f64,
    /// The effect of Saturdays and Sundays.
    weekend: f64,
    /// The part of each written day's mood, in steps, that it has too.
    mood: f64,
    /// The share of days that have a value.
    present: f64,
    /// The share of days whose value is not zero, as of storms or strikes.
    rare: f64,
}

const ALONE: SignalLaw = SignalLaw {
    carryover: 0.7,
    season: 0.0,
    weekend: 0.0,
    mood: 0.0,
    present: 1.0,
    rare: 1.0,
};

impl SignalLaw {
    fn draw(&self, random: &mut Random, first: Day, days: &[TaggedDay]) -> Vec<DayValue> {
        let last = days.last().map_or(first, |day| day.day);
        let fresh = (1.0 - self.carryover * self.carryover).sqrt();
        let mut beneath = random.normal();
        let mut moods = days.iter().peekable();
        let mut values = Vec::new();
        for offset in 0..=last.since(first) {
            let day = first.plus(offset);
            beneath = self.carryover * beneath + fresh * random.normal();
            let mut value = beneath + self.season * wave(day);
            if day.weekday().num_days_from_monday() > 4 {
                value += self.weekend;
            }
            if let Some(with) = moods.next_if(|with| with.day == day) {
                value += self.mood * (f64::from(with.mood.score()) - 3.0);
            }
            if self.rare < 1.0 && random.share() >= self.rare {
                value = 0.0;
            }
            if random.share() < self.present {
                values.push(DayValue {
                    day,
                    value,
                    samples: 1,
                });
            }
        }
        values
    }
}

/// The findings of journals, each beside three signals.
fn findings(law: Law, signals: [SignalLaw; 3], journals: u32) -> Vec<SignalFindings> {
    let mut random = Random(14);
    (0..journals)
        .map(|_| {
            let (days, expected) = law.journal(&mut random);
            let first = expected.today.plus(1 - law.days);
            let series: Vec<_> = NAMES
                .iter()
                .zip(&signals)
                .map(|(name, of)| (id(name), of.draw(&mut random, first, &days)))
                .collect();
            SignalFindings::of(&days, &series)
        })
        .collect()
}

/// The share of journals about which anything is claimed.
fn claimed(law: Law, signals: [SignalLaw; 3], journals: u32) -> f64 {
    let findings = findings(law, signals, journals);
    let claiming = findings
        .iter()
        .filter(|of| of.verdict == SignalVerdict::Found);
    claiming.count() as f64 / f64::from(journals)
}

/// The laws under which nothing goes with anything.
const UNRELATED: [(&str, Law, [SignalLaw; 3]); 8] = {
    const PRICE: SignalLaw = SignalLaw {
        carryover: 0.98,
        ..ALONE
    };
    const YEAR: Law = Law {
        days: 365,
        ..NO_EFFECT
    };
    const STEADY: Law = Law {
        days: 60,
        carryover: 0.0,
        deviation: 0.35,
        ..NO_EFFECT
    };
    const RARE: SignalLaw = SignalLaw {
        carryover: 0.0,
        rare: 0.1,
        ..ALONE
    };
    [
        ("three months", NO_EFFECT, [ALONE, ALONE, PRICE]),
        ("a year", YEAR, [ALONE, ALONE, PRICE]),
        (
            "moods that last",
            Law {
                carryover: 0.6,
                ..YEAR
            },
            [ALONE, PRICE, PRICE],
        ),
        (
            "seasons on both sides",
            Law {
                season: 0.8,
                ..YEAR
            },
            [
                SignalLaw {
                    season: 2.0,
                    ..ALONE
                },
                SignalLaw {
                    season: -2.0,
                    ..ALONE
                },
                PRICE,
            ],
        ),
        (
            "weekends on both sides",
            Law {
                weekend_effect: 0.7,
                ..YEAR
            },
            [
                SignalLaw {
                    weekend: -2.0,
                    ..ALONE
                },
                SignalLaw {
                    carryover: 0.0,
                    ..ALONE
                },
                PRICE,
            ],
        ),
        (
            "gaps",
            Law {
                days: 180,
                written: 0.5,
                ..NO_EFFECT
            },
            [
                SignalLaw {
                    present: 0.6,
                    ..ALONE
                },
                SignalLaw {
                    present: 0.8,
                    ..PRICE
                },
                ALONE,
            ],
        ),
        ("rare events, and moods of one kind", STEADY, [RARE; 3]),
        (
            "rare events in a year",
            Law {
                days: 365,
                ..STEADY
            },
            [RARE; 3],
        ),
    ]
};

#[test]
fn of_unrelated_signals_at_most_a_twentieth_of_journals_claim_anything() {
    for (name, law, signals) in UNRELATED {
        let rate = claimed(law, signals, 60);
        assert!(rate <= SIGNIFICANCE, "{name}: {rate}");
    }
}

/// A signal of which a fifth of the variance, or so, goes with the mood.
const RELATED: SignalLaw = SignalLaw { mood: 0.6, ..ALONE };

#[test]
fn a_signal_that_goes_with_the_mood_is_found_and_named() {
    let law = Law {
        days: 180,
        ..NO_EFFECT
    };
    let findings = findings(law, [ALONE, RELATED, ALONE], 60);
    let found = findings.iter().filter(|of| {
        of.associations.first().is_some_and(|first| {
            let is_apart = first.correlation.low > 0.0 && first.detrended.low > 0.0;
            first.signal == id("bitcoin") && first.when == When::SameDay && is_apart
        })
    });
    assert!(found.count() >= 54);
    let more: usize = findings
        .iter()
        .flat_map(|of| &of.associations)
        .filter(|of| of.signal != id("bitcoin"))
        .count();
    // A twentieth of what is claimed may be chance.
    assert!(more <= 9, "{more}");
}

/// Days in a row whose moods go up and down.
fn journal(length: i64) -> Vec<TaggedDay> {
    let first = Day::parse("2026-01-05").unwrap();
    (0..length)
        .map(|at| TaggedDay {
            day: first.plus(at),
            mood: Mood::ALL[usize::try_from(at * at * 7 % 5).unwrap()],
            tags: Vec::new(),
        })
        .collect()
}

fn values(days: &[TaggedDay], value: impl Fn(&TaggedDay) -> f64) -> Vec<DayValue> {
    days.iter()
        .map(|day| DayValue {
            day: day.day,
            value: value(day),
            samples: 1,
        })
        .collect()
}

#[test]
fn thirty_paired_days_are_needed() {
    let days = journal(29);
    let same = |days: &[TaggedDay]| values(days, |day| f64::from(day.mood.score()));
    for (length, verdict) in [
        (
            0,
            SignalVerdict::NotEnoughDays {
                days: 0,
                needed: 30,
            },
        ),
        (
            29,
            SignalVerdict::NotEnoughDays {
                days: 29,
                needed: 30,
            },
        ),
        (30, SignalVerdict::Found),
    ] {
        let days = journal(length);
        let of = SignalFindings::of(&days, &[(id("warmth"), same(&days))]);
        assert_eq!(of.verdict, verdict, "{length}");
        // Of thirty days, one has no day before it.
        assert_eq!(of.compared, usize::from(length == 30));
    }
    // Values of other days are no pairs.
    let apart = values(&days, |_| 1.0).into_iter().map(|of| DayValue {
        day: of.day.plus(400),
        ..of
    });
    let of = SignalFindings::of(&days, &[(id("warmth"), apart.collect())]);
    let expected = SignalVerdict::NotEnoughDays {
        days: 0,
        needed: 30,
    };
    assert_eq!(of.verdict, expected);
    assert_eq!(SignalFindings::of(&days, &[]).verdict, expected);
}

#[test]
fn what_never_changes_goes_with_nothing() {
    let days = journal(90);
    let moods = values(&days, |day| f64::from(day.mood.score()));
    let constant = values(&days, |_| 12.0);
    let of = SignalFindings::of(&days, &[(id("warmth"), constant)]);
    assert_eq!((of.verdict, of.compared), (SignalVerdict::NoAssociation, 0));
    let even: Vec<_> = days
        .iter()
        .map(|day| TaggedDay {
            mood: Mood::Good,
            ..day.clone()
        })
        .collect();
    let of = SignalFindings::of(&even, &[(id("warmth"), moods)]);
    assert_eq!((of.verdict, of.compared), (SignalVerdict::NoAssociation, 0));
}

#[test]
fn days_too_far_apart_are_not_compared() {
    let (days, values): (Vec<_>, Vec<_>) = journal(60)
        .into_iter()
        .zip(0_i32..)
        .map(|(of, at)| {
            let day = Day::FIRST.plus(i64::from(at) * 40);
            let value = DayValue {
                day,
                value: f64::from(of.mood.score()),
                samples: 1,
            };
            (TaggedDay { day, ..of }, value)
        })
        .unzip();
    // Less the line through its own month, nothing is left of a day.
    let of = SignalFindings::of(&days, &[(id("warmth"), values)]);
    assert_eq!((of.verdict, of.compared), (SignalVerdict::NoAssociation, 0));
}

#[test]
fn each_figure_is_beside_its_own_days_mood() {
    // The mood is the change of the day before.
    let days = journal(120);
    let mut level = 100.0;
    let follows: Vec<_> = days
        .windows(2)
        .map(|pair| {
            level += f64::from(pair[1].mood.score()) - 3.0;
            DayValue {
                day: pair[0].day,
                value: level,
                samples: 1,
            }
        })
        .collect();
    let of = SignalFindings::of(&days, &[(id("bitcoin"), follows)]);
    assert_eq!(of.compared, 4);
    let first = &of.associations[0];
    assert_eq!(
        (first.measure, first.when, first.correlation.estimate),
        (Measure::Change, When::DayAfter, 1.0)
    );
    // The first day has no change, and the last value is the day before the last mood's.
    assert_eq!(first.points.len(), 118);
    let point = first.points[0];
    assert_eq!(point.day, days[2].day);
    assert_eq!(point.mood, days[2].mood);
    assert!((point.value - (f64::from(point.mood.score()) - 3.0)).abs() < 1e-9);
}

#[test]
fn groups_have_about_as_many_days_and_keep_equal_figures_together() {
    let interval = Interval {
        estimate: 0.5,
        low: 0.1,
        high: 0.8,
    };
    let of = |values: &[f64]| {
        let points = values.iter().map(|value| SignalPoint {
            day: Day::FIRST,
            value: *value,
            mood: Mood::Good,
        });
        let association = SignalAssociation {
            signal: id("warmth"),
            measure: Measure::Value,
            when: When::SameDay,
            correlation: interval,
            detrended: interval,
            effective_days: 30.0,
            p: 0.01,
            points: points.collect(),
        };
        let groups = association.groups();
        groups
            .iter()
            .map(|group| (group.low, group.high, group.moods[Mood::Good as usize]))
            .collect::<Vec<_>>()
    };
    let descending: Vec<f64> = (0..32).rev().map(f64::from).collect();
    let groups = of(&descending);
    assert_eq!(groups.len(), 8);
    assert_eq!((groups[0], groups[7]), ((0.0, 3.0, 4), (28.0, 31.0, 4)));
    // Most days are without rain.
    let mut dry = vec![0.0; 20];
    dry.extend([5.0, 1.0, 2.0, 3.0]);
    assert_eq!(of(&dry), [(0.0, 0.0, 20), (1.0, 3.0, 3), (5.0, 5.0, 1)]);
    assert_eq!(of(&[]), []);
}

/// `cargo test --release -p domain signal_figures -- --ignored --nocapture`
#[test]
#[ignore = "minutes: prints the tables of docs/insight.md"]
#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn signal_figures() {
    const JOURNALS: u32 = 2000;
    let limit = SIGNIFICANCE + 2.0 * (SIGNIFICANCE / f64::from(JOURNALS)).sqrt();
    println!("| law | claimed |");
    for (name, law, signals) in UNRELATED {
        let rate = claimed(law, signals, JOURNALS);
        println!("| {name} | {rate:.3} |");
        assert!(rate <= limit, "{name}");
    }
    println!("| calendar days | part | found |");
    for days in [60, 90, 180, 365] {
        for mood in [0.3, 0.6] {
            let law = Law { days, ..NO_EFFECT };
            let signals = [ALONE, SignalLaw { mood, ..ALONE }, ALONE];
            let findings = findings(law, signals, JOURNALS / 4);
            let named = |of: &&SignalFindings| {
                let mut found = of.associations.iter();
                found.any(|of| of.signal == id("bitcoin"))
            };
            let found = findings.iter().filter(named).count() as f64 / f64::from(JOURNALS / 4);
            println!("| {days} | {mood} | {found:.3} |");
        }
    }
}
