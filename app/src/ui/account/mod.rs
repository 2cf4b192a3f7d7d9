//! The account.

mod invitation;

pub use self::invitation::InvitationPage;
