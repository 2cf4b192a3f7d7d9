//! Conditional writes, and the tombstone of a removal.

use tokio::task::JoinSet;

use super::*;

contract! {
    a_write_needs_its_base_version
    base_zero_needs_a_day_that_was_never_written
    base_zero_matches_an_expired_day
    an_expired_version_is_no_base
    a_retried_write_is_applied_once
    a_retry_at_its_own_version_is_applied_once
    a_write_without_a_mutation_is_no_retry
    one_of_the_writers_at_a_base_succeeds
    a_removal_leaves_its_version_and_no_text
    a_removal_needs_its_base_version
    an_older_write_does_not_restore_a_removed_day
    a_day_written_after_a_removal_is_another_version
    a_day_written_again_after_a_removal_is_not_edited
    a_tombstone_expires
    every_change_stores_its_mutation
}

const DAY: &str = "2026-11-20";

fn good(note: &str) -> Draft {
    draft(DAY, Mood::Good, note)
}

fn conflict<T>(version: u64) -> Result<T, WriteError> {
    Err(WriteError::Conflict { version })
}

async fn versions(journal: &Journal) -> (Option<u64>, Option<u64>) {
    let days = journal.days(DAY, DAY, NOW).await.unwrap();
    (
        days.entries.first().map(|entry| entry.version),
        days.removed.first().map(|removed| removed.version),
    )
}

async fn a_write_needs_its_base_version(journal: Journal) {
    let first = journal.put(&good("one"), NOW, LATER).await;
    for wrong in [0, 2, 99, Precondition::MAX_VERSION] {
        assert_eq!(
            journal.put_at(&good("no"), &base(wrong)).await,
            conflict(1),
            "{wrong}"
        );
        assert_eq!(journal.entry(DAY).await, Some(first.clone()), "{wrong}");
    }
    let second = journal.put_at(&good("two"), &base(1)).await.unwrap();
    assert_eq!((second.version, second.edited), (2, true));
    assert_eq!(second.created_at, first.created_at);
    assert_eq!(journal.put_at(&good("no"), &base(1)).await, conflict(2));
    assert_eq!(journal.entry(DAY).await, Some(second));
}

async fn base_zero_needs_a_day_that_was_never_written(journal: Journal) {
    assert_eq!(journal.put_at(&good("no"), &base(1)).await, conflict(0));
    assert!(!journal.holds(DAY).await);
    let first = journal.put_at(&good("one"), &base(0)).await.unwrap();
    assert_eq!((first.version, first.edited), (1, false));
    assert_eq!(journal.entry(DAY).await, Some(first));
    assert_eq!(journal.put_at(&good("no"), &base(0)).await, conflict(1));
    journal.remove(DAY, NOW).await;
    assert_eq!(journal.put_at(&good("no"), &base(0)).await, conflict(2));
}

async fn base_zero_matches_an_expired_day(journal: Journal) {
    for note in ["old", "older"] {
        journal.put(&good(note), NOW - 9, NOW).await;
    }
    let first = journal.put_at(&good(""), &base(0)).await.unwrap();
    assert_eq!((first.version, first.edited), (1, false));
    assert_eq!((first.created_at, first.note.clone()), (NOW, None));
    assert_eq!(journal.entry(DAY).await, Some(first));
    // A tombstone expires in the same way.
    let other = draft("2026-11-19", Mood::Bad, "old");
    journal.put(&other, NOW - 9, NOW).await;
    assert!(journal.remove("2026-11-19", NOW - 8).await.is_some());
    let first = journal.put_at(&other, &base(0)).await.unwrap();
    assert_eq!((first.version, first.edited), (1, false));
    assert!(
        !journal
            .item("2026-11-19")
            .await
            .unwrap()
            .contains_key("removedVersion")
    );
}

