//! The contract of `UserStore`.

use std::collections::BTreeMap;

use app::{
    domain::{
        DayEnd, Lang, Retention,
        account::{Preferences, Theme, WeekStart, Work},
        signal::SignalId,
    },
    ports::{User, UserStore},
};
use tokio::task::JoinSet;

use super::*;

contract! {
    a_user_is_created_and_found_by_address
    an_address_has_one_user_even_concurrently
    a_deleted_user_frees_the_address
    a_choice_is_stored_and_leaves_the_others
    an_anonymous_journal_is_merged_into_one_account
    of_two_accounts_one_receives_a_journal
    an_account_or_an_erased_journal_is_not_merged
    a_former_journal_is_emptied_once_its_merge_is_settled
    work_is_found_until_it_is_finished
    postponed_work_is_found_last
    finishing_work_creates_no_user
}

fn id(name: &str) -> UserId {
    UserId(name.into())
}

/// An account with an address.
fn user(name: &str) -> User {
    User {
        account_since: Some(NOW),
        email: Some("ada@example.org".into()),
        name: Some("Ada ✿".into()),
        ..User::new(id(name))
    }
}

fn account(name: &str) -> User {
    User {
        email: None,
        ..user(name)
    }
}

fn users(journal: &Journal) -> &dyn UserStore {
    &*journal.store.stores.users
}

async fn create(journal: &Journal, user: &User) -> User {
    assert_eq!(users(journal).create(user, NOW).await, Ok(true));
    user.clone()
}

async fn get(journal: &Journal, name: &str) -> Option<User> {
    users(journal).get(&id(name)).await.unwrap()
}

async fn work(journal: &Journal, name: &str) -> BTreeMap<Work, i64> {
    get(journal, name).await.unwrap().work
}

async fn merge(journal: &Journal, from: &str, into: &str) -> bool {
    let (from, into) = (id(from), id(into));
    users(journal).merge(&from, &into, NOW).await.unwrap()
}

async fn by_email(journal: &Journal) -> Option<User> {
    users(journal).by_email("ada@example.org").await.unwrap()
}

async fn a_user_is_created_and_found_by_address(journal: Journal) {
    assert_eq!(get(&journal, "ada").await, None);
    assert_eq!(by_email(&journal).await, None);
    let ada = create(&journal, &user("ada")).await;
    assert_eq!(get(&journal, "ada").await, Some(ada.clone()));
    assert_eq!(by_email(&journal).await, Some(ada.clone()));
    let other = users(&journal).by_email("eve@example.org").await;
    assert_eq!(other, Ok(None));
    // A second creation changes nothing.
    let again = User {
        email: Some("eve@example.org".into()),
        ..ada.clone()
    };
    assert_eq!(users(&journal).create(&again, NOW).await, Ok(false));
    assert_eq!(get(&journal, "ada").await, Some(ada));
    let other = users(&journal).by_email("eve@example.org").await;
    assert_eq!(other, Ok(None));
}

async fn an_address_has_one_user_even_concurrently(journal: Journal) {
    let mut tasks = JoinSet::new();
    for number in 0..6 {
        let users = journal.store.stores.users.clone();
        let user = user(&format!("ada-{number}"));
        tasks.spawn(async move { (users.create(&user, NOW).await.unwrap(), user) });
    }
    let (created, rejected): (Vec<_>, Vec<_>) = tasks
        .join_all()
        .await
        .into_iter()
        .partition(|(made, _)| *made);
    assert_eq!(created.len(), 1, "{created:?}");
    assert_eq!(by_email(&journal).await, Some(created[0].1.clone()));
    for (_, user) in rejected {
        assert_eq!(users(&journal).get(&user.id).await, Ok(None));
    }
}

async fn a_deleted_user_frees_the_address(journal: Journal) {
    create(&journal, &user("ada")).await;
    for _ in 0..2 {
        assert_eq!(users(&journal).remove(&id("ada")).await, Ok(()));
        assert_eq!(get(&journal, "ada").await, None);
        assert_eq!(by_email(&journal).await, None);
    }
    create(&journal, &user("ada-2")).await;
    // An earlier removal that is repeated leaves the new user's address alone.
    users(&journal).remove(&id("ada")).await.unwrap();
    assert_eq!(by_email(&journal).await, Some(user("ada-2")));
    let anonymous = id("eve");
    let dark = Preferences {
        theme: Some(Theme::Dark),
        ..Preferences::default()
    };
    users(&journal).prefer(&anonymous, &dark).await.unwrap();
    users(&journal).remove(&anonymous).await.unwrap();
    assert_eq!(get(&journal, "eve").await, None);
}

