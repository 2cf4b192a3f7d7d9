//! The reference of the API, made from `public/openapi.json`.

mod document;
mod examples;
mod fields;
mod operation;
mod page;
mod prose;
mod reference;

pub use self::page::ApiDocsPage;
