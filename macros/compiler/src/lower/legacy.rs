//! Models of uint8 throughout, as TensorFlow's first quantizer made them: as models of int8.
//!
//! A uint8 `q` of the zero point `z` stands for what the int8 `q − 128` of the zero point `z − 128` does, and
//! every operator here depends on the difference alone. AVERAGE_POOL_2D rounds halves away from zero instead:
//! it computes in int16 with the zero point `z`, where it sees the same numbers. The model's ports stay as they are,
//! with QUANTIZE between; so do the weights of layers, whose kernels know a zero point.
//!
//! LiteRT is what these models follow, since TFLM has no kernels of uint8. It multiplies scales in f32, for
//! convolutions and for MUL.

use std::collections::{BTreeMap, BTreeSet};

use tflite_schema::{
    BuiltinOperator as Op, Model, Operator, OperatorCode, Options, Subgraph, Tensor, TensorType,
};

use super::survey::is_unsupported;
use crate::custom::Custom;

/// Operators of LiteRT's that compute with uint8 as they do with int8.
const COMPUTES: &[Op] = &[
    Op::ADD,
    Op::AVERAGE_POOL_2D,
    Op::CONV_2D,
    Op::DEPTHWISE_CONV_2D,
    Op::FULLY_CONNECTED,
    Op::LOGISTIC,
    Op::MAX_POOL_2D,
    Op::MEAN,
    Op::MUL,
    Op::SOFTMAX,
    Op::SUB,
];
/// Operators that may be beside them.
const MOVES: &[Op] = &[
    Op::CONCATENATION,
    Op::DEQUANTIZE,
    Op::EXPAND_DIMS,
    Op::PACK,
    Op::PAD,
    Op::PADV2,
    Op::QUANTIZE,
    Op::RESHAPE,
    Op::RESIZE_NEAREST_NEIGHBOR,
    Op::SLICE,
    Op::SPLIT,
    Op::SQUEEZE,
    Op::STRIDED_SLICE,
    Op::TRANSPOSE,
    Op::UNPACK,
];

/// The constants of such a model that become int8, by their tensors.
pub(super) fn constants(model: &Model<'_>, customs: &[Custom]) -> BTreeMap<usize, Vec<u8>> {
    let Some(subgraph) = legacy(model, customs) else {
        return BTreeMap::new();
    };
    let tensors = subgraph.tensors.iter().enumerate();
    let changed = tensors.filter(|&(id, tensor)| is_changed(subgraph, id, tensor));
    let flipped = |data: &[u8]| data.iter().map(|byte| byte ^ 0x80).collect();
    changed
        .filter_map(|(id, tensor)| Some((id, flipped(tensor.data?))))
        .collect()
}

/// A model without activations of uint8.
pub(super) struct AsInt8<'a> {
    pub(super) model: Model<'a>,
    /// The tensors that stand for one of uint8.
    pub(super) were_uint8: BTreeSet<usize>,
}

/// The model with int8 for uint8 if it is such a one, with these [`constants`]; else as it is.
pub(super) fn as_int8<'a>(
    model: &Model<'a>,
    constants: &'a BTreeMap<usize, Vec<u8>>,
    customs: &[Custom],
) -> AsInt8<'a> {
    let (mut model, mut were_uint8) = (model.clone(), BTreeSet::new());
    let Some(before) = legacy(&model, customs).cloned() else {
        return AsInt8 { model, were_uint8 };
    };
    for subgraph in &mut model.subgraphs {
        for (id, tensor) in subgraph.tensors.iter_mut().enumerate() {
            if is_changed(&before, id, tensor) {
                change(tensor, constants.get(&id));
            }
        }
        averages(subgraph);
        ports(subgraph, &before);
        // A tensor that the model did not have before was added for one of uint8.
        were_uint8 = (0..subgraph.tensors.len())
            .filter(|&id| before.tensors.get(id).is_none_or(is_uint8))
            .collect();
    }
    AsInt8 { model, were_uint8 }
}

/// The only subgraph of a model of uint8 throughout. Unsupported operators in it are refused, not its uint8.
fn legacy<'m, 'a>(model: &'m Model<'a>, customs: &[Custom]) -> Option<&'m Subgraph<'a>> {
    let [subgraph] = model.subgraphs.as_slice() else {
        return None;
    };
    let reads = |operator: &Operator<'_>| {
        let mut touched = operator.inputs.iter().flatten().chain(&operator.outputs);
        touched.any(|&id| subgraph.tensors.get(id).is_some_and(is_uint8))
    };
    let touching = subgraph.operators.iter().filter(|operator| reads(operator));
    let mut touching = touching.filter(|operator| !is_unsupported(operator, customs));
    let computes = |operator: &Operator<'_>| COMPUTES.contains(&operator.builtin());
    let is_known =
        |operator: &Operator<'_>| computes(operator) || MOVES.contains(&operator.builtin());
    let some_compute = touching.clone().any(computes);
    (some_compute && touching.all(is_known)).then_some(subgraph)
}

/// Returns whether its integers stand for reals.
fn is_uint8(tensor: &Tensor<'_>) -> bool {
    tensor.ty == TensorType::UINT8 && tensor.quantization.is_some()
}

