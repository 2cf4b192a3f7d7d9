//! The contract of `MomentStore`.

use app::{
    domain::moment::{
        AltText, Description, Location, Moment, MomentChange, MomentDate, MomentDraft, MomentId,
        Photo, Title,
    },
    ports::{MomentPage, MomentPhotos, MomentStore, RemovedMoment, RemovedMoments},
};
use tokio::task::JoinSet;

use super::*;

contract! {
    a_moment_is_written_read_changed_and_removed
    moments_are_paged_by_day_the_latest_first
    a_change_needs_its_base
    a_retry_of_a_change_is_recognised
    a_moment_is_created_once_even_concurrently
    a_tombstone_is_brought_back_at_its_version_only
    a_removed_moment_is_listed_until_it_is_cleared
    photos_change_as_they_were_read_and_leave_the_version
    photos_stay_with_a_tombstone_until_it_is_cleared
    photos_are_carried_over_with_their_moments
    every_moment_is_carried_over_once
    moments_with_one_identifier_are_both_kept
    every_moment_is_erased
}

fn id(n: u8) -> MomentId {
    MomentId::new(i64::from(n), [n; 10])
}

fn draft(title: &str, date: &str) -> MomentDraft {
    MomentDraft {
        title: Title::parse(title).unwrap().unwrap(),
        date: MomentDate::parse(date).unwrap(),
        day: Day::parse(&date[..10]).unwrap(),
        description: Description::parse("At dawn.\nSnow!").unwrap(),
        location: None,
    }
}

fn titled(title: &str) -> MomentChange {
    MomentChange {
        title: Title::parse(title).unwrap(),
        ..MomentChange::default()
    }
}

fn base(version: u64, mutation: Option<&str>) -> Precondition {
    Precondition {
        version,
        mutation: mutation.map(|text| MutationId::parse(text).unwrap()),
    }
}

fn moments(journal: &Journal) -> &dyn MomentStore {
    &*journal.store.stores.moments
}

async fn create(journal: &Journal, user: &UserId, n: u8, title: &str, date: &str) -> Moment {
    let draft = draft(title, date);
    let created = moments(journal)
        .create(user, &id(n), draft, None, NOW)
        .await;
    created.unwrap()
}

/// The titles of a journal.
async fn titles(journal: &Journal, user: &UserId) -> Vec<String> {
    let page = moments(journal)
        .page(user, Day::FIRST, Day::LAST, None, 100)
        .await;
    let page = page.unwrap();
    let title = |moment: &Moment| moment.title.as_str().to_owned();
    page.moments.iter().map(title).collect()
}

async fn a_moment_is_written_read_changed_and_removed(journal: Journal) {
    let (store, user) = (moments(&journal), &journal.user);
    let created = create(&journal, user, 1, "Lea", "2096-11-20").await;
    assert_eq!(created, Moment::new(id(1), draft("Lea", "2096-11-20"), NOW));
    assert_eq!(store.get(user, &id(1)).await, Ok(Some(created.clone())));
    assert_eq!(store.get(user, &id(2)).await, Ok(None));
    assert_eq!(store.get(&UserId("grace".into()), &id(1)).await, Ok(None));

    let change = MomentChange {
        date: Some((
            MomentDate::parse("2096-11-21T00:30:00+01:00").unwrap(),
            Day::parse("2096-11-20").unwrap(),
        )),
        description: Some(None),
        location: Some(Location::parse("Lyon").unwrap()),
        ..titled("Lea!")
    };
    let changed = store.update(user, &id(1), &change, None, LATER).await;
    let changed = changed.unwrap().unwrap();
    let expected = Moment {
        title: Title::parse("Lea!").unwrap().unwrap(),
        date: MomentDate::parse("2096-11-21T00:30:00+01:00").unwrap(),
        description: None,
        location: Location::parse("Lyon").unwrap(),
        version: 2,
        updated_at: LATER,
        ..created
    };
    assert_eq!(changed, expected);
    assert_eq!(store.get(user, &id(1)).await, Ok(Some(changed.clone())));
    assert_eq!(
        store.remove(user, &id(1), None, LATER).await,
        Ok(Some(changed))
    );
    assert_eq!(store.remove(user, &id(1), None, LATER).await, Ok(None));
    assert_eq!(store.get(user, &id(1)).await, Ok(None));
    let gone = store.update(user, &id(1), &titled("x"), None, LATER).await;
    assert_eq!(gone, Ok(None));
    assert_eq!(titles(&journal, user).await, <[&str; 0]>::default());
}

