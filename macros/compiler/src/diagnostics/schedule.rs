//! Descriptions of schedules.

use super::{counted, thousands};
use crate::choices::{Choices, Schedule};
use crate::schedule::Plan;

/// A schedule in words: `all tensors are whole`, or
/// `the first 8 operators stream in strips of 2 rows, 13 sweeps`.
pub fn schedule(plan: &Plan) -> String {
    let Some(stream) = &plan.stream else {
        return "all tensors are whole".to_owned();
    };
    let operators = match stream.steps.len() {
        1 => "the first operator streams".to_owned(),
        steps => format!("the first {steps} operators stream"),
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

/// The proven bound of a plan: `the least for these steps`, or
/// `of which 39,004 are proven to be needed`.
pub fn proof(plan: &Plan) -> String {
    if plan.is_proven() {
        "the least for these steps".to_owned()
    } else {
        format!(
            "of which {} are proven to be needed",
            thousands(plan.bound as u64)
        )
    }
}

/// The result of the attempts with small schedules, which are made if a budget is known or
/// `schedule = smallest` is set.
pub fn tried(choices: Choices, plan: &Plan) -> Option<String> {
    if choices.schedule == Schedule::Fastest && choices.arena.is_none() {
        return None;
    }
    Some(match &plan.stream {
        None => {
            "small schedules were tried: none needs less memory in about as many cycles".to_owned()
        }
        Some(_) => format!(
            "small schedules were tried: {} needs {} bytes",
            way(plan),
            thousands(plan.arena as u64)
        ),
    })
}

/// The way in which a plan computes: `streaming the first 9 operators`.
pub fn way(plan: &Plan) -> String {
    match &plan.stream {
        None => "computing with whole tensors".to_owned(),
        Some(stream) if stream.steps.len() == 1 => "streaming the first operator".to_owned(),
        Some(stream) => format!("streaming the first {} operators", stream.steps.len()),
    }
}
