//! What the function finds on AWS: its environment and its table.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
    types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType},
};

use crate::{emulator::Function, event::ORIGIN_KEY, person::Person, second_engine::SecondEngine};

/// 70 bytes in base64.
pub(crate) const SESSION_KEY: &str = "bWFya2VyLXNlc3Npb24ta2V5LTdjMWEtbm9ib2R5LWVsc2UtbWF5LXNpZ24tYS1jb29raWUtd2l0aC10aGlzLW9uZS0hIQ==";
pub(crate) const REGION: &str = "eu-west-1";
pub(crate) const SECRET_ACCESS_KEY: &str = "marker-aws-secret-4b8d";

/// The environment of a function, to be changed for a test.
#[derive(Clone)]
pub(crate) struct Environment(Vec<(String, String)>);

impl Environment {
    /// All that a function needs, with its store at `endpoint`.
    pub(crate) fn new(endpoint: &str, table: &str) -> Self {
        let variables = [
            ("HUMEUR_STORE", "dynamodb"),
            ("HUMEUR_TABLE_MOODS", table),
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
    _engine: Arc<SecondEngine>,
}

impl Installation {
    pub(crate) fn open() -> Self {
        Self::changed(|environment| environment)
    }

    /// With something changed about its environment.
    pub(crate) fn changed(change: impl FnOnce(Environment) -> Environment) -> Self {
        let engine = SecondEngine::shared();
        let table = new_table(&engine);
        let environment = change(Environment::new(&engine.endpoint(), &table));
        Self {
            function: environment.function(),
            _engine: engine,
        }
    }

    /// Somebody who has never been here.
    pub(crate) fn person(&self) -> Person<'_> {
        Person::new(&self.function)
    }
}

/// A table, as the infrastructure makes it: the function may not.
fn new_table(engine: &SecondEngine) -> String {
    static TABLE: AtomicU32 = AtomicU32::new(0);
    let name = format!("moods-{}", TABLE.fetch_add(1, Ordering::Relaxed));
    // Where the function looks: the engine keeps regions and accounts apart.
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(credentials())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(engine.endpoint());
    let mut request = Client::from_conf(config.build())
        .create_table()
        .table_name(&name)
        .billing_mode(BillingMode::PayPerRequest);
    for (attribute, key_type) in [("userId", KeyType::Hash), ("day", KeyType::Range)] {
        let definition = AttributeDefinition::builder()
            .attribute_name(attribute)
            .attribute_type(ScalarAttributeType::S);
        let key = KeySchemaElement::builder()
            .attribute_name(attribute)
            .key_type(key_type);
        request = request
            .attribute_definitions(definition.build().unwrap())
            .key_schema(key.build().unwrap());
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(request.send()).unwrap();
    name
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
