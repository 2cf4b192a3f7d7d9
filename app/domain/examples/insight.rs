//! The time that the statistics of ten years take: `tools/bench.sh` runs it.
//!
//! Prints one line of JSON: the days, and the fastest and the median of all rounds in microseconds.

use std::{
    hint::black_box,
    io::{self, Write},
    time::Instant,
};

use domain::{
    Day, Mood,
    insight::{Insight, TaggedDay},
};

const DAYS: i64 = 3_650;
const ROUNDS: usize = 201;
const TAGS: u32 = 60;

fn main() -> io::Result<()> {
    let today = Day::in_utc(1_795_000_000);
    let days = journal(today);
    let mut times: Vec<u128> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            black_box(Insight::of(black_box(&days), Day::FIRST, today, today));
            began.elapsed().as_micros()
        })
        .collect();
    times.sort_unstable();
    writeln!(
        io::stdout(),
        r#"{{"days":{DAYS},"fastest":{},"median":{}}}"#,
        times[0],
        times[ROUNDS / 2],
    )
}

/// Every day is written, with one or two of many tags.
fn journal(today: Day) -> Vec<TaggedDay> {
    let mut state = 12_u32;
    let mut random = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % below
    };
    (0..DAYS)
        .map(|offset| TaggedDay {
            day: today.plus(offset + 1 - DAYS),
            mood: Mood::ALL[random(5) as usize],
            tags: vec![format!("tag{}", random(TAGS)), format!("tag{}", random(8))],
        })
        .collect()
}