async fn an_expired_version_is_no_base(journal: Journal) {
    let write = named(0, "m");
    let (moods, old) = (&journal.store.stores.moods, good("old"));
    let put = moods.put(&journal.user, &old, Some(&write), NOW - 9, NOW);
    put.await.unwrap();
    assert_eq!(journal.put_at(&good("no"), &base(1)).await, conflict(0));
    // It is not taken for a retry either.
    assert_eq!(
        journal.put_at(&good("no"), &named(1, "m")).await,
        conflict(0)
    );
    assert_eq!(journal.remove_at(DAY, &base(1)).await, Ok(None));
}

async fn a_retried_write_is_applied_once(journal: Journal) {
    for version in 0..3 {
        let write = named(version, &format!("m-{version}"));
        let made = journal.put_at(&good("once"), &write).await.unwrap();
        assert_eq!(made.version, version + 1);
        for _ in 0..2 {
            let again = journal.put_at(&good("once"), &write).await;
            assert_eq!(again, Ok(made.clone()));
        }
        assert_eq!(journal.entry(DAY).await, Some(made));
    }
    // Another write has followed, so the retry is no longer recognised.
    assert_eq!(
        journal.put_at(&good("late"), &named(1, "m-1")).await,
        conflict(3)
    );
}

async fn a_retry_at_its_own_version_is_applied_once(journal: Journal) {
    let made = journal.put_at(&good("once"), &named(0, "m")).await;
    // A client that lost the response may have read the day since.
    let again = journal.put_at(&good("once"), &named(1, "m")).await;
    assert_eq!(again, made);
    assert_eq!(versions(&journal).await, (Some(1), None));
}

async fn a_write_without_a_mutation_is_no_retry(journal: Journal) {
    journal.put_at(&good("one"), &base(0)).await.unwrap();
    assert_eq!(journal.put_at(&good("one"), &base(0)).await, conflict(1));
    journal.put(&good("two"), NOW, LATER).await;
    assert_eq!(journal.put_at(&good("two"), &base(1)).await, conflict(2));
}

async fn one_of_the_writers_at_a_base_succeeds(journal: Journal) {
    for version in 0..2 {
        let mut tasks = JoinSet::new();
        for writer in 0..8 {
            let (moods, user) = (journal.store.stores.moods.clone(), journal.user.clone());
            tasks.spawn(async move {
                let (draft, base) = (good(&format!("writer {writer}")), base(version));
                moods.put(&user, &draft, Some(&base), NOW, LATER).await
            });
        }
        let (made, rejected): (Vec<_>, Vec<_>) =
            tasks.join_all().await.into_iter().partition(Result::is_ok);
        assert_eq!(made.len(), 1, "{made:?}");
        assert!(rejected.iter().all(|it| *it == conflict(version + 1)));
        assert_eq!(journal.entry(DAY).await, made[0].clone().ok());
    }
}

