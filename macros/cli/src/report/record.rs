//! The reported use of a model's memory, as `--json` writes it.

use std::path::Path;

use serde::Serialize;
use tiny_model_compiler::diagnostics::{floats, schedule, tensor_name};
use tiny_model_compiler::graph::Graph;
use tiny_model_compiler::schedule::{Holds, Plan, Resident};
use tiny_model_compiler::{Compiled, Listed};

use crate::choices::Choices;
use crate::model;
use crate::target::Target;

/// The memory of a model on a target.
#[derive(Clone, Debug, Serialize)]
pub struct ModelRecord {
    /// The model file's name without its extension.
    pub model: String,
    /// The target's name.
    pub target: String,
    /// The backend of the plan.
    pub backend: String,
    /// The optimization goal: `speed` or `size`.
    pub optimize: String,
    /// The requested schedule: `fastest` or `smallest`.
    pub schedule: String,
    /// The form of the input: `whole` or by `rows`.
    pub input: String,
    /// Bytes of inputs, activations, outputs and scratch.
    pub arena_bytes: usize,
    /// The lower bound of the arena in bytes for any placement of the same steps.
    pub bound_bytes: usize,
    /// Whether the arena is proven to be the smallest for the same steps.
    pub proven: bool,
    /// Bytes of the largest scratch, a part of the arena.
    pub scratch_bytes: usize,
    /// Bytes of state besides the arena.
    pub state_bytes: usize,
    /// Bytes of constants.
    pub flash_bytes: usize,
    /// Multiply-accumulates of one run; loops count one turn.
    pub macs: u64,
    /// The step that needs the most memory; `null` if there is none.
    pub peak_step: Option<usize>,
    /// The steps that stream; `null` if all tensors are whole.
    pub stream: Option<Streamed>,
    /// A description of the schedule.
    pub summary: String,
    /// A sentence about the savings of full-integer quantization; `null` for models without floats.
    pub quantized: Option<String>,
    /// All tensors and buffers with a place.
    pub memory: Vec<TensorMemory>,
    /// The operators in the order in which they run.
    pub operators: Vec<ReportedOperator>,
    /// The operators of subgraphs. Their memory is the scratch of the operator that runs them.
    pub inner_operators: Vec<ReportedOperator>,
}

/// The first steps, which are computed in strips of rows.
#[derive(Clone, Debug, Serialize)]
pub struct Streamed {
    /// Number of steps.
    pub steps: usize,
    /// Rows of the last step's input or output in a strip.
    pub strip_rows: usize,
    /// Number of times that all of them are called.
    pub sweeps: usize,
    /// Rows of input before each sweep, if the caller feeds them.
    pub fed_rows: Option<usize>,
}

/// An item with a place in the arena.
#[derive(Clone, Debug, Serialize)]
pub struct TensorMemory {
    /// The kind of the item.
    pub kind: Kind,
    /// A tensor's name in the model file.
    pub name: String,
    /// A tensor's shape, otherwise empty.
    pub shape: Vec<usize>,
    /// The first step that writes it; `null` if the caller writes it.
    pub written_by: Option<usize>,
    /// Bytes that are in use at some time.
    pub bytes: usize,
    /// The first byte in the arena.
    pub offset: usize,
    /// The number of bytes in use at each time.
    pub uses: Vec<Use>,
    /// The rows, if it is held in parts.
    pub rows: Option<Rows>,
    /// The tensors that it overlaps, which the step that writes it reads for the last time.
    pub over: Vec<String>,
}

/// The kind of an item in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A whole tensor.
    Tensor,
    /// Some rows of a tensor.
    Rows,
    /// The memory that a step needs besides its tensors.
    Scratch,
    /// The sums of a global pooling.
    Sums,
}

/// A period in which the first bytes of an item are in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Use {
    /// First step.
    pub first: usize,
    /// Last step; the number of steps where the caller reads the item.
    pub last: usize,
    /// Bytes.
    pub bytes: usize,
}

/// Rows of a tensor that streams.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Rows {
    /// Rows of the tensor.
    pub height: usize,
    /// Bytes of a row.
    pub row_bytes: usize,
    /// The largest number of rows in memory.
    pub most: usize,
    /// The largest number of rows in memory between sweeps.
    pub kept: usize,
}

