//! The contract of `SessionStore`.

use app::ports::{Session, SessionStore};

use super::*;

contract! {
    a_session_is_found_until_it_expires
    sessions_are_listed_the_last_seen_first
    a_visit_is_recorded_and_moves_the_end
    a_removed_session_stays_removed
    all_sessions_but_one_are_removed
}

fn session(id: &str, seen_at: Option<i64>) -> Session {
    Session {
        id: id.into(),
        user: UserId("ada".into()),
        device: "Firefox – Linux".into(),
        created_at: NOW,
        seen_at,
        expires_at: LATER,
    }
}

fn sessions(journal: &Journal) -> &dyn SessionStore {
    &*journal.store.stores.sessions
}

async fn put(journal: &Journal, session: &Session) {
    sessions(journal).put(session).await.unwrap();
}

async fn get(journal: &Journal, id: &str) -> Option<Session> {
    sessions(journal).get(&journal.user, id, NOW).await.unwrap()
}

/// The identifiers of a user's sessions.
async fn list(journal: &Journal, user: &UserId, now: i64) -> Vec<String> {
    let sessions = sessions(journal).list(user, now).await.unwrap();
    sessions.into_iter().map(|session| session.id).collect()
}

async fn a_session_is_found_until_it_expires(journal: Journal) {
    assert_eq!(get(&journal, "a").await, None);
    for seen_at in [None, Some(NOW)] {
        let session = session("a", seen_at);
        put(&journal, &session).await;
        assert_eq!(get(&journal, "a").await, Some(session));
    }
    let (store, user) = (sessions(&journal), &journal.user);
    let at = async |now| store.get(user, "a", now).await.unwrap().is_some();
    assert!(at(LATER - 1).await && !at(LATER).await);
    assert_eq!(store.get(&UserId("eve".into()), "a", NOW).await, Ok(None));
    assert_eq!(list(&journal, user, LATER - 1).await, ["a"]);
    assert_eq!(list(&journal, user, LATER).await, <[&str; 0]>::default());
}

async fn sessions_are_listed_the_last_seen_first(journal: Journal) {
    for (id, seen_at) in [("a", NOW + 1), ("b", NOW + 3), ("c", NOW + 2)] {
        put(&journal, &session(id, Some(seen_at))).await;
    }
    put(&journal, &session("d", None)).await;
    let eve = UserId("eve".into());
    let hers = Session {
        user: eve.clone(),
        ..session("e", None)
    };
    put(&journal, &hers).await;
    let listed = list(&journal, &journal.user, NOW).await;
    assert_eq!(listed, ["b", "c", "a", "d"]);
    assert_eq!(list(&journal, &eve, NOW).await, ["e"]);
}

async fn a_visit_is_recorded_and_moves_the_end(journal: Journal) {
    let mut stored = session("a", None);
    put(&journal, &stored).await;
    for now in [NOW + 5, NOW + Session::ABSOLUTE - 5] {
        sessions(&journal).seen(&stored, now).await.unwrap();
        stored.seen_at = Some(now);
        stored.expires_at = Session::end(NOW, now);
        assert_eq!(get(&journal, "a").await, Some(stored.clone()));
    }
}

async fn a_removed_session_stays_removed(journal: Journal) {
    let stored = session("a", None);
    put(&journal, &stored).await;
    let (store, eve) = (sessions(&journal), UserId("eve".into()));
    assert_eq!(store.remove(&eve, "a").await, Ok(false));
    assert_eq!(store.remove(&journal.user, "a").await, Ok(true));
    assert_eq!(store.remove(&journal.user, "a").await, Ok(false));
    store.seen(&stored, NOW).await.unwrap();
    assert_eq!(get(&journal, "a").await, None);
}

async fn all_sessions_but_one_are_removed(journal: Journal) {
    let expired = Session {
        expires_at: NOW,
        ..session("expired", None)
    };
    let hers = Session {
        user: UserId("eve".into()),
        ..session("e", None)
    };
    for session in [session("a", None), session("b", None), expired, hers] {
        put(&journal, &session).await;
    }
    let store = sessions(&journal);
    store.remove_all(&journal.user, Some("b")).await.unwrap();
    assert_eq!(list(&journal, &journal.user, i64::MIN).await, ["b"]);
    store.remove_all(&journal.user, None).await.unwrap();
    let none = <[&str; 0]>::default();
    assert_eq!(list(&journal, &journal.user, i64::MIN).await, none);
    assert_eq!(list(&journal, &UserId("eve".into()), NOW).await, ["e"]);
}
