//! Tensors and scratch of an operator.

use super::{Type, Value};

/// A tensor or scratch that a kernel gets, by its position in the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// An input, read.
    Input(usize, Dims),
    /// An output, written.
    Output(usize, Dims),
    /// A tensor of state, read and written, with its name in the call and its type.
    State(usize, &'static str, Type),
    /// The scratch, with its name in the call and its type.
    Scratch(&'static str, Type),
    /// An input and the output, which may share bytes: all elements of both, or of a strip.
    Flat(usize),
    /// The elements of an input that meet those of [`Self::Flat`].
    Meeting(usize),
    /// The first input and the output, which may share bytes: rows of an image or of a strip. The kernel is called for
    /// each image. Shapes are `[batch][height][width][channels]`.
    Images([usize; 4], [usize; 4]),
    /// Rows of padding above the rows of [`Self::Images`]: above the image, so many.
    PadTop(usize),
    /// The first input and the output, which may share bytes: rows of these dimensions.
    Rows(Dims, Dims),
    /// The first input and the scratch, which may share bytes.
    OverScratch(Dims, Type),
    /// The sums of a global pooling by rows.
    Sums,
}

/// How a tensor is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dims {
    /// All elements in a row.
    Flat,
    /// An array.
    Array(Vec<usize>),
}

impl<const N: usize> From<[usize; N]> for Dims {
    fn from(dims: [usize; N]) -> Self {
        Self::Array(dims.into())
    }
}

impl Value {
    /// All elements of an input.
    pub fn input(position: usize) -> Self {
        Argument::Input(position, Dims::Flat).into()
    }

    /// An input as an array of these dimensions.
    pub fn input_as<const N: usize>(position: usize, dims: [usize; N]) -> Self {
        Argument::Input(position, dims.into()).into()
    }

    /// All elements of the first output.
    pub fn output() -> Self {
        Argument::Output(0, Dims::Flat).into()
    }

    /// The first output as an array of these dimensions.
    pub fn output_as<const N: usize>(dims: [usize; N]) -> Self {
        Argument::Output(0, dims.into()).into()
    }

    /// All elements of the output at a position.
    pub fn output_at(position: usize) -> Self {
        Argument::Output(position, Dims::Flat).into()
    }

    /// Bytes of the scratch in the value.
    pub(super) fn scratch_bytes(&self) -> usize {
        let most = |values: &[Self]| values.iter().map(Self::scratch_bytes).max();
        let bytes = match self {
            Self::Argument(Argument::Scratch(_, ty) | Argument::OverScratch(_, ty)) => ty.bytes(),
            Self::List(values) | Self::Tuple(values) | Self::Call(_, _, values) => most(values),
            Self::Struct(_, fields) => fields.iter().map(|(_, x)| x.scratch_bytes()).max(),
            Self::Given(_, _, values) => most(values),
            Self::Method(of, _, values) => most(values).max(Some(of.scratch_bytes())),
            Self::Reference(value) | Self::Mutable(value) => Some(value.scratch_bytes()),
            _ => None,
        };
        bytes.unwrap_or(0)
    }

    /// Scratch, which the call names `scratch`.
    pub fn scratch(element: Type, dims: &[usize]) -> Self {
        Argument::Scratch("scratch", element.array(dims)).into()
    }
}
