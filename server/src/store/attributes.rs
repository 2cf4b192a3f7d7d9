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

/// An item, a key or values of these attributes.
pub(super) fn item<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Item {
    attributes
        .map(|(name, value)| (name.to_owned(), value))
        .into()
}

/// Adds the attribute `name`, if there is a value.
pub(super) fn insert(item: &mut Item, name: &str, value: Option<AttributeValue>) {
    if let Some(value) = value {
        item.insert(name.to_owned(), value);
    }
}

/// The string attribute `name`, if there is one.
///
/// # Errors
/// The attribute's name, if it is not a string.
pub(super) fn optional_string(
    item: &Item,
    name: &'static str,
) -> Result<Option<String>, &'static str> {
    let present = item.contains_key(name);
    let value = present.then(|| string(item, name)).transpose()?;
    Ok(value.map(str::to_owned))
}

/// The number attribute `name`, if there is one.
///
/// # Errors
/// The attribute's name, if it is not a number of this type.
pub(super) fn optional_integer<T: FromStr>(
    item: &Item,
    name: &'static str,
) -> Result<Option<T>, &'static str> {
    let present = item.contains_key(name);
    present.then(|| integer(item, name)).transpose()
}

/// The strings of the set `name`, sorted; none if there is no set.
///
/// # Errors
/// The attribute's name, if it is not a set of strings.
pub(super) fn strings(item: &Item, name: &'static str) -> Result<Vec<String>, &'static str> {
    let Some(value) = item.get(name) else {
        return Ok(Vec::new());
    };
    let mut strings = value.as_ss().map_err(|_| name)?.clone();
    strings.sort_unstable();
    Ok(strings)
}
