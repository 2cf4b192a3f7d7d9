//! Writes what the scripts share with Rust: tables as TypeScript, rules as cases.

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    CHOICE_PARAMETERS, IslandFailure, OUTCOME_PARAMETERS, SHARED_PARAMETERS,
    golden::{Random, hold, hold_cases},
};
use crate::{
    domain::{Day, DayEnd, Entry, Mood, Note, Tombstone, moment::MomentId},
    error::{Error, ErrorKind},
    rejection::Meaning,
    ui::today::LocalView,
};

fn word(value: impl Serialize) -> String {
    serde_json::to_value(value)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

fn union(words: impl IntoIterator<Item = String>) -> String {
    let words: Vec<String> = words
        .into_iter()
        .map(|word| format!("\"{word}\""))
        .collect();
    words.join(" | ")
}

const fn meaning_word(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Conflict => "conflict",
        Meaning::Gone => "gone",
        Meaning::Rejected => "rejected",
        Meaning::SessionExpired => "session_expired",
        Meaning::Temporary => "temporary",
    }
}

/// `kind: meaning`, and `"kind field": meaning` where the field decides.
fn meanings() -> Vec<(String, &'static str)> {
    let mut table = Vec::new();
    for kind in ErrorKind::ALL {
        let error = Error::new(kind, "");
        let plain = Meaning::of(&error);
        if plain != Meaning::Temporary {
            table.push((word(kind), meaning_word(plain)));
        }
        for field in ["userId", "day", "mood", "note", "baseVersion"] {
            let meaning = Meaning::of(&error.clone().at(field));
            if meaning != plain {
                let key = format!("\"{} {field}\"", word(kind));
                table.push((key, meaning_word(meaning)));
            }
        }
    }
    table
}

#[test]
fn the_scripts_tables_are_up_to_date() {
    let list = |words: &[&str]| json!(words).to_string().replace(',', ", ");
    let moods = Mood::ALL.map(Mood::as_str);
    let meanings: String = meanings()
        .into_iter()
        .map(|(key, meaning)| format!("  {key}: \"{meaning}\",\n"))
        .collect();
    let text = format!(
        r"// Generated from Rust by `make generate` (app/src/ui/scripts/rules.rs). A test holds it up to date.

/** In order of score. */
export const MOODS = {moods} as const;
export type MoodName = (typeof MOODS)[number];

/** Query parameters of text that another app shares. */
export const SHARED_PARAMETERS = {shared} as const;
/** Query parameters that a page shows once: the outcome of a form. */
export const OUTCOME_PARAMETERS = {outcome} as const;
/** Query parameters that choose a preference. */
export const CHOICE_PARAMETERS = {choices} as const;

export type IslandFailure = {failures};

export type ErrorKind = {kinds};

/** The consequence of an error for the change that was sent. */
export type Meaning = {all_meanings};
/** By kind, or by kind and field; every other error may pass. */
export const MEANINGS: {{ readonly [error: string]: Meaning }} = {{
{meanings}}};
",
        moods = list(&moods),
        shared = list(&SHARED_PARAMETERS),
        outcome = list(&OUTCOME_PARAMETERS),
        choices = list(&CHOICE_PARAMETERS),
        failures = union(IslandFailure::ALL.map(word)),
        kinds = union(ErrorKind::ALL.map(word)),
        all_meanings = union(
            [
                Meaning::Conflict,
                Meaning::Gone,
                Meaning::Rejected,
                Meaning::SessionExpired,
            ]
            .map(|meaning| meaning_word(meaning).to_owned())
        ),
    );
    hold("generated/rules.ts", &text);
}

#[test]
fn the_manifests_share_what_the_page_takes() {
    for manifest in [
        include_str!("../../../../public/manifest-en.webmanifest"),
        include_str!("../../../../public/manifest-fr.webmanifest"),
    ] {
        let manifest: Value = serde_json::from_str(manifest).unwrap();
        for name in SHARED_PARAMETERS {
            assert_eq!(manifest["share_target"]["params"][name], name);
        }
    }
}

/// Days, half of them at the end of a month or a year, by every hour and day's end.
#[test]
fn the_scripts_days_end_as_the_rules_say() {
    let mut random = Random::new(4);
    let epoch = Day::in_utc(0);
    let cases = (0..2_500).map(|_| {
        let mut day = epoch.plus(i64::try_from(random.below(90_000)).unwrap() - 25_000);
        if random.below(2) == 0 {
            let first = day.plus(-i64::from(chrono::Datelike::day(&day.date())) + 1);
            day = first.plus(i64::try_from(random.below(2)).unwrap() - 1);
        }
        let hour = u32::try_from(random.below(12)).unwrap();
        let end = DayEnd::ALL[usize::try_from(random.below(7)).unwrap()];
        let expected = end.day(day.date(), hour).unwrap();
        json!(format!("{day} {hour} {} {expected}", end.hour()))
    });
    hold_cases("golden/days.json", cases.collect::<Vec<_>>());
}

fn entry(day: Day, version: u64, note: &str) -> Entry {
    Entry {
        day,
        mood: Mood::Okay,
        note: Note::parse(note).unwrap(),
        version,
        edited: false,
        created_at: 0,
        updated_at: 0,
        expires_at: 0,
    }
}

/// States of a day in the order they are seen, and the one that counts in the end.
#[test]
fn the_scripts_keep_the_newest_state() {
    let mut random = Random::new(9);
    let day = Day::in_utc(0);
    let cases = (0..800).map(|_| {
        let mut local = LocalView::default();
        let seen: Vec<Value> = (0..=random.below(6))
            .map(|place| {
                let version = random.below(5);
                let note =
                    (version > 0 && random.below(3) > 0).then(|| format!("{version}{place}"));
                let value = note.as_ref().map(|note| entry(day, version, note));
                local.merge(day, version, value);
                json!([version, note])
            })
            .collect();
        let (version, value) = local.server_state(day);
        json!([seen, [version, value.map(Entry::note_text)]])
    });
    hold_cases("golden/states.json", cases.collect::<Vec<_>>());
}

/// A millisecond, bytes of chance, and the identifier that they make.
#[test]
fn the_scripts_make_identifiers_as_the_rules_do() {
    let mut random = Random::new(17);
    let cases = (0..500).map(|place| {
        let millis = i64::try_from(random.below(1 << (20 + place % 28))).unwrap();
        let bytes = [(); 10].map(|()| u8::try_from(random.below(256)).unwrap());
        json!([millis, bytes, MomentId::new(millis, bytes)])
    });
    hold_cases("golden/identifiers.json", cases.collect::<Vec<_>>());
}

#[test]
fn the_scripts_count_a_removal_as_a_version() {
    let mut random = Random::new(13);
    let cases = (0..1_000).map(|_| {
        let shift = 12 + random.below(52);
        let version = random.below(u64::MAX) >> shift;
        let removed = Tombstone::of(&entry(Day::in_utc(0), version, ""));
        json!([version, removed.version])
    });
    hold_cases("golden/tombstones.json", cases.collect::<Vec<_>>());
}
