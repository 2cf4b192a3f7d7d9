//! The server functions: the interface calls them in Rust, a script as JSON, a
//! browser without JavaScript as a form. Each says who asks, reads its
//! arguments, applies the rule and speaks to the store.

pub mod codec;
pub mod health;
pub mod moods;
pub mod reminders;

#[cfg(feature = "ssr")]
pub use self::context::{Context, caller};

#[cfg(feature = "ssr")]
mod context {
    use std::sync::Arc;

    use leptos::context::use_context;

    use crate::{
        error::{Error, ErrorKind},
        ports::{Clock, MoodStore, ReminderStore, Reminding, Settings, UserId, Visitor},
    };

    /// All that a server function may reach; the server provides it with
    /// every request.
    #[derive(Clone)]
    pub struct Context {
        /// Where entries are kept.
        pub moods: Arc<dyn MoodStore>,
        /// Where reminders are kept.
        pub reminders: Arc<dyn ReminderStore>,
        /// Push services and time zones.
        pub reminding: Arc<dyn Reminding>,
        /// What time it is.
        pub clock: Arc<dyn Clock>,
        /// What does not change.
        pub settings: Arc<Settings>,
        /// Who asks.
        pub visitor: Visitor,
    }

    impl Context {
        /// The context of the request being answered.
        ///
        /// # Errors
        /// Internal, when the server forgot to provide one.
        pub fn current() -> Result<Self, Error> {
            use_context().ok_or_else(|| Error::new(ErrorKind::Internal, "No request context."))
        }
    }

    /// The one place that decides whose journal a call is about: the visitor's
    /// own. A `userId` sent along may repeat it and nothing else.
    ///
    /// # Errors
    /// Unauthenticated or Forbidden (field `userId`).
    pub fn caller(context: &Context, claimed: Option<&str>) -> Result<UserId, Error> {
        let user = context.visitor.user.clone()?;
        match claimed {
            Some(claimed) if claimed != user.0 => {
                Err(Error::new(ErrorKind::Forbidden, "userId may only be your own").at("userId"))
            }
            _ => Ok(user),
        }
    }
}
