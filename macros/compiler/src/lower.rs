//! From TFLite's terms to ours, collecting everything that we cannot do.
//!
//! [`survey`] looks at the whole model first: unsupported operators, types and open inputs are all
//! reported at once. Then each operator is lowered by the file that has its name. A lowering reads the file's views through
//! `node`, states the shape that the inputs make (`shapes`), asks [`numbers`](crate::numbers) for the parameters of
//! kernels, and adds to the graph through its [`Builder`](crate::graph::Builder). The last two know nothing of TFLite: a
//! reader of another format calls them, too.

mod activation;
mod along;
mod batch_matmul;
mod binary;
mod blocks;
mod broadcast;
mod broadcast_args;
mod call_once;
mod circular_buffer;
mod concatenation;
mod control;
mod conv_2d;
mod custom;
mod depthwise_conv_2d;
mod detection;
mod dynamic_update_slice;
mod exercised;
mod fill;
mod flexbuffer;
mod float;
mod fully_connected;
mod gather;
mod half;
mod int16;
mod layer;
mod legacy;
mod list;
mod lookup;
mod lstm;
mod mean;
mod mirror_pad;
mod node;
mod operators;
mod pack;
mod pad;
mod pool;
mod quantization;
mod quantize;
mod reached;
mod reduce;
mod resize;
mod reverse;
mod select;
mod shape;
mod shapes;
mod signature;
mod slice;
mod softmax;
mod split;
mod split_v;
mod state;
mod strided_slice;
mod support;
mod survey;
mod svdf;
mod tile;
mod top_k;
mod transpose;
mod transpose_conv;
mod types;
mod unary;
mod variable;
mod view;
mod weights;
mod window;

use std::collections::BTreeSet;

use legacy::AsInt8;
use node::Node;
use operators::find;
use shapes::Shapes;
use state::Variables;
use tflite_schema::{Model, Subgraph, TensorType};

use crate::custom::Custom;
use crate::diagnostics::Message;
use crate::diagnostics::model as text;
use crate::diagnostics::model::Owner;
use crate::graph::{Element, Graph, Port, Tensor, TensorId};

pub use exercised::exercised;
pub use operators::supported;
pub use support::Support;
pub use types::Types;
use types::lower_case;

/// Something in a model that keeps it from being compiled.
pub type Problem = Message;

/// A subgraph on its way into a graph.
#[derive(Clone, Copy)]
struct Scope<'a> {
    model: &'a Model<'a>,
    subgraph: &'a Subgraph<'a>,
    role: Role,
    /// What the user computes.
    customs: &'a [Custom],
    /// Its tensors that stand for uint8, in a [`legacy`] model.
    were_uint8: &'a BTreeSet<usize>,
    /// The shapes of its tensors, as far as they are known.
    shapes: &'a Shapes,
    /// Where its tensors are in the graph.
    first: usize,
}

/// When a subgraph runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// In each run: the model itself.
    Entry,
    /// Before the first run.
    Once,
    /// Within an operator.
    Inner,
}

impl Scope<'_> {
    /// The tensor of the graph that a tensor of the subgraph becomes.
    fn id(&self, tensor: usize) -> TensorId {
        TensorId(self.first + tensor)
    }
}

/// Lowers the model's first subgraph, its entry, and those that it calls; the user computes the operators of
/// `customs`.
///
/// # Errors
/// Everything that cannot be compiled: of the whole model, or where there is nothing, of each
/// operator.
pub fn graph(model: &Model<'_>, customs: &[Custom]) -> Result<Graph, Vec<Problem>> {
    let constants = legacy::constants(model, customs);
    let mut model = legacy::as_int8(model, &constants, customs);
    model.model.subgraphs.iter_mut().for_each(list::set_items);
    let AsInt8 { model, were_uint8 } = &model;
    let Some(entry) = model.subgraphs.first() else {
        return Err(vec![text::no_outputs()]);
    };
    let called = call_once::called(model).into_iter();
    let called = called.filter_map(|index| Some((index, model.subgraphs.get(index)?)));
    let called: Vec<_> = called.collect();
    survey(model, &called, customs)?;
    let mut graph = Graph::default();
    let shapes = [entry]
        .into_iter()
        .chain(called.iter().map(|(_, subgraph)| *subgraph));
    let shapes: Vec<Shapes> = shapes.map(Shapes::of).collect();
    let Some((shapes, shapes_of_called)) = shapes.split_first() else {
        return Err(vec![text::no_outputs()]);
    };
    let first = Scope {
        model,
        subgraph: entry,
        role: Role::Entry,
        customs,
        were_uint8,
        shapes,
        first: 0,
    };
    let once = called.iter().zip(shapes_of_called);
    let once = once.map(|(&(_, subgraph), shapes)| Scope {
        subgraph,
        role: Role::Once,
        customs: &[],
        shapes,
        ..first
    });
    let scopes: Vec<Scope<'_>> = [first]
        .into_iter()
        .chain(once)
        .map(|subgraph| scope(subgraph, &mut graph))
        .collect();
    let variables = Variables::new(&scopes, &mut graph);
    let mut problems = Vec::new();
    for (scope, &(index, subgraph)) in scopes.iter().skip(1).zip(&called) {
        let found = operators(scope, &variables, &mut graph).into_iter();
        problems.extend(found.map(|problem| once_called(problem, index, subgraph)));
    }
    graph.once = std::mem::take(&mut graph.operators);
    for entry in scopes.iter().take(1) {
        problems.extend(operators(entry, &variables, &mut graph));
    }
    problems.extend(ports(&first, &mut graph));
    if problems.is_empty() {
        signature::name(model, entry, &mut graph);
        Ok(graph)
    } else {
        Err(problems)
    }
}