async fn moments_are_paged_by_day_the_latest_first(journal: Journal) {
    let user = &journal.user;
    for (n, date) in [
        (1, "2096-11-20"),
        (2, "2096-11-18"),
        (3, "2096-11-20"),
        (4, "0001-01-01"),
        (5, "9999-12-31"),
    ] {
        create(&journal, user, n, &n.to_string(), date).await;
    }
    create(&journal, &UserId("grace".into()), 6, "hers", "2096-11-20").await;
    assert_eq!(titles(&journal, user).await, ["5", "3", "1", "2", "4"]);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let (start, end) = (
            Day::parse("2096-11-18").unwrap(),
            Day::parse("2096-11-20").unwrap(),
        );
        let page = moments(&journal).page(user, start, end, after.as_ref(), 2);
        let MomentPage { moments, next } = page.await.unwrap();
        assert!(moments.len() <= 2);
        seen.extend(moments.iter().map(|moment| moment.id.clone()));
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, [id(3), id(1), id(2)]);
}

async fn a_change_needs_its_base(journal: Journal) {
    let (store, user) = (moments(&journal), &journal.user);
    create(&journal, user, 1, "one", "2096-11-20").await;
    for version in [2, 9] {
        let base = base(version, None);
        let conflict = Err(WriteError::Conflict { version: 1 });
        let changed = store
            .update(user, &id(1), &titled("x"), Some(&base), NOW)
            .await;
        assert_eq!(changed, conflict);
        let removed = store.remove(user, &id(1), Some(&base), NOW).await;
        assert_eq!(removed, conflict);
    }
    let one = base(1, None);
    let changed = store
        .update(user, &id(1), &titled("two"), Some(&one), NOW)
        .await;
    assert_eq!(changed.unwrap().unwrap().version, 2);
    let unknown = store
        .update(user, &id(2), &titled("x"), Some(&one), NOW)
        .await;
    assert_eq!(unknown, Ok(None));
    let removed = store.remove(user, &id(1), Some(&base(2, None)), NOW).await;
    assert_eq!(removed.unwrap().unwrap().version, 2);
}

async fn a_retry_of_a_change_is_recognised(journal: Journal) {
    let (store, user) = (moments(&journal), &journal.user);
    let mutation = MutationId::parse("m0").unwrap();
    for _ in 0..2 {
        let draft = draft("one", "2096-11-20");
        let created = store
            .create(user, &id(1), draft, Some(&mutation), NOW)
            .await;
        assert_eq!(created.unwrap().version, 1);
    }
    let first = base(1, Some("m1"));
    for _ in 0..2 {
        let changed = store
            .update(user, &id(1), &titled("two"), Some(&first), NOW)
            .await;
        assert_eq!(changed.unwrap().unwrap().version, 2);
    }
    let other = base(1, Some("m2"));
    let changed = store
        .update(user, &id(1), &titled("x"), Some(&other), NOW)
        .await;
    assert_eq!(changed, Err(WriteError::Conflict { version: 2 }));
    assert_eq!(titles(&journal, user).await, ["two"]);
}

async fn a_moment_is_created_once_even_concurrently(journal: Journal) {
    let mut tasks = JoinSet::new();
    for n in 0..8 {
        let (stores, user) = (journal.store.stores.clone(), journal.user.clone());
        tasks.spawn(async move {
            let draft = draft(&n.to_string(), "2096-11-20");
            stores.moments.create(&user, &id(1), draft, None, NOW).await
        });
    }
    let created = tasks.join_all().await;
    assert_eq!(created.iter().filter(|result| result.is_ok()).count(), 1);
    let conflict = Err(WriteError::Conflict { version: 1 });
    assert_eq!(
        created.iter().filter(|result| **result == conflict).count(),
        7
    );
    assert_eq!(titles(&journal, &journal.user).await.len(), 1);
}

async fn a_tombstone_is_brought_back_at_its_version_only(journal: Journal) {
    let (store, user) = (moments(&journal), &journal.user);
    create(&journal, user, 1, "one", "2096-11-20").await;
    store.remove(user, &id(1), None, NOW).await.unwrap();
    let back = MomentChange::from(draft("back", "2096-11-21"));
    for version in [1, 3] {
        let changed = store
            .update(user, &id(1), &back, Some(&base(version, None)), NOW)
            .await;
        assert_eq!(changed, Ok(None), "{version}");
    }
    let partial = store
        .update(user, &id(1), &titled("x"), Some(&base(2, None)), NOW)
        .await;
    assert_eq!(partial, Ok(None));
    let created = store
        .create(user, &id(1), draft("new", "2096-11-20"), None, NOW)
        .await;
    assert_eq!(created, Err(WriteError::Conflict { version: 2 }));
    let changed = store
        .update(user, &id(1), &back, Some(&base(2, None)), LATER)
        .await;
    let changed = changed.unwrap().unwrap();
    assert_eq!((changed.version, changed.created_at), (3, LATER));
    assert_eq!(titles(&journal, user).await, ["back"]);
    // Long after a removal, nothing is left of it.
    store.remove(user, &id(1), None, NOW).await.unwrap();
    let later = NOW + 401 * 86_400;
    let draft = draft("new", "2096-11-20");
    let created = store.create(user, &id(1), draft, None, later).await;
    assert_eq!(created.unwrap().version, 1);
}

