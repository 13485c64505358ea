//! Findings of an earlier run, with which those of now are compared.

use std::collections::BTreeSet;

use crate::model::{Checked, Comparison};
use crate::wire::findings_v1;

/// Version of the JSON that is read.
const VERSION: u64 = 1;

/// Findings of an earlier run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baseline {
    /// Fingerprints of its findings.
    pub fingerprints: BTreeSet<String>,
    /// Share of the pairs of tasks that were independent.
    pub independent: Option<f64>,
}

/// Reason why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is not the JSON of `ctx check`.
    #[error(
        "not the JSON of `ctx check`: {0}; write it with `ctx check --output-format json=FILE`"
    )]
    Unreadable(String),
    /// It has another version.
    #[error(
        "findings of schema version {0}, and this ctx reads version {VERSION}; write it again with \
         `ctx check --output-format json=FILE`"
    )]
    Version(u64),
}

impl Baseline {
    /// Reads the JSON of an earlier run.
    pub fn parse(bytes: &[u8]) -> Result<Self, BaselineError> {
        let unreadable = |error: serde_json::Error| BaselineError::Unreadable(error.to_string());
        let value: serde_json::Value = serde_json::from_slice(bytes).map_err(unreadable)?;
        match value.get("schema_version").and_then(serde_json::Value::as_u64) {
            Some(VERSION) => {}
            Some(other) => return Err(BaselineError::Version(other)),
            None => return Err(BaselineError::Unreadable("it has no schema_version".to_owned())),
        }
        let read: findings_v1::Baseline = serde_json::from_value(value).map_err(unreadable)?;
        Ok(Self {
            fingerprints: read.findings.into_iter().map(|finding| finding.fingerprint).collect(),
            independent: read.independence.independent,
        })
    }

    /// Marks the findings that the baseline has, and counts those that are gone. Only findings of
    /// rules that were applied can be gone, but the baseline does not tell rules apart by then.
    pub fn compare(&self, checked: &mut Checked) {
        let mut met = 0;
        for finding in &mut checked.findings {
            finding.is_known = self.fingerprints.contains(&finding.fingerprint);
            met += usize::from(finding.is_known);
        }
        let gone = self.fingerprints.len() - met;
        checked.comparison = Some(Comparison { independent: self.independent, gone });
    }
}
