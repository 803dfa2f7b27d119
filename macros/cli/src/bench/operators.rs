//! The measurement of a model's operators.
//!
//! The firmware has the same code, except that the functions of the operators are neither inlined nor
//! merged: each has a symbol, and everything that runs between its first instruction and the return
//! to the caller counts for it, with all kernels that it calls.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow};
use quote::quote;
use syn::parse_quote;
use tiny_model_compiler::graph::Graph;
use tiny_model_compiler::head::Head;
use tiny_model_compiler::program::Step;
use tiny_model_compiler::{Program, codegen, compile};

use super::firmware;
use super::record::{Between, MeasuredOperator, Operators};
use crate::elf::{Elf, Symbol};
use crate::model::Model;
use crate::target::Target;

/// A firmware whose steps are functions.
pub(super) struct Steps {
    /// The program's file.
    pub(super) program: PathBuf,
    /// The crate of the steps.
    name: String,
    /// The name of each step's function, and the step without its counts.
    steps: Vec<(String, MeasuredOperator)>,
}

/// Returns the source of a model whose steps are functions, and the steps.
pub(super) fn generate(model: &Model, target: Target, name: &str) -> Result<(String, Steps)> {
    let compiled =
        compile(&fs::read(&model.path)?, model.choices).map_err(|failure| anyhow!("{failure}"))?;
    let mut program = compiled.program(target.backend()).clone();
    for (number, step) in program.steps.iter_mut().enumerate() {
        // A function that keeps its calls and its body.
        step.section = Some(format!(".text.step_{number}"));
    }
    let item = Head {
        attributes: Vec::new(),
        visibility: parse_quote!(pub),
        name: parse_quote!(Subject),
    };
    let (graph, runtime) = (&compiled.graph, quote!(::tiny_model));
    let source = codegen::model(&item, &model.name(), graph, &program, None, &runtime).to_string();
    let steps = Steps {
        program: PathBuf::new(),
        name: name.replace('-', "_"),
        steps: steps(&compiled.graph, &program),
    };
    Ok((source, steps))
}

fn steps(graph: &Graph, program: &Program) -> Vec<(String, MeasuredOperator)> {
    let step = |(step, operator): (&Step, &tiny_model_compiler::graph::Operator)| {
        let operator = MeasuredOperator {
            index: operator.index,
            operator: operator.name.to_owned(),
            output: graph.tensor(operator.output).shape.clone(),
            macs: operator.kind.macs(),
            insns: 0,
            cycles: 0,
        };
        (step.name.to_string(), operator)
    };
    program
        .steps
        .iter()
        .zip(&graph.operators)
        .map(step)
        .collect()
}

impl Steps {
    /// Runs the firmware and counts each step.
    pub(super) fn measure(&self, target: Target) -> Result<Operators> {
        let elf = Elf::read(&self.program)?;
        let run = firmware::run(target, &self.program, &self.parts(&elf)?)?;
        let mut parts = run.counts.parts.iter();
        let between = parts
            .next()
            .context("nothing was counted between the operators")?;
        let operators = self.steps.iter().map(|(name, operator)| {
            let part = parts
                .next()
                .with_context(|| format!("`{name}` was not counted"))?;
            Ok(MeasuredOperator {
                insns: part.insns,
                cycles: part.cycles,
                ..operator.clone()
            })
        });
        Ok(Operators {
            operators: operators.collect::<Result<_>>()?,
            between_operators: Between {
                insns: between.insns,
                cycles: between.cycles,
            },
        })
    }

    /// Returns the address ranges of the steps, numbered from 1, and of their callers, 0. Kernels are in
    /// no range: they count for the step that calls them.
    fn parts(&self, elf: &Elf) -> Result<Vec<(Range<u64>, usize)>> {
        let range = |symbol: &Symbol| symbol.address..symbol.address + symbol.size;
        let own = elf.symbols().iter().filter(|symbol| self.owns(symbol));
        let (steps, callers): (Vec<&Symbol>, Vec<&Symbol>) =
            own.partition(|symbol| self.position(symbol).is_some());
        for (position, (name, _)) in self.steps.iter().enumerate() {
            steps
                .iter()
                .find(|symbol| self.position(symbol) == Some(position))
                .with_context(|| format!("the firmware has no function `{name}`"))?;
        }
        let callers = callers.into_iter().map(|symbol| (range(symbol), 0));
        let steps = steps
            .into_iter()
            .filter_map(|symbol| Some((range(symbol), 1 + self.position(symbol)?)));
        Ok(callers.chain(steps).collect())
    }

    /// Returns whether the symbol belongs to the firmware's own crate.
    fn owns(&self, symbol: &Symbol) -> bool {
        symbol.name.trim_start_matches('<').starts_with(&self.name)
    }

    fn position(&self, symbol: &Symbol) -> Option<usize> {
        let last = symbol.name.rsplit("::").next()?;
        self.steps.iter().position(|(name, _)| name == last)
    }
}