async fn a_removed_moment_is_listed_until_it_is_cleared(journal: Journal) {
    let (store, user) = (moments(&journal), &journal.user);
    for n in 1..=3 {
        create(&journal, user, n, "Lea", "2096-11-20").await;
    }
    let removed = async |after: Option<&MomentId>| store.removed(user, after).await.unwrap();
    assert_eq!(removed(None).await, RemovedMoments::default());
    for n in [3, 1] {
        store.remove(user, &id(n), None, LATER).await.unwrap();
    }
    let of = |n, removed_at| RemovedMoment {
        id: id(n),
        removed_at,
    };
    assert_eq!(removed(None).await.moments, [of(1, LATER), of(3, LATER)]);
    assert_eq!(removed(Some(&id(1))).await.moments, [of(3, LATER)]);
    // Another removal in the meantime.
    store.cleared(user, &of(1, LATER - 1)).await.unwrap();
    assert_eq!(removed(None).await.moments.len(), 2);
    store.cleared(user, &of(1, LATER)).await.unwrap();
    assert_eq!(removed(None).await.moments, [of(3, LATER)]);
    // It comes back, which ends no record of another.
    let change = MomentChange {
        date: Some((MomentDate::parse("2096-11-20").unwrap(), day("2096-11-20"))),
        ..titled("Lea")
    };
    let at = base(2, None);
    let back = store.update(user, &id(3), &change, Some(&at), LATER).await;
    assert!(back.unwrap().is_some());
    assert_eq!(removed(None).await, RemovedMoments::default());
    store.cleared(user, &of(3, LATER)).await.unwrap();
    assert_eq!(titles(&journal, user).await.len(), 2);
}

fn photo(n: u8) -> Photo {
    Photo {
        id: id(n),
        alt: AltText::parse("Lea \"asleep\"").unwrap(),
        width: 2048,
        height: 1536,
    }
}

async fn photos_change_as_they_were_read_and_leave_the_version(journal: Journal) {
    let (store, user) = (moments(&journal), &journal.user);
    let created = create(&journal, user, 1, "Lea", "2096-11-20").await;
    let (one, two) = ([photo(2)], [photo(2), photo(3)]);
    let set = async |before: &[Photo], after: &[Photo]| {
        store.set_photos(user, &id(1), before, after).await.unwrap()
    };
    assert!(set(&[], &one).await);
    // Another device was first.
    assert!(!set(&[], &two).await);
    assert!(set(&one, &two).await);
    assert!(!set(&one, &[]).await);
    let expected = Moment {
        photos: two.to_vec(),
        ..created
    };
    assert_eq!(store.get(user, &id(1)).await, Ok(Some(expected.clone())));
    let page = store.page(user, Day::FIRST, Day::LAST, None, 9).await;
    assert_eq!(page.unwrap().moments, [expected]);
    let changed = store
        .update(user, &id(1), &titled("Zoe"), None, LATER)
        .await;
    assert_eq!(changed.unwrap().unwrap().photos, two);
    let all = MomentPhotos {
        photos: vec![(id(1), id(2)), (id(1), id(3))],
        next: None,
    };
    assert_eq!(store.photos(user, None).await, Ok(all));
    assert!(set(&two, &[]).await);
    assert_eq!(store.photos(user, None).await, Ok(MomentPhotos::default()));
    let unknown = store.set_photos(user, &id(9), &[], &one).await;
    assert_eq!(unknown, Ok(false));
}

async fn photos_stay_with_a_tombstone_until_it_is_cleared(journal: Journal) {
    let (store, user) = (moments(&journal), &journal.user);
    for n in [1, 2] {
        create(&journal, user, n, "Lea", "2096-11-20").await;
        let added = store.set_photos(user, &id(n), &[], &[photo(n + 10)]).await;
        assert_eq!(added, Ok(true));
        store.remove(user, &id(n), None, LATER).await.unwrap();
    }
    let added = store.set_photos(user, &id(1), &[photo(11)], &[]).await;
    assert_eq!(added, Ok(false));
    let removed = RemovedMoment {
        id: id(2),
        removed_at: LATER,
    };
    store.cleared(user, &removed).await.unwrap();
    let listed = store.photos(user, None).await.unwrap();
    assert_eq!(listed.photos, [(id(1), id(11))]);
    let change = MomentChange {
        date: Some((MomentDate::parse("2096-11-20").unwrap(), day("2096-11-20"))),
        ..titled("Lea")
    };
    for (n, photos) in [(1, vec![photo(11)]), (2, Vec::new())] {
        let at = base(2, None);
        let back = store.update(user, &id(n), &change, Some(&at), LATER).await;
        assert_eq!(back.unwrap().unwrap().photos, photos);
    }
}

