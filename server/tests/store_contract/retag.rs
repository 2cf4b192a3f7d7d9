//! The contract of `MoodStore` and `UserStore` for the renaming of a tag.

use app::{
    domain::{Retag, Tag, account::Work},
    ports::User,
};

use super::*;

contract! {
    a_tag_is_renamed_in_steps_and_restored
    a_day_that_was_written_since_is_not_restored
    former_notes_are_deleted_when_no_undo_needs_them
    former_notes_are_deleted_in_steps_and_no_note_is_changed
    a_renaming_is_recorded_as_work_after_the_latest_one_only
    a_merged_journal_begins_no_renaming
    work_waits_unless_there_is_other_work
}

fn retag() -> Retag {
    let tag = |text| Tag::parse(text).unwrap();
    Retag {
        id: "first".into(),
        from: tag("old"),
        to: tag("new"),
        days: 1,
        at: NOW,
        undone: false,
    }
}

/// Makes every step; returns their number.
async fn change(journal: &Journal, retag: &Retag) -> usize {
    change_at(journal, retag, NOW + 1).await
}

async fn change_at(journal: &Journal, retag: &Retag, now: i64) -> usize {
    let moods = &journal.store.stores.moods;
    let (mut after, mut steps) = (None, 0);
    loop {
        after = moods.retag(&journal.user, retag, after, now).await.unwrap();
        steps += 1;
        if after.is_none() {
            return steps;
        }
    }
}

/// Makes every step; returns their number.
async fn forget(journal: &Journal, until: i64) -> usize {
    let moods = &journal.store.stores.moods;
    let (mut after, mut steps) = (None, 0);
    loop {
        let next = moods.forget_renamings(&journal.user, until, after);
        after = next.await.unwrap();
        steps += 1;
        if after.is_none() {
            return steps;
        }
    }
}

async fn notes(journal: &Journal) -> Vec<(String, u64)> {
    let entries = journal
        .range("2096-01-01", "2096-12-31", NOW)
        .await
        .unwrap();
    let entries = entries.into_iter();
    let line = |entry: Entry| (entry.note_text().to_owned(), entry.version);
    entries.map(line).collect()
}

async fn a_tag_is_renamed_in_steps_and_restored(journal: Journal) {
    let first = day("2096-01-01");
    for number in 0..250 {
        let note = if number % 2 == 0 {
            "a #Old, #older"
        } else {
            "old"
        };
        let at = first.plus(number).to_string();
        journal.put(&draft(&at, Mood::Good, note), NOW, LATER).await;
    }
    // A removed day and an expired one are not changed.
    journal.remove("2096-01-01", NOW).await.unwrap();
    journal
        .put(&draft("2096-01-03", Mood::Good, "#old"), NOW - 9, NOW)
        .await;
    let before = notes(&journal).await;
    assert_eq!(change(&journal, &retag()).await, 3);
    let renamed = before
        .iter()
        .map(|(note, version)| match note.strip_prefix("a #Old") {
            Some(rest) => (format!("a #new{rest}"), version + 1),
            None => (note.clone(), *version),
        });
    assert_eq!(notes(&journal).await, renamed.collect::<Vec<_>>());
    let held = journal.item("2096-01-03").await.unwrap();
    assert_eq!(held["note"].as_s().unwrap(), "#old");
    // Again: nothing is left to do.
    let after = notes(&journal).await;
    assert_eq!(change(&journal, &retag()).await, 1);
    assert_eq!(notes(&journal).await, after);

    let undone = Retag {
        undone: true,
        ..retag()
    };
    change(&journal, &undone).await;
    let restored = before.iter().map(|(note, version)| {
        let changes = if note.starts_with("a #Old") { 2 } else { 0 };
        (note.clone(), version + changes)
    });
    assert_eq!(notes(&journal).await, restored.collect::<Vec<_>>());
    let item = journal.item("2096-01-05").await.unwrap();
    assert!(!item.contains_key("retag") && !item.contains_key("formerNote"));
}

