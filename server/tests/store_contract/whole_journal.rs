//! The contract of `MoodStore` for whole journals: merging, other versions, re-dating and erasing.

use std::collections::BTreeMap;

use app::domain::{Retag, Retention, Tag, Tombstone, account::OtherVersion};
use test_kit::outage::Outage;

use super::*;

contract! {
    days_move_to_an_empty_journal_unchanged
    of_two_entries_the_later_one_stays_and_the_other_is_offered
    days_with_a_tombstone_or_equal_entries_are_one
    a_moved_entry_is_never_forgotten_earlier
    a_merge_deletes_the_notes_from_before_a_renaming
    a_day_that_the_account_removed_is_not_updated_before_its_removal
    an_interrupted_merge_loses_and_doubles_nothing
    writes_during_a_merge_are_not_lost
    a_version_is_exchanged_for_the_entry
    a_version_takes_the_place_of_a_removed_entry
    an_unknown_or_expired_version_is_neither_used_nor_discarded
    entries_are_redated_by_a_new_retention
    a_journal_is_erased_and_no_other
}

/// The days of these tests are in the year of [`NOW`].
const DAY: &str = "2096-10-01";
const HALF_A_YEAR: Retention = Retention::DEFAULT;

fn phone() -> UserId {
    UserId("phone".into())
}

fn of(user: &UserId) -> String {
    user.0.clone()
}

/// Writes a day of a journal at a time.
async fn put(journal: &Journal, user: &UserId, at: &str, note: &str, now: i64) -> Entry {
    let draft = draft(at, Mood::Good, note);
    let expires_at = HALF_A_YEAR.expires_at(draft.day);
    let moods = &journal.store.stores.moods;
    let written = moods.put(user, &draft, None, now, expires_at).await;
    written.unwrap()
}

async fn remove(journal: &Journal, user: &UserId, at: &str) {
    let moods = &journal.store.stores.moods;
    let removed = moods.remove(user, day(at), None, NOW).await.unwrap();
    assert!(removed.is_some());
}

async fn days(journal: &Journal, user: &UserId) -> Days {
    let range = DayRange::new(day("2096-08-01"), day("2096-12-31")).unwrap();
    let moods = &journal.store.stores.moods;
    moods.range(user, range, NOW).await.unwrap()
}

async fn entry_of(journal: &Journal, user: &UserId) -> Entry {
    days(journal, user).await.entries.pop().unwrap()
}

/// Merges the phone's journal completely.
async fn merge(journal: &Journal) {
    let moods = &journal.store.stores.moods;
    while moods
        .carry_over(&phone(), &journal.user, HALF_A_YEAR, NOW)
        .await
        .unwrap()
    {}
    assert_eq!(days(journal, &phone()).await, Days::default());
}

async fn others(journal: &Journal) -> Vec<OtherVersion> {
    let moods = &journal.store.stores.moods;
    moods.other_versions(&journal.user, 99, NOW).await.unwrap()
}

async fn days_move_to_an_empty_journal_unchanged(journal: Journal) {
    for number in 1..=31 {
        put(
            &journal,
            &phone(),
            &format!("2096-10-{number:02}"),
            "mine",
            NOW,
        )
        .await;
    }
    put(&journal, &phone(), "2096-10-02", "again", NOW + 5).await;
    remove(&journal, &phone(), "2096-10-03").await;
    let written = days(&journal, &phone()).await;
    merge(&journal).await;
    assert_eq!(days(&journal, &journal.user).await, written);
    assert_eq!(others(&journal).await, []);
}

