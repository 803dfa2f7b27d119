//! `ModelMetadata`: the separate FlatBuffer in the metadata `TFLITE_METADATA`, from which the label files are read.

use crate::error::{Element, ReadError, What};
use crate::source::Source;
use crate::table::Table;

/// The schema's `AssociatedFileType.TENSOR_AXIS_LABELS`.
const AXIS_LABELS: u8 = 2;

/// Returns for each output of the first subgraph the name of the file with the labels of its last dimension, in
/// the archive behind the model.
///
/// # Errors
/// Returns an error if the bytes are not a `ModelMetadata`.
pub fn label_files(metadata: &[u8]) -> Result<Vec<Option<&str>>, ReadError> {
    let source = Source::new(metadata);
    let what = What {
        table: "ModelMetadata",
        field: "",
    };
    let root = Table::read(&source, what.table, source.follow(0, what)?)?;
    let subgraphs = root.field(3, "subgraph_metadata")?;
    let subgraphs = subgraphs.tables("SubGraphMetadata", Element::Subgraph, |_, table| {
        let outputs = table.field(3, "output_tensor_metadata")?;
        outputs.tables("TensorMetadata", Element::Metadata, |_, table| {
            labels(table)
        })
    })?;
    Ok(subgraphs.into_iter().next().unwrap_or_default())
}

/// Returns the first file of labels.
fn labels<'a>(tensor: &Table<'a, '_>) -> Result<Option<&'a str>, ReadError> {
    let files = tensor.field(6, "associated_files")?;
    let files = files.tables("AssociatedFile", Element::Metadata, |_, table| {
        let is_labels = table.field(2, "type")?.or(0u8)? == AXIS_LABELS;
        let name = table.field(0, "name")?.string()?;
        Ok(Some(name).filter(|_| is_labels))
    })?;
    Ok(files.into_iter().flatten().next())
}
