//! Operators whose kernels take several types of elements: those of their tensors.

use tiny_model_kernels::op;

/// Which reduction of elements to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    /// REDUCE_MAX.
    Largest,
    /// REDUCE_MIN.
    Smallest,
    /// REDUCE_ALL.
    All,
    /// SUM of floats.
    Total,
}

/// A reduction. Axes are those of [`Mean`](super::Mean).
#[derive(Debug, Clone)]
pub struct Fold {
    /// The function.
    pub kind: FoldKind,
    /// Dimensions of the output.
    pub kept: Vec<(usize, usize)>,
    /// Dimensions that are gone through.
    pub reduced: Vec<(usize, usize)>,
}

/// Which function of one element.
#[derive(Debug, Clone, Copy)]
pub enum UnaryKind {
    /// CAST: from the input's element to the output's.
    Cast,
    /// LOGICAL_NOT.
    Not,
}

/// SELECT_V2: loops over the output with the strides of the condition and of both inputs.
#[derive(Debug, Clone)]
pub struct Select {
    /// Output dimensions with neighbours merged.
    pub dims: Vec<usize>,
    /// Strides in elements, 0 where broadcast.
    pub strides: [Vec<usize>; 3],
}

/// GATHER, GATHER_ND: reads the tensor and the indices.
#[derive(Debug, Clone)]
pub struct Gather {
    /// Leading parts of tensor and indices that belong together.
    pub batches: usize,
    /// Parts of the tensor in each of them.
    pub groups: usize,
    /// Elements of each of these parts.
    pub span: usize,
    /// Tuples of indices of a batch.
    pub tuples: usize,
    /// Elements of a slice.
    pub slice: usize,
    /// Length of the dimension that each index of a tuple counts, and its step in elements.
    pub dims: Vec<(usize, usize)>,
}

/// DYNAMIC_UPDATE_SLICE: writes a box, the first input, to where the second says.
#[derive(Debug, Clone)]
pub struct Update {
    /// Dimensions of the box.
    pub update: Vec<usize>,
    /// Dimensions of the output.
    pub tensor: Vec<usize>,
}

/// RESIZE_NEAREST_NEIGHBOR.
#[derive(Debug, Clone)]
pub struct Nearest {
    /// Height, width and channels of the input.
    pub size: op::Size,
    /// The input's row for each of the output's.
    pub rows: Vec<u16>,
    /// The input's column for each of the output's.
    pub columns: Vec<u16>,
}

/// RESIZE_BILINEAR.
#[derive(Debug, Clone)]
pub struct Bilinear {
    /// Height, width and channels of the input.
    pub from: op::Size,
    /// Height, width and channels of the output.
    pub to: op::Size,
    /// The arithmetic.
    pub kind: BilinearKind,
}

/// How RESIZE_BILINEAR mixes pixels.
#[derive(Debug, Clone, Copy)]
pub enum BilinearKind {
    /// Of int8.
    Integer(op::BilinearInteger),
    /// Of floats.
    Float(op::BilinearFloat),
}

/// How CUMSUM and ADD_N sum.
#[derive(Debug, Clone, Copy)]
pub enum SumKind {
    /// Of int8.
    Integer(op::IntegerSum),
    /// Of floats.
    Float,
}