async fn of_two_entries_the_later_one_stays_and_the_other_is_offered(journal: Journal) {
    let user = journal.user.clone();
    for (at, phones, accounts) in [
        ("2096-10-01", NOW + 9, NOW),
        ("2096-10-02", NOW, NOW + 9),
        ("2096-10-03", NOW, NOW),
    ] {
        put(&journal, &phone(), at, "of the phone", phones).await;
        put(&journal, &user, at, "older", accounts - 9).await;
        put(&journal, &user, at, "of the account", accounts).await;
    }
    let (phones, accounts) = (days(&journal, &phone()).await, days(&journal, &user).await);
    merge(&journal).await;
    let newer = Entry {
        version: 3,
        ..phones.entries[0].clone()
    };
    let expected = [
        newer,
        accounts.entries[1].clone(),
        accounts.entries[2].clone(),
    ];
    assert_eq!(days(&journal, &user).await.entries, expected);
    let offered = [&accounts.entries[0], &phones.entries[1], &phones.entries[2]];
    let others = others(&journal).await;
    assert_eq!(
        others.iter().map(|other| &other.entry).collect::<Vec<_>>(),
        offered
    );
    let current = others.into_iter().filter_map(|other| other.current);
    assert_eq!(current.collect::<Vec<_>>(), expected);
}

async fn days_with_a_tombstone_or_equal_entries_are_one(journal: Journal) {
    let user = journal.user.clone();
    // Version 4 of the account's day is a tombstone.
    for note in ["one", "two", "three"] {
        put(&journal, &user, "2096-10-01", note, NOW).await;
    }
    remove(&journal, &user, "2096-10-01").await;
    let restored = put(&journal, &phone(), "2096-10-01", "back", NOW).await;
    let kept = put(&journal, &user, "2096-10-02", "same", NOW).await;
    put(&journal, &phone(), "2096-10-02", "same", NOW + 9).await;
    put(&journal, &phone(), "2096-10-03", "removed", NOW).await;
    remove(&journal, &phone(), "2096-10-03").await;
    let stays = put(&journal, &user, "2096-10-03", "stays", NOW).await;
    for (at, owner) in [(NOW, &phone()), (NOW + 9, &user)] {
        put(&journal, owner, "2096-10-04", &of(owner), at).await;
    }
    for (writes, owner) in [(2, &phone()), (1, &user)] {
        for _ in 0..writes {
            put(&journal, owner, "2096-10-05", "", NOW).await;
        }
        remove(&journal, owner, "2096-10-05").await;
    }
    let later = days(&journal, &user).await.entries.pop().unwrap();
    merge(&journal).await;
    // No version of the phone's is one of another state.
    let stays = Entry {
        version: 3,
        ..stays
    };
    let later = Entry {
        version: 2,
        ..later
    };
    assert!(!stays.edited && !later.edited);
    let restored = Entry {
        version: 5,
        ..restored
    };
    assert!(!restored.edited);
    let merged = days(&journal, &user).await;
    assert_eq!(merged.entries, [restored, kept, stays, later]);
    let removed = Tombstone {
        day: day("2096-10-05"),
        version: 4,
    };
    assert_eq!(merged.removed, [removed]);
    let others = others(&journal).await;
    assert_eq!(others.len(), 1);
    assert_eq!(others[0].entry.note_text(), "phone");
}

async fn a_day_that_the_account_removed_is_not_updated_before_its_removal(journal: Journal) {
    let user = journal.user.clone();
    put(&journal, &user, "2096-10-01", "removed", NOW - 90).await;
    remove(&journal, &user, "2096-10-01").await;
    let former = put(&journal, &phone(), "2096-10-01", "of the phone", NOW - 9).await;
    merge(&journal).await;
    let restored = Entry {
        version: 3,
        edited: true,
        updated_at: NOW,
        ..former
    };
    assert_eq!(days(&journal, &user).await.entries, [restored]);
}

/// Nothing undoes a renaming of the former journal any more.
async fn a_merge_deletes_the_notes_from_before_a_renaming(journal: Journal) {
    let tag = |text| Tag::parse(text).unwrap();
    let retag = Retag {
        id: "renaming".into(),
        from: tag("old"),
        to: tag("new"),
        days: 3,
        at: NOW,
        undone: false,
    };
    let user = journal.user.clone();
    for at in ["2096-10-01", "2096-10-02", "2096-10-03"] {
        put(&journal, &phone(), at, "#old of the phone", NOW).await;
    }
    put(&journal, &user, "2096-10-02", "of the account", NOW + 9).await;
    put(&journal, &user, "2096-10-03", "of the account", NOW - 9).await;
    let moods = &journal.store.stores.moods;
    let renamed = moods.retag(&phone(), &retag, None, NOW).await;
    assert_eq!(renamed, Ok(None));
    merge(&journal).await;
    for key in ["2096-10-01", "other#2096-10-02.2.phone", "2096-10-03"] {
        let item = journal.item(key).await.unwrap();
        assert_eq!(item["note"].as_s().unwrap(), "#new of the phone", "{key}");
        for name in ["retag", "formerNote", "undoUntil"] {
            assert!(!item.contains_key(name), "{key} {name}");
        }
    }
}

