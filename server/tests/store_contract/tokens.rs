//! The contract of `TokenStore`.

use app::ports::{AttemptLimit, Token, TokenKind, TokenStore};
use tokio::task::JoinSet;

use super::*;

contract! {
    a_token_is_valid_until_it_expires
    a_token_is_taken_once_even_concurrently
    a_key_is_taken_until_its_token_expires
    attempts_are_limited
    concurrent_attempts_are_limited
    attempts_at_other_doors_and_by_others_count_apart
}

const LIMIT: AttemptLimit = AttemptLimit {
    interval: 10,
    burst: 3,
};

fn token(kind: TokenKind, key: &str) -> Token {
    Token {
        kind,
        key: key.into(),
        user: Some(UserId("ada".into())),
        data: "état".into(),
        expires_at: LATER,
    }
}

fn tokens(journal: &Journal) -> &dyn TokenStore {
    &*journal.store.stores.tokens
}

async fn attempt(journal: &Journal, door: &str, client: &str, now: i64) -> Option<i64> {
    let counted = tokens(journal).attempt(door, client, LIMIT, now).await;
    counted.unwrap()
}

async fn a_token_is_valid_until_it_expires(journal: Journal) {
    let store = tokens(&journal);
    let kinds = [TokenKind::Challenge, TokenKind::Link, TokenKind::Invitation];
    for kind in kinds {
        let token = Token {
            user: (kind != TokenKind::Challenge).then(|| journal.user.clone()),
            ..token(kind, "a")
        };
        assert_eq!(store.get(kind, "a", NOW).await, Ok(None));
        assert_eq!(store.take(kind, "a", NOW).await, Ok(None));
        assert_eq!(store.put(&token, NOW).await, Ok(true));
        for _ in 0..2 {
            let found = store.get(kind, "a", LATER - 1).await;
            assert_eq!(found, Ok(Some(token.clone())));
        }
        assert_eq!(store.get(kind, "a", LATER).await, Ok(None));
        assert_eq!(store.take(kind, "a", LATER).await, Ok(None));
        assert_eq!(store.take(kind, "a", LATER - 1).await, Ok(Some(token)));
        assert_eq!(store.get(kind, "a", NOW).await, Ok(None));
        assert_eq!(store.take(kind, "a", NOW).await, Ok(None));
    }
}

async fn a_token_is_taken_once_even_concurrently(journal: Journal) {
    let token = token(TokenKind::Link, "a");
    assert_eq!(tokens(&journal).put(&token, NOW).await, Ok(true));
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let tokens = journal.store.stores.tokens.clone();
        tasks.spawn(async move { tokens.take(TokenKind::Link, "a", NOW).await.unwrap() });
    }
    let taken: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(taken, [token]);
}

async fn a_key_is_taken_until_its_token_expires(journal: Journal) {
    let store = tokens(&journal);
    let first = token(TokenKind::Invitation, "a");
    assert_eq!(store.put(&first, NOW).await, Ok(true));
    let second = Token {
        data: "other".into(),
        expires_at: LATER + 9,
        ..first.clone()
    };
    assert_eq!(store.put(&second, LATER - 1).await, Ok(false));
    let found = store.get(TokenKind::Invitation, "a", NOW).await;
    assert_eq!(found, Ok(Some(first)));
    assert_eq!(store.put(&second, LATER).await, Ok(true));
    let found = store.get(TokenKind::Invitation, "a", LATER).await;
    assert_eq!(found, Ok(Some(second)));
}

async fn attempts_are_limited(journal: Journal) {
    for (now, waits) in [
        (NOW, None),
        (NOW, None),
        (NOW, None),
        (NOW, Some(10)),
        (NOW + 4, Some(6)),
        (NOW + 10, None),
        (NOW + 10, Some(10)),
        // A clock that goes back.
        (NOW + 9, Some(11)),
        (NOW + 35, None),
        (NOW + 1000, None),
        (NOW + 1000, None),
        (NOW + 1000, None),
        (NOW + 1000, Some(10)),
    ] {
        let attempt = attempt(&journal, "recovery", "client", now).await;
        assert_eq!(attempt, waits, "{}", now - NOW);
    }
}

async fn concurrent_attempts_are_limited(journal: Journal) {
    // As many as can be at work before one of them gives up.
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let tokens = journal.store.stores.tokens.clone();
        tasks.spawn(async move { tokens.attempt("link", "client", LIMIT, NOW).await.unwrap() });
    }
    let attempts = tasks.join_all().await;
    let allowed = attempts.iter().filter(|waits| waits.is_none()).count();
    assert_eq!(allowed, 3, "{attempts:?}");
    assert!(attempts.iter().flatten().all(|seconds| *seconds == 10));
}

async fn attempts_at_other_doors_and_by_others_count_apart(journal: Journal) {
    for (door, client) in [("link", "a"), ("link", "b"), ("recovery", "a")] {
        for _ in 0..3 {
            assert_eq!(attempt(&journal, door, client, NOW).await, None);
        }
        assert_eq!(attempt(&journal, door, client, NOW).await, Some(10));
    }
    // They are no tokens.
    let found = tokens(&journal).get(TokenKind::Link, "a", NOW).await;
    assert_eq!(found, Ok(None));
}
