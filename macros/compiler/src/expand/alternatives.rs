//! What a model needs with other options, to tell someone whose budget it exceeds.

use crate::backend::Backend;
use crate::budget::Alternative;
use crate::choices::{Choices, Input, Schedule};
use crate::compile::{Compiled, compile_with};
use crate::custom::Custom;
use crate::diagnostics::schedule::way;

/// A model compiled with other options.
pub(super) struct Other {
    /// The options that differ, as they are written.
    options: String,
    compiled: Compiled,
}

/// Whether schedules that take less memory were tried: where a budget is known, one that fits.
pub(super) fn are_tried(choices: Choices) -> bool {
    choices.schedule == Schedule::Smallest || choices.arena.is_some()
}

/// Compiles a model with the options that may need less memory.
pub(super) fn others(bytes: &[u8], choices: Choices, customs: &[Custom]) -> Vec<Other> {
    let is_smallest = choices.schedule == Schedule::Smallest;
    let smallest = (!is_smallest).then_some((Schedule::Smallest, choices.input));
    let fed = (choices.input == Input::Whole).then_some((Schedule::Smallest, Input::Rows));
    let ways = smallest.into_iter().chain(fed);
    ways.filter_map(|(schedule, input)| {
        let mut options = Vec::new();
        if !is_smallest {
            options.push(format!("schedule = {schedule}"));
        }
        if input != choices.input {
            options.push(format!("input = {input}"));
        }
        let choices = Choices {
            schedule,
            input,
            arena: None,
            ..choices
        };
        Some(Other {
            options: options.join(", "),
            compiled: compile_with(bytes, choices, customs).ok()?,
        })
    })
    .collect()
}

/// Those that need less on a backend, each less than the one before.
pub(super) fn less(others: &[Other], backend: Backend, mut bytes: usize) -> Vec<Alternative> {
    let mut less = Vec::new();
    for other in others {
        let plan = &other.compiled.program(backend).plan;
        if plan.arena < bytes {
            bytes = plan.arena;
            less.push(Alternative {
                options: other.options.clone(),
                bytes: bytes as u64,
                way: way(plan),
            });
        }
    }
    less
}
