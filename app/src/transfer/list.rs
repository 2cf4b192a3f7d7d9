//! JSON lists of bounded length: a file of `[0,0,…` would otherwise take many times its size in memory.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, SeqAccess, Visitor},
};

/// The first elements of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct List<T, const MAX: usize> {
    items: Vec<T>,
    has_more: bool,
}

impl<T, const MAX: usize> Default for List<T, MAX> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            has_more: false,
        }
    }
}

impl<T, const MAX: usize> List<T, MAX> {
    /// The whole list; none if it has more than `MAX` elements.
    pub(super) fn whole(self) -> Option<Vec<T>> {
        (!self.has_more).then_some(self.items)
    }
}

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for List<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Elements(PhantomData))
    }
}

struct Elements<T, const MAX: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for Elements<T, MAX> {
    type Value = List<T, MAX>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut list = List::default();
        while list.items.len() < MAX {
            match elements.next_element()? {
                Some(element) => list.items.push(element),
                None => return Ok(list),
            }
        }
        // To the end, so that the rest of the file is still checked.
        while elements.next_element::<IgnoredAny>()?.is_some() {
            list.has_more = true;
        }
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_ends_at_its_maximum() {
        let read = |json| serde_json::from_str::<List<u8, 3>>(json).map(List::whole);
        assert_eq!(read("[]").unwrap(), Some(vec![]));
        assert_eq!(read("[1,2,3]").unwrap(), Some(vec![1, 2, 3]));
        let list: List<u8, 3> = serde_json::from_str("[1,2,3,4,5]").unwrap();
        assert_eq!((list.items.len(), list.whole()), (3, None));
        // The rest may have another form, but must be JSON.
        assert_eq!(read("[1,2,3,\"x\"]").unwrap(), None);
        for json in ["[1,2,3,4", "[1,2,3,,]", "[\"x\"]", "{}"] {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
