//! Rights of a caller.

/// The right that a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Writes a day, without reading anything.
    Log,
    /// Reads the journal.
    Read,
    /// Changes or removes anything in the journal.
    Write,
    /// Reaches the account: ways to sign in, sessions, keys, preferences, all data at once.
    Account,
}

/// The scope of an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Writes days, never reads.
    Log,
    /// Reads, never writes.
    Read,
    /// Reads and writes the journal.
    Full,
    /// Opens the calendar feed, which shows no notes.
    Feed,
    /// Opens the calendar feed, notes included.
    FeedWithNotes,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Log,
        Self::Read,
        Self::Full,
        Self::Feed,
        Self::FeedWithNotes,
    ];
    /// Those that a person chooses for a key, the narrowest first.
    pub const OF_KEYS: [Self; 3] = [Self::Log, Self::Read, Self::Full];

    /// Its name in JSON and in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Read => "read",
            Self::Full => "full",
            Self::Feed => "feed",
            Self::FeedWithNotes => "feed-notes",
        }
    }

    /// The scope of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }

    /// True for the link of a calendar feed, which opens no call of the API.
    #[must_use]
    pub const fn is_feed(self) -> bool {
        matches!(self, Self::Feed | Self::FeedWithNotes)
    }

    /// True if the scope includes `right`. No key reaches the account.
    #[must_use]
    pub const fn allows(self, right: Right) -> bool {
        match self {
            Self::Log => matches!(right, Right::Log),
            Self::Read => matches!(right, Right::Read),
            Self::Full => !matches!(right, Right::Account),
            Self::Feed | Self::FeedWithNotes => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_reaches_the_account_and_each_scope_is_wider_in_its_own_way() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
            assert!(!scope.allows(Right::Account));
        }
        assert!(!Scope::Log.allows(Right::Read) && !Scope::Log.allows(Right::Write));
        assert!(!Scope::Read.allows(Right::Log) && !Scope::Read.allows(Right::Write));
        assert_eq!(Scope::parse("admin"), None);
        for right in [Right::Log, Right::Read, Right::Write] {
            assert!(!Scope::Feed.allows(right) && !Scope::FeedWithNotes.allows(right));
        }
        let chosen = Scope::ALL.into_iter().filter(|scope| !scope.is_feed());
        assert!(chosen.eq(Scope::OF_KEYS));
    }
}