/// Looks at the entry, at what is called once, and for unsupported operators at all that is run.
fn survey(
    model: &Model<'_>,
    called: &[(usize, &Subgraph<'_>)],
    customs: &[Custom],
) -> Result<(), Vec<Problem>> {
    let first: Vec<usize> = [0]
        .into_iter()
        .chain(called.iter().map(|(index, _)| *index))
        .collect();
    let reached = reached::reached(model, &first).map_err(|problem| vec![problem])?;
    let inner = reached
        .iter()
        .filter_map(|reached| Some((reached, model.subgraphs.get(reached.index)?)));
    let inner: Vec<_> = inner.collect();
    let mut problems = Vec::new();
    for entry in model.subgraphs.iter().take(1) {
        problems.extend(
            survey::computation(entry, customs, Role::Entry)
                .err()
                .unwrap_or_default(),
        );
        let run = inner.iter().map(|(_, subgraph)| *subgraph);
        problems.extend(custom::unused([entry].into_iter().chain(run), customs));
    }
    for (reached, subgraph) in inner {
        let found = survey::operators(subgraph, customs);
        let within =
            |problem| text::in_subgraph(problem, reached.index, subgraph.name, &reached.caller);
        problems.extend(found.map(within));
    }
    if problems.is_empty() {
        for &(index, subgraph) in called {
            let found = survey::computation(subgraph, &[], Role::Once)
                .err()
                .unwrap_or_default()
                .into_iter();
            problems.extend(found.map(|problem| once_called(problem, index, subgraph)));
        }
    }
    match problems.as_slice() {
        [] => Ok(()),
        _ => Err(problems),
    }
}

fn once_called(problem: Problem, index: usize, subgraph: &Subgraph<'_>) -> Problem {
    text::in_subgraph(problem, index, subgraph.name, "CALL_ONCE")
}

/// Adds the tensors of a subgraph.
fn scope<'a>(scope: Scope<'a>, graph: &mut Graph) -> Scope<'a> {
    let first = graph.tensors.len();
    let scope = Scope { first, ..scope };
    graph
        .tensors
        .extend(scope.subgraph.tensors.iter().map(tensor));
    graph.state.append(&mut state::variable_tensors(&scope));
    scope
}

/// Adds the operators of a subgraph.
fn operators(scope: &Scope<'_>, variables: &Variables, graph: &mut Graph) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut open = None;
    for (index, operator) in scope.subgraph.operators.iter().enumerate() {
        // What an operator leaves open is told of that operator, not of all that follow.
        if !scope.shapes.are_known(operator) {
            continue;
        }
        let support = find(operator);
        let name = support.map_or("CUSTOM", |support| support.name);
        let mut node = Node::new(*scope, variables, graph, index, name);
        let lowered = match (custom::position(operator, scope.customs), support) {
            (Some(function), _) => custom::lower(&mut node, function),
            (None, Some(support)) => node
                .expect_rank(support)
                .and_then(|()| (support.lower)(&mut node)),
            // The survey refuses what is not supported.
            (None, None) => continue,
        };
        problems.append(&mut node.more);
        let is_lowered = lowered.is_ok() && problems.is_empty();
        problems.extend(lowered.err());
        let left = shapes::outputs(scope, (index, name), graph);
        open = open.or(left.filter(|_| is_lowered));
    }
    problems.extend(open);
    problems
}

/// Adds the inputs and outputs of the model.
fn ports(entry: &Scope<'_>, graph: &mut Graph) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (ids, role, ports) in [
        (&entry.subgraph.inputs, "input", &mut graph.inputs),
        (&entry.subgraph.outputs, "output", &mut graph.outputs),
    ] {
        for &id in ids {
            match port(entry, id, role) {
                Ok(port) => ports.push(port),
                Err(problem) => problems.push(problem),
            }
        }
    }
    problems
}

/// The tensor in our terms. A constant of float16 is one of float32. Of a type that no kernel has it is
/// a name only, for what operators read at compile time.
fn tensor(tensor: &tflite_schema::Tensor<'_>) -> Tensor {
    let element = element(tensor.ty);
    if let (TensorType::FLOAT16, Some(data)) = (tensor.ty, tensor.data) {
        return Tensor {
            name: tensor.name.to_owned(),
            shape: tensor.shape.clone(),
            element: Element::F32,
            constant: Some(half::widened(data)),
        };
    }
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
        TensorType::UINT8 => Some(Element::U8),
        TensorType::BOOL => Some(Element::Bool),
        TensorType::INT16 => Some(Element::I16),
        TensorType::INT32 => Some(Element::I32),
        TensorType::UINT32 => Some(Element::U32),
        TensorType::INT64 => Some(Element::I64),
        TensorType::FLOAT32 => Some(Element::F32),
        _ => None,
    }
}

/// An input or output of the model, by `role`.
fn port(entry: &Scope<'_>, id: usize, role: &str) -> Result<Port, Problem> {
    let (tensor, owner) = (&entry.subgraph.tensors[id], Owner::Model(role));
    if tensor.is_sparse {
        return Err(text::sparse(owner, node::named(tensor)));
    }
    let shape = entry.shapes.get(id).unwrap_or(&tensor.shape);
    port_of(TensorId(id), (tensor, shape), owner)
}

/// A tensor as the user sees it.
fn port_of(
    id: TensorId,
    (tensor, shape): (&tflite_schema::Tensor<'_>, &[usize]),
    owner: Owner<'_>,
) -> Result<Port, Problem> {
    let quantization = quantization::of_port(tensor, owner)?;
    Ok(Port {
        tensor: id,
        name: tensor.name.to_owned(),
        signature: None,
        labels: Vec::new(),
        shape: shape.to_vec(),
        quantization,
    })
}
