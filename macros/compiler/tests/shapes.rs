//! Shapes that a file leaves open are those that the operators make.
//!
//! Each conformance model, whose shapes are all fixed, is lowered again with the shapes of all that operators compute
//! forgotten: once of known rank, once without. Both must give the graph of the model itself.

mod files;
#[path = "shapes/forget.rs"]
mod forget;

use std::collections::BTreeSet;

use files::{models, name, project};
use forget::forget;
use tflite_schema::Model;
use tiny_model_compiler::graph::Graph;
use tiny_model_compiler::lower;

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
