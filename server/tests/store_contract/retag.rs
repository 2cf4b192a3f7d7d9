//! The contract of `MoodStore` and `UserStore` for the renaming of a tag.

use app::domain::{Retag, Tag, account::Work};

use super::*;

contract! {
    a_tag_is_renamed_in_steps_and_restored
    a_day_that_was_written_since_is_not_restored
    a_renaming_is_recorded_as_work_after_the_latest_one_only
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
    let moods = &journal.store.stores.moods;
    let (mut after, mut steps) = (None, 0);
    loop {
        after = moods
            .retag(&journal.user, retag, after, NOW + 1)
            .await
            .unwrap();
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
        assert!(
            !item.contains_key("retag") && !item.contains_key("formerNote"),
            "{at}"
        );
    }
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
    assert_eq!((user.retag, user.work.len()), (Some(second), 0));
}
