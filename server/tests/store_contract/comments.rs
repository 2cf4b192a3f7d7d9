//! The contract of `CommentStore`, and of what a user knows of comments.

use app::{
    domain::{
        Retention, SortableId,
        comment::{Comment, CommentText, Reader, ReaderName, Section, Writer},
    },
    ports::{CommentPage, CommentStore},
};
use tokio::task::JoinSet;

use super::*;

contract! {
    comments_of_a_section_come_the_newest_first
    pages_have_every_comment_once
    comments_on_a_range_of_sections_come_by_section
    a_person_sees_their_own_comments_only
    expired_comments_are_hidden
    new_comments_are_those_of_readers_since_the_last_visit
    a_comment_is_removed_once
    comments_written_at_once_are_all_there
    a_section_is_cleared
    all_comments_are_carried_over
    a_new_retention_redates_the_comments_on_days
    all_comments_are_erased
    a_user_knows_the_latest_comment_and_the_latest_seen
}

const FRIDAY: &str = "day:2026-11-20";
const SATURDAY: &str = "day:2026-11-21";
const SHARE: &str = "0123456789abcdef";

fn id(number: u8) -> SortableId {
    SortableId::new(NOW * 1000 + i64::from(number), [number; 10])
}

fn comment(number: u8, section: &str, writer: Writer) -> Comment {
    Comment {
        id: id(number),
        section: Section::parse(section).unwrap(),
        text: CommentText::parse(&format!("{number} 🌧\n<b>")).unwrap(),
        writer,
        created_at: NOW + i64::from(number),
    }
}

fn own(number: u8, section: &str) -> Comment {
    comment(number, section, Writer::Owner)
}

fn of_reader(number: u8, section: &str) -> Comment {
    let reader = Reader {
        name: ReaderName::parse("Léa").unwrap(),
        share: SHARE.into(),
        browser: "c0ffee".into(),
    };
    comment(number, section, Writer::Reader(reader))
}

fn comments(journal: &Journal) -> &dyn CommentStore {
    &*journal.store.stores.comments
}

/// Stores comments that expire later.
async fn put(journal: &Journal, all: &[Comment]) {
    for comment in all {
        let put = comments(journal).put(&journal.user, comment, Some(LATER));
        put.await.unwrap();
    }
}

async fn read(journal: &Journal, section: Option<&str>) -> Vec<Comment> {
    let section = section.map(|section| Section::parse(section).unwrap());
    let page = comments(journal).page(&journal.user, section.as_ref(), None, None, 50, NOW);
    page.await.unwrap().comments
}

async fn comments_of_a_section_come_the_newest_first(journal: Journal) {
    assert_eq!(read(&journal, None).await, []);
    let (a, b, c) = (own(1, FRIDAY), of_reader(2, SATURDAY), of_reader(3, FRIDAY));
    // The order in which they arrive makes no difference.
    put(&journal, &[c.clone(), a.clone(), b.clone()]).await;
    assert_eq!(read(&journal, Some(FRIDAY)).await, [c.clone(), a.clone()]);
    assert_eq!(
        read(&journal, Some(SATURDAY)).await,
        std::slice::from_ref(&b)
    );
    assert_eq!(read(&journal, Some("day:2026-11-22")).await, []);
    assert_eq!(read(&journal, None).await, [c.clone(), b, a]);
    let read = comments(&journal).get(&journal.user, &id(3), NOW).await;
    assert_eq!(read, Ok(Some(c)));
}

