//! What the function finds on AWS: its environment and its table.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
    types::{
        AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement,
        KeyType, Projection, ProjectionType, ScalarAttributeType,
    },
};
use tokio::runtime::Runtime;

use crate::{emulator::Function, event::ORIGIN_KEY, person::Person, second_engine::SecondEngine};

/// 70 bytes in base64.
pub(crate) const SESSION_KEY: &str = "bWFya2VyLXNlc3Npb24ta2V5LTdjMWEtbm9ib2R5LWVsc2UtbWF5LXNpZ24tYS1jb29raWUtd2l0aC10aGlzLW9uZS0hIQ==";
pub(crate) const REGION: &str = "eu-west-1";
pub(crate) const SECRET_ACCESS_KEY: &str = "marker-aws-secret-4b8d";

/// The environment of a function, to be changed for a test.
#[derive(Clone)]
pub(crate) struct Environment(Vec<(String, String)>);

impl Environment {
    /// All that a function needs, with its store at `endpoint`; the table of reminders is called
    /// after that of entries.
    pub(crate) fn new(endpoint: &str, table: &str) -> Self {
        let reminders = reminders_of(table);
        let variables = [
            ("HUMEUR_STORE", "dynamodb"),
            ("HUMEUR_TABLE_MOODS", table),
            ("HUMEUR_TABLE_REMINDERS", &reminders),
            ("HUMEUR_RETENTION_MONTHS", "6"),
            ("HUMEUR_ENVIRONMENT", "test"),
            ("HUMEUR_SESSION_KEY", SESSION_KEY),
            ("HUMEUR_ORIGIN_KEYS", ORIGIN_KEY),
            ("DYNAMODB_ENDPOINT", endpoint),
            ("AWS_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
        ];
        Self(
            variables
                .map(|(name, value)| (name.into(), value.into()))
                .into(),
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

    /// The function in this environment.
    pub(crate) fn function(&self) -> Function {
        let variables = self.0.iter().map(|(name, value)| (&name[..], &value[..]));
        Function::new(&variables.collect::<Vec<_>>())
    }
}

/// A function with a table of its own.
pub(crate) struct Installation {
    pub(crate) function: Function,
    engine: Arc<SecondEngine>,
    table: String,
}

impl Installation {
    pub(crate) fn open() -> Self {
        Self::changed(|environment| environment)
    }

    /// With something changed about its environment.
    pub(crate) fn changed(change: impl FnOnce(Environment) -> Environment) -> Self {
        let engine = SecondEngine::shared();
        let table = new_tables(&engine);
        let environment = change(Environment::new(&engine.endpoint(), &table));
        Self {
            function: environment.function(),
            engine,
            table,
        }
    }

    /// Somebody who has never been here.
    pub(crate) fn person(&self) -> Person<'_> {
        Person::new(&self.function)
    }

    /// Sets the time of a reminder, in seconds since the epoch: nobody waits here until it comes.
    pub(crate) fn set_due(&self, user: &str, id: &str, at: i64) {
        let request = client(&self.engine)
            .update_item()
            .table_name(reminders_of(&self.table))
            .key("userId", AttributeValue::S(user.into()))
            .key("id", AttributeValue::S(id.into()))
            .update_expression("SET dueAt = :at")
            .expression_attribute_values(":at", AttributeValue::N(at.to_string()));
        Runtime::new().unwrap().block_on(request.send()).unwrap();
    }
}

/// The tables, as the infrastructure makes them: the function may not. Returns the name of the
/// first.
fn new_tables(engine: &SecondEngine) -> String {
    static TABLE: AtomicU32 = AtomicU32::new(0);
    let moods = format!("moods-{}", TABLE.fetch_add(1, Ordering::Relaxed));
    let (text, figure) = (ScalarAttributeType::S, ScalarAttributeType::N);
    let entries = client(engine)
        .create_table()
        .table_name(&moods)
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(attribute("userId", &text))
        .attribute_definitions(attribute("day", &text))
        .key_schema(key("userId", KeyType::Hash))
        .key_schema(key("day", KeyType::Range));
    let everything = Projection::builder().projection_type(ProjectionType::All);
    let due = GlobalSecondaryIndex::builder()
        .index_name("due")
        .key_schema(key("shard", KeyType::Hash))
        .key_schema(key("dueAt", KeyType::Range))
        .projection(everything.build());
    let reminders = client(engine)
        .create_table()
        .table_name(reminders_of(&moods))
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(attribute("userId", &text))
        .attribute_definitions(attribute("id", &text))
        .attribute_definitions(attribute("shard", &text))
        .attribute_definitions(attribute("dueAt", &figure))
        .key_schema(key("userId", KeyType::Hash))
        .key_schema(key("id", KeyType::Range))
        .global_secondary_indexes(due.build().unwrap());
    let runtime = Runtime::new().unwrap();
    runtime.block_on(entries.send()).unwrap();
    runtime.block_on(reminders.send()).unwrap();
    moods
}

fn reminders_of(moods: &str) -> String {
    moods.replace("moods", "reminders")
}

fn attribute(name: &str, kind: &ScalarAttributeType) -> AttributeDefinition {
    let attribute = AttributeDefinition::builder().attribute_name(name);
    attribute.attribute_type(kind.clone()).build().unwrap()
}

fn key(name: &str, kind: KeyType) -> KeySchemaElement {
    let key = KeySchemaElement::builder().attribute_name(name);
    key.key_type(kind).build().unwrap()
}

fn client(engine: &SecondEngine) -> Client {
    // Where the function looks: the engine keeps regions and accounts apart.
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(credentials())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(engine.endpoint());
    Client::from_conf(config.build())
}

/// Whose function it is.
pub(crate) fn credentials() -> Credentials {
    Credentials::new("test", SECRET_ACCESS_KEY, None, None, "test")
}

/// The date in UTC `ago` days before today.
#[expect(
    clippy::disallowed_methods,
    reason = "the function goes by the real clock"
)]
pub(crate) fn day(ago: u64) -> String {
    let date = chrono::Utc::now().date_naive() - chrono::Days::new(ago);
    date.format("%Y-%m-%d").to_string()
}
