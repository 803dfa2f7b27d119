//! The result of a parity run, and how it is told.

use std::fmt;

use super::record::Record;
use super::{Comparison, table};
use crate::manifest::Entry;
use crate::model::Model;
use crate::target::Target;

/// All results, in the manifest's order.
#[derive(Clone, Debug)]
pub struct Report {
    /// Where the models ran.
    pub target: Target,
    /// One for each entry.
    pub rows: Vec<Row>,
}

/// The result of one entry.
#[derive(Clone, Debug)]
pub struct Row {
    /// The vectors.
    pub entry: Entry,
    /// The model; `None` if the compiler refuses it.
    pub model: Option<Model>,
    /// What came out.
    pub verdict: Verdict,
}

/// What came out of an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It ran.
    Compared(Comparison),
    /// It cannot run on this target's board, which is nobody's fault; a line with the numbers.
    TooLarge(String),
    /// It does not compile, or does not run to its end; the headline first.
    Failed(String),
}

/// How many entries came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    agree: usize,
    differ: usize,
    failed: usize,
    too_large: usize,
}

impl Report {
    /// Whether every model that fits the target compiles and agrees.
    #[must_use]
    pub fn passed(&self) -> bool {
        let Counts { differ, failed, .. } = self.counts();
        differ == 0 && failed == 0
    }

    /// The results for programs.
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        self.rows
            .iter()
            .map(|row| Record::new(self.target, row))
            .collect()
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
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

impl Row {
    /// Whether the vectors agree; `None` if the model does not fit the target.
    #[must_use]
    pub fn passed(&self) -> Option<bool> {
        match &self.verdict {
            Verdict::Compared(comparison) => Some(comparison.agrees()),
            Verdict::Failed(_) => Some(false),
            Verdict::TooLarge(_) => None,
        }
    }

    /// What is to be told beside the table: a failing vector, or an error of several lines.
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

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", table::table(&self.rows))?;
        for details in self.rows.iter().filter_map(Row::details) {
            writeln!(f, "{details}")?;
        }
        let Counts {
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