/// Returns whether a tensor is no layer's weights.
fn is_changed(subgraph: &Subgraph<'_>, id: usize, tensor: &Tensor<'_>) -> bool {
    let layers = [Op::CONV_2D, Op::DEPTHWISE_CONV_2D, Op::FULLY_CONNECTED];
    let mut layers = subgraph
        .operators
        .iter()
        .filter(|operator| layers.contains(&operator.builtin()));
    is_uint8(tensor) && !layers.any(|layer| layer.inputs.get(1) == Some(&Some(id)))
}

fn change<'a>(tensor: &mut Tensor<'a>, data: Option<&'a Vec<u8>>) {
    tensor.ty = TensorType::INT8;
    tensor.data = data.map(Vec::as_slice);
    let quantization = tensor.quantization.iter_mut();
    for zero_point in quantization.flat_map(|quantization| &mut quantization.zero_point) {
        *zero_point = zero_point.saturating_sub(128);
    }
}

/// Lets AVERAGE_POOL_2D see numbers that are not negative, as int16.
fn averages(subgraph: &mut Subgraph<'_>) {
    let mut operators = Vec::new();
    for mut operator in std::mem::take(&mut subgraph.operators) {
        let ends = match (operator.inputs.as_slice(), operator.outputs.as_slice()) {
            (&[Some(x)], &[y]) if operator.builtin() == Op::AVERAGE_POOL_2D => [x, y],
            _ => {
                operators.push(operator);
                continue;
            }
        };
        let wide = ends.map(|id| widen(subgraph, id));
        let [Some(x), Some(y)] = wide else {
            operators.push(operator);
            continue;
        };
        operator.inputs = vec![Some(x)];
        operator.outputs = vec![y];
        let index = operator.index;
        let [before, after] = [(ends[0], x), (y, ends[1])].map(|ends| quantize(ends, index));
        operators.extend([before, operator, after]);
    }
    subgraph.operators = operators;
}

/// A tensor of int16 with the numbers that an int8 was as uint8.
fn widen(subgraph: &mut Subgraph<'_>, id: usize) -> Option<usize> {
    let tensor = subgraph.tensors.get(id)?;
    if tensor.ty != TensorType::INT8 {
        return None;
    }
    let mut wide = Tensor {
        ty: TensorType::INT16,
        data: None,
        ..tensor.clone()
    };
    let quantization = wide.quantization.iter_mut();
    for zero_point in quantization.flat_map(|quantization| &mut quantization.zero_point) {
        *zero_point = zero_point.saturating_add(128);
    }
    subgraph.tensors.push(wide);
    Some(subgraph.tensors.len() - 1)
}

/// Lets the ports be uint8 as before, and what operators read and write other tensors.
fn ports<'a>(subgraph: &mut Subgraph<'a>, before: &Subgraph<'a>) {
    let mut inner = BTreeMap::new();
    for &id in subgraph.inputs.iter().chain(&subgraph.outputs) {
        let (Some(port), Some(tensor)) = (before.tensors.get(id), subgraph.tensors.get(id)) else {
            continue;
        };
        if port.ty == tensor.ty || inner.contains_key(&id) {
            continue;
        }
        let tensor = tensor.clone();
        inner.insert(id, subgraph.tensors.len());
        subgraph.tensors.push(tensor);
        if let Some(tensor) = subgraph.tensors.get_mut(id) {
            *tensor = Tensor {
                data: None,
                ..port.clone()
            };
        }
    }
    let renamed = |id: &mut usize| *id = inner.get(id).copied().unwrap_or(*id);
    for operator in &mut subgraph.operators {
        operator.inputs.iter_mut().flatten().for_each(renamed);
        operator.outputs.iter_mut().for_each(renamed);
    }
    let fed = |id: &usize| subgraph.inputs.contains(id);
    let (inputs, outputs): (Vec<_>, Vec<_>) = inner.iter().partition(|(id, _)| fed(id));
    let operators = std::mem::take(&mut subgraph.operators);
    let index_of = |touches: &dyn Fn(&Operator<'_>) -> bool| {
        let touching = operators.iter().find(|operator| touches(operator));
        touching.map_or(0, |operator| operator.index)
    };
    let before = inputs.into_iter().map(|(&port, &inner)| {
        let reader = index_of(&|operator| operator.inputs.contains(&Some(inner)));
        quantize((port, inner), reader)
    });
    let after = outputs.into_iter().map(|(&port, &inner)| {
        let writer = index_of(&|operator| operator.outputs.contains(&inner));
        quantize((inner, port), writer)
    });
    let (before, after): (Vec<_>, Vec<_>) = (before.collect(), after.collect());
    subgraph.operators = before.into_iter().chain(operators).chain(after).collect();
}

/// QUANTIZE beside the operator of an index in the file, which it counts as.
fn quantize<'a>((x, y): (usize, usize), index: usize) -> Operator<'a> {
    Operator {
        index,
        code: OperatorCode {
            builtin: Op::QUANTIZE,
            custom: "",
            version: 1,
        },
        inputs: vec![Some(x)],
        outputs: vec![y],
        options: Options::None,
        custom_options: &[],
        mutating_variable_inputs: Vec::new(),
        intermediates: Vec::new(),
    }
}
