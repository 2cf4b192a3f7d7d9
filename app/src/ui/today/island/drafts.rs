//! Drafts: unsaved text, stored on this device until it is saved, discarded or
//! unchanged for thirty days.

use leptos::{prelude::window, web_sys::Storage};

use super::browser;
use crate::domain::{Day, Mood};

/// The lifetime of a draft since its last change.
const MAX_AGE_DAYS: i64 = 30;

const PREFIX: &str = "draft:";

/// The key of the draft that stays after its session, in this tab's storage only,
/// because the next session may be another person's.
const CARRIED: &str = "carried";

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn key(day: Day) -> String {
    key_of(&browser::journal().unwrap_or_default(), day)
}

/// The storage key of a draft, per journal and day.
fn key_of(journal: &str, day: Day) -> String {
    format!("{PREFIX}{journal}:{day}")
}

/// Three parts, by line: the date of the last change, the mood (may be empty), the note.
fn encode(touched: Day, mood: Option<Mood>, note: &str) -> String {
    format!("{touched}\n{}\n{note}", mood.map_or("", Mood::as_str))
}

fn touched(text: &str) -> Option<Day> {
    Day::parse(text.split('\n').next()?).ok()
}

fn decode(text: &str) -> Option<(Option<Mood>, String)> {
    let (mood, note) = text.split_once('\n')?.1.split_once('\n')?;
    Some((mood.parse().ok(), note.to_owned()))
}

/// Stores a day's draft.
pub(super) fn store(day: Day, today: Day, mood: Option<Mood>, note: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&key(day), &encode(today, mood, note));
    }
}

/// The draft of a day.
pub(super) fn read(day: Day) -> Option<(Option<Mood>, String)> {
    decode(&storage()?.get_item(&key(day)).ok()??)
}

/// Removes a day's draft.
pub(super) fn discard(day: Day) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(day));
    }
}

/// Removes drafts that are too old, of every journal.
pub(super) fn expire(today: Day) {
    let Some(storage) = storage() else { return };
    let keys: Vec<String> = (0..storage.length().unwrap_or_default())
        .filter_map(|index| storage.key(index).ok().flatten())
        .filter(|key| key.starts_with(PREFIX))
        .collect();
    for key in keys {
        let text = storage.get_item(&key).ok().flatten().unwrap_or_default();
        if touched(&text).is_none_or(|touched| today.since(touched) > MAX_AGE_DAYS) {
            let _ = storage.remove_item(&key);
        }
    }
}

/// Marks a day's draft, whose session has expired, for the next page's session.
pub(super) fn carry(day: Day) {
    if let Ok(Some(tab)) = window().session_storage() {
        let _ = tab.set_item(CARRIED, &key(day));
    }
}

/// Restores the draft of an expired session, unless the day has one.
pub(super) fn take_carried() {
    let Ok(Some(tab)) = window().session_storage() else {
        return;
    };
    let former = tab.get_item(CARRIED).ok().flatten().unwrap_or_default();
    let _ = tab.remove_item(CARRIED);
    if let Some((_, day)) = former.rsplit_once(':')
        && let Ok(day) = Day::parse(day)
        && former != key(day)
        && let Some(storage) = storage()
        && let Ok(Some(draft)) = storage.get_item(&former)
    {
        let _ = storage.remove_item(&former);
        if read(day).is_none() {
            let _ = storage.set_item(&key(day), &draft);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ui::scripts::golden::{Random, hold_cases};

    /// `app/browser/page/draft.ts` writes and reads drafts where the WASM can't.
    #[test]
    fn the_scripts_keep_drafts_in_the_same_form() {
        const PIECES: [&str; 8] = ["", "\n", "\r\n", " rain", "é😀", "\u{2028}", "okay", "\t:"];
        let mut random = Random::new(21);
        let mut below = |end: usize| usize::try_from(random.below(end as u64)).unwrap();
        let cases = (0..300).map(|_| {
            let touched = Day::in_utc(0).plus(below(40_000) as i64);
            let day = touched.plus(-(below(200) as i64));
            let mood = Mood::ALL.get(below(7)).copied();
            let note: String = (0..below(5)).map(|_| PIECES[below(8)]).collect();
            let journal = format!("{:x}", below(1 << 30));
            let (key, text) = (key_of(&journal, day), encode(touched, mood, &note));
            assert_eq!(decode(&text), Some((mood, note.clone())));
            json!([touched, mood, note, journal, day, key, text])
        });
        hold_cases("golden/drafts.json", cases.collect::<Vec<_>>());
    }
}