async fn a_day_that_was_written_since_is_not_restored(journal: Journal) {
    for at in ["2096-01-01", "2096-01-02", "2096-01-03", "2096-01-04"] {
        journal
            .put(&draft(at, Mood::Good, "#old"), NOW, LATER)
            .await;
    }
    change(&journal, &retag()).await;
    journal
        .put(&draft("2096-01-01", Mood::Good, "#new text"), NOW, LATER)
        .await;
    journal
        .put(&draft("2096-01-02", Mood::Good, ""), NOW, LATER)
        .await;
    journal.remove("2096-01-03", NOW).await.unwrap();
    for at in ["2096-01-01", "2096-01-02", "2096-01-03"] {
        let item = journal.item(at).await.unwrap();
        assert!(!item.contains_key("formerNote"), "{at}");
    }
    let kept = async |id| {
        let moods = &journal.store.stores.moods;
        moods.written_since(&journal.user, id, NOW).await.unwrap()
    };
    assert_eq!((kept("first").await, kept("another").await), (2, 0));
    let another = Retag {
        id: "another".into(),
        undone: true,
        ..retag()
    };
    let before = notes(&journal).await;
    change(&journal, &another).await;
    assert_eq!(notes(&journal).await, before);
    let undone = Retag {
        undone: true,
        ..retag()
    };
    change(&journal, &undone).await;
    let expected = [("#new text", 3), ("", 3), ("#old", 3)];
    assert_eq!(
        notes(&journal).await,
        expected.map(|(note, version)| (note.to_owned(), version))
    );
    assert_eq!(kept("first").await, 2, "the removed day is gone");
}

/// The days that have traces of a renaming, and the former notes.
async fn traces(journal: &Journal) -> (Vec<String>, Vec<String>) {
    let (mut days, mut former) = (Vec::new(), Vec::new());
    for at in ["2096-01-01", "2096-01-02", "2096-01-03"] {
        let item = journal.item(at).await.unwrap();
        if item.contains_key("retag") || item.contains_key("undoUntil") {
            days.push(at.to_owned());
        }
        if let Some(note) = item.get("formerNote") {
            former.push(note.as_s().unwrap().clone());
        }
    }
    (days, former)
}

async fn former_notes_are_deleted_when_no_undo_needs_them(journal: Journal) {
    let life = NOW + 9 * Retag::UNDO;
    for (at, note) in [
        ("2096-01-01", "#old 1"),
        ("2096-01-02", "#old #x"),
        ("2096-01-03", "#old 3"),
    ] {
        journal.put(&draft(at, Mood::Good, note), NOW, life).await;
    }
    change(&journal, &retag()).await;
    // A note that was deleted leaves the day of the renaming, and no text.
    let emptied = draft("2096-01-03", Mood::Good, "");
    journal.put(&emptied, NOW, life).await;
    let (days, former) = traces(&journal).await;
    assert_eq!(
        (days.len(), former),
        (3, vec!["#old 1".into(), "#old #x".into()])
    );
    let second = Retag {
        id: "second".into(),
        from: Tag::parse("x").unwrap(),
        to: Tag::parse("y").unwrap(),
        at: NOW + 9,
        ..retag()
    };
    change(&journal, &second).await;
    let only_second = (vec!["2096-01-02".into()], vec!["#new #x".into()]);
    assert_eq!(traces(&journal).await, only_second);
    // A call of the first that comes late deletes nothing of the second.
    let before = notes(&journal).await;
    change(&journal, &retag()).await;
    forget(&journal, NOW + 8 + Retag::UNDO).await;
    assert_eq!(traces(&journal).await, only_second);
    forget(&journal, NOW + 9 + Retag::UNDO).await;
    assert_eq!(traces(&journal).await, (vec![], vec![]));
    assert_eq!(notes(&journal).await, before, "and nothing else");
    // A renaming whose time is over keeps nothing at all.
    let third = Retag {
        id: "third".into(),
        from: Tag::parse("y").unwrap(),
        to: Tag::parse("z").unwrap(),
        ..retag()
    };
    change_at(&journal, &third, NOW + Retag::UNDO).await;
    assert_eq!(traces(&journal).await, (vec![], vec![]));
    assert_eq!(notes(&journal).await[1].0, "#new #z");
}