async fn pages_have_every_comment_once(journal: Journal) {
    let all: Vec<_> = (0..9)
        .map(|number| own(number, if number == 4 { SATURDAY } else { FRIDAY }))
        .collect();
    put(&journal, &all).await;
    let friday = Section::parse(FRIDAY).unwrap();
    for section in [None, Some(&friday)] {
        let mut expected: Vec<_> = all.iter().rev().cloned().collect();
        expected.retain(|comment| section.is_none_or(|section| comment.section == *section));
        for limit in [1, 2, 3, 8, 9, 50] {
            let (mut read, mut after) = (Vec::new(), None);
            loop {
                let page = comments(&journal).page(
                    &journal.user,
                    section,
                    None,
                    after.as_ref(),
                    limit,
                    NOW,
                );
                let page = page.await.unwrap();
                assert!(page.comments.len() <= limit);
                read.extend(page.comments);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(read, expected, "{section:?} {limit}");
        }
    }
}

async fn comments_on_a_range_of_sections_come_by_section(journal: Journal) {
    let (a, b, c) = (own(1, SATURDAY), of_reader(2, FRIDAY), own(3, SATURDAY));
    let others = [
        own(4, "day:2026-11-19"),
        own(5, "day:2026-11-22"),
        own(6, "share:0123456789abcdef"),
    ];
    put(&journal, &others).await;
    put(&journal, &[a.clone(), b.clone(), c.clone()]).await;
    // Of another share, which is no page's.
    let mut other = of_reader(7, FRIDAY);
    if let Writer::Reader(reader) = &mut other.writer {
        reader.share = "fedcba9876543210".into();
    }
    put(&journal, &[other]).await;
    let [first, last] = [FRIDAY, SATURDAY].map(|text| Section::parse(text).unwrap());
    let on_days = async |limit, now| {
        let shows = |comment: &Comment| comment.id != id(3);
        let (store, share) = (comments(&journal), SHARE);
        let read = store.between(&journal.user, (&first, &last), share, &shows, limit, now);
        read.await.unwrap()
    };
    assert_eq!(on_days(50, NOW).await, [a.clone(), b.clone()]);
    assert_eq!(on_days(1, NOW).await, [a]);
    assert_eq!(on_days(50, LATER).await, []);
    let friday = Section::parse(FRIDAY).unwrap();
    let store = comments(&journal);
    let page = store.page(&journal.user, Some(&friday), Some(SHARE), None, 1, NOW);
    let expected = CommentPage {
        comments: vec![b],
        next: None,
    };
    assert_eq!(page.await, Ok(expected));
}

async fn a_person_sees_their_own_comments_only(journal: Journal) {
    let hers = own(1, FRIDAY);
    put(&journal, std::slice::from_ref(&hers)).await;
    let section = Section::parse(FRIDAY).unwrap();
    for other in ["ad", "adaa", "Ada", "bob"] {
        let other = UserId(other.into());
        let store = comments(&journal);
        for section in [None, Some(&section)] {
            let page = store.page(&other, section, None, None, 50, NOW).await;
            assert_eq!(page, Ok(CommentPage::default()));
        }
        assert_eq!(store.get(&other, &hers.id, NOW).await, Ok(None));
        assert_eq!(store.remove(&other, &hers.id, NOW).await, Ok(false));
        assert_eq!(store.erase(&other).await, Ok(false));
    }
    assert_eq!(read(&journal, None).await, [hers]);
}

async fn expired_comments_are_hidden(journal: Journal) {
    let (day, share) = (own(1, FRIDAY), of_reader(2, "share:0123456789abcdef"));
    let store = comments(&journal);
    store.put(&journal.user, &day, Some(LATER)).await.unwrap();
    store.put(&journal.user, &share, None).await.unwrap();
    for (now, expected) in [
        (LATER - 1, vec![share.clone(), day.clone()]),
        (LATER, vec![share]),
    ] {
        let page = store.page(&journal.user, None, None, None, 50, now).await;
        assert_eq!(page.unwrap().comments, expected);
        let alive = store.get(&journal.user, &day.id, now).await.unwrap();
        assert_eq!(alive.is_some(), now < LATER);
    }
}

async fn new_comments_are_those_of_readers_since_the_last_visit(journal: Journal) {
    let mut all = vec![own(1, FRIDAY), of_reader(2, FRIDAY), own(3, SATURDAY)];
    all.extend([of_reader(4, SATURDAY), of_reader(5, FRIDAY)]);
    put(&journal, &all).await;
    let count = async |seen: Option<u8>, limit, now| {
        let seen = seen.map(id);
        let store = comments(&journal);
        let count = store.count_unread(&journal.user, seen.as_ref(), limit, now);
        count.await.unwrap()
    };
    for (seen, unread) in [
        (None, 3),
        (Some(1), 3),
        (Some(2), 2),
        (Some(4), 1),
        (Some(5), 0),
    ] {
        assert_eq!(count(seen, 100, NOW).await, unread, "{seen:?}");
    }
    assert_eq!(count(None, 2, NOW).await, 2);
    assert_eq!(count(None, 100, LATER).await, 0);
}

async fn a_comment_is_removed_once(journal: Journal) {
    put(&journal, &[own(1, FRIDAY), own(2, FRIDAY)]).await;
    let store = comments(&journal);
    let remove = async || store.remove(&journal.user, &id(1), NOW).await;
    assert_eq!(remove().await, Ok(true));
    assert_eq!(remove().await, Ok(false));
    assert_eq!(read(&journal, Some(FRIDAY)).await, [own(2, FRIDAY)]);
    assert_eq!(read(&journal, None).await, [own(2, FRIDAY)]);
    assert_eq!(store.get(&journal.user, &id(1), NOW).await, Ok(None));
    // An import brings it back, and replaces none.
    let put = async |comment: &Comment| store.put(&journal.user, comment, Some(LATER)).await;
    assert_eq!(put(&own(1, FRIDAY)).await, Ok(true));
    assert_eq!(put(&of_reader(1, SATURDAY)).await, Ok(false));
    let expected = [own(2, FRIDAY), own(1, FRIDAY)];
    assert_eq!(read(&journal, None).await, expected);
    assert_eq!(remove().await, Ok(true));
}

async fn comments_written_at_once_are_all_there(journal: Journal) {
    let mut writes = JoinSet::new();
    for number in 0..16 {
        let (store, user) = (journal.store.stores.comments.clone(), journal.user.clone());
        let comment = of_reader(number, FRIDAY);
        writes.spawn(async move { store.put(&user, &comment, Some(LATER)).await });
    }
    while let Some(write) = writes.join_next().await {
        write.unwrap().unwrap();
    }
    let expected: Vec<_> = (0..16)
        .rev()
        .map(|number| of_reader(number, FRIDAY))
        .collect();
    assert_eq!(read(&journal, Some(FRIDAY)).await, expected);
}

async fn all_comments_are_carried_over(journal: Journal) {
    let former = UserId("former".into());
    let store = comments(&journal);
    let retention = Retention::from_months(1).unwrap();
    let end = retention.expires_at(day("2026-11-20"));
    // One that lives longer already, and one that gets the account's retention.
    for (number, expires_at) in [(0, end + 9), (1, end - 9)] {
        store
            .put(&former, &own(number, FRIDAY), Some(expires_at))
            .await
            .unwrap();
    }
    for number in 2..120 {
        store
            .put(&former, &of_reader(number, "share:0123456789abcdef"), None)
            .await
            .unwrap();
    }
    // The journal has one of them already, and has removed another.
    let (kept, gone) = (own(7, SATURDAY), own(8, SATURDAY));
    for comment in [&kept, &gone] {
        store.put(&journal.user, comment, None).await.unwrap();
    }
    store.remove(&journal.user, &gone.id, NOW).await.unwrap();
    store.remove(&former, &id(9), NOW).await.unwrap();
    let mut calls = 1;
    while store
        .carry_over(&former, &journal.user, retention)
        .await
        .unwrap()
    {
        calls += 1;
    }
    assert!(calls > 1);
    let left = store.page(&former, None, None, None, 50, 0).await;
    assert_eq!(left, Ok(CommentPage::default()));
    assert_eq!(read(&journal, Some(SATURDAY)).await, [kept]);
    let share = Section::parse("share:0123456789abcdef").unwrap();
    for now in [end - 1, end, end + 8, end + 9] {
        let shared = store
            .page(&journal.user, Some(&share), None, None, 500, now)
            .await;
        assert_eq!(shared.unwrap().comments.len(), 115);
        let days = Section::parse(FRIDAY).unwrap();
        let days = store
            .page(&journal.user, Some(&days), None, None, 50, now)
            .await;
        let expected = usize::from(now < end) + usize::from(now < end + 9);
        assert_eq!(days.unwrap().comments.len(), expected);
    }
}

async fn a_section_is_cleared(journal: Journal) {
    let [one, other] = [1, 2].map(|number| format!("event:{}", id(number)));
    put(&journal, &[own(3, &other), own(4, FRIDAY)]).await;
    let many: Vec<_> = (10..120).map(|number| own(number, &one)).collect();
    put(&journal, &many).await;
    let section = Section::parse(&one).unwrap();
    let mut calls = 1;
    while comments(&journal)
        .clear(&journal.user, &section, NOW)
        .await
        .unwrap()
    {
        calls += 1;
    }
    assert!((2..4).contains(&calls), "{calls}");
    assert_eq!(read(&journal, None).await, [own(4, FRIDAY), own(3, &other)]);
}

async fn a_new_retention_redates_the_comments_on_days(journal: Journal) {
    let store = comments(&journal);
    // NOW is in 2096.
    let (kept, share) = ("day:2096-09-01", "share:0123456789abcdef");
    for number in 0..120 {
        store
            .put(&journal.user, &own(number, kept), Some(LATER))
            .await
            .unwrap();
    }
    store
        .put(&journal.user, &of_reader(120, share), None)
        .await
        .unwrap();
    store
        .put(&journal.user, &own(121, "day:2096-01-01"), Some(NOW))
        .await
        .unwrap();
    let retention = Retention::from_months(12).unwrap();
    let end = retention.expires_at(day("2096-09-01"));
    // Many that have the right expiry already cost no call of their own.
    let early = day("2096-06-01");
    for number in 130..250 {
        let comment = own(number, &format!("day:{early}"));
        let right = Some(retention.expires_at(early));
        store.put(&journal.user, &comment, right).await.unwrap();
    }
    let (mut after, mut calls) = (None, 0);
    loop {
        after = store
            .redate(&journal.user, retention, after, NOW)
            .await
            .unwrap();
        calls += 1;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(calls, 2);
    for (now, count) in [(NOW, 241), (end - 1, 121), (end, 1)] {
        let page = store.page(&journal.user, None, None, None, 500, now).await;
        assert_eq!(page.unwrap().comments.len(), count, "{now}");
    }
}

async fn all_comments_are_erased(journal: Journal) {
    let all: Vec<_> = (0..120).map(|number| own(number, FRIDAY)).collect();
    put(&journal, &all).await;
    let mut calls = 1;
    while comments(&journal).erase(&journal.user).await.unwrap() {
        calls += 1;
    }
    assert!(calls > 1);
    assert_eq!(read(&journal, None).await, []);
    assert_eq!(read(&journal, Some(FRIDAY)).await, []);
}

async fn a_user_knows_the_latest_comment_and_the_latest_seen(journal: Journal) {
    let (users, user) = (&journal.store.stores.users, &journal.user);
    let known = async || {
        let user = users.get(user).await.unwrap().unwrap();
        let has_new = user.has_new_comments();
        (user.latest_comment, user.comments_seen, has_new)
    };
    users.announce_comment(user, &id(2)).await.unwrap();
    // A slower call is about an earlier one.
    users.announce_comment(user, &id(1)).await.unwrap();
    assert_eq!(known().await, (Some(id(2)), None, true));
    users.comments_seen(user, &id(2)).await.unwrap();
    users.comments_seen(user, &id(1)).await.unwrap();
    assert_eq!(known().await, (Some(id(2)), Some(id(2)), false));
    users.announce_comment(user, &id(3)).await.unwrap();
    assert_eq!(known().await, (Some(id(3)), Some(id(2)), true));
}
