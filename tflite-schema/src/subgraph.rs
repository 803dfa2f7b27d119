//! `SubGraph`: tensors and the operators between them.

use crate::error::{Element, ReadError};
use crate::table::Table;
use crate::{Buffer, Operator, OperatorCode, Tensor};

/// A view of the schema's `SubGraph`.
#[derive(Clone, Debug, PartialEq)]
pub struct Subgraph<'a> {
    /// `SubGraph.name`, empty where absent.
    pub name: &'a str,
    /// `SubGraph.tensors`.
    pub tensors: Vec<Tensor<'a>>,
    /// `SubGraph.inputs`: into `tensors`.
    pub inputs: Vec<usize>,
    /// `SubGraph.outputs`: into `tensors`.
    pub outputs: Vec<usize>,
    /// `SubGraph.operators`, in the order of execution as the file claims; whether each tensor is written before it
    /// is read is not checked.
    pub operators: Vec<Operator<'a>>,
}

/// The parts of a model that a subgraph refers to.
pub(crate) struct Surroundings<'m, 'a> {
    pub(crate) codes: &'m [OperatorCode<'a>],
    pub(crate) buffers: &'m [Buffer<'a>],
    /// Number of subgraphs.
    pub(crate) subgraphs: usize,
}

impl<'a> Subgraph<'a> {
    pub(crate) fn read(
        subgraph: usize,
        table: &Table<'a, '_>,
        model: &Surroundings<'_, 'a>,
    ) -> Result<Self, ReadError> {
        let tensors = table
            .field(0, "tensors")?
            .tables("Tensor", |tensor, table| {
                let within = |name: &str| Element::Tensor {
                    subgraph,
                    tensor,
                    name: name.to_owned(),
                };
                let name = table
                    .field(3, "name")
                    .and_then(|name| name.string())
                    .map_err(|error| error.within(within("")))?;
                Tensor::read(name, table, model.buffers).map_err(|error| error.within(within(name)))
            })?;
        let operators = table
            .field(3, "operators")?
            .tables("Operator", |operator, table| {
                let within = |code| Element::Operator {
                    subgraph,
                    operator,
                    code,
                };
                let code = Operator::code(table, model.codes)
                    .map_err(|error| error.within(within(None)))?;
                Operator::read(code, table, tensors.len(), model.subgraphs)
                    .map_err(|error| error.within(within(Some(code.builtin))))
            })?;
        Ok(Self {
            name: table.field(4, "name")?.string()?,
            inputs: table.field(1, "inputs")?.indices(tensors.len())?,
            outputs: table.field(2, "outputs")?.indices(tensors.len())?,
            tensors,
            operators,
        })
    }
}