async fn a_moved_entry_is_never_forgotten_earlier(journal: Journal) {
    let moods = &journal.store.stores.moods;
    let (short, long) = (Retention::from_months(1), Retention::from_months(24));
    for (at, retention, kept) in [
        ("2096-10-01", short.unwrap(), HALF_A_YEAR),
        ("2096-10-02", long.unwrap(), long.unwrap()),
    ] {
        put(&journal, &phone(), at, "mine", NOW).await;
        let more = moods
            .carry_over(&phone(), &journal.user, retention, NOW)
            .await;
        assert_eq!(more, Ok(false));
        let moved = days(&journal, &journal.user).await.entries.pop().unwrap();
        assert_eq!(
            (moved.day, moved.expires_at),
            (day(at), kept.expires_at(day(at)))
        );
    }
    // An expired entry does not come back.
    let draft = draft("2096-10-03", Mood::Bad, "expired");
    let phone = phone();
    let put = moods.put(&phone, &draft, None, NOW - 9, NOW);
    put.await.unwrap();
    merge(&journal).await;
    assert_eq!(days(&journal, &journal.user).await.entries.len(), 2);
}

/// Numbers that look random.
struct Random(u32);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % limit
    }
}

/// Fills both journals: on each day of a month, each may have nothing, an entry, or a tombstone.
async fn fill(journal: &Journal, random: &mut Random) {
    for number in 1..=30 {
        for user in [&phone(), &journal.user] {
            let at = format!("2096-10-{number:02}");
            for write in 0..random.below(3) {
                let note = format!("{} {write}", ["a", "b"][random.below(2) as usize]);
                put(journal, user, &at, &note, NOW + i64::from(random.below(3))).await;
                if random.below(4) == 0 {
                    remove(journal, user, &at).await;
                }
            }
        }
    }
}

/// All notes by day, each once.
fn notes<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> BTreeMap<(Day, String), usize> {
    let mut notes = BTreeMap::new();
    for entry in entries {
        let note = (entry.day, entry.note_text().to_owned());
        *notes.entry(note).or_default() += 1;
    }
    notes
}

async fn an_interrupted_merge_loses_and_doubles_nothing(journal: Journal) {
    let mut random = Random(11);
    for seed in 0..4 {
        let mut user = journal.user.clone();
        user.0.push_str(&seed.to_string());
        let (store, outage) = Outage::of(&journal.store, &journal.tables);
        let of_seed = Journal {
            store,
            user,
            backend: journal.backend.clone(),
            tables: journal.tables.clone(),
            _engine: Engine::Shared,
        };
        fill(&of_seed, &mut random).await;
        let before = [
            days(&of_seed, &phone()).await,
            days(&of_seed, &of_seed.user).await,
        ];
        let mut expected = notes(before.iter().flat_map(|days| &days.entries));
        expected.values_mut().for_each(|count| *count = 1);
        let versions: BTreeMap<_, _> = before[1]
            .entries
            .iter()
            .map(|entry| (entry.day, entry.version))
            .collect();

        let moods = &of_seed.store.stores.moods;
        let mut interruptions = 0;
        loop {
            outage.begin_after(random.below(12));
            let step = moods
                .carry_over(&phone(), &of_seed.user, HALF_A_YEAR, NOW)
                .await;
            outage.end();
            match step {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => interruptions += 1,
            }
        }
        assert!(interruptions > 3, "{interruptions}");
        let after = days(&of_seed, &of_seed.user).await;
        let others = others(&of_seed).await;
        let all = after.entries.iter();
        let found = notes(all.chain(others.iter().map(|other| &other.entry)));
        assert_eq!(found, expected, "seed {seed}");
        assert_eq!(days(&of_seed, &phone()).await, Days::default());
        for entry in &after.entries {
            assert!(
                versions
                    .get(&entry.day)
                    .is_none_or(|before| *before <= entry.version)
            );
        }
    }
}

