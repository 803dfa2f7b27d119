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
    /// `SubGraph.operators`, in the file's order of execution. The order is not checked: a tensor may be read
    /// before it is written.
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
        index: usize,
        table: &Table<'a, '_>,
        model: &Surroundings<'_, 'a>,
    ) -> Result<Self, ReadError> {
        let tensors = tensors(index, table, model.buffers)?;
        Ok(Self {
            name: table.field(4, "name")?.string()?,
            inputs: table.field(1, "inputs")?.indices(tensors.len())?,
            outputs: table.field(2, "outputs")?.indices(tensors.len())?,
            operators: operators(index, table, tensors.len(), model)?,
            tensors,
        })
    }
}

fn tensors<'a>(
    subgraph: usize,
    table: &Table<'a, '_>,
    buffers: &[Buffer<'a>],
) -> Result<Vec<Tensor<'a>>, ReadError> {
    let element = |tensor, name: &str| Element::Tensor {
        subgraph,
        tensor,
        name: name.to_owned(),
    };
    let field = table.field(0, "tensors")?;
    field.tables(
        "Tensor",
        |tensor| element(tensor, ""),
        |tensor, table| {
            let name = table.field(3, "name")?.string()?;
            Tensor::read(name, table, buffers).map_err(|error| error.within(element(tensor, name)))
        },
    )
}

fn operators<'a>(
    subgraph: usize,
    table: &Table<'a, '_>,
    tensors: usize,
    model: &Surroundings<'_, 'a>,
) -> Result<Vec<Operator<'a>>, ReadError> {
    let element = |operator, code| Element::Operator {
        subgraph,
        operator,
        code,
    };
    let field = table.field(3, "operators")?;
    field.tables(
        "Operator",
        |operator| element(operator, None),
        |operator, table| {
            let code = Operator::code(table, model.codes)?;
            Operator::read(operator, code, table, tensors, model.subgraphs)
                .map_err(|error| error.within(element(operator, Some(code.builtin))))
        },
    )
}
