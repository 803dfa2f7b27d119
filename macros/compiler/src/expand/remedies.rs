//! Remedies for a model that exceeds a budget. Each one is compiled before it is suggested.

use std::cell::OnceCell;

use crate::choices::Resource;
use crate::choices::{Choices, Float16, Input, Optimize, Schedule};
use crate::compile::{Compiled, compile_with};
use crate::diagnostics::schedule::{tried, way};
use crate::program::Program;
use crate::requirement::{Alternative, Requirement};
use crate::syntax::{Budget, Options};

/// Most budgets that are tried until one fits. Each is larger than the one before.
const RAISED: usize = 4;

/// The remedies of one declaration.
pub(super) struct Remedies<'a> {
    bytes: &'a [u8],
    options: &'a Options,
    /// The model with other options, compiled when the first backend needs them.
    others: OnceCell<Vec<Other>>,
}

/// A model compiled with other options.
struct Other {
    /// The options that differ, in the user's syntax.
    options: Vec<String>,
    /// The resource that it may save.
    resource: Resource,
    /// Whether the arena is the same under any budget.
    is_settled: bool,
    compiled: Compiled,
}

impl<'a> Remedies<'a> {
    pub(super) fn new(bytes: &'a [u8], options: &'a Options) -> Self {
        Self {
            bytes,
            options,
            others: OnceCell::new(),
        }
    }

    /// Adds the attempts and the remedies to a requirement of a program.
    pub(super) fn add(&self, requirement: &mut Requirement, program: &Program, budget: &Budget) {
        let choices = self.options.choices();
        requirement.alternatives = self.alternatives(requirement, program, budget.value);
        if requirement.resource == Resource::Arena {
            requirement.tried = tried(choices, &program.plan);
            requirement.raised = self.raised(program);
        }
    }

    /// The options that need less. With a known budget, only the first that fits; if none fits, only the
    /// one that needs the least. Without, each that needs less than all options before it.
    fn alternatives(
        &self,
        requirement: &Requirement,
        program: &Program,
        budget: Option<u64>,
    ) -> Vec<Alternative> {
        let resource = requirement.resource;
        let backend = program.backend;
        let others = self.others.get_or_init(|| self.others()).iter();
        let others = others.filter(|other| other.resource == resource);
        let others = others.filter(|other| self.keeps_other(resource, program, other));
        let mut less = Vec::new();
        let mut best = requirement.bytes;
        for other in others {
            let program = other.compiled.program(backend);
            let bytes = needed(program, resource);
            let fits = budget.is_none_or(|budget| bytes <= budget);
            if bytes < best && (fits || other.is_settled) {
                best = bytes;
                less.push((other, bytes));
            }
        }
        if let Some(budget) = budget {
            let fitting = less.iter().position(|&(_, bytes)| bytes <= budget);
            less = match fitting {
                // The remedies after the first add more options, or make the code slower.
                Some(first) => vec![less.swap_remove(first)],
                None => less.pop().into_iter().collect(),
            };
        }
        let alternative = |(other, bytes): (&Other, u64)| Alternative {
            options: other.options.join(", "),
            bytes,
            way: match resource {
                Resource::Arena => way(&other.compiled.program(backend).plan),
                Resource::Flash => "its data".to_owned(),
            },
        };
        less.into_iter().map(alternative).collect()
    }

    /// Returns whether other options keep the budget of the other resource, if the program keeps it now.
    fn keeps_other(&self, resource: Resource, program: &Program, other: &Other) -> bool {
        let (resource, budget) = match resource {
            Resource::Arena => (Resource::Flash, &self.options.flash),
            Resource::Flash => (Resource::Arena, &self.options.arena),
        };
        let limit = budget.as_ref().and_then(|budget| budget.value);
        let before = needed(program, resource);
        let after = needed(other.compiled.program(program.backend), resource);
        after <= limit.map_or(before, |limit| limit.max(before))
    }

    /// Returns the smallest budgets with which the program was compiled and fits, in the user's syntax.
    fn raised(&self, program: &Program) -> String {
        let choices = self.options.choices();
        let mut arena = program.plan.arena as u64;
        let mut flash = program.flash() as u64;
        let is_chosen_by_budget = choices.arena.is_some();
        for _ in 0..if is_chosen_by_budget { RAISED } else { 0 } {
            let choices = Choices {
                arena: Some(arena),
                ..choices
            };
            let Ok(compiled) = compile_with(self.bytes, choices, &self.options.customs) else {
                break;
            };
            let raised = compiled.program(program.backend);
            flash = raised.flash() as u64;
            if raised.plan.arena as u64 <= arena {
                break;
            }
            arena = raised.plan.arena as u64;
        }
        let known = self.options.flash.as_ref().and_then(|budget| budget.value);
        match known.is_some_and(|budget| program.flash() as u64 <= budget && budget < flash) {
            true => format!("arena <= {arena}, flash <= {flash}"),
            false => format!("arena <= {arena}"),
        }
    }

    /// Compiles the model with options that may need less, in increasing order of their cost.
    fn others(&self) -> Vec<Other> {
        let now = self.options.choices();
        let smallest = Choices {
            schedule: Schedule::Smallest,
            ..now
        };
        let rows = Choices {
            input: Input::Rows,
            ..smallest
        };
        let small = Choices {
            optimize: Optimize::Size,
            ..now
        };
        let halves = Choices {
            float16: Float16::Kept,
            ..now
        };
        let candidates = [
            (Resource::Arena, smallest),
            (Resource::Arena, rows),
            (Resource::Arena, small),
            (Resource::Flash, halves),
            (Resource::Flash, small),
        ];
        let exceeded = |resource: Resource| match resource {
            Resource::Arena => self.options.arena.is_some(),
            Resource::Flash => self.options.flash.is_some(),
        };
        let other = |(resource, choices): (Resource, Choices)| {
            if choices == now || !exceeded(resource) {
                return None;
            }
            Some(Other {
                options: now.differing(choices),
                resource,
                is_settled: choices.schedule == Schedule::Smallest || resource == Resource::Flash,
                compiled: compile_with(self.bytes, choices, &self.options.customs).ok()?,
            })
        };
        candidates.into_iter().filter_map(other).collect()
    }
}

fn needed(program: &Program, resource: Resource) -> u64 {
    match resource {
        Resource::Arena => program.plan.arena as u64,
        Resource::Flash => program.flash() as u64,
    }
}
