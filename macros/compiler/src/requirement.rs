//! The needs of a model, operator by operator, as those of its budgets read them.

use crate::choices::Resource;
use crate::graph::Floats;

/// The bytes of one resource that a model needs, and the reasons.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// The resource.
    pub resource: Resource,
    /// The bytes that the model needs.
    pub bytes: u64,
    /// The needs of the operators, in any order.
    pub rows: Vec<Row>,
    /// The peak of the arena.
    pub peak: Option<Peak>,
    /// The floats among these bytes: in memory at the peak, or among the weights.
    pub floats: Floats,
    /// The result of the schedules that were tried: `small schedules were tried: …`.
    pub tried: Option<String>,
    /// Other options with which the model was compiled and needs less. Empty unless requested.
    pub alternatives: Vec<Alternative>,
    /// The budgets with which the model was compiled and fits, in the user's syntax.
    pub raised: String,
}

/// The operator that needs the most memory.
#[derive(Debug, Clone)]
pub struct Peak {
    /// Index in the model file.
    pub index: usize,
    /// TFLite's name of the operator.
    pub operator: String,
    /// Bytes in use while it runs; bytes that tensors share count once.
    pub bytes: u64,
    /// The buffers in memory while it runs, the largest first.
    pub live: Vec<Live>,
    /// Bytes of the arena that no buffer uses while it runs.
    pub unused: u64,
}

/// A buffer in memory.
#[derive(Debug, Clone)]
pub struct Live {
    /// The tensor's name, or another description.
    pub name: String,
    /// The tensor's shape.
    pub shape: Option<Vec<usize>>,
    /// The number of rows in memory, if the tensor streams.
    pub rows: Option<usize>,
    /// Bytes that are in use.
    pub bytes: u64,
}

/// Other options with which a model needs less.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// The options to add, in the user's syntax.
    pub options: String,
    /// Bytes that the model needs with these options.
    pub bytes: u64,
    /// The schedule that needs these bytes: `streaming the first 9 operators`.
    pub way: String,
}

impl Requirement {
    /// Returns whether remedies are of interest: no budget is known, or it is exceeded.
    pub fn is_doubtful(&self, budget: Option<u64>) -> bool {
        budget.is_none_or(|budget| self.bytes > budget)
    }
}

/// The bytes that one operator needs.
#[derive(Debug, Clone)]
pub struct Row {
    /// The operator's index in the model file.
    pub index: usize,
    /// TFLite's name of the operator.
    pub operator: String,
    /// Shapes of its inputs, without constants.
    pub inputs: Vec<Vec<usize>>,
    /// Shape of its first output.
    pub output: Vec<usize>,
    /// Bytes. For the arena: all tensors that are alive while it runs, and its scratch. For flash: its
    /// constants.
    pub bytes: u64,
}
