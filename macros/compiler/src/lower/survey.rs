//! What can be said of a whole model before any operator is lowered.

use std::collections::BTreeMap;

use tflite_schema::{BuiltinOperator as Op, Operator, Subgraph, Tensor, TensorType};

use super::node::place;
use super::{Problem, element, find, supported};
use crate::diagnostics::model as text;
use crate::diagnostics::model::{Named, TypeRemedy, Unsupported};

/// Bytes of the largest tensor that is accepted: more than a microcontroller has, and little enough
/// to compute constants of.
const LARGEST: usize = 16 << 20;

/// Refuses a model with unsupported operators, types or shapes, or whose operators do not make a
/// computation.
pub(super) fn model(subgraph: &Subgraph<'_>) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    problems.extend(operators(subgraph));
    problems.extend(types(subgraph));
    problems.extend(shapes(subgraph));
    if problems.is_empty() {
        problems.extend(order(subgraph));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// All unsupported operators in one problem.
fn operators(subgraph: &Subgraph<'_>) -> Option<Problem> {
    let mut unsupported: Vec<Unsupported> = Vec::new();
    for (index, operator) in subgraph.operators.iter().enumerate() {
        if find(operator.builtin()).is_some() {
            continue;
        }
        let name = operator.code.to_string();
        if let Some(known) = unsupported.iter_mut().find(|known| known.name == name) {
            known.uses += 1;
            continue;
        }
        let place = place(subgraph, index, "");
        let (tensor, shape) = (place.output.to_owned(), place.shape.to_vec());
        unsupported.push(Unsupported {
            name,
            uses: 1,
            first: index,
            tensor,
            shape,
        });
    }
    let names = supported().collect::<Vec<_>>().join(", ");
    (!unsupported.is_empty()).then(|| text::unsupported(&unsupported, &names))
}

/// Unsupported types, one problem for each remedy.
fn types(subgraph: &Subgraph<'_>) -> Vec<Problem> {
    let mut found: BTreeMap<TypeRemedy, (String, usize, usize)> = BTreeMap::new();
    for (index, operator) in subgraph.operators.iter().enumerate() {
        if let Some((remedy, what)) = unsupported_type(subgraph, operator) {
            found.entry(remedy).or_insert((what, 0, index)).1 += 1;
        }
    }
    let problem = |(remedy, (what, uses, index)): (_, (String, usize, usize))| {
        let name = subgraph
            .operators
            .get(index)
            .map(|operator| operator.code.to_string());
        let place = place(subgraph, index, name.as_deref().unwrap_or_default());
        text::types(&what, uses, place, remedy)
    };
    found.into_iter().map(problem).collect()
}

/// The first type of a supported operator that its kernel does not have.
fn unsupported_type(
    subgraph: &Subgraph<'_>,
    operator: &Operator<'_>,
) -> Option<(TypeRemedy, String)> {
    find(operator.builtin())?;
    let tensors = |ids: &[usize]| -> Vec<&Tensor<'_>> {
        ids.iter()
            .filter_map(|&id| subgraph.tensors.get(id))
            .collect()
    };
    let inputs: Vec<usize> = operator.inputs.iter().flatten().copied().collect();
    let (inputs, outputs) = (tensors(&inputs), tensors(&operator.outputs));
    let weights = match operator.builtin() {
        Op::CONV_2D | Op::DEPTHWISE_CONV_2D | Op::FULLY_CONNECTED => inputs.get(1).copied(),
        _ => None,
    };
    let is_hybrid = weights.is_some_and(|weights| weights.ty == TensorType::INT8);
    if let Some(weights) = weights.filter(|w| matches!(w.ty, TensorType::INT4 | TensorType::INT2)) {
        return Some((
            TypeRemedy::Quantize,
            format!("{} weights", lower_case(weights.ty)),
        ));
    }
    let computed = inputs.iter().filter(|tensor| tensor.data.is_none());
    let reads = computed.clone().map(|tensor| tensor.ty);
    let writes = outputs.iter().map(|tensor| tensor.ty);
    let wrong = match operator.builtin() {
        Op::QUANTIZE => reads
            .filter(|&ty| ty != TensorType::FLOAT32 && ty != TensorType::INT8)
            .chain(writes.filter(|&ty| ty != TensorType::INT8))
            .next(),
        Op::DEQUANTIZE => reads
            .filter(|&ty| ty != TensorType::INT8)
            .chain(writes.filter(|&ty| ty != TensorType::FLOAT32))
            .next(),
        code if moves_data(code) => reads.chain(writes).find(|&ty| element(ty).is_none()),
        _ => reads.chain(writes).find(|&ty| ty != TensorType::INT8),
    }?;
    let remedy = match wrong {
        TensorType::INT16 => TypeRemedy::NotInt16,
        TensorType::UINT8 => TypeRemedy::NotUint8,
        TensorType::FLOAT32 if is_hybrid => TypeRemedy::NotHybrid,
        _ => TypeRemedy::Quantize,
    };
    let suffix = if remedy == TypeRemedy::NotHybrid {
        " and int8 weights"
    } else {
        ""
    };
    Some((remedy, format!("{} activations{suffix}", lower_case(wrong))))
}

fn lower_case(ty: TensorType) -> String {
    ty.to_string().to_lowercase()
}

/// Whether an operator takes elements of any type as they are.
fn moves_data(code: Op) -> bool {
    matches!(
        code,
        Op::CONCATENATION
            | Op::EXPAND_DIMS
            | Op::PACK
            | Op::PAD
            | Op::PADV2
            | Op::RESHAPE
            | Op::SLICE
            | Op::SPLIT
            | Op::SQUEEZE
            | Op::STRIDED_SLICE
            | Op::TRANSPOSE
            | Op::UNPACK
    )
}

fn named<'a>(tensor: &'a Tensor<'a>) -> Named<'a> {
    Named {
        name: tensor.name,
        shape: &tensor.shape,
    }
}

/// Shapes that are open or too large, and state.
fn shapes(subgraph: &Subgraph<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    // An open input opens all that follows: naming it is enough.
    let inputs = subgraph
        .inputs
        .iter()
        .filter_map(|&id| subgraph.tensors.get(id));
    if let Some(open) = inputs
        .chain(&subgraph.tensors)
        .find(|tensor| is_open(tensor))
    {
        problems.push(text::dynamic_shape(named(open), &open.shape_signature));
    }
    for tensor in &subgraph.tensors {
        if tensor.is_variable {
            problems.push(text::variable(named(tensor)));
        }
        match tensor.byte_size() {
            Some(bytes) if bytes > LARGEST => {
                problems.push(text::too_large(named(tensor), bytes, LARGEST));
            }
            _ => {}
        }
    }
    problems
}

/// Whether a dimension other than the batch is only known at run time.
fn is_open(tensor: &Tensor<'_>) -> bool {
    tensor.shape.contains(&0)
        || tensor
            .shape_signature
            .iter()
            .skip(1)
            .any(|&length| length < 0)
}

/// Whether every tensor is written once, before it is read.
fn order(subgraph: &Subgraph<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut written: Vec<bool> = subgraph.tensors.iter().map(|t| t.data.is_some()).collect();
    for &input in &subgraph.inputs {
        written[input] = true;
    }
    for (index, operator) in subgraph.operators.iter().enumerate() {
        let name = operator.code.to_string();
        for &input in operator.inputs.iter().flatten() {
            if !written[input] {
                let tensor = named(&subgraph.tensors[input]);
                problems.push(text::unwritten(tensor, Some((index, &name))));
            }
        }
        for &output in &operator.outputs {
            if written[output] {
                problems.push(text::overwritten(place(subgraph, index, &name)));
            }
            written[output] = true;
        }
    }
    if subgraph.outputs.is_empty() {
        problems.push(text::no_outputs());
    }
    for &output in &subgraph.outputs {
        if !written[output] {
            problems.push(text::unwritten(named(&subgraph.tensors[output]), None));
        }
    }
    problems
}