async fn photos_are_carried_over_with_their_moments(journal: Journal) {
    let (from, into) = (UserId("phone".into()), &journal.user);
    for (n, theirs, ours) in [
        (1, "alone", None),
        (2, "same", Some("same")),
        (3, "phone's", Some("account's")),
    ] {
        create(&journal, &from, n, theirs, "2096-11-20").await;
        let (id, photos) = (id(n), [photo(n + 10)]);
        let added = moments(&journal).set_photos(&from, &id, &[], &photos);
        assert_eq!(added.await, Ok(true));
        if let Some(title) = ours {
            create(&journal, into, n, title, "2096-11-20").await;
        }
    }
    // Four at most.
    let (two, three) = (id(2), [photo(2), photo(3), photo(4)]);
    let added = moments(&journal).set_photos(into, &two, &[], &three);
    assert_eq!(added.await, Ok(true));
    let five = [photo(12), photo(15)];
    let before = [photo(12)];
    let added = moments(&journal).set_photos(&from, &two, &before, &five);
    assert_eq!(added.await, Ok(true));
    carry_over(&journal, &from, into).await;
    let listed = moments(&journal).photos(into, None).await.unwrap();
    let (kept, renamed): (Vec<_>, Vec<_>) = listed
        .photos
        .into_iter()
        .partition(|(_, photo)| *photo != id(13));
    let all = [(1, 11), (2, 2), (2, 3), (2, 4), (2, 12)];
    assert_eq!(kept, all.map(|(moment, photo)| (id(moment), id(photo))));
    // The third one has another identifier now.
    assert_eq!(renamed.len(), 1);
    assert_ne!(renamed[0].0, id(3));
    assert_eq!(titles(&journal, into).await.len(), 4);
}

async fn carry_over(journal: &Journal, from: &UserId, into: &UserId) {
    while moments(journal).carry_over(from, into).await.unwrap() {}
}

async fn every_moment_is_carried_over_once(journal: Journal) {
    let (from, into) = (UserId("phone".into()), &journal.user);
    create(&journal, into, 200, "account's", "2096-11-01").await;
    for n in 0..60 {
        create(&journal, &from, n, "phone's", "2096-11-20").await;
    }
    moments(&journal)
        .remove(&from, &id(7), None, NOW)
        .await
        .unwrap();
    carry_over(&journal, &from, into).await;
    assert_eq!(titles(&journal, into).await.len(), 60);
    assert_eq!(titles(&journal, &from).await, <[&str; 0]>::default());
    // The tombstone came along.
    let seven = id(7);
    let created = moments(&journal).create(into, &seven, draft("x", "2096-11-20"), None, NOW);
    assert_eq!(created.await, Err(WriteError::Conflict { version: 2 }));
    carry_over(&journal, &from, into).await;
    assert_eq!(titles(&journal, into).await.len(), 60);
}

async fn moments_with_one_identifier_are_both_kept(journal: Journal) {
    let (from, into) = (UserId("phone".into()), &journal.user);
    for (n, theirs, ours) in [(1, "same", "same"), (2, "phone's", "account's")] {
        create(&journal, &from, n, theirs, "2096-11-20").await;
        create(&journal, into, n, ours, "2096-11-20").await;
    }
    carry_over(&journal, &from, into).await;
    let mut found = titles(&journal, into).await;
    found.sort_unstable();
    assert_eq!(found, ["account's", "phone's", "same"]);
    let kept = moments(&journal).get(into, &id(2)).await.unwrap().unwrap();
    assert_eq!(kept.title.as_str(), "account's");
    assert_eq!(titles(&journal, &from).await, <[&str; 0]>::default());
}

async fn every_moment_is_erased(journal: Journal) {
    let (user, grace) = (&journal.user, UserId("grace".into()));
    for n in 0..=120 {
        create(&journal, user, n, "mine", "2096-11-20").await;
    }
    moments(&journal)
        .remove(user, &id(1), None, NOW)
        .await
        .unwrap();
    create(&journal, &grace, 1, "hers", "2096-11-20").await;
    while moments(&journal).erase(user).await.unwrap() {}
    assert_eq!(titles(&journal, user).await, <[&str; 0]>::default());
    // Not even a tombstone.
    let created = create(&journal, user, 1, "new", "2096-11-20").await;
    assert_eq!(created.version, 1);
    assert_eq!(titles(&journal, &grace).await, ["hers"]);
}
