//! The contract of `MoodStore`.

use app::error::ErrorKind;
use tokio::task::JoinSet;

use super::*;

contract! {
    a_first_write_makes_version_one
    a_second_write_keeps_its_creation_time_and_increments_the_version
    a_note_can_be_added_changed_and_deleted
    notes_are_returned_unchanged
    a_range_includes_its_ends_in_order
    a_person_sees_their_own_entries_only
    a_range_continues_past_the_first_page
    pages_of_the_history_have_every_entry_once
    a_removal_returns_the_entry_once
    expired_entries_are_hidden
    a_write_over_an_expired_entry_starts_at_version_one
    thirty_two_concurrent_writes_make_thirty_two_versions
    concurrent_writes_over_an_expired_day_start_it_once
    an_invalid_item_is_an_internal_error
    items_have_the_attributes_that_a_restore_compares
    the_store_answers_a_ping
    opening_again_changes_nothing
}

async fn a_first_write_makes_version_one(journal: Journal) {
    let written = journal
        .put(&draft("2026-11-20", Mood::Good, "a walk"), NOW, LATER)
        .await;
    let expected = Entry {
        day: day("2026-11-20"),
        mood: Mood::Good,
        note: Note::parse("a walk").unwrap(),
        version: 1,
        edited: false,
        created_at: NOW,
        updated_at: NOW,
        expires_at: LATER,
    };
    assert_eq!(written, expected);
    assert_eq!(journal.entry("2026-11-20").await, Some(expected));
}

async fn a_second_write_keeps_its_creation_time_and_increments_the_version(journal: Journal) {
    let first = journal
        .put(&draft("2026-11-20", Mood::Awful, ""), NOW, LATER)
        .await;
    let second = journal
        .put(&draft("2026-11-20", Mood::Great, ""), NOW + 5, LATER + 5)
        .await;
    let expected = Entry {
        mood: Mood::Great,
        version: 2,
        edited: true,
        updated_at: NOW + 5,
        expires_at: LATER + 5,
        ..first
    };
    assert_eq!(second, expected);
    assert_eq!(journal.entry("2026-11-20").await, Some(expected));
}

async fn a_note_can_be_added_changed_and_deleted(journal: Journal) {
    for (version, note) in ["", "one", "two", "", ""].into_iter().enumerate() {
        let written = journal
            .put(&draft("2026-11-20", Mood::Okay, note), NOW, LATER)
            .await;
        assert_eq!(written.note, Note::parse(note).unwrap());
        assert_eq!(written.version, version as u64 + 1);
        assert_eq!(journal.entry("2026-11-20").await, Some(written));
    }
}

async fn notes_are_returned_unchanged(journal: Journal) {
    let long = "🌧".repeat(Note::MAX_CHARS);
    let family = "👨‍👩‍👧 e\u{301} é ﷽ 你好 \u{202e}abc\u{202c} \\ \" ' {} :note #day\n\nline";
    for note in [long.as_str(), family, "0", "null", "\u{10fffd}"] {
        let written = journal
            .put(&draft("2026-11-20", Mood::Bad, note), NOW, LATER)
            .await;
        assert_eq!(written.note.as_ref().map(Note::as_str), Some(note));
        assert_eq!(journal.entry("2026-11-20").await, Some(written));
    }
}

async fn a_range_includes_its_ends_in_order(journal: Journal) {
    for at in [
        "2026-11-22",
        "2026-11-09",
        "2026-11-16",
        "2026-11-15",
        "2026-11-23",
        "2027-01-01",
    ] {
        journal.put(&draft(at, Mood::Good, ""), NOW, LATER).await;
    }
    let days = |entries: Vec<Entry>| {
        entries
            .iter()
            .map(|e| e.day.to_string())
            .collect::<Vec<_>>()
    };
    let week = journal
        .range("2026-11-16", "2026-11-22", NOW)
        .await
        .unwrap();
    assert_eq!(days(week), ["2026-11-16", "2026-11-22"]);
    let longer = journal
        .range("2026-11-09", "2027-01-01", NOW)
        .await
        .unwrap();
    assert_eq!(
        days(longer),
        [
            "2026-11-09",
            "2026-11-15",
            "2026-11-16",
            "2026-11-22",
            "2026-11-23",
            "2027-01-01"
        ]
    );
    assert_eq!(
        journal.range("2026-11-10", "2026-11-14", NOW).await,
        Ok(vec![])
    );
    assert_eq!(
        journal.range("0001-01-01", "0001-12-31", NOW).await,
        Ok(vec![])
    );
}

