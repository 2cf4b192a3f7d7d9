//! The contract of `ShareStore`.

use app::{
    domain::Share,
    ports::{ShareLink, ShareStore},
};
use tokio::task::JoinSet;

use super::*;

contract! {
    a_link_is_found_by_its_hash_until_it_expires
    links_are_listed_the_newest_first
    a_link_is_removed_by_its_owner_alone
    all_links_of_one_person_are_removed
    an_expired_or_removed_link_makes_room
    concurrent_openings_are_all_counted
    an_opening_knows_that_the_link_is_gone
}

const MAX: usize = 50;

fn link(hash: &str) -> ShareLink {
    let hash = format!("{hash:0>16}").repeat(4);
    let day = |text| Day::parse(text).unwrap();
    ShareLink {
        id: hash[..16].into(),
        hash,
        user: UserId("ada".into()),
        share: Share {
            days: DayRange::new(day("2096-11-19"), day("2096-11-25")).unwrap(),
            notes: true,
            moments: false,
            photos: false,
            comments: false,
        },
        name: "Ada 🌧".into(),
        passphrase: None,
        created_at: NOW,
        expires_at: LATER,
        opens: 0,
        opened_at: None,
    }
}

fn shares(journal: &Journal) -> &dyn ShareStore {
    &*journal.store.stores.shares
}

async fn put(journal: &Journal, link: &ShareLink) {
    assert_eq!(shares(journal).put(link, MAX).await, Ok(true));
}

async fn get(journal: &Journal, link: &ShareLink) -> Option<ShareLink> {
    shares(journal).get(&link.hash, NOW).await.unwrap()
}

async fn a_link_is_found_by_its_hash_until_it_expires(journal: Journal) {
    let protected = ShareLink {
        passphrase: Some("c0ffee".into()),
        ..link("a")
    };
    put(&journal, &protected).await;
    let store = shares(&journal);
    assert_eq!(
        store.get(&protected.hash, LATER - 1).await,
        Ok(Some(protected.clone()))
    );
    assert_eq!(store.get(&protected.hash, LATER).await, Ok(None));
    assert_eq!(store.get(&link("b").hash, NOW).await, Ok(None));
    assert_eq!(store.list(&journal.user, NOW).await, Ok(vec![protected]));
    assert_eq!(store.list(&journal.user, LATER).await, Ok(vec![]));
}

async fn links_are_listed_the_newest_first(journal: Journal) {
    for name in ["b", "c", "a"] {
        put(&journal, &link(name)).await;
    }
    let hers = ShareLink {
        user: UserId("eve".into()),
        ..link("d")
    };
    put(&journal, &hers).await;
    let listed = shares(&journal).list(&journal.user, NOW).await.unwrap();
    assert_eq!(listed, [link("a"), link("c"), link("b")]);
}

async fn a_link_is_removed_by_its_owner_alone(journal: Journal) {
    let link = link("a");
    put(&journal, &link).await;
    let store = shares(&journal);
    assert_eq!(
        store.remove(&UserId("eve".into()), &link.id).await,
        Ok(false)
    );
    assert_eq!(get(&journal, &link).await, Some(link.clone()));
    assert_eq!(store.remove(&journal.user, &link.id).await, Ok(true));
    assert_eq!(get(&journal, &link).await, None);
    assert_eq!(store.remove(&journal.user, &link.id).await, Ok(false));
}

async fn all_links_of_one_person_are_removed(journal: Journal) {
    let hers = ShareLink {
        user: UserId("eve".into()),
        ..link("c")
    };
    for link in [&link("a"), &link("b"), &hers] {
        put(&journal, link).await;
    }
    let store = shares(&journal);
    for _ in 0..2 {
        assert_eq!(store.remove_all(&journal.user).await, Ok(()));
    }
    assert_eq!(store.list(&journal.user, NOW).await, Ok(vec![]));
    assert_eq!(get(&journal, &link("a")).await, None);
    assert_eq!(get(&journal, &hers).await, Some(hers));
}

async fn an_expired_or_removed_link_makes_room(journal: Journal) {
    let store = shares(&journal);
    for name in ["a", "b"] {
        assert_eq!(store.put(&link(name), 2).await, Ok(true));
    }
    assert_eq!(store.put(&link("c"), 2).await, Ok(false));
    assert_eq!(store.remove(&journal.user, &link("a").id).await, Ok(true));
    assert_eq!(store.put(&link("d"), 2).await, Ok(true));
    let later = ShareLink {
        created_at: LATER,
        expires_at: LATER + 1,
        ..link("e")
    };
    assert_eq!(store.put(&later, 1).await, Ok(true));
}

async fn concurrent_openings_are_all_counted(journal: Journal) {
    let link = link("a");
    put(&journal, &link).await;
    let mut tasks = JoinSet::new();
    for at in 0..20 {
        let (store, hash) = (journal.store.stores.shares.clone(), link.hash.clone());
        tasks.spawn(async move { store.opened(&hash, NOW + at).await });
    }
    // A response of the second engine may be lost.
    let counted = tasks.join_all().await.into_iter().flatten();
    let counted = counted.filter(|counted| *counted).count();
    let opened = get(&journal, &link).await.unwrap();
    assert!(
        opened.opens >= counted as u64 && opened.opens <= 20,
        "{opened:?}"
    );
    assert!(matches!(journal.backend, Backend::Remote { .. }) || counted == 20);
    assert!(opened.opened_at >= Some(NOW));
}

async fn an_opening_knows_that_the_link_is_gone(journal: Journal) {
    let link = link("a");
    put(&journal, &link).await;
    let store = shares(&journal);
    store.remove(&journal.user, &link.id).await.unwrap();
    assert_eq!(store.opened(&link.hash, NOW).await, Ok(false));
    assert_eq!(get(&journal, &link).await, None, "it made no item");
}