async fn former_notes_are_deleted_in_steps_and_no_note_is_changed(journal: Journal) {
    let first = day("2096-01-01");
    let put = async |number, note| {
        let at = first.plus(number).to_string();
        journal.put(&draft(&at, Mood::Good, note), NOW, LATER).await;
    };
    for number in 0..250 {
        put(number, "#old").await;
    }
    change(&journal, &retag()).await;
    put(3, "#old again").await;
    let before = notes(&journal).await;
    assert_eq!(forget(&journal, NOW + Retag::UNDO).await, 3);
    assert_eq!(traces(&journal).await, (vec![], vec![]));
    assert_eq!(notes(&journal).await, before);
    let late = journal.item(&first.plus(249).to_string()).await.unwrap();
    assert!(!late.contains_key("formerNote"));
}

async fn a_renaming_is_recorded_as_work_after_the_latest_one_only(journal: Journal) {
    let (users, ada) = (&journal.store.stores.users, &journal.user);
    let begin = |retag, latest| users.begin_retag(ada, retag, latest, NOW);
    let second = Retag {
        id: "second".into(),
        ..retag()
    };
    let first = retag();
    assert_eq!(begin(&first, Some("none")).await, Ok(false));
    assert_eq!(begin(&first, None).await, Ok(true));
    let user = users.get(ada).await.unwrap().unwrap();
    assert_eq!(user.retag, Some(first.clone()));
    assert!(user.work.contains_key(&Work::Retag));
    assert_eq!(users.unfinished(NOW + 1, 9).await, Ok(vec![ada.clone()]));
    assert_eq!(begin(&second, None).await, Ok(false));
    assert_eq!(begin(&second, Some("first")).await, Ok(true));
    let undone = Retag {
        undone: true,
        ..first.clone()
    };
    assert_eq!(begin(&undone, Some("first")).await, Ok(false));
    users.finish(ada, Work::Retag, NOW + 1).await.unwrap();
    let user = users.get(ada).await.unwrap().unwrap();
    assert_eq!(user.retag, Some(second.clone()));
    assert_eq!(user.work.into_keys().collect::<Vec<_>>(), [Work::Forget]);
    // The record ends with the time of its undo, and the next one is the first again.
    users.finish(ada, Work::Forget, NOW + 1).await.unwrap();
    let user = users.get(ada).await.unwrap().unwrap();
    assert_eq!((user.retag, user.work.len()), (None, 0));
    assert_eq!(begin(&second, None).await, Ok(true));
}

async fn a_merged_journal_begins_no_renaming(journal: Journal) {
    let (users, phone) = (&journal.store.stores.users, UserId("phone".into()));
    let account = User {
        account_since: Some(NOW),
        ..User::new(journal.user.clone())
    };
    assert_eq!(users.create(&account, NOW).await, Ok(true));
    assert_eq!(users.merge(&phone, &journal.user, NOW).await, Ok(true));
    let begun = users.begin_retag(&phone, &retag(), None, NOW).await;
    assert_eq!(begun, Ok(false));
}

async fn work_waits_unless_there_is_other_work(journal: Journal) {
    let (users, ada) = (&journal.store.stores.users, &journal.user);
    let found = async |before| users.unfinished(before, 9).await.unwrap().len();
    let wait = async |before| users.wait(ada, Work::Forget, LATER, before).await.unwrap();
    wait(NOW).await;
    assert_eq!(users.get(ada).await, Ok(None));
    let begun = users.begin_retag(ada, &retag(), None, NOW).await;
    assert_eq!(begun, Ok(true));
    wait(NOW + 1).await;
    assert_eq!(found(NOW + 1).await, 1, "the renaming is under way");
    users.finish(ada, Work::Retag, NOW + 1).await.unwrap();
    wait(NOW).await;
    assert_eq!(found(NOW + 1).await, 1, "it began a moment ago");
    wait(NOW + 1).await;
    assert_eq!((found(LATER).await, found(LATER + 1).await), (0, 1));
    // New work is found at once.
    users.begin(ada, Work::Redate, NOW + 2).await.unwrap();
    assert_eq!(found(NOW + 3).await, 1);
}
