//! Signing in with an OpenID Connect provider, which may be down, slow or lying.

mod answers;
mod browser;
mod log;
mod metadata;
mod people;
mod tokens;

use test_kit::{
    answer::Answer,
    identity_provider::{IdentityProvider, pairs},
    person::{Call, Person},
    test_app::{NOON, TestApp, seconds},
};

const URL: &str = "http://mood.example";

/// The app with a provider.
struct Site {
    provider: IdentityProvider,
    app: TestApp,
}

impl Site {
    async fn open() -> Self {
        let provider = IdentityProvider::open(seconds(NOON)).await;
        let app = TestApp::configured(&provider.variables(URL), |_| {}).await;
        Self { provider, app }
    }

    /// Lets minutes pass for the app and the provider, and with them the limit of attempts.
    fn later(&self, minutes: usize) {
        let at = format!("2096-11-20T12:{minutes:02}:00Z");
        self.app.at(&at);
        self.provider.at(seconds(&at));
    }

    fn person(&self) -> Person {
        self.app.person()
    }

    /// Follows the link; returns the address at the provider.
    async fn start(&self, person: &Person, next: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("next", next)
            .finish();
        let answer = person
            .send(Call::page(&format!("/auth/oidc/start?{query}")))
            .await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.header("location").to_owned()
    }

    /// Signs in as `subject`; returns the answer to the callback.
    async fn sign_in(&self, person: &Person, subject: &str) -> Answer {
        let start = self.start(person, "/settings").await;
        let callback = self.provider.agree(&start, subject);
        person.send(Call::page(&callback)).await
    }
}

/// The problem that a redirect names; empty if it names none.
fn problem(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let location = answer.header("location");
    let (path, query) = location.split_once('?').unwrap_or((location, ""));
    let problem = pairs(query).remove("problem").unwrap_or_default();
    assert_eq!(path == "/auth/oidc", !problem.is_empty(), "{location}");
    problem
}
