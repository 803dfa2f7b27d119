//! The supported operators of a model.

use tflite_schema::{Model, ReadError};

use super::operators::find;
use super::{Types, legacy, survey};

/// The supported operators that a model has, each with the types that it has there.
///
/// # Errors
/// The file is damaged or no model at all.
pub fn exercised(bytes: &[u8]) -> Result<Vec<(&'static str, Types)>, ReadError> {
    let model = Model::read(bytes)?;
    let constants = legacy::constants(&model, &[]);
    let model = legacy::as_int8(&model, &constants, &[]).model;
    let operators = model.subgraphs.iter().flat_map(|subgraph| {
        let operators = subgraph.operators.iter();
        operators.filter_map(move |operator| {
            let types = survey::types::row(subgraph, operator)?;
            Some((find(operator)?.name, *types))
        })
    });
    Ok(operators.collect())
}
