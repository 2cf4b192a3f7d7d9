//! Numeric arguments of a server function.

use std::{fmt, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, de};

/// A number that may be missing or null. In a form or query it must not be empty, because an empty
/// precondition would be ignored otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Number<T>(pub Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Number<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // An `Option` would accept a form's empty field as none.
        deserializer.deserialize_newtype_struct("Number", NumberVisitor(PhantomData))
    }
}

struct NumberVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> de::Visitor<'de> for NumberVisitor<T> {
    type Value = Number<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    /// A JSON value.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        Option::deserialize(json).map(Number)
    }

    /// A value in a form or query.
    fn visit_seq<A: de::SeqAccess<'de>>(self, mut form: A) -> Result<Self::Value, A::Error> {
        form.next_element().map(Number)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use server_fn::{Bytes, Decodes, Encodes};

    use super::*;
    use crate::api::codec::{JsonOrForm, unreadable};

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    struct Arguments {
        #[serde(default)]
        number: Number<u64>,
    }

    /// The number, or the invalid field.
    fn read(text: &'static str) -> Result<Option<u64>, String> {
        let body = Bytes::from_static(text.as_bytes());
        let arguments = <JsonOrForm as Decodes<Arguments>>::decode(body);
        let arguments = arguments.map_err(|error| unreadable(&error.to_string()));
        arguments
            .map(|arguments| arguments.number.0)
            .map_err(|error| error.field.unwrap_or_default().into_owned())
    }

    #[test]
    fn a_number_round_trips_and_may_be_missing() {
        for (json, number) in [
            ("{\"number\":3}", Some(3)),
            ("{\"number\":null}", None),
            ("{}", None),
        ] {
            assert_eq!(read(json), Ok(number), "{json}");
            let written = JsonOrForm::encode(&Arguments {
                number: Number(number),
            });
            let written = String::from_utf8(written.unwrap().to_vec()).unwrap();
            assert!(written == json || json == "{}", "{written}");
        }
        assert_eq!(read("number=3"), Ok(Some(3)));
        assert_eq!(read(""), Ok(None));
    }

    #[test]
    fn an_empty_number_and_a_text_are_invalid() {
        for text in [
            "number=",
            "number",
            "number=%20",
            "number=+3",
            "number=-1",
            "number=3.0",
            "number=3&number=3",
            "number[a]=3",
            "{\"number\":\"3\"}",
            "{\"number\":\"\"}",
            "{\"number\":[3]}",
            "{\"number\":{}}",
        ] {
            assert_eq!(read(text), Err("number".into()), "{text}");
        }
    }
}