async fn writes_during_a_merge_are_not_lost(journal: Journal) {
    let user = journal.user.clone();
    for number in 1..=20 {
        let at = format!("2096-10-{number:02}");
        put(&journal, &phone(), &at, "of the phone", NOW + 5).await;
        put(&journal, &user, &at, "of the account", NOW).await;
    }
    let moods = &journal.store.stores.moods;
    let (phone, draft) = (phone(), draft("2096-10-07", Mood::Bad, "in between"));
    let merging = moods.carry_over(&phone, &user, HALF_A_YEAR, NOW);
    let writing = moods.put(&user, &draft, None, NOW + 9, LATER);
    let (merged, written) = tokio::join!(merging, writing);
    assert_eq!(merged, Ok(false));
    written.unwrap();
    let after = days(&journal, &user).await;
    let others = others(&journal).await;
    let found = notes(
        after
            .entries
            .iter()
            .chain(others.iter().map(|other| &other.entry)),
    );
    let count = |note: &str| found.keys().filter(|(_, text)| text == note).count();
    assert_eq!(count("of the phone"), 20);
    assert_eq!(count("in between"), 1);
    // The write itself may have replaced the account's.
    assert!(count("of the account") >= 19);
}

/// A journal with the entry "of the phone" and the other version "of the account".
async fn merged(journal: &Journal) -> OtherVersion {
    put(journal, &phone(), DAY, "of the phone", NOW).await;
    put(journal, &journal.user, DAY, "of the account", NOW - 9).await;
    merge(journal).await;
    others(journal).await.pop().unwrap()
}

async fn a_version_is_exchanged_for_the_entry(journal: Journal) {
    let moods = &journal.store.stores.moods;
    let mut version = 2;
    for (at, note) in [(NOW + 5, "of the account"), (NOW + 6, "of the phone")] {
        let other = match others(&journal).await.pop() {
            Some(other) => other,
            None => merged(&journal).await,
        };
        assert_eq!(other.entry.note_text(), note);
        let current = entry_of(&journal, &journal.user).await;
        let used = moods.use_version(&journal.user, &other.id, at).await;
        let used = used.unwrap().unwrap();
        version += 1;
        assert_eq!((used.note_text(), used.version), (note, version));
        assert_eq!(used.updated_at, at);
        assert_eq!(entry_of(&journal, &journal.user).await, used);
        let left = others(&journal).await;
        assert_eq!(left.len(), 1);
        assert_eq!((&left[0].entry, &left[0].current), (&current, &Some(used)));
        let again = moods.use_version(&journal.user, &other.id, at).await;
        assert_eq!(again, Ok(None));
    }
    let id = others(&journal).await.pop().unwrap().id;
    let discarded = moods.discard_version(&journal.user, &id).await;
    assert_eq!(discarded, Ok(true));
    assert_eq!(others(&journal).await, []);
    let again = moods.discard_version(&journal.user, &id).await;
    assert_eq!(again, Ok(false));
    assert_eq!(entry_of(&journal, &journal.user).await.version, version);
}

async fn a_version_takes_the_place_of_a_removed_entry(journal: Journal) {
    let other = merged(&journal).await;
    remove(&journal, &journal.user, DAY).await;
    assert_eq!(others(&journal).await[0].current, None);
    let moods = &journal.store.stores.moods;
    let used = moods.use_version(&journal.user, &other.id, NOW + 5).await;
    let used = used.unwrap().unwrap();
    assert_eq!((used.note_text(), used.version), ("of the account", 4));
    assert_eq!(entry_of(&journal, &journal.user).await, used);
    assert_eq!(others(&journal).await, []);
}

