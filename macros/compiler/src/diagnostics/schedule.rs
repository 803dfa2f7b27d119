//! Schedules in words.

use super::{counted, thousands};
use crate::schedule::Plan;

/// `all tensors are whole`, or `operators 0 to 7 stream in strips of 2 rows, 13 sweeps`.
///
/// Operators count in the order in which they run.
pub fn schedule(plan: &Plan) -> String {
    let Some(stream) = &plan.stream else {
        return "all tensors are whole".to_owned();
    };
    let operators = match stream.steps.len() {
        1 => "operator 0 streams".to_owned(),
        steps => format!("operators 0 to {} stream", steps - 1),
    };
    let rows = stream.steps.last().map_or(1, |step| step.stride.most);
    let fed = stream.fed.map_or(String::new(), |rows| {
        format!(", the input is fed by {}", counted(rows, "row"))
    });
    format!(
        "{operators} in strips of {}, {}{fed}",
        counted(rows, "row"),
        counted(stream.sweeps, "sweep")
    )
}

/// How good a plan is: `which is the least`, or `at least 39,004 are needed`.
pub fn proof(plan: &Plan) -> String {
    if plan.is_proven() {
        "which is the least".to_owned()
    } else {
        format!(
            "of which {} are proven to be needed",
            thousands(plan.bound as u64)
        )
    }
}

/// How a plan saves memory: `streaming the first 9 operators`, which needs so many bytes.
pub fn way(plan: &Plan) -> String {
    match &plan.stream {
        None => "computing with whole tensors".to_owned(),
        Some(stream) if stream.steps.len() == 1 => "streaming the first operator".to_owned(),
        Some(stream) => format!("streaming the first {} operators", stream.steps.len()),
    }
}
