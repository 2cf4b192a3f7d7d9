//! Work on whole journals in several runs: many former journals, failures, and ends that must wait.

use app::{
    api::accounts::work::{continue_work, finish_work},
    domain::{
        Day, Retention,
        account::{Preferences, Work},
    },
    ports::{EntryPage, UserId},
};

use super::whole_journals::Account;

/// More former journals than a run can visit.
const MANY: usize = 50;

impl Account {
    /// Lets many journals without a day belong to the account.
    async fn with_many_former(&self) {
        let services = &self.jobs.services;
        for number in 0..MANY {
            let phone = UserId(format!("phone-{number:02}"));
            let now = services.clock.now();
            let merged = services.stores.users.merge(&phone, &self.user, now).await;
            assert_eq!(merged, Ok(true));
        }
    }
}

#[tokio::test]
async fn a_merge_of_many_journals_ends_and_delays_no_other_work() {
    let account = Account::open().await;
    account.with_many_former().await;
    let users = account.jobs.services.stores.users.clone();
    let now = account.jobs.services.clock.now();
    let longer = Preferences {
        retention: Retention::from_months(24),
        ..Preferences::default()
    };
    users.prefer(&account.user, &longer).await.unwrap();
    users.begin(&account.user, Work::Redate, now).await.unwrap();
    account.app.at("2096-11-20T12:05:00Z");
    assert_eq!(account.run_job().await, (0, 1, 0));
    assert_eq!(account.work().await, [Work::Merge]);
    account.app.at("2096-11-20T12:10:00Z");
    assert_eq!(account.run_job().await, (1, 0, 0));
    let user = users.get(&account.user).await.unwrap().unwrap();
    assert_eq!((user.former.len(), user.merging.len()), (MANY, 0));
    assert_eq!(account.work().await, []);
}

#[tokio::test]
async fn an_erasure_begins_with_the_own_journal_and_ends_once_it_is_settled() {
    let account = Account::open().await;
    account.with_many_former().await;
    let services = account.jobs.services.clone();
    let users = &services.stores.users;
    let now = services.clock.now();
    users.begin(&account.user, Work::Erase, now).await.unwrap();
    let first = continue_work(&services, &account.user, 2).await;
    assert_eq!(first, Ok(false));
    let (start, end) = (Day::parse("2096-11-01"), Day::parse("2096-11-30"));
    let moods = &services.stores.moods;
    let left = moods.page(&account.user, start.unwrap(), end.unwrap(), 9, now);
    assert_eq!(left.await, Ok(EntryPage::default()));
    // All is erased, but an earlier write may still arrive.
    for at in ["2096-11-20T12:00:00Z", "2096-11-20T12:01:00Z"] {
        account.app.at(at);
        let finished = finish_work(&services, &account.user, 99).await;
        assert_eq!(finished, Ok(false), "{at}");
        let user = users.get(&account.user).await.unwrap();
        assert!(user.is_some_and(|user| user.is_erased()), "{at}");
    }
    account.app.at("2096-11-20T12:01:01Z");
    assert_eq!(account.run_job().await, (0, 1, 0));
    account.app.at("2096-11-20T12:05:00Z");
    assert_eq!(account.run_job().await, (1, 0, 0));
    for user in [&account.user, &UserId("phone-00".into())] {
        assert_eq!(users.get(user).await, Ok(None));
    }
}

#[tokio::test]
async fn a_user_whose_work_fails_lets_the_others_go_first() {
    let account = Account::open().await;
    let users = account.jobs.services.stores.users.clone();
    let now = account.jobs.services.clock.now();
    let eve = UserId("eve".into());
    users.begin(&account.user, Work::Redate, now).await.unwrap();
    users.begin(&eve, Work::Redate, now + 1).await.unwrap();
    account.app.at("2096-11-20T12:05:00Z");
    // The users, and the first one's turn.
    account.app.store_fails_after(2);
    assert_eq!(account.run_job().await, (0, 0, 2));
    account.app.store_is_down(false);
    let order = users.unfinished(i64::MAX, 9).await;
    assert_eq!(order, Ok(vec![eve, account.user.clone()]));
    account.app.at("2096-11-20T12:10:00Z");
    assert_eq!(account.run_job().await, (2, 0, 0));
}