async fn an_unknown_or_expired_version_is_neither_used_nor_discarded(journal: Journal) {
    let other = merged(&journal).await;
    let moods = &journal.store.stores.moods;
    let long = format!("{DAY}.1.{}", "x".repeat(2000));
    let strange = format!("{DAY}.9.{}", of(&journal.user));
    for id in ["", "x", DAY, "..", "2096-02-30.1.ada", &*long, &*strange] {
        assert_eq!(
            moods.use_version(&journal.user, id, NOW).await,
            Ok(None),
            "{id}"
        );
        assert_eq!(
            moods.discard_version(&journal.user, id).await,
            Ok(false),
            "{id}"
        );
    }
    let eve = UserId("eve".into());
    assert_eq!(moods.use_version(&eve, &other.id, NOW).await, Ok(None));
    assert_eq!(moods.discard_version(&eve, &other.id).await, Ok(false));
    let end = other.entry.expires_at;
    let expired = moods.use_version(&journal.user, &other.id, end).await;
    assert_eq!(expired, Ok(None));
    let listed = moods.other_versions(&journal.user, 99, end).await;
    assert_eq!(listed, Ok(vec![]));
    let listed = moods.other_versions(&journal.user, 0, NOW).await;
    assert_eq!(listed, Ok(vec![]));
    assert_eq!(others(&journal).await, [other]);
}

async fn entries_are_redated_by_a_new_retention(journal: Journal) {
    merged(&journal).await;
    let user = journal.user.clone();
    for number in 0..105 {
        let at = day("2096-08-10").plus(number).to_string();
        put(&journal, &user, &at, "mine", NOW).await;
    }
    remove(&journal, &user, "2096-11-01").await;
    let moods = &journal.store.stores.moods;
    let expired = draft("2096-12-30", Mood::Bad, "expired");
    let put = moods.put(&user, &expired, None, NOW - 9, NOW);
    put.await.unwrap();
    let before = days(&journal, &user).await;
    let long = Retention::from_months(24).unwrap();
    // Nothing is left to change in a second round.
    for expected in [2, 1] {
        let mut after = None;
        let mut calls = 0;
        loop {
            after = moods.redate(&user, long, after, NOW).await.unwrap();
            calls += 1;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(calls, expected);
        let redated = days(&journal, &user).await;
        assert_eq!(redated.removed, before.removed);
        let expected = before.entries.iter().map(|entry| Entry {
            expires_at: long.expires_at(entry.day),
            ..entry.clone()
        });
        assert!(redated.entries.iter().eq(&expected.collect::<Vec<_>>()));
        let other = others(&journal).await.pop().unwrap();
        assert_eq!(other.entry.expires_at, long.expires_at(day(DAY)));
    }
    // A shorter one lets older days expire.
    let month = Retention::from_months(1).unwrap();
    // Work that always begins again gets to the end.
    let first = moods.redate(&user, month, None, NOW).await.unwrap();
    assert!(first.is_some());
    let second = moods.redate(&user, month, None, NOW).await;
    assert_eq!(second, Ok(None));
    let kept = days(&journal, &user).await.entries;
    assert!(kept.len() < before.entries.len());
    assert!(kept.iter().all(|entry| month.expires_at(entry.day) > NOW));
}

async fn a_journal_is_erased_and_no_other(journal: Journal) {
    merged(&journal).await;
    let user = journal.user.clone();
    for number in 0..105 {
        let at = day("2096-08-10").plus(number).to_string();
        put(&journal, &user, &at, "mine", NOW).await;
    }
    remove(&journal, &user, "2096-11-01").await;
    let hers = UserId("eve".into());
    let kept = put(&journal, &hers, DAY, "hers", NOW).await;
    let moods = &journal.store.stores.moods;
    assert_eq!(moods.erase(&user).await, Ok(true));
    while moods.erase(&user).await.unwrap() {}
    let items = journal.store.client.query();
    let items = items
        .table_name(journal.tables.name("moods"))
        .key_condition_expression("userId = :user")
        .expression_attribute_values(":user", AttributeValue::S(of(&user)));
    assert_eq!(items.send().await.unwrap().count, 0);
    assert_eq!(entry_of(&journal, &hers).await, kept);
}
