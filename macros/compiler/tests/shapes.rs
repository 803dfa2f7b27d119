//! Shapes that a file leaves open are those that the operators make.
//!
//! Each conformance model, whose shapes are all fixed, is lowered again with the shapes of all that operators compute
//! forgotten: once of known rank, once without. Both must give the graph of the model itself.

mod files;

use std::collections::BTreeSet;

use files::{models, name, project};
use tflite_schema::{BuiltinOperator as Op, Model, Subgraph};
use tiny_model_compiler::graph::Graph;
use tiny_model_compiler::lower;

/// Forgets the shapes of what operators compute, except that of a variable's first value.
fn forget(subgraph: &mut Subgraph<'_>, has_rank: bool) {
    let outputs = subgraph
        .operators
        .iter()
        .flat_map(|operator| &operator.outputs);
    let computed: BTreeSet<usize> = outputs.copied().collect();
    let assignments = subgraph.operators.iter();
    let assignments = assignments.filter(|operator| operator.builtin() == Op::ASSIGN_VARIABLE);
    let assigned: BTreeSet<usize> = assignments
        .filter_map(|operator| operator.inputs[1])
        .collect();
    for &id in computed.difference(&assigned) {
        let tensor = &mut subgraph.tensors[id];
        let rank = tensor.shape.len();
        tensor.has_rank = has_rank && rank > 0;
        if tensor.is_variable || rank == 0 {
            continue;
        }
        (tensor.shape, tensor.shape_signature) = match has_rank {
            true => (vec![1; rank], vec![-1; rank]),
            false => (Vec::new(), Vec::new()),
        };
    }
}

/// Returns what a graph computes, and on what.
fn text(graph: &Graph) -> String {
    let operators = graph.operators.iter();
    let touched: BTreeSet<_> = operators.flat_map(|operator| operator.touched()).collect();
    let shapes: Vec<_> = touched.iter().map(|&id| &graph.tensor(id).shape).collect();
    format!(
        "{shapes:?} {:?} {:?} {:?}",
        graph.operators, graph.inputs, graph.outputs
    )
}

#[test]
fn forgotten_shapes_are_found_again() {
    let mut wrong = Vec::new();
    let all = models(&project("tests/models/data")).into_iter();
    // Lists are slices of open lengths in the file as it is.
    for path in all.filter(|path| !name(path).starts_with("while_set_items")) {
        let bytes = std::fs::read(&path).expect("a model");
        let model = Model::read(&bytes).expect("a sound file");
        let whole = lower::graph(&model, &[]).expect("a supported model");
        for has_rank in [true, false] {
            let mut open = model.clone();
            for subgraph in &mut open.subgraphs {
                forget(subgraph, has_rank);
            }
            match lower::graph(&open, &[]) {
                Ok(graph) if text(&graph) == text(&whole) => {}
                Ok(_) => wrong.push(format!("{}: another graph", name(&path))),
                Err(problems) => wrong.push(format!("{}: {}", name(&path), problems[0])),
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}
