//! From TFLite's terms to ours, collecting everything that we cannot do.
//!
//! [`survey`] looks at the whole model first: unsupported operators, types and shapes are all
//! reported at once. Then each operator is lowered by the file that has its name.

mod activation;
mod binary;
mod concatenation;
mod conv_2d;
mod depthwise_conv_2d;
mod fully_connected;
mod lookup;
mod mean;
mod node;
mod pack;
mod pad;
mod pool;
mod quantization;
mod quantize;
mod slice;
mod softmax;
mod split;
mod strided_slice;
mod survey;
mod transpose;
mod view;
mod weights;
mod window;

use node::Node;
use tflite_schema::{BuiltinOperator as Op, Model, Subgraph, TensorType};

use crate::diagnostics::Message;
use crate::graph::{Element, Graph, Port, Tensor, TensorId};

/// Something in a model that keeps it from being compiled.
pub type Problem = Message;

/// A supported operator.
struct Support {
    code: Op,
    /// TFLite's name.
    name: &'static str,
    lower: fn(&mut Node<'_>) -> Result<(), Problem>,
}

/// Every supported operator: the one list.
const OPERATORS: &[Support] = &[
    support(Op::ADD, "ADD", binary::add),
    support(
        Op::AVERAGE_POOL_2D,
        "AVERAGE_POOL_2D",
        pool::average_pool_2d,
    ),
    support(Op::CONCATENATION, "CONCATENATION", concatenation::lower),
    support(Op::CONV_2D, "CONV_2D", conv_2d::lower),
    support(
        Op::DEPTHWISE_CONV_2D,
        "DEPTHWISE_CONV_2D",
        depthwise_conv_2d::lower,
    ),
    support(Op::DEQUANTIZE, "DEQUANTIZE", quantize::dequantize),
    support(Op::EXPAND_DIMS, "EXPAND_DIMS", view::lower),
    support(
        Op::FULLY_CONNECTED,
        "FULLY_CONNECTED",
        fully_connected::lower,
    ),
    support(Op::HARD_SWISH, "HARD_SWISH", lookup::hard_swish),
    support(Op::LEAKY_RELU, "LEAKY_RELU", lookup::leaky_relu),
    support(Op::LOGISTIC, "LOGISTIC", lookup::logistic),
    support(Op::MAX_POOL_2D, "MAX_POOL_2D", pool::max_pool_2d),
    support(Op::MEAN, "MEAN", mean::lower),
    support(Op::MUL, "MUL", binary::mul),
    support(Op::PACK, "PACK", pack::pack),
    support(Op::PAD, "PAD", pad::lower),
    support(Op::PADV2, "PADV2", pad::lower),
    support(Op::QUANTIZE, "QUANTIZE", quantize::quantize),
    support(Op::RELU, "RELU", lookup::relu),
    support(Op::RELU6, "RELU6", lookup::relu6),
    support(Op::RESHAPE, "RESHAPE", view::lower),
    support(Op::SLICE, "SLICE", slice::lower),
    support(Op::SOFTMAX, "SOFTMAX", softmax::lower),
    support(Op::SPLIT, "SPLIT", split::lower),
    support(Op::SQUEEZE, "SQUEEZE", view::lower),
    support(Op::STRIDED_SLICE, "STRIDED_SLICE", strided_slice::lower),
    support(Op::SUB, "SUB", binary::sub),
    support(Op::TANH, "TANH", lookup::tanh),
    support(Op::TRANSPOSE, "TRANSPOSE", transpose::lower),
    support(Op::UNPACK, "UNPACK", pack::unpack),
];

const fn support(
    code: Op,
    name: &'static str,
    lower: fn(&mut Node<'_>) -> Result<(), Problem>,
) -> Support {
    Support { code, name, lower }
}

/// Names of the supported operators, in alphabetical order.
pub fn supported() -> impl Iterator<Item = &'static str> {
    OPERATORS.iter().map(|support| support.name)
}

fn find(code: Op) -> Option<&'static Support> {
    OPERATORS.iter().find(|support| support.code == code)
}

/// Lowers the model's first subgraph, its entry.
///
/// # Errors
/// Everything that cannot be compiled: of the whole model, or where there is nothing, of each
/// operator.
pub fn graph(model: &Model<'_>) -> Result<Graph, Vec<Problem>> {
    let Some(subgraph) = model.subgraphs.first() else {
        return Err(vec![crate::diagnostics::model::no_outputs()]);
    };
    survey::model(subgraph)?;
    let mut problems = Vec::new();
    let mut graph = Graph {
        tensors: subgraph.tensors.iter().map(tensor).collect(),
        ..Graph::default()
    };
    for (index, operator) in subgraph.operators.iter().enumerate() {
        let Some(support) = find(operator.builtin()) else {
            continue;
        };
        let mut node = Node::new(subgraph, &mut graph, index, support.name);
        if let Err(problem) = (support.lower)(&mut node) {
            problems.push(problem);
        }
    }
    let mut ports = |tensors: &[usize]| -> Vec<Port> {
        tensors
            .iter()
            .filter_map(|&id| port(subgraph, id, &mut problems))
            .collect()
    };
    graph.inputs = ports(&subgraph.inputs);
    graph.outputs = ports(&subgraph.outputs);
    if problems.is_empty() {
        Ok(graph)
    } else {
        Err(problems)
    }
}

/// The tensor in our terms. Of a type that no kernel has it is a name only, for what operators read
/// at compile time.
fn tensor(tensor: &tflite_schema::Tensor<'_>) -> Tensor {
    let element = element(tensor.ty);
    Tensor {
        name: tensor.name.to_owned(),
        shape: tensor.shape.clone(),
        element: element.unwrap_or(Element::I8),
        constant: element.and(tensor.data).map(<[u8]>::to_vec),
    }
}

/// The element of a type that kernels have.
fn element(ty: TensorType) -> Option<Element> {
    match ty {
        TensorType::INT8 => Some(Element::I8),
        TensorType::INT32 => Some(Element::I32),
        TensorType::FLOAT32 => Some(Element::F32),
        _ => None,
    }
}

fn port(subgraph: &Subgraph<'_>, id: usize, problems: &mut Vec<Problem>) -> Option<Port> {
    let tensor = subgraph.tensors.get(id)?;
    let quantization = match quantization::of_port(tensor) {
        Ok(quantization) => quantization,
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    };
    let (name, shape) = (tensor.name.to_owned(), tensor.shape.clone());
    Some(Port {
        tensor: TensorId(id),
        name,
        shape,
        quantization,
    })
}
