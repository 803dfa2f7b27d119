//! Compares orders with all possible orders, by the lifetimes that the planner uses.

use proptest::prelude::*;

use tiny_model_kernels::overlap::Overlap;

use super::super::{Over, lifetime};
use super::*;
use crate::graph::{Element, Kind, Operator, Tensor};

fn tensor(index: usize, bytes: usize) -> Tensor {
    Tensor {
        name: format!("t{index}"),
        shape: vec![bytes],
        element: Element::I8,
        constant: None,
    }
}

fn port(tensor: TensorId) -> Port {
    Port {
        tensor,
        name: String::new(),
        signature: None,
        labels: Vec::new(),
        shape: vec![],
        quantization: None,
    }
}

/// A network whose tensor 0 is its input. Each further tensor has the given bytes, is written by one
/// step for each of its inputs, and is an output if no step reads it.
fn graph(tensors: &[(usize, Vec<usize>)]) -> Graph {
    let mut graph = Graph::default();
    graph.inputs.push(port(TensorId(0)));
    for (index, (bytes, inputs)) in tensors.iter().enumerate() {
        let output = graph.add(tensor(index, *bytes));
        graph.operators.extend(inputs.iter().map(|&input| Operator {
            index,
            name: "COPY",
            kind: Kind::View,
            inputs: vec![TensorId(input)],
            state: Vec::new(),
            output,
            others: Vec::new(),
        }));
    }
    let is_read = |id| {
        graph
            .operators
            .iter()
            .any(|o| o.inputs.contains(&TensorId(id)))
    };
    let unread = (1..tensors.len()).filter(|&id| !is_read(id));
    graph.outputs = unread.map(|id| port(TensorId(id))).collect();
    graph
}

/// Bytes of the fullest step. The scratch of a step is given by its operator's output.
fn peak(graph: &Graph, scratch: &[usize]) -> usize {
    let lifetimes = lifetime::of(graph);
    let steps = graph.operators.iter().enumerate().map(|(step, operator)| {
        let tensors = graph.tensors.iter().zip(&lifetimes);
        let live = tensors.filter(|(_, lifetime)| lifetime.is_some_and(|l| l.contains(step)));
        live.map(|(tensor, _)| tensor.bytes()).sum::<usize>() + scratch[operator.output.0]
    });
    steps.max().unwrap_or(0)
}

/// Calls `visit` with the graph in each of its possible orders.
fn all_orders(graph: &mut Graph, done: usize, visit: &mut impl FnMut(&Graph)) {
    if done == graph.operators.len() {
        return visit(graph);
    }
    for next in done..graph.operators.len() {
        let output = graph.operators[next].output;
        // All writers of a tensor come together, and only if no later operator writes a tensor that they
        // read.
        let group = graph.operators[done..]
            .iter()
            .filter(|o| o.output == output);
        let group: Vec<Operator> = group.cloned().collect();
        let mut rest: Vec<Operator> = graph.operators[done..].to_vec();
        rest.retain(|o| o.output != output);
        let waits = |o: &Operator| rest.iter().any(|other| o.inputs.contains(&other.output));
        let is_repeated = graph.operators[done..next]
            .iter()
            .any(|o| o.output == output);
        if is_repeated || group.iter().any(waits) {
            continue;
        }
        let before = graph.operators.clone();
        graph.operators.truncate(done);
        let length = group.len();
        graph.operators.extend(group.into_iter().chain(rest));
        all_orders(graph, done + length, visit);
        graph.operators = before;
    }
}

fn needs(graph: &Graph, scratch: &[usize]) -> Needs {
    let scratch = graph.operators.iter().map(|o| scratch[o.output.0]);
    Needs {
        scratch: scratch.collect(),
        sharings: vec![],
    }
}

#[test]
fn a_chain_has_no_choice() {
    let mut chain = graph(&[(8, vec![]), (64, vec![0]), (4, vec![1])]);
    let order = arrange(&mut chain, |_| panic!("nothing to choose"));
    assert_eq!(order, None);
}

#[test]
fn what_shrinks_comes_before_what_grows() {
    // Two branches: one ends with a small tensor, the other is wide up to its end.
    let tensors = [
        (16, vec![]),
        (16, vec![0]),
        (64, vec![0]),
        (4, vec![2]),
        (20, vec![1, 3]),
    ];
    let mut branches = graph(&tensors);
    let without = Needs {
        scratch: vec![0; 5],
        ..Needs::default()
    };
    assert_eq!(peak(&branches, &[0; 5]), 16 + 16 + 64);
    let order = arrange(&mut branches, |_| without);
    let best = Order {
        steps: vec![1, 2, 0, 3, 4],
        peak: 16 + 64 + 4,
        proven: true,
    };
    assert_eq!(order, Some(best));
    let first: Vec<usize> = branches.operators.iter().map(|o| o.index).collect();
    assert_eq!(first, [2, 3, 1, 4, 4]);
    assert_eq!(peak(&branches, &[0; 5]), 16 + 64 + 4);
}

#[test]
fn what_is_saved_over_an_input_counts_if_it_is_the_last_use() {
    let mut branches = graph(&[(32, vec![]), (32, vec![0]), (32, vec![0]), (4, vec![1, 2])]);
    let sharing = |step| Sharing {
        step,
        input: 0,
        over: Over::Output,
        overlap: Overlap {
            distance: 0,
            step: 1,
        },
    };
    let needs = |_: &Graph| Needs {
        scratch: vec![0; 4],
        sharings: vec![sharing(0), sharing(1)],
    };
    let order = arrange(&mut branches, needs);
    assert_eq!(order.map(|order| order.peak), Some(68));
}

proptest! {
    #[test]
    fn no_order_is_better(
        tensors in prop::collection::vec((1usize..20, prop::collection::vec(any::<prop::sample::Index>(), 1..3)), 2..8),
        scratch in prop::collection::vec(0usize..8, 8),
    ) {
        let inputs = |index: usize, of: &[prop::sample::Index]| match index {
            0 => vec![],
            _ => of.iter().map(|input| input.index(index)).collect(),
        };
        let tensors = tensors.iter().enumerate();
        let tensors: Vec<(usize, Vec<usize>)> = tensors
            .map(|(index, (words, of))| (4 * words, inputs(index, of)))
            .collect();
        let scratch: Vec<usize> = scratch.iter().map(|words| 4 * words).collect();
        let mut arranged = graph(&tensors);
        let (mut least, file) = (usize::MAX, peak(&arranged, &scratch));
        all_orders(&mut arranged.clone(), 0, &mut |graph| least = least.min(peak(graph, &scratch)));
        let order = arrange(&mut arranged, |graph| needs(graph, &scratch));
        prop_assert_eq!(peak(&arranged, &scratch), least);
        match order {
            Some(order) => prop_assert_eq!((order.peak, order.proven), (least, true)),
            None => prop_assert_eq!(file, least),
        }
    }
}
