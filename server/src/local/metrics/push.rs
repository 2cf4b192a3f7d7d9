//! Counts push messages by their outcome.

use std::sync::Arc;

use app::{
    domain::Subscription,
    error::Error,
    ports::{Delivery, PushMessage, PushService, Services},
};
use async_trait::async_trait;

use super::{Registry, registry::Metric};

struct Counted {
    push: Arc<dyn PushService>,
    registry: Arc<Registry>,
}

/// Returns the same services, with a push service that counts its messages.
pub(in crate::local) fn counted(services: &Services, registry: &Arc<Registry>) -> Services {
    Services {
        push: Arc::new(Counted {
            push: services.push.clone(),
            registry: registry.clone(),
        }),
        ..services.clone()
    }
}

#[async_trait]
impl PushService for Counted {
    fn key(&self) -> &str {
        self.push.key()
    }

    fn subscription(
        &self,
        endpoint: &str,
        p256dh: &str,
        auth: &str,
    ) -> Result<(String, Subscription), Error> {
        self.push.subscription(endpoint, p256dh, auth)
    }

    fn service(&self, to: &Subscription) -> String {
        self.push.service(to)
    }

    async fn send(&self, message: PushMessage<'_>, now: i64) -> Delivery {
        let delivery = self.push.send(message, now).await;
        let outcome = match delivery {
            Delivery::Accepted => "accepted",
            Delivery::Gone => "gone",
            Delivery::Retry => "retry",
            Delivery::TimedOut => "timed_out",
            Delivery::Rejected => "rejected",
        };
        let labels = [("outcome", outcome)];
        self.registry.add(Metric::PushMessages, &labels, 1.0);
        delivery
    }
}
