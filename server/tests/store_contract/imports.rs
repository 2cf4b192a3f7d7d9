//! The contract of `ImportStore`, and of days with times of their own.

use app::{
    domain::Times,
    ports::{Counts, Existing, Import, ImportState, Part},
    transfer::{Format, Options},
};

use super::*;

contract! {
    a_draft_is_begun_or_discarded_once
    a_discarded_draft_leaves_nothing
    each_attempt_has_days_of_its_own_and_steps_are_stored_once
    an_import_that_cannot_be_decoded_hides_no_other_unless_it_is_under_way
    a_day_keeps_the_times_of_a_file
}

fn import(id: &str) -> Import {
    Import {
        id: id.into(),
        state: ImportState::Draft,
        format: Format::HumeurJson,
        options: Options::default(),
        existing: Existing::Keep,
        parts: 1,
        attempt: 0,
        next: 0,
        refused: 0,
        counts: Counts::default(),
        created_at: NOW,
        expires_at: LATER,
    }
}

async fn a_draft_is_begun_or_discarded_once(journal: Journal) {
    let (imports, user) = (&journal.store.stores.imports, &journal.user);
    for round in 0..8 {
        let draft = import(&format!("draft-{round}"));
        imports.create(user, &draft).await.unwrap();
        let begun = |attempt| Import {
            state: ImportState::Applying,
            attempt,
            ..draft.clone()
        };
        let (first, second) = (begun(1), begun(2));
        let (one, two, three, four) = tokio::join!(
            imports.change(user, &draft, &first),
            imports.discard(user, &draft.id),
            imports.change(user, &draft, &second),
            imports.discard(user, &draft.id),
        );
        let won = [one, two, three, four].map(Result::unwrap);
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "{won:?}");
        let left = imports.get(user, &draft.id, NOW).await.unwrap();
        let expected = match won {
            [true, ..] => Some(first),
            [_, _, true, _] => Some(second),
            _ => None,
        };
        assert_eq!(left, expected);
    }
}

async fn a_discarded_draft_leaves_nothing(journal: Journal) {
    let (imports, user) = (&journal.store.stores.imports, &journal.user);
    let (draft, other) = (import("one"), import("two"));
    for import in [&draft, &other] {
        for number in 0..20 {
            let part = Part::File(number);
            imports.put_part(user, import, part, b"x").await.unwrap();
        }
        imports.create(user, import).await.unwrap();
    }
    assert!(imports.discard(user, "one").await.unwrap());
    assert!(!imports.discard(user, "one").await.unwrap());
    assert!(!imports.discard(user, "three").await.unwrap());
    for number in 0..20 {
        let part = async |id| imports.part(user, id, Part::File(number)).await.unwrap();
        assert_eq!(
            (part("one").await, part("two").await),
            (None, Some(b"x".to_vec()))
        );
    }
    assert_eq!(imports.list(user, NOW).await.unwrap(), [other]);
}

async fn each_attempt_has_days_of_its_own_and_steps_are_stored_once(journal: Journal) {
    let (imports, user) = (&journal.store.stores.imports, &journal.user);
    let import = import("one");
    let days = |attempt| Part::Days { attempt, number: 0 };
    for attempt in [u64::MAX, 7] {
        let content = attempt.to_string();
        let put = imports.put_part(user, &import, days(attempt), content.as_bytes());
        assert!(put.await.unwrap());
    }
    let read = imports.part(user, "one", days(u64::MAX)).await.unwrap();
    assert_eq!(read, Some(u64::MAX.to_string().into_bytes()));
    // An attempt whose number begins alike is another one.
    let alike = imports.put_part(user, &import, days(77), b"77");
    assert!(alike.await.unwrap());
    imports.remove_days(user, "one", 7).await.unwrap();
    assert_eq!(imports.part(user, "one", days(7)).await, Ok(None));
    assert_eq!(imports.part(user, "one", days(u64::MAX)).await, Ok(read));
    let alike = imports.part(user, "one", days(77)).await;
    assert_eq!(alike, Ok(Some(b"77".to_vec())));
    let put = async |content: &[u8]| {
        let part = Part::Steps(0);
        imports
            .put_part(user, &import, part, content)
            .await
            .unwrap()
    };
    assert_eq!((put(b"first").await, put(b"second").await), (true, false));
    let steps = imports.part(user, "one", Part::Steps(0)).await.unwrap();
    assert_eq!(steps, Some(b"first".to_vec()));
}

async fn an_import_that_cannot_be_decoded_hides_no_other_unless_it_is_under_way(journal: Journal) {
    let (imports, user) = (&journal.store.stores.imports, &journal.user);
    let (damaged, other) = (import("damaged"), import("other"));
    imports.create(user, &damaged).await.unwrap();
    imports.create(user, &other).await.unwrap();
    let later = AttributeValue::S("\"laterFormat\"".into());
    journal.tamper("import#damaged", "fileFormat", later).await;
    assert_eq!(imports.list(user, NOW).await.unwrap(), [other]);
    let applying = AttributeValue::S("applying".into());
    journal
        .tamper("import#damaged", "importState", applying)
        .await;
    assert!(imports.list(user, NOW).await.is_err());
}

async fn a_day_keeps_the_times_of_a_file(journal: Journal) {
    let (moods, user) = (&journal.store.stores.moods, &journal.user);
    let draft = draft("2096-11-20", Mood::Good, "a walk");
    let times = |created_at, updated_at| Times {
        created_at,
        updated_at,
    };
    let of = |entry: &Entry| {
        (
            entry.version,
            entry.edited,
            entry.created_at,
            entry.updated_at,
        )
    };
    let put = async |times, base: &Precondition| {
        let written = moods.put_dated(user, &draft, times, base, NOW, LATER).await;
        written.map(|entry| of(&entry))
    };
    // Twice, as a repeated step does.
    for _ in 0..2 {
        let written = put(times(7, 9), &named(0, "import-1")).await;
        assert_eq!(written, Ok((1, true, 7, 9)));
    }
    let late = put(times(1, 1), &named(0, "import-2")).await;
    assert_eq!(late, Err(WriteError::Conflict { version: 1 }));
    assert_eq!(
        of(&journal.entry("2096-11-20").await.unwrap()),
        (1, true, 7, 9)
    );
    journal.remove("2096-11-20", NOW).await.unwrap();
    let again = put(times(7, 7), &named(2, "import-3")).await;
    assert_eq!(again, Ok((3, false, 7, 7)));
    // Another write keeps the first time alone.
    let saved = journal.put(&draft, NOW, LATER).await;
    assert_eq!(of(&saved), (4, true, 7, NOW));
    assert_eq!(journal.entry("2096-11-20").await, Some(saved));
}