async fn a_choice_is_stored_and_leaves_the_others(journal: Journal) {
    let all = Preferences {
        lang: Some(Lang::Fr),
        theme: Some(Theme::Dark),
        week_start: Some(WeekStart::Sunday),
        day_end: DayEnd::from_hour(3),
        time_zone: Some("Europe/Paris".into()),
        retention: Retention::from_months(12),
        hides_presence: Some(true),
        hides_help: Some(true),
        signals: SignalId::split("bitcoin.warmth"),
        comments: Some(false),
    };
    let none = Preferences::default();
    users(&journal).prefer(&id("ada"), &none).await.unwrap();
    assert_eq!(get(&journal, "ada").await, None);
    users(&journal).prefer(&id("ada"), &all).await.unwrap();
    let expected = User {
        preferences: all.clone(),
        ..User::new(id("ada"))
    };
    assert_eq!(get(&journal, "ada").await, Some(expected));
    let change = Preferences {
        theme: Some(Theme::Auto),
        time_zone: Some(String::new()),
        hides_help: Some(false),
        signals: SignalId::split(""),
        ..none
    };
    users(&journal).prefer(&id("ada"), &change).await.unwrap();
    let expected = Preferences {
        theme: Some(Theme::Auto),
        time_zone: Some(String::new()),
        hides_help: Some(false),
        signals: SignalId::split(""),
        ..all
    };
    assert_eq!(get(&journal, "ada").await.unwrap().preferences, expected);
    // An account keeps everything else.
    let grace = create(&journal, &account("grace")).await;
    users(&journal).prefer(&id("grace"), &change).await.unwrap();
    let expected = User {
        preferences: change,
        ..grace
    };
    assert_eq!(get(&journal, "grace").await, Some(expected));
}

async fn an_anonymous_journal_is_merged_into_one_account(journal: Journal) {
    let ada = create(&journal, &account("ada")).await;
    create(&journal, &account("eve")).await;
    for _ in 0..2 {
        assert!(merge(&journal, "phone", "ada").await);
    }
    assert!(merge(&journal, "laptop", "ada").await);
    assert!(!merge(&journal, "phone", "eve").await);
    let phone = get(&journal, "phone").await.unwrap();
    assert_eq!(phone.merged_into, Some(id("ada")));
    let expected = User {
        former: vec![id("laptop"), id("phone")],
        merging: vec![id("laptop"), id("phone")],
        work: BTreeMap::from([(Work::Merge, NOW)]),
        ..ada
    };
    assert_eq!(get(&journal, "ada").await, Some(expected));
    assert_eq!(get(&journal, "eve").await, Some(account("eve")));
}

async fn of_two_accounts_one_receives_a_journal(journal: Journal) {
    let mut tasks = JoinSet::new();
    for number in 0..4 {
        let into = create(&journal, &account(&format!("ada-{number}")))
            .await
            .id;
        let users = journal.store.stores.users.clone();
        tasks.spawn(async move { users.merge(&id("phone"), &into, NOW).await.unwrap() });
    }
    let merged = tasks.join_all().await;
    assert_eq!(merged.iter().filter(|merged| **merged).count(), 1);
    let into = get(&journal, "phone").await.unwrap().merged_into.unwrap();
    for number in 0..4 {
        let name = format!("ada-{number}");
        let received = get(&journal, &name).await.unwrap().former.len();
        assert_eq!(received, usize::from(into.0 == name));
    }
}

async fn an_account_or_an_erased_journal_is_not_merged(journal: Journal) {
    create(&journal, &account("ada")).await;
    create(&journal, &account("eve")).await;
    assert!(!merge(&journal, "ada", "ada").await);
    assert!(!merge(&journal, "eve", "ada").await);
    assert!(!merge(&journal, "phone", "laptop").await, "no account");
    let users = users(&journal);
    users.begin(&id("old"), Work::Erase, NOW).await.unwrap();
    assert!(!merge(&journal, "old", "ada").await);
    users.begin(&id("eve"), Work::Erase, NOW).await.unwrap();
    assert!(!merge(&journal, "phone", "eve").await);
    assert_eq!(get(&journal, "phone").await, None);
    assert_eq!(get(&journal, "ada").await, Some(account("ada")));
}