/// One step.
#[derive(Clone, Debug, Serialize)]
pub struct ReportedOperator {
    /// The position in the order in which the steps of its graph run.
    pub step: usize,
    /// The operator's index in the model file.
    pub index: usize,
    /// TFLite's name.
    pub operator: String,
    /// The subgraph of the step: `3 then` for a branch of operator 3; `null` for the model's own.
    pub within: Option<String>,
    /// Shape of the output.
    pub output: Vec<usize>,
    /// Multiply-accumulates.
    pub macs: u64,
    /// Bytes of constants.
    pub flash_bytes: usize,
    /// Bytes of scratch.
    pub scratch_bytes: usize,
    /// Bytes in use while it runs.
    pub live_bytes: usize,
}

impl ModelRecord {
    pub(super) fn new(path: &Path, compiled: &Compiled, target: Target, choices: Choices) -> Self {
        let graph = &compiled.graph;
        let program = compiled.program(target.backend());
        let plan = &program.plan;
        let residents = plan.residents();
        let listing = program.listing(graph);
        let (inner_operators, operators) = listing
            .iter()
            .map(ReportedOperator::new)
            .partition(|operator| operator.within.is_some());
        Self {
            model: model::stem(path),
            target: target.to_string(),
            backend: target.backend().name().to_owned(),
            optimize: choices.optimize.to_string(),
            schedule: choices.schedule.to_string(),
            input: choices.input.to_string(),
            arena_bytes: plan.arena,
            bound_bytes: plan.bound,
            proven: plan.is_proven(),
            scratch_bytes: plan.largest_scratch(),
            state_bytes: plan.state(),
            flash_bytes: program.flash(),
            macs: graph.macs(),
            peak_step: plan.peak(),
            stream: streamed(plan),
            summary: schedule::schedule(plan),
            quantized: floats::quantized(graph.float_weights(), program.floats_at_peak(graph)),
            memory: residents
                .iter()
                .map(|resident| TensorMemory::new(graph, plan, resident))
                .collect(),
            operators,
            inner_operators,
        }
    }
}

fn streamed(plan: &Plan) -> Option<Streamed> {
    let stream = plan.stream.as_ref()?;
    Some(Streamed {
        steps: stream.steps.len(),
        strip_rows: stream.steps.last()?.stride.most,
        sweeps: stream.sweeps,
        fed_rows: stream.fed,
    })
}

impl TensorMemory {
    fn new(graph: &Graph, plan: &Plan, resident: &Resident<'_>) -> Self {
        let uses = resident.placed.uses.iter();
        let uses = uses.filter(|u| u.bytes > 0).map(|u| Use {
            first: u.lifetime.first,
            last: u.lifetime.last,
            bytes: u.bytes,
        });
        let (kind, shape) = match (resident.holds, resident.flow) {
            (Holds::Tensor(id), None) => (Kind::Tensor, graph.tensor(id).shape.clone()),
            (Holds::Tensor(id), Some(_)) => (Kind::Rows, graph.tensor(id).shape.clone()),
            (Holds::Scratch(_), _) => (Kind::Scratch, Vec::new()),
            (Holds::Sums, _) => (Kind::Sums, Vec::new()),
        };
        let name = |holds: Holds| tensor_name(holds.name(graph));
        Self {
            kind,
            name: name(resident.holds),
            shape,
            written_by: resident.holds.writer(plan, graph),
            bytes: resident.placed.size(),
            offset: resident.placed.offset,
            uses: uses.collect(),
            rows: resident.flow.map(|flow| Rows {
                height: flow.height,
                row_bytes: flow.row,
                most: flow.rows,
                kept: flow.kept,
            }),
            over: resident.over.iter().copied().map(name).collect(),
        }
    }

    /// Returns the first and last step of all uses.
    pub(super) fn lifetime(&self) -> (usize, usize) {
        let uses = self.uses.iter();
        uses.fold((usize::MAX, 0), |(first, last), u| {
            (first.min(u.first), last.max(u.last))
        })
    }
}

impl ReportedOperator {
    /// Returns `4 CONV_2D`, the step and its operator, or `4 CONV_2D (op 6)` where the index in the file
    /// differs.
    pub(super) fn label(&self) -> String {
        let Self {
            step,
            index,
            operator,
            ..
        } = self;
        match step == index {
            true => format!("{step} {operator}"),
            false => format!("{step} {operator} (op {index})"),
        }
    }

    fn new(listed: &Listed<'_>) -> Self {
        let &Listed {
            operator, graph, ..
        } = listed;
        Self {
            step: listed.position,
            index: operator.index,
            operator: operator.name.to_owned(),
            within: Some(listed.within.clone()).filter(|within| !within.is_empty()),
            output: graph.tensor(operator.output).shape.clone(),
            macs: operator.kind.macs(),
            flash_bytes: listed.flash,
            scratch_bytes: listed.scratch,
            live_bytes: listed.live,
        }
    }
}