async fn a_person_sees_their_own_entries_only(journal: Journal) {
    let hers = journal
        .put(&draft("2026-11-20", Mood::Good, "hers"), NOW, LATER)
        .await;
    for other in ["ad", "adaa", "Ada", "ada\u{0}", "bob"] {
        let other = UserId(other.into());
        let range = DayRange::new(day("2026-11-20"), day("2026-11-20")).unwrap();
        let moods = &journal.store.stores.moods;
        assert_eq!(moods.range(&other, range, NOW).await, Ok(Days::default()));
        assert_eq!(moods.remove(&other, hers.day, None, NOW).await, Ok(None));
        let theirs = draft("2026-11-20", Mood::Bad, "theirs");
        assert_eq!(
            moods
                .put(&other, &theirs, None, NOW, LATER)
                .await
                .map(|e| e.version),
            Ok(1)
        );
    }
    assert_eq!(journal.entry("2026-11-20").await, Some(hers));
}

async fn a_range_continues_past_the_first_page(journal: Journal) {
    // A page is at most 1 MB, more than a year of the longest notes. An extra attribute makes the
    // items heavier.
    let padding = "x".repeat(50_000);
    let mut written = Vec::new();
    for offset in 0..60 {
        let at = day("2026-01-01").plus(offset).to_string();
        written.push(
            journal
                .put(&draft(&at, Mood::Okay, "note"), NOW, LATER)
                .await,
        );
        journal
            .tamper(&at, "padding", AttributeValue::S(padding.clone()))
            .await;
    }
    assert_eq!(
        journal.range("2026-01-01", "2026-12-31", NOW).await,
        Ok(written)
    );
}

async fn pages_of_the_history_have_every_entry_once(journal: Journal) {
    let days: Vec<Day> = (0..9).map(|n| day("1999-12-28").plus(n * 400)).collect();
    for (number, day) in days.iter().enumerate() {
        let expires_at = if number == 4 { NOW - 1 } else { LATER };
        let written = draft(&day.to_string(), Mood::Good, "");
        journal.put(&written, NOW - 2, expires_at).await;
    }
    journal.remove(&days[2].to_string(), NOW).await;
    let moods = &journal.store.stores.moods;
    let expected: Vec<Day> = [0, 1, 3, 5, 6, 7, 8].map(|n| days[n]).to_vec();
    for limit in [1, 2, 3, 9, 1000] {
        let (mut read, mut start) = (Vec::new(), Day::FIRST);
        loop {
            let page = moods.page(&journal.user, start, Day::LAST, limit, NOW);
            let page = page.await.unwrap();
            assert!(page.entries.len() <= limit);
            read.extend(page.entries.into_iter().map(|entry| entry.day));
            match page.next {
                Some(last) => start = last.plus(1),
                None => break,
            }
        }
        assert_eq!(read, expected, "{limit}");
    }
    let part = moods.page(&journal.user, days[1], days[3], 1000, NOW).await;
    let part = part.unwrap().entries.into_iter().map(|entry| entry.day);
    assert_eq!(part.collect::<Vec<_>>(), [days[1], days[3]]);
    let stranger = UserId("grace".into());
    let other = moods.page(&stranger, Day::FIRST, Day::LAST, 9, NOW).await;
    assert_eq!(other.unwrap(), EntryPage::default());
}

async fn a_removal_returns_the_entry_once(journal: Journal) {
    let kept = journal
        .put(&draft("2026-11-19", Mood::Bad, ""), NOW, LATER)
        .await;
    let written = journal
        .put(&draft("2026-11-20", Mood::Good, "a walk"), NOW, LATER)
        .await;
    assert_eq!(journal.remove("2026-11-20", NOW).await, Some(written));
    assert_eq!(journal.remove("2026-11-20", NOW).await, None);
    assert_eq!(journal.remove("2026-11-21", NOW).await, None);
    assert_eq!(
        journal.range("2026-11-01", "2026-11-30", NOW).await,
        Ok(vec![kept])
    );
    let again = journal
        .put(&draft("2026-11-20", Mood::Good, ""), NOW + 1, LATER)
        .await;
    assert_eq!((again.version, again.created_at), (3, NOW + 1));
    assert!(!again.edited, "a new entry is not edited");
}

async fn expired_entries_are_hidden(journal: Journal) {
    let alive = journal
        .put(&draft("2026-11-19", Mood::Good, ""), NOW, LATER + 1)
        .await;
    journal
        .put(&draft("2026-11-20", Mood::Bad, "old"), NOW, LATER)
        .await;
    let at = |now| journal.range("2026-11-19", "2026-11-20", now);
    assert_eq!(at(LATER - 1).await.unwrap().len(), 2);
    assert_eq!(at(LATER).await, Ok(vec![alive]));
    assert_eq!(at(LATER + 1).await, Ok(vec![]));
    assert!(journal.holds("2026-11-20").await, "hidden, not swept");
    assert_eq!(journal.remove("2026-11-20", LATER).await, None);
}

