//! Names that the model's author gave to its inputs and outputs.

use tflite_schema::{Model, NamedTensor, Signature, Subgraph};

use crate::graph::{Graph, Port};

/// The signature that converters make of a model with one.
const DEFAULT: &str = "serving_default";

/// Names the inputs and outputs of the entry after its signature: of several `serving_default`, or else the
/// first. Those of other subgraphs name nothing: only the first subgraph is the model.
pub(super) fn name(model: &Model<'_>, entry: &Subgraph<'_>, graph: &mut Graph) {
    let signatures = || {
        model
            .signatures
            .iter()
            .filter(|signature| signature.subgraph == 0)
    };
    let default = signatures().find(|signature| signature.key == DEFAULT);
    let Some(Signature {
        inputs, outputs, ..
    }) = default.or_else(|| signatures().next())
    else {
        return;
    };
    give(inputs, &entry.inputs, &mut graph.inputs);
    give(outputs, &entry.outputs, &mut graph.outputs);
}

/// Gives each port the first name of its tensor that no port before it has.
fn give(names: &[NamedTensor<'_>], ids: &[usize], ports: &mut [Port]) {
    let mut left: Vec<&NamedTensor<'_>> = names
        .iter()
        .filter(|named| !named.name.is_empty())
        .collect();
    for (port, &id) in ports.iter_mut().zip(ids) {
        if let Some(position) = left.iter().position(|named| named.tensor == id) {
            port.signature = Some(left.remove(position).name.to_owned());
        }
    }
}
