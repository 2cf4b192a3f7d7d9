//! Accounts and keys, made the way an operator and a person make them.

use serde_json::{Value, json};

use crate::{
    answer::Answer,
    person::{Call, Person},
    test_app::{OPERATOR, TestApp},
};

impl Call {
    /// Sends an API key, or the operator's.
    pub fn with_key(self, key: &str) -> Self {
        self.with("authorization", &format!("Bearer {key}"))
    }

    /// A body of JSON.
    pub fn post_json(address: &str, body: &Value) -> Self {
        Self::post(address, "application/json", body.to_string())
    }
}

impl TestApp {
    /// Creates a user as the operator does.
    pub async fn create_user(&self, email: &str, name: &str) -> Answer {
        let user = json!({"email": email, "name": name});
        let call = Call::post_json("/users", &user).with_key(OPERATOR);
        self.person().send(call).await
    }

    /// The token of a new user's invitation.
    pub async fn invitation(&self, email: &str) -> String {
        let created = self.create_user(email, "Ada").await;
        assert_eq!(created.status, 200, "{}", created.text());
        token(&created)
    }

    /// A person who is signed in to a new account.
    pub async fn account(&self, email: &str) -> Person {
        let token = self.invitation(email).await;
        let person = self.person();
        let accepted = person.send(accept(&token)).await;
        assert_eq!(accepted.status, 200, "{}", accepted.text());
        person
    }
}

/// Accepts an invitation.
pub fn accept(token: &str) -> Call {
    Call::post_json("/auth/invitation", &json!({"token": token}))
}

/// The token of an invitation's link.
pub fn token(invited: &Answer) -> String {
    let link = invited.json()["invitation"].as_str().unwrap().to_owned();
    link.split_once("token=").unwrap().1.to_owned()
}

impl Person {
    /// Creates a key; returns its identifier and its text.
    pub async fn create_key(&self, scope: &str) -> (String, String) {
        let key = json!({"name": "Key", "scope": scope});
        let created = self.send(Call::post_json("/keys", &key)).await;
        assert_eq!(created.status, 200, "{}", created.text());
        let created = created.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&created["key"]["id"]), text(&created["secret"]))
    }
}