async fn a_former_journal_is_emptied_once_its_merge_is_settled(journal: Journal) {
    create(&journal, &account("ada")).await;
    for phone in ["phone", "laptop"] {
        assert!(merge(&journal, phone, "ada").await);
    }
    let (users, ada, phone) = (users(&journal), id("ada"), id("phone"));
    let merging = async || get(&journal, "ada").await.unwrap().merging;
    users.emptied(&ada, &phone, NOW).await.unwrap();
    assert_eq!(merging().await, [id("laptop"), id("phone")]);
    for _ in 0..2 {
        users.emptied(&ada, &phone, NOW + 1).await.unwrap();
        assert_eq!(merging().await, [id("laptop")]);
    }
    users.emptied(&ada, &id("laptop"), NOW + 1).await.unwrap();
    assert_eq!(merging().await, []);
    let former = get(&journal, "ada").await.unwrap().former;
    assert_eq!(former, [id("laptop"), id("phone")]);
    // It may have something again.
    assert!(merge(&journal, "phone", "ada").await);
    assert_eq!(merging().await, [phone]);
}

async fn postponed_work_is_found_last(journal: Journal) {
    let (users, ada, eve) = (users(&journal), id("ada"), id("eve"));
    users.begin(&ada, Work::Redate, NOW - 20).await.unwrap();
    users.begin(&eve, Work::Erase, NOW - 10).await.unwrap();
    users.postpone(&ada, NOW).await.unwrap();
    assert_eq!(users.unfinished(NOW, 9).await, Ok(vec![eve.clone()]));
    let both = Ok(vec![eve, ada.clone()]);
    assert_eq!(users.unfinished(NOW + 1, 9).await, both);
    // Its start stays, so it can be ended.
    users.finish(&ada, Work::Redate, NOW - 19).await.unwrap();
    assert_eq!(work(&journal, "ada").await, BTreeMap::new());
    for nothing in ["ada", "grace"] {
        users.postpone(&id(nothing), NOW).await.unwrap();
    }
    assert_eq!(get(&journal, "grace").await, None);
    let left = users.unfinished(NOW + 1, 9).await;
    assert_eq!(left, Ok(vec![id("eve")]));
}

async fn work_is_found_until_it_is_finished(journal: Journal) {
    let (users, ada, eve) = (users(&journal), id("ada"), id("eve"));
    assert_eq!(users.unfinished(NOW, 9).await, Ok(vec![]));
    create(&journal, &account("ada")).await;
    users.begin(&ada, Work::Redate, NOW - 20).await.unwrap();
    users.begin(&eve, Work::Erase, NOW - 10).await.unwrap();
    assert_eq!(users.unfinished(NOW - 20, 9).await, Ok(vec![]));
    assert_eq!(users.unfinished(NOW - 19, 9).await, Ok(vec![ada.clone()]));
    let both = Ok(vec![ada.clone(), eve.clone()]);
    assert_eq!(users.unfinished(NOW, 9).await, both);
    assert_eq!(users.unfinished(NOW, 1).await, Ok(vec![ada.clone()]));
    assert!(get(&journal, "eve").await.unwrap().is_erased());

    assert!(merge(&journal, "phone", "ada").await);
    assert_eq!(users.unfinished(NOW, 9).await, Ok(vec![eve.clone()]));
    let both = BTreeMap::from([(Work::Merge, NOW), (Work::Redate, NOW - 20)]);
    assert_eq!(work(&journal, "ada").await, both);
    users.finish(&ada, Work::Merge, NOW).await.unwrap();
    assert_eq!(work(&journal, "ada").await, both, "it began again");
    for _ in 0..2 {
        users.finish(&ada, Work::Merge, NOW + 1).await.unwrap();
        let redate = BTreeMap::from([(Work::Redate, NOW - 20)]);
        assert_eq!(work(&journal, "ada").await, redate);
        assert_eq!(users.unfinished(NOW + 1, 1).await, Ok(vec![eve.clone()]));
    }
    users.finish(&ada, Work::Redate, NOW).await.unwrap();
    assert_eq!(work(&journal, "ada").await, BTreeMap::new());
    assert_eq!(users.unfinished(NOW + 1, 9).await, Ok(vec![eve]));
}

async fn finishing_work_creates_no_user(journal: Journal) {
    let ada = id("ada");
    users(&journal).begin(&ada, Work::Erase, NOW).await.unwrap();
    users(&journal).remove(&ada).await.unwrap();
    users(&journal)
        .finish(&ada, Work::Erase, LATER)
        .await
        .unwrap();
    assert_eq!(get(&journal, "ada").await, None);
    assert_eq!(users(&journal).unfinished(NOW + 1, 9).await, Ok(vec![]));
}
