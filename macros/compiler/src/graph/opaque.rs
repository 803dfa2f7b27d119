//! Operators that are only placed and called.

use super::{Graph, Kind, Operator};
use crate::call::Call;

impl From<Call> for Kind {
    fn from(call: Call) -> Self {
        Self::Call(Box::new(call))
    }
}

impl Operator {
    /// Returns whether a run may end after it: what comes later has no effect then.
    pub fn may_end_run(&self) -> bool {
        matches!(&self.kind, Kind::Call(call) if call.may_end_run)
    }
}

impl Graph {
    /// Returns whether some runs end before the outputs are computed.
    pub fn may_end_run(&self) -> bool {
        self.operators.iter().any(Operator::may_end_run)
    }
}
