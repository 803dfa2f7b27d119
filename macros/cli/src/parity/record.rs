//! The results in machine-readable form.

use serde::Serialize;

use super::{Comparison, ParityRow, Verdict};
use crate::target::Target;

/// One entry's result, as `--json` writes it.
#[derive(Clone, Debug, Serialize)]
pub struct ParityRecord {
    /// The entry's name.
    pub model: String,
    /// The target of the run.
    pub target: String,
    /// Number of inputs.
    pub cases: usize,
    /// Bytes compared; `null` if it did not run.
    pub bytes: Option<usize>,
    /// Bytes that differ.
    pub differing: Option<usize>,
    /// Largest difference of two values; `null` also if one of them is NaN.
    pub max_difference: Option<f64>,
    /// The reason why it did not run, or the first value that differs.
    pub error: Option<String>,
    /// Whether it agrees; `null` if the model does not fit the target's board.
    pub passed: Option<bool>,
    /// Bytes of RAM; `null` if the compiler rejects the model.
    pub arena_bytes: Option<usize>,
    /// Bytes of constants.
    pub flash_bytes: Option<usize>,
    /// Multiply-accumulates of one run.
    pub macs: Option<u64>,
}

impl ParityRecord {
    pub(super) fn new(target: Target, row: &ParityRow) -> Self {
        let model = row.model.as_ref();
        let (comparison, error) = match &row.verdict {
            Verdict::Compared(comparison) => (
                Some(comparison),
                comparison.first.as_ref().map(ToString::to_string),
            ),
            Verdict::TooLarge(text) | Verdict::Failed(text) => (None, Some(text.clone())),
        };
        Self {
            model: row.entry.name.clone(),
            target: target.to_string(),
            cases: row.entry.cases,
            bytes: comparison.map(|comparison| comparison.bytes),
            differing: comparison.map(|comparison| comparison.differing),
            max_difference: comparison.map(|Comparison { max_difference, .. }| *max_difference),
            error,
            passed: row.passed(),
            arena_bytes: model.map(|model| model.arena),
            flash_bytes: model.map(|model| model.flash),
            macs: model.map(|model| model.macs),
        }
    }
}
