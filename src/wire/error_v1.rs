//! Version 1 of the JSON of a command that has no answer, published as
//! `docs/schema/error-v1.schema.json`.
//!
//! Within a version, fields and ids are only added.

use serde::Serialize;

/// The whole document.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    /// The version of this format.
    pub schema_version: u32,
    /// Reason why there is no answer.
    pub error: ErrorEntry<'a>,
}

/// Reason why there is no answer.
#[derive(Debug, Serialize)]
pub struct ErrorEntry<'a> {
    /// Id of the refusal or of the kind of error, which never changes.
    pub id: &'a str,
    /// Message for people, as on standard error.
    pub message: String,
}
