//! The result of a parity run as text.

use std::fmt;

use super::record::ParityRecord;
use super::{Comparison, table};
use crate::manifest::Entry;
use crate::model::Model;
use crate::target::Target;

/// All results, in the manifest's order.
#[derive(Clone, Debug)]
pub struct ParityReport {
    /// The target of the models.
    pub target: Target,
    /// One row per entry.
    pub rows: Vec<ParityRow>,
}

/// The result of one entry.
#[derive(Clone, Debug)]
pub struct ParityRow {
    /// The vectors.
    pub entry: Entry,
    /// The model; `None` if the compiler rejects it.
    pub model: Option<Model>,
    /// The result.
    pub verdict: Verdict,
}

/// The result of one entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The model ran.
    Compared(Comparison),
    /// The model does not fit this target's board, which is not an error; a line with the numbers.
    TooLarge(String),
    /// The model does not compile, or does not run to its end; the headline first.
    Failed(String),
}

/// The numbers of entries with each result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    agree: usize,
    differ: usize,
    failed: usize,
    too_large: usize,
}

impl ParityReport {
    /// Returns whether every model that fits the target compiles and agrees.
    #[must_use]
    pub fn passed(&self) -> bool {
        let Tally { differ, failed, .. } = self.counts();
        differ == 0 && failed == 0
    }

    /// Returns the results in machine-readable form.
    #[must_use]
    pub fn records(&self) -> Vec<ParityRecord> {
        self.rows
            .iter()
            .map(|row| ParityRecord::new(self.target, row))
            .collect()
    }

    fn counts(&self) -> Tally {
        let mut counts = Tally::default();
        for row in &self.rows {
            match &row.verdict {
                Verdict::Compared(comparison) if comparison.agrees() => counts.agree += 1,
                Verdict::Compared(_) => counts.differ += 1,
                Verdict::Failed(_) => counts.failed += 1,
                Verdict::TooLarge(_) => counts.too_large += 1,
            }
        }
        counts
    }
}

impl ParityRow {
    /// Returns whether the vectors agree; `None` if the model does not fit the target.
    #[must_use]
    pub fn passed(&self) -> Option<bool> {
        match &self.verdict {
            Verdict::Compared(comparison) => Some(comparison.agrees()),
            Verdict::Failed(_) => Some(false),
            Verdict::TooLarge(_) => None,
        }
    }

    /// Returns the text below the table: a failing vector, or an error of several lines.
    fn details(&self) -> Option<String> {
        let name = &self.entry.name;
        match &self.verdict {
            Verdict::Compared(Comparison {
                first: Some(mismatch),
                mismatches,
                ..
            }) => {
                let more = match mismatches - 1 {
                    0 => String::new(),
                    more => format!(" (and {more} more)"),
                };
                Some(format!("{name}: {mismatch}{more}"))
            }
            Verdict::Failed(text) if text.lines().nth(1).is_some() => {
                Some(format!("{name}: {text}"))
            }
            _ => None,
        }
    }
}

impl fmt::Display for ParityReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", table::table(&self.rows))?;
        for details in self.rows.iter().filter_map(ParityRow::details) {
            writeln!(f, "{details}")?;
        }
        let Tally {
            agree,
            differ,
            failed,
            too_large,
        } = self.counts();
        write!(f, "{}: {} of {} agree", self.target, agree, self.rows.len())?;
        for (count, what) in [
            (differ, "differ"),
            (failed, "fail"),
            (too_large, "do not fit"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}
