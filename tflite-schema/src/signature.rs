//! `SignatureDef`: names for the inputs and outputs of a subgraph.

use crate::Subgraph;
use crate::error::{Element, ReadError};
use crate::field::Field;
use crate::table::Table;

/// A view of the schema's `SignatureDef`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature<'a> {
    /// `SignatureDef.signature_key`, for example `serving_default`.
    pub key: &'a str,
    /// `SignatureDef.subgraph_index`: into [`Model::subgraphs`](crate::Model::subgraphs).
    pub subgraph: usize,
    /// `SignatureDef.inputs`; their order may differ from the subgraph's inputs.
    pub inputs: Vec<NamedTensor<'a>>,
    /// `SignatureDef.outputs`.
    pub outputs: Vec<NamedTensor<'a>>,
}

/// A view of the schema's `TensorMap`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedTensor<'a> {
    /// `TensorMap.name`.
    pub name: &'a str,
    /// `TensorMap.tensor_index`: into the tensors of the signature's subgraph.
    pub tensor: usize,
}

impl<'a> Signature<'a> {
    pub(crate) fn read(
        index: usize,
        table: &Table<'a, '_>,
        subgraphs: &[Subgraph<'a>],
    ) -> Result<Self, ReadError> {
        let subgraph = table.field(4, "subgraph_index")?.index(subgraphs.len())?;
        let tensors = subgraphs
            .get(subgraph)
            .map_or(0, |subgraph| subgraph.tensors.len());
        Ok(Self {
            key: table.field(2, "signature_key")?.string()?,
            subgraph,
            inputs: named_tensors(&table.field(0, "inputs")?, index, tensors)?,
            outputs: named_tensors(&table.field(1, "outputs")?, index, tensors)?,
        })
    }
}

/// Reads the tensors of signature `index`, in a subgraph with `tensors` of them.
fn named_tensors<'a>(
    field: &Field<'a, '_>,
    index: usize,
    tensors: usize,
) -> Result<Vec<NamedTensor<'a>>, ReadError> {
    field.tables(
        "TensorMap",
        |_| Element::Signature(index),
        |_, table| {
            Ok(NamedTensor {
                name: table.field(0, "name")?.string()?,
                tensor: table.field(1, "tensor_index")?.index(tensors)?,
            })
        },
    )
}
