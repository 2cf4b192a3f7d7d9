//! Attributes of items: DynamoDB's strings and numbers.

use std::{collections::HashMap, str::FromStr};

use aws_sdk_dynamodb::types::AttributeValue;

/// An item: its attributes by name.
pub(super) type Item = HashMap<String, AttributeValue>;

/// A DynamoDB string.
pub(super) fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

/// A DynamoDB number.
pub(super) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// The string attribute `name`.
///
/// # Errors
/// The attribute's name, if it is missing or not a string.
pub(super) fn string<'a>(item: &'a Item, name: &'static str) -> Result<&'a str, &'static str> {
    item.get(name)
        .and_then(|value| value.as_s().ok())
        .map(String::as_str)
        .ok_or(name)
}

/// The number attribute `name`.
///
/// # Errors
/// The attribute's name, if it is missing or not a number of this type.
pub(super) fn integer<T: FromStr>(item: &Item, name: &'static str) -> Result<T, &'static str> {
    parsed(
        item.get(name)
            .and_then(|value| value.as_n().ok())
            .ok_or(name)?,
        name,
    )
}

/// Parses the text of attribute `name`.
///
/// # Errors
/// The attribute's name.
pub(super) fn parsed<T: FromStr>(text: &str, name: &'static str) -> Result<T, &'static str> {
    text.parse().map_err(|_| name)
}
