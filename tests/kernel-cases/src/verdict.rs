//! The result of a case.

use alloc::format;
use alloc::string::String;
use core::fmt::Debug;

/// The result of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The outputs equal the oracle's.
    Equal,
    /// The kernel's packer rejects these weights: they belong to another kernel.
    Declined,
    /// The outputs are wrong: the first place, and the drawn values.
    Differs(String),
}

impl Verdict {
    /// Adds more of the drawn values.
    pub fn with(self, case: &dyn Debug) -> Self {
        match self {
            Self::Differs(how) => Self::Differs(format!("{how}\n{case:?}")),
            verdict => verdict,
        }
    }
}

/// Compares a kernel's outputs with the oracle's; `case` has the drawn values.
pub fn compare<T: PartialEq + Debug>(got: &[T], expected: &[T], case: &dyn Debug) -> Verdict {
    if got.len() != expected.len() {
        let (got, expected) = (got.len(), expected.len());
        return Verdict::Differs(format!("{got} outputs, expected {expected}\n{case:?}"));
    }
    let differs = |&i: &usize| got[i] != expected[i];
    let Some(first) = (0..got.len()).find(differs) else {
        return Verdict::Equal;
    };
    let wrong = (0..got.len()).filter(differs).count();
    Verdict::Differs(format!(
        "{wrong} of {} outputs differ; the first is {first}: got {:?}, expected {:?}\n{case:?}",
        got.len(),
        got[first],
        expected[first],
    ))
}