async fn a_removal_leaves_its_version_and_no_text(journal: Journal) {
    journal.put(&good("removed text"), NOW, LATER).await;
    let written = journal.put(&good("more removed text"), NOW, LATER).await;
    let removed = journal.remove(DAY, NOW + 5).await.unwrap();
    assert_eq!(removed, written);
    let day = day(DAY);
    let left = Days {
        entries: vec![],
        removed: vec![Tombstone { day, version: 3 }],
    };
    assert_eq!(journal.days(DAY, DAY, NOW).await, Ok(left));
    assert_eq!(Tombstone::of(&removed), Tombstone { day, version: 3 });

    let mut item = journal.item(DAY).await.unwrap();
    assert!(item.remove("mutation").is_some());
    let (text, number) = (
        |text: &str| AttributeValue::S(text.into()),
        |number: i64| AttributeValue::N(number.to_string()),
    );
    let expected = HashMap::from(
        [
            ("userId", text("ada")),
            ("day", text(DAY)),
            ("version", number(3)),
            ("removedVersion", number(3)),
            ("updatedAt", number(NOW + 5)),
            ("expiresAt", number(LATER)),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    assert_eq!(item, expected);
}

async fn a_removal_needs_its_base_version(journal: Journal) {
    assert_eq!(journal.remove_at(DAY, &base(0)).await, Ok(None));
    assert_eq!(journal.remove_at(DAY, &base(1)).await, Ok(None));
    assert!(!journal.holds(DAY).await);
    let written = journal.put_at(&good("one"), &named(0, "m")).await.unwrap();
    for wrong in [base(0), base(2), named(0, "m"), named(2, "n")] {
        assert_eq!(journal.remove_at(DAY, &wrong).await, conflict(1));
    }
    assert_eq!(journal.entry(DAY).await, Some(written.clone()));
    let removal = named(1, "n");
    assert_eq!(journal.remove_at(DAY, &removal).await, Ok(Some(written)));
    // The day is already empty, even for the same removal.
    for again in [removal, base(1), base(2), base(0)] {
        assert_eq!(journal.remove_at(DAY, &again).await, Ok(None));
    }
    assert_eq!(versions(&journal).await, (None, Some(2)));
}

async fn an_older_write_does_not_restore_a_removed_day(journal: Journal) {
    let write = named(0, "m");
    journal.put_at(&good("one"), &write).await.unwrap();
    journal.remove(DAY, NOW).await.unwrap();
    assert_eq!(journal.put_at(&good("one"), &write).await, conflict(2));
    assert_eq!(journal.put_at(&good("one"), &base(1)).await, conflict(2));
    // A removal's mutation does not make a write a retry.
    let removal = named(3, "n");
    journal.put(&good("two"), NOW, LATER).await;
    journal.remove_at(DAY, &removal).await.unwrap().unwrap();
    assert_eq!(journal.put_at(&good("two"), &removal).await, conflict(4));
    assert_eq!(versions(&journal).await, (None, Some(4)));
    // A client that has seen the removal may write again.
    let again = journal.put_at(&good("three"), &base(4)).await.unwrap();
    assert_eq!((again.version, again.edited), (5, false));
}

async fn a_day_written_after_a_removal_is_another_version(journal: Journal) {
    let first = journal.put(&good("one"), NOW, LATER).await;
    journal.remove(DAY, NOW).await.unwrap();
    let again = journal.put(&good("one"), NOW + 1, LATER).await;
    assert_ne!(again.version, first.version);
    assert_eq!(journal.put_at(&good("no"), &base(1)).await, conflict(3));
    assert_eq!(journal.remove_at(DAY, &base(1)).await, conflict(3));
    assert_eq!(journal.entry(DAY).await, Some(again));
}

async fn a_day_written_again_after_a_removal_is_not_edited(journal: Journal) {
    for round in 0..2 {
        let began = NOW + round;
        let first = journal.put(&good("first"), began, LATER).await;
        assert!(!first.edited);
        let second = journal.put(&good("second"), began, LATER).await;
        assert!(second.edited);
        assert_eq!((first.created_at, second.created_at), (began, began));
        assert_eq!(journal.entry(DAY).await, Some(second));
        journal.remove(DAY, NOW).await.unwrap();
    }
}

async fn a_tombstone_expires(journal: Journal) {
    journal.put(&good("one"), NOW, LATER).await;
    journal.remove(DAY, NOW).await.unwrap();
    let left = |now| journal.days(DAY, DAY, now);
    assert_eq!(left(LATER - 1).await.unwrap().removed.len(), 1);
    assert_eq!(left(LATER).await, Ok(Days::default()));
    let fresh = journal.put(&good("two"), LATER, LATER + 9).await;
    assert_eq!((fresh.version, fresh.edited), (1, false));
}

async fn every_change_stores_its_mutation(journal: Journal) {
    let mut names = Vec::new();
    let mut last = async || {
        let item = journal.item(DAY).await.unwrap();
        names.push(item["mutation"].as_s().unwrap().clone());
    };
    journal.put(&good("one"), NOW, LATER).await;
    last().await;
    journal.put(&good("two"), NOW, LATER).await;
    last().await;
    journal.put_at(&good("three"), &base(2)).await.unwrap();
    last().await;
    journal.put_at(&good("four"), &named(3, "m")).await.unwrap();
    last().await;
    journal.remove(DAY, NOW).await.unwrap();
    last().await;
    assert_eq!(names[3], "m");
    let known: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(known.len(), names.len(), "{names:?}");
}
