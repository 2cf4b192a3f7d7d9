//! Journals as people might keep them, drawn at random from known laws.

use chrono::Datelike;

use crate::{
    Day, Mood,
    insight::{Insight, TaggedDay},
};

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same on every machine.
pub(super) struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// From 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A standard normal deviate (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.share()).cos()
    }
}

/// A law of journals. What is not said is without effect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Law {
    /// Calendar days, up to today.
    pub days: i64,
    /// Correlation of what lies beneath a mood with the next day's.
    pub carryover: f64,
    /// Its standard deviation, in mood steps.
    pub deviation: f64,
    /// The share of days that are written, gaps of weeks apart.
    pub written: f64,
    /// The rise over all days, in mood steps.
    pub rise: f64,
    /// The effect of the first tag on its days, in mood steps.
    pub tag_effect: f64,
    /// The effect of Saturdays and Sundays, in mood steps.
    pub weekend_effect: f64,
    /// The height of a yearly wave, in mood steps.
    pub season: f64,
}

/// The law without any effect: days correlate by 0.3, one of five is not written, and a gap of up to
/// a month begins every hundred days.
pub(super) const NO_EFFECT: Law = Law {
    days: 90,
    carryover: 0.3,
    deviation: 0.8,
    written: 0.8,
    rise: 0.0,
    tag_effect: 0.0,
    weekend_effect: 0.0,
    season: 0.0,
};

/// A yearly wave, from −1 to 1: highest in summer.
pub(super) fn wave(day: Day) -> f64 {
    (f64::from(day.date().ordinal()) / 365.25 * std::f64::consts::TAU - 3.3).cos()
}

/// The last day of a journal, and the mean mood of its law.
pub(super) struct Expected {
    pub today: Day,
    pub mean: f64,
}

const TAGS: [&str; 8] = [
    "sport", "work", "family", "wine", "music", "travel", "sick", "garden",
];

impl Law {
    fn draw(&self, random: &mut Random, today: Day, centre: f64) -> Vec<TaggedDay> {
        let frequencies = TAGS.map(|_| 0.1 + 0.25 * random.share());
        // Every other tag comes in runs, as holidays and illnesses do.
        let mut present = frequencies.map(|frequency| random.share() < frequency);
        let mut beneath = random.normal();
        let mut gap = 0.0;
        let mut days = Vec::new();
        for offset in 0..self.days {
            let day = today.plus(offset + 1 - self.days);
            let fresh = (1.0 - self.carryover * self.carryover).sqrt();
            beneath = self.carryover * beneath + fresh * random.normal();
            for (at, (present, frequency)) in present.iter_mut().zip(frequencies).enumerate() {
                let stays = at % 2 == 1 && random.share() < 0.6;
                if !stays {
                    *present = random.share() < frequency;
                }
            }
            if self.written < 1.0 && random.share() < 0.01 {
                gap = 30.0 * random.share();
            }
            gap -= 1.0;
            if gap > 0.0 || random.share() >= self.written {
                continue;
            }
            let mut feeling = centre + self.deviation * beneath;
            feeling += self.rise * (offset as f64 / (self.days - 1) as f64 - 0.5);
            if present[0] {
                feeling += self.tag_effect;
            }
            if day.weekday().num_days_from_monday() > 4 {
                feeling += self.weekend_effect;
            }
            feeling += self.season * wave(day);
            let tags = TAGS.iter().zip(present).filter(|(_, present)| *present);
            days.push(TaggedDay {
                day,
                mood: Mood::ALL[(feeling.round().clamp(1.0, 5.0) - 1.0) as usize],
                tags: tags.map(|(tag, _)| (*tag).to_owned()).collect(),
            });
        }
        days
    }

    /// A journal of this law, up to a day of a month from the eighth on.
    pub fn journal(&self, random: &mut Random) -> (Vec<TaggedDay>, Expected) {
        let first = Day::parse("2026-03-08").unwrap();
        let today = first.plus((random.share() * 24.0) as i64);
        let centre = 2.5 + 1.5 * random.share();
        let expected = Expected {
            today,
            mean: self.mean_mood(centre),
        };
        (self.draw(random, today, centre), expected)
    }

    /// The insight into a journal of this law, and the mean mood of the law.
    pub fn insight(&self, random: &mut Random) -> (Insight, f64) {
        let (days, Expected { today, mean }) = self.journal(random);
        let start = today.plus(1 - self.days);
        (Insight::of(&days, start, today, today), mean)
    }

    /// The expected score of what is spread normally about `centre`, rounded.
    fn mean_mood(&self, centre: f64) -> f64 {
        let at_most = |edge: f64| (edge - centre) / self.deviation;
        let normal = |z: f64| 0.5 * (1.0 + special::Error::error(z / std::f64::consts::SQRT_2));
        5.0 - (1..5)
            .map(|score| normal(at_most(f64::from(score) + 0.5)))
            .sum::<f64>()
    }
}
