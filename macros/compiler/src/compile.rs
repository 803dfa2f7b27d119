//! From bytes to a planned graph with its code: the pipeline without the macro around it.

mod floats;
mod listing;

use std::fmt;

pub use floats::Floats;
pub use listing::Listed;
use tflite_schema::{Model, ReadError};

use crate::backend::Backend;
use crate::budget::{Live, Peak, Requirement, Row};
use crate::choices::{Choices, Float16, Input};
use crate::codegen::{self, Accessors, Step};
use crate::custom::Custom;
use crate::diagnostics::{Message, rows};
use crate::graph::{Control, Graph, Operator};
use crate::labels;
use crate::lower::{self, Problem};
use crate::passes;
use crate::schedule::{self, Holds, Needs, Order, Plan};
use crate::select::Kernel;
use crate::syntax::Resource;

/// A model that can be generated.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// What it computes.
    pub graph: Graph,
    /// How good the order of its operators is; `None` if there was nothing to choose.
    pub order: Option<Order>,
    /// How, in the order of [`Backend::ALL`].
    pub programs: [Program; Backend::ALL.len()],
}

/// A model's memory and code on one backend.
#[derive(Debug, Clone)]
pub struct Program {
    /// The backend.
    pub backend: Backend,
    /// Where its tensors lie.
    pub plan: Plan,
    /// How each operator is computed, in the graph's order.
    pub kernels: Vec<Kernel>,
    /// The function of each operator, in the graph's order.
    pub steps: Vec<Step>,
}

/// Why a model cannot be compiled.
#[derive(Debug, Clone)]
pub enum Failure {
    /// The file is damaged or no model at all.
    Unreadable(ReadError),
    /// The model asks for what we cannot do: all that was found.
    Problems(Vec<Problem>),
    /// The input cannot be fed by rows, for this reason.
    NotByRows(Message),
}

/// Compiles the bytes of a `.tflite` file without custom operators, for all backends.
///
/// # Errors
/// See [`Failure`].
pub fn compile(bytes: &[u8], choices: impl Into<Choices>) -> Result<Compiled, Failure> {
    compile_with(bytes, choices.into(), &[])
}

/// Compiles the bytes of a `.tflite` file whose custom operators the user computes, for all backends.
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

/// Compiles the graph of a model as [`lower`] made it, for all backends.
///
/// # Errors
/// First values are not known at compile time, or the input cannot be fed by rows.
pub fn compile_graph(
    graph: Graph,
    choices: Choices,
    customs: &[Custom],
) -> Result<Compiled, Failure> {
    let graph = passes::call_once(graph).map_err(Failure::Problems)?;
    let mut graph = passes::run(graph);
    if choices.float16 == Float16::Widened {
        passes::widen(&mut graph);
    }
    let compiled = Compiled::least(graph, choices, customs);
    let by_rows = |program: &Program| program.plan.fed_row().is_some();
    if choices.input == Input::Rows && !compiled.programs.iter().all(by_rows) {
        return Err(Failure::NotByRows(rows::refused(&compiled.graph)));
    }
    Ok(compiled)
}

impl Compiled {
    /// With copies or without, whichever takes the smaller arenas, and so the subgraphs.
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
        let order = schedule::arrange(&mut graph, |graph| Needs::new(graph, choices.optimize));
        let programs = Backend::ALL.map(|backend| Program::new(&graph, backend, choices, customs));
        Self {
            graph,
            order,
            programs,
        }
    }

    /// Bytes of the arenas of all backends.
    fn arenas(&self) -> usize {
        self.programs.iter().map(|program| program.plan.arena).sum()
    }

    /// The program of a backend.
    pub fn program(&self, backend: Backend) -> &Program {
        &self.programs[backend as usize]
    }

    /// The methods that view the inputs and outputs.
    pub fn accessors(&self) -> Accessors {
        Accessors::new(&self.graph)
    }
}

impl Program {
    /// The program of a graph on a backend.
    pub fn new(graph: &Graph, backend: Backend, choices: Choices, customs: &[Custom]) -> Self {
        let (kernels, plan) = schedule::choose(graph, backend, choices);
        let steps = codegen::steps(graph, &kernels, &plan, customs);
        Self {
            backend,
            plan,
            kernels,
            steps,
        }
    }

    /// Bytes of flash of all constants.
    pub fn flash(&self) -> usize {
        let steps: usize = self.steps.iter().map(|step| step.flash).sum();
        steps + self.plan.state_flash
    }

    /// What the model needs of a resource, operator by operator.
    pub fn requirement(&self, graph: &Graph, resource: Resource) -> Requirement {
        let bytes = match resource {
            Resource::Arena => self.plan.arena,
            Resource::Flash => self.flash(),
        };
        let rows = (0..self.steps.len())
            .map(|step| self.row(graph, resource, step))
            .collect();
        Requirement {
            resource,
            bytes: bytes as u64,
            rows,
            peak: match resource {
                Resource::Arena => self.peak(graph),
                Resource::Flash => None,
            },
            floats: match resource {
                Resource::Arena => self.floats_at_peak(graph),
                Resource::Flash => graph.float_weights(),
            },
            tried: None,
            alternatives: Vec::new(),
            raised: format!("{resource} <= {bytes}"),
        }
    }

    /// What is in memory when most is.
    fn peak(&self, graph: &Graph) -> Option<Peak> {
        let step = self.plan.peak()?;
        let residents = self.plan.residents();
        let live = residents.iter().map(|resident| {
            let bytes = resident.placed.live(step);
            Live {
                name: resident.holds.name(graph).to_owned(),
                shape: match resident.holds {
                    Holds::Tensor(id) => Some(graph.tensor(id).shape.clone()),
                    Holds::Scratch(_) | Holds::Sums => None,
                },
                // Bytes are of whole words.
                rows: resident.flow.map(|flow| bytes / flow.row),
                bytes: bytes as u64,
            }
        });
        let mut live: Vec<Live> = live.filter(|live| live.bytes > 0).collect();
        live.sort_by_key(|live| std::cmp::Reverse(live.bytes));
        Some(Peak {
            index: graph.operators[step].index,
            operator: graph.operators[step].name.to_owned(),
            bytes: self.plan.live(step) as u64,
            live,
            unused: (self.plan.arena - self.plan.live(step)) as u64,
        })
    }

    fn row(&self, graph: &Graph, resource: Resource, step: usize) -> Row {
        let operator = &graph.operators[step];
        let bytes = match resource {
            Resource::Arena => self.plan.live(step),
            Resource::Flash => self.steps[step].flash,
        };
        let inputs = operator.inputs.iter().map(|&input| graph.tensor(input));
        Row {
            index: operator.index,
            operator: operator.name.to_owned(),
            inputs: inputs
                .filter(|tensor| tensor.constant.is_none())
                .map(|tensor| tensor.shape.clone())
                .collect(),
            output: graph.tensor(operator.output).shape.clone(),
            bytes: bytes as u64,
        }
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
