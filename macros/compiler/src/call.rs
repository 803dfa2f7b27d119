//! A call of a kernel as data, in no language: what a backend asks for, and what a program is made of.
//!
//! A [`Value`] is an expression: numbers, tables, structs of the runtime, and the operator's tensors ([`Argument`]), of
//! which nobody knows yet where they lie. The names of the runtime's functions and types are paths below its crate:
//! `op::conv_2d`.

mod argument;
mod parameter;
mod stored;
mod ty;
mod value;

pub use argument::{Argument, Dims};
pub use parameter::Parameter;
pub use stored::{Stored, bytes};
pub use ty::{Generic, Type, generics};
pub use value::{Data, Marker, Path, Value};

/// What an operator does when it runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The calls, one after another.
    pub values: Vec<Value>,
    /// Whether the last call tells if the run goes on.
    pub may_end_run: bool,
    /// The last call of an operator that becomes one pixel, if rows of its input come one after another.
    pub sums: Option<Sums>,
}

/// A global pooling by rows: sums of the rows so far, and a call when all have come.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    /// Channels of a pixel, each with a sum.
    pub channels: usize,
    /// The call that computes the output from [`Argument::Sums`].
    pub finish: Value,
}

impl Call {
    /// One call of a function of the runtime, whose generic parameters follow from its arguments.
    pub fn new<const N: usize>(function: impl Into<Path>, arguments: [Value; N]) -> Self {
        Value::call(function, arguments).into()
    }

    /// Both calls, the second of which tells whether the run goes on.
    pub fn or_end_run(mut self, goes_on: Value) -> Self {
        self.values.push(goes_on);
        Self {
            may_end_run: true,
            ..self
        }
    }

    /// Bytes of the scratch that it names.
    pub fn scratch(&self) -> usize {
        let values = self.values.iter();
        values.map(Value::scratch_bytes).max().unwrap_or(0)
    }

    /// The call, for an operator that becomes one pixel.
    pub fn with_sums(self, channels: usize, finish: Value) -> Self {
        let sums = Some(Sums { channels, finish });
        Self { sums, ..self }
    }
}

impl From<Value> for Call {
    fn from(value: Value) -> Self {
        Self {
            values: vec![value],
            may_end_run: false,
            sums: None,
        }
    }
}
