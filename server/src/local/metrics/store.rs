//! Counts and times the calls of the store.

use std::{sync::Arc, time::Instant};

use aws_sdk_dynamodb::{
    Client,
    config::{
        ConfigBag, Intercept, RuntimeComponents,
        interceptors::{BeforeSerializationInterceptorContextRef, FinalizerInterceptorContextRef},
    },
    error::BoxError,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_types::config_bag::{Storable, StoreReplace};

use super::{Registry, registry::Metric};
use crate::store::{Store, Tables};

/// Returns the same store, whose client counts and times its calls.
pub(in crate::local) fn counted(store: &Store, tables: &Tables, registry: &Arc<Registry>) -> Store {
    let config = store.client.config().to_builder();
    let calls = Calls(registry.clone());
    Store::on(Client::from_conf(config.interceptor(calls).build()), tables)
}

#[derive(Debug)]
struct Calls(Arc<Registry>);

/// The start of a call.
#[derive(Debug)]
struct Started(Instant);

impl Storable for Started {
    type Storer = StoreReplace<Self>;
}

impl Intercept for Calls {
    fn name(&self) -> &'static str {
        "Calls"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        config
            .interceptor_state()
            .store_put(Started(Instant::now()));
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let operation = config.load::<Metadata>().map_or("-", Metadata::name);
        let operation = ("operation", operation);
        let status = context.response().map(|response| response.status());
        let outcome = match (context.output_or_error(), status) {
            (Some(Ok(_)), _) => "ok",
            (_, Some(status)) if status.is_client_error() => "refused",
            _ => "failed",
        };
        let labels = [operation, ("outcome", outcome)];
        self.0.add(Metric::StoreCalls, &labels, 1.0);
        if let Some(Started(at)) = config.load::<Started>() {
            let seconds = at.elapsed().as_secs_f64();
            self.0.observe(Metric::StoreSeconds, &[operation], seconds);
        }
        Ok(())
    }
}