async fn a_write_over_an_expired_entry_starts_at_version_one(journal: Journal) {
    let old = draft("2026-11-20", Mood::Awful, "expired text");
    journal.put(&old, NOW, LATER).await;
    journal.put(&old, NOW, LATER).await;
    let fresh = journal
        .put(&draft("2026-11-20", Mood::Great, ""), LATER, LATER + 100)
        .await;
    let expected = Entry {
        day: old.day,
        mood: Mood::Great,
        note: None,
        version: 1,
        edited: false,
        created_at: LATER,
        updated_at: LATER,
        expires_at: LATER + 100,
    };
    assert_eq!(fresh, expected);
    assert_eq!(journal.entry("2026-11-20").await, Some(expected));
    let next = journal
        .put(&draft("2026-11-20", Mood::Good, ""), LATER + 1, LATER + 100)
        .await;
    assert_eq!((next.version, next.created_at), (2, LATER));
}

/// Writes the same day many times concurrently, and returns the versions.
async fn versions_of_concurrent_writes(journal: &Journal, writes: u64, now: i64) -> Vec<u64> {
    let mut tasks = JoinSet::new();
    for _ in 0..writes {
        let (moods, user) = (journal.store.stores.moods.clone(), journal.user.clone());
        tasks.spawn(async move {
            let draft = draft("2026-11-20", Mood::Good, "me too");
            moods
                .put(&user, &draft, None, now, now + 1000)
                .await
                .unwrap()
                .version
        });
    }
    let mut versions = tasks.join_all().await;
    versions.sort_unstable();
    versions
}

async fn thirty_two_concurrent_writes_make_thirty_two_versions(journal: Journal) {
    journal
        .put(&draft("2026-11-20", Mood::Good, ""), NOW, LATER)
        .await;
    let versions = versions_of_concurrent_writes(&journal, 32, NOW).await;
    assert_eq!(versions, (2..=33).collect::<Vec<_>>());
    assert_eq!(journal.entry("2026-11-20").await.unwrap().version, 33);
}

async fn concurrent_writes_over_an_expired_day_start_it_once(journal: Journal) {
    journal
        .put(&draft("2026-11-20", Mood::Good, ""), NOW, LATER)
        .await;
    let versions = versions_of_concurrent_writes(&journal, 8, LATER).await;
    assert_eq!(versions, (1..=8).collect::<Vec<_>>());
    assert_eq!(journal.entry("2026-11-20").await.unwrap().created_at, LATER);
}

async fn an_invalid_item_is_an_internal_error(journal: Journal) {
    journal
        .put(&draft("2026-11-20", Mood::Good, ""), NOW, LATER)
        .await;
    journal
        .tamper("2026-11-20", "mood", AttributeValue::S("secret".into()))
        .await;
    let error = journal
        .range("2026-11-20", "2026-11-20", NOW)
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Internal);
    assert!(!error.message.contains("secret"));
    // Writing the day again repairs it.
    let written = journal
        .put(&draft("2026-11-20", Mood::Okay, ""), NOW, LATER)
        .await;
    assert_eq!(journal.entry("2026-11-20").await, Some(written));
}

async fn items_have_the_attributes_that_a_restore_compares(journal: Journal) {
    let declared = include_str!("../../tables.json");
    let declared: Vec<serde_json::Value> = serde_json::from_str(declared).unwrap();
    let moods = declared.iter().find(|table| table["name"] == "moods");
    let newer_by = moods.unwrap()["export"]["newerBy"].as_array().unwrap();
    let compared = async || {
        let item = journal.item("2026-11-20").await.unwrap();
        let values = newer_by.iter().map(|name| {
            let value = item[name.as_str().unwrap()].as_n().unwrap();
            value.parse::<u64>().unwrap()
        });
        values.collect::<Vec<_>>()
    };
    journal
        .put(&draft("2026-11-20", Mood::Good, ""), NOW, LATER)
        .await;
    let written = compared().await;
    journal.remove("2026-11-20", NOW + 1).await.unwrap();
    let removed = compared().await;
    journal
        .put(&draft("2026-11-20", Mood::Good, ""), NOW + 2, LATER)
        .await;
    for (older, newer) in [(&written, &removed), (&removed, &compared().await)] {
        assert!(
            older.iter().zip(newer).all(|(older, newer)| older < newer),
            "{older:?} {newer:?}"
        );
    }
}

async fn the_store_answers_a_ping(journal: Journal) {
    assert_eq!(journal.store.stores.moods.ping().await, Ok(()));
}

async fn opening_again_changes_nothing(journal: Journal) {
    let written = journal
        .put(&draft("2026-11-20", Mood::Good, "a walk"), NOW, LATER)
        .await;
    let journal = journal.reopened().await.reopened().await;
    assert_eq!(journal.entry("2026-11-20").await, Some(written));
    let second = journal
        .put(&draft("2026-11-20", Mood::Good, ""), NOW, LATER)
        .await;
    assert_eq!(second.version, 2);
}
