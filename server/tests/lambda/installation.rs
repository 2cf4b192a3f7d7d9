//! An installation on AWS: the function's environment and tables.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
    types::AttributeValue,
};
use server::store::{self, Tables};
use tokio::runtime::Runtime;

use crate::{event::ORIGIN_KEY, person::Person};
use test_kit::{emulator::Function, second_engine::SecondEngine};

/// 70 bytes in base64.
pub(crate) const SESSION_KEY: &str = "bWFya2VyLXNlc3Npb24ta2V5LTdjMWEtbm9ib2R5LWVsc2UtbWF5LXNpZ24tYS1jb29raWUtd2l0aC10aGlzLW9uZS0hIQ==";
pub(crate) const REGION: &str = "eu-west-1";
pub(crate) const SECRET_ACCESS_KEY: &str = "marker-aws-secret-4b8d";

/// The environment of a function; a test may change it.
#[derive(Clone)]
pub(crate) struct Environment(Vec<(String, String)>);

impl Environment {
    /// A complete environment, with the store at `endpoint`.
    pub(crate) fn new(endpoint: &str, tables: &Tables) -> Self {
        let variables = [
            ("HUMEUR_STORE", "dynamodb"),
            ("HUMEUR_RETENTION_MONTHS", "6"),
            ("HUMEUR_ENVIRONMENT", "test"),
            ("HUMEUR_SESSION_KEY", SESSION_KEY),
            ("HUMEUR_ORIGIN_KEYS", ORIGIN_KEY),
            ("HUMEUR_EXPORTS_BUCKET", "exports"),
            ("HUMEUR_PHOTOS_BUCKET", "photos"),
            ("DYNAMODB_ENDPOINT", endpoint),
            ("AWS_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
        ];
        let named = store::declared()
            .iter()
            .map(|table| (table.variable, tables.name(table.name)));
        let all = variables.into_iter().chain(named);
        Self(
            all.map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }

    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        let mut changed = self.without(name);
        changed.0.push((name.into(), value.into()));
        changed
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(given, _)| given != name);
        self
    }

    /// Starts a function in this environment.
    pub(crate) fn function(&self) -> Function {
        let variables = self.0.iter().map(|(name, value)| (&name[..], &value[..]));
        Function::new(&variables.collect::<Vec<_>>())
    }
}

/// A function with tables of its own.
pub(crate) struct Installation {
    pub(crate) function: Function,
    engine: Arc<SecondEngine>,
    tables: Tables,
}

impl Installation {
    pub(crate) fn open() -> Self {
        Self::changed(|environment| environment)
    }

    /// An installation with a changed environment.
    pub(crate) fn changed(change: impl FnOnce(Environment) -> Environment) -> Self {
        let engine = SecondEngine::shared();
        let tables = new_tables(&engine);
        let environment = change(Environment::new(&engine.endpoint(), &tables));
        Self {
            function: environment.function(),
            engine,
            tables,
        }
    }

    /// A new visitor.
    pub(crate) fn person(&self) -> Person<'_> {
        Person::new(&self.function)
    }

    /// Sets the due time of a reminder (seconds since the epoch), so that a test need not wait for
    /// it.
    pub(crate) fn set_due(&self, user: &str, id: &str, at: i64) {
        let request = client(&self.engine)
            .update_item()
            .table_name(self.tables.name("reminders"))
            .key("userId", AttributeValue::S(user.into()))
            .key("id", AttributeValue::S(id.into()))
            .update_expression("SET dueAt = :at")
            .expression_attribute_values(":at", AttributeValue::N(at.to_string()));
        Runtime::new().unwrap().block_on(request.send()).unwrap();
    }

    /// Dates the beginning of a user's work so many seconds back.
    #[expect(
        clippy::disallowed_methods,
        reason = "the function under test reads the real clock"
    )]
    pub(crate) fn set_back(&self, user: &str, work: &str, seconds: i64) {
        let at = chrono::Utc::now().timestamp() - seconds;
        let request = client(&self.engine)
            .update_item()
            .table_name(self.tables.name("users"))
            .key("userId", AttributeValue::S(user.into()))
            .update_expression("SET #work = :at, since = :at")
            .expression_attribute_names("#work", work)
            .expression_attribute_values(":at", AttributeValue::N(at.to_string()));
        Runtime::new().unwrap().block_on(request.send()).unwrap();
    }

    /// Dates the first failure of a source of signals so many seconds back.
    #[expect(
        clippy::disallowed_methods,
        reason = "the function under test reads the real clock"
    )]
    pub(crate) fn set_failing(&self, source: &str, seconds: i64) {
        let at = chrono::Utc::now().timestamp() - seconds;
        let request = client(&self.engine)
            .update_item()
            .table_name(self.tables.name("signals"))
            .key("id", AttributeValue::S(format!("source#{source}")))
            .key("timestamp", AttributeValue::N("0".into()))
            .update_expression("SET firstFailedAt = :at")
            .expression_attribute_values(":at", AttributeValue::N(at.to_string()));
        Runtime::new().unwrap().block_on(request.send()).unwrap();
    }
}

/// Creates the tables, because the function has no permission to.
fn new_tables(engine: &SecondEngine) -> Tables {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let tables = Tables::with_suffix(&format!("-{}", NUMBER.fetch_add(1, Ordering::Relaxed)));
    let client = client(engine);
    let created = store::create_tables(&client, &tables);
    Runtime::new().unwrap().block_on(created).unwrap();
    tables
}

fn client(engine: &SecondEngine) -> Client {
    // The function's region and account: the engine keeps each one's tables apart.
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(credentials())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(engine.endpoint());
    Client::from_conf(config.build())
}

/// The function's credentials.
pub(crate) fn credentials() -> Credentials {
    Credentials::new("test", SECRET_ACCESS_KEY, None, None, "test")
}

/// The date in UTC `ago` days before today.
#[expect(
    clippy::disallowed_methods,
    reason = "the function under test reads the real clock"
)]
pub(crate) fn day(ago: u64) -> String {
    let date = chrono::Utc::now().date_naive() - chrono::Days::new(ago);
    date.format("%Y-%m-%d").to_string()
}
