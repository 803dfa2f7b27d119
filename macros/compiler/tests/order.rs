//! The order of operators in a network with branches: the arena is the smallest of all orders.

use std::path::Path;

use tiny_model_compiler::backend::{self, Backend};
use tiny_model_compiler::graph::{Graph, Operator};
use tiny_model_compiler::{Optimize, Program, compile};

/// Returns the bytes of the arena with the operators in the given order.
fn arena(graph: &Graph, operators: Vec<Operator>, backend: &'static dyn Backend) -> usize {
    let graph = Graph {
        operators,
        ..graph.clone()
    };
    let plan = Program::new(&graph, backend, Optimize::Speed.into(), &[]).plan;
    assert!(plan.is_proven());
    plan.arena
}

/// Calls `visit` with every order in which tensors are written before they are read, and in which the
/// writers of one tensor are adjacent.
fn all_orders(
    done: &mut Vec<Operator>,
    rest: &[Vec<Operator>],
    visit: &mut impl FnMut(&[Operator]),
) {
    if rest.is_empty() {
        visit(done);
    }
    for (next, group) in rest.iter().enumerate() {
        let waits = |operator: &Operator| {
            let mut later = rest.iter().flatten();
            later.any(|other| operator.inputs.contains(&other.output))
        };
        if !group.iter().any(waits) {
            let mut others = rest.to_vec();
            others.remove(next);
            done.extend_from_slice(group);
            all_orders(done, &others, visit);
            done.truncate(done.len() - group.len());
        }
    }
}

#[test]
fn branches_come_in_the_order_that_needs_least() {
    let model = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/models/data/inception_network.tflite"
    ));
    let bytes = std::fs::read(model).expect("a model");
    let compiled = compile(&bytes, Optimize::Speed).expect("a supported model");
    let graph = &compiled.graph;
    assert!(compiled.order.as_ref().is_some_and(|order| order.proven));

    let mut file = graph.operators.clone();
    file.sort_by_key(|operator| operator.index);
    let writers = file.chunk_by(|a, b| a.output == b.output);
    let groups: Vec<Vec<Operator>> = writers.map(<[Operator]>::to_vec).collect();
    for backend in backend::ALL {
        let found = compiled.program(backend).plan.arena;
        let (mut least, mut orders) = (usize::MAX, 0);
        all_orders(&mut Vec::new(), &groups, &mut |operators| {
            least = least.min(arena(graph, operators.to_vec(), backend));
            orders += 1;
        });
        let in_file = arena(graph, file.clone(), backend);
        println!("{backend:?}: {found} bytes, {in_file} in the file's order, {orders} orders");
        assert_eq!(found, least, "{backend:?}");
        assert!(found < in_file, "{backend:?}");
    }
}
