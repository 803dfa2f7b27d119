//! The compiler without the macro around it: from the bytes of a model to a planned graph with its code.

use std::fmt;

use tflite_schema::{Model, ReadError};

use crate::backend::{self, Backend};
use crate::choices::{Choices, Float16, Input};
use crate::custom::Custom;
use crate::diagnostics::{Message, rows};
use crate::graph::{Control, Graph, Operator};
use crate::labels;
use crate::lower::{self, Problem};
use crate::passes;
use crate::program::Program;
use crate::schedule::{self, Needs, Order, Selected};

/// A compiled model, from which code can be generated.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The model's computations.
    pub graph: Graph,
    /// The order of its operators and the quality of that order; `None` if there was no choice.
    pub order: Option<Order>,
    /// The programs, in the order of [`backend::ALL`].
    pub programs: [Program; backend::ALL.len()],
}

/// The reason why a model cannot be compiled.
#[derive(Debug, Clone)]
pub enum Failure {
    /// The file is damaged or not a model.
    Unreadable(ReadError),
    /// The model contradicts itself or uses unsupported features: all problems that were found.
    Problems(Vec<Problem>),
    /// The input cannot be fed by rows, for the given reason.
    NotByRows(Message),
}

/// Compiles the bytes of a `.tflite` file without custom operators, for all backends.
///
/// # Errors
/// See [`Failure`].
pub fn compile(bytes: &[u8], choices: impl Into<Choices>) -> Result<Compiled, Failure> {
    compile_with(bytes, choices.into(), &[])
}

/// Compiles the bytes of a `.tflite` file with the user's functions for custom operators, for all
/// backends.
///
/// # Errors
/// See [`Failure`].
pub fn compile_with(
    bytes: &[u8],
    choices: Choices,
    customs: &[Custom],
) -> Result<Compiled, Failure> {
    let model = Model::read(bytes).map_err(Failure::Unreadable)?;
    let mut graph = lower::graph(&model, customs).map_err(Failure::Problems)?;
    labels::find(bytes, &model, &mut graph);
    compile_graph(graph, choices, customs)
}

/// Compiles a graph from [`lower`], for all backends.
///
/// # Errors
/// The initial values of variables are not known at compile time, or the input cannot be fed by rows.
pub fn compile_graph(
    graph: Graph,
    choices: Choices,
    customs: &[Custom],
) -> Result<Compiled, Failure> {
    let graph = simplified(graph, choices)?;
    let compiled = Compiled::least(graph, choices, customs);
    let by_rows = |program: &Program| program.plan.fed_row().is_some();
    if choices.input == Input::Rows && !compiled.programs.iter().all(by_rows) {
        return Err(Failure::NotByRows(rows::refused(&compiled.graph)));
    }
    Ok(compiled)
}

/// A step of the compiler that leaves a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The graph as the model file has it.
    Lowering,
    /// The graph that is simplified.
    Passes,
    /// The graph whose operators are in the order in which they run.
    Order,
}

/// The graph of the bytes of a `.tflite` file after a step of the compiler.
///
/// # Errors
/// See [`Failure`].
pub fn graph_after(bytes: &[u8], stage: Stage, choices: Choices) -> Result<Graph, Failure> {
    let model = Model::read(bytes).map_err(Failure::Unreadable)?;
    let graph = lower::graph(&model, &[]).map_err(Failure::Problems)?;
    match stage {
        Stage::Lowering => Ok(graph),
        Stage::Passes => simplified(graph, choices),
        Stage::Order => Ok(compile_graph(graph, choices, &[])?.graph),
    }
}

/// The graph after all passes.
fn simplified(graph: Graph, choices: Choices) -> Result<Graph, Failure> {
    let graph = passes::call_once(graph).map_err(Failure::Problems)?;
    let mut graph = passes::run(graph);
    if choices.float16 == Float16::Widened {
        passes::widen(&mut graph);
    }
    Ok(graph)
}

impl Compiled {
    /// Compiles with copies or without, whichever takes smaller arenas, and the subgraphs in the same
    /// way.
    fn least(mut graph: Graph, choices: Choices, customs: &[Custom]) -> Self {
        let controls = graph.operators.iter_mut().filter_map(Operator::control_mut);
        for inner in controls.flat_map(Control::subgraphs_mut) {
            let whole = choices.optimize.into();
            inner.graph = Self::least(std::mem::take(&mut inner.graph), whole, customs).graph;
        }
        let joined = passes::join(&graph).map(|graph| Self::new(graph, choices, customs));
        let compiled = Self::new(graph, choices, customs);
        joined
            .filter(|joined| joined.arenas() <= compiled.arenas())
            .unwrap_or(compiled)
    }

    fn new(mut graph: Graph, choices: Choices, customs: &[Custom]) -> Self {
        let mut selected = backend::ALL.map(|backend| Selected::new(&graph, backend, choices));
        let order = schedule::arrange(&mut graph, |graph| Needs::new(graph, &selected));
        if let Some(order) = &order {
            selected
                .iter_mut()
                .for_each(|all| all.arrange(&order.steps));
        }
        let mut selected = selected.into_iter();
        let programs = backend::ALL.map(|backend| {
            let selected = selected.next().unwrap_or_default();
            let scheduled = schedule::choose(&graph, selected, choices);
            Program::scheduled(&graph, backend, scheduled, customs)
        });
        Self {
            graph,
            order,
            programs,
        }
    }

    /// The sum of the arenas of all backends in bytes.
    fn arenas(&self) -> usize {
        self.programs.iter().map(|program| program.plan.arena).sum()
    }

    /// Returns the program of a backend.
    ///
    /// # Panics
    /// The backend is not one of [`backend::ALL`].
    pub fn program(&self, backend: &dyn Backend) -> &Program {
        let mut programs = self.programs.iter();
        let program = programs.find(|program| program.backend.name() == backend.name());
        program.expect("a program for each backend")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => error.fmt(f),
            Self::NotByRows(message) => message.fmt(f),
            Self::Problems(problems) => {
                for (index, problem) in problems.iter().enumerate() {
                    if index > 0 {
                        f.write_str("\n\n")?;
                    }
                    problem.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Failure {}
