//! What holds for every graph that the passes hand on, checked by walking through it with none of
//! their code: every element is written before it is read, and no operator reaches out of a tensor.

mod geometry;

use std::collections::HashSet;

use tiny_model_compiler::graph::{Copy, Element, Graph, Kind, Operator, Port, TensorId};

/// Panics unless a graph is sound.
pub(crate) fn assert_sound(graph: &Graph) {
    let constants = (0..graph.tensors.len()).map(TensorId);
    let mut ready: HashSet<TensorId> = constants
        .filter(|&id| graph.tensor(id).constant.is_some())
        .collect();
    for (id, tensor) in graph.tensors.iter().enumerate() {
        if let (Some(bytes), true) = (&tensor.constant, is_read(graph, TensorId(id))) {
            assert_eq!(bytes.len(), tensor.bytes(), "constant `{}`", tensor.name);
        }
    }
    for port in &graph.inputs {
        assert_port(graph, port);
        assert!(
            !is_constant(graph, port.tensor),
            "input `{}` is constant",
            port.name
        );
        ready.insert(port.tensor);
    }
    for writers in graph.operators.chunk_by(|a, b| a.output == b.output) {
        for operator in writers {
            for input in &operator.inputs {
                assert!(ready.contains(input), "{operator:?} reads too early");
            }
            geometry::assert_fits(graph, operator);
        }
        let output = writers[0].output;
        assert!(ready.insert(output), "{:?} is written twice", writers[0]);
        assert_complete(graph, output, writers);
    }
    for port in &graph.outputs {
        assert_port(graph, port);
        assert!(
            !is_constant(graph, port.tensor),
            "output `{}` is constant",
            port.name
        );
        assert!(
            ready.contains(&port.tensor),
            "output `{}` is not written",
            port.name
        );
    }
}

fn is_read(graph: &Graph, id: TensorId) -> bool {
    graph
        .operators
        .iter()
        .any(|operator| operator.inputs.contains(&id))
}

fn is_constant(graph: &Graph, id: TensorId) -> bool {
    graph.tensor(id).constant.is_some()
}

fn assert_port(graph: &Graph, port: &Port) {
    let tensor = graph.tensor(port.tensor);
    assert_eq!(
        port.shape.iter().product::<usize>(),
        tensor.len(),
        "{port:?}"
    );
    assert_eq!(
        port.quantization.is_some(),
        tensor.element == Element::I8,
        "{port:?}"
    );
}

/// Whether the writers together write every element.
fn assert_complete(graph: &Graph, output: TensorId, writers: &[Operator]) {
    let mut written = vec![false; graph.tensor(output).len()];
    for writer in writers {
        match &writer.kind {
            Kind::Copy(copy) => mark(copy, &mut written),
            _ => written.fill(true),
        }
    }
    assert!(
        written.iter().all(|&written| written),
        "a part is missing after {writers:?}"
    );
}

fn mark(copy: &Copy, written: &mut [bool]) {
    let mut turns = vec![copy.to.cast_signed()];
    for (&length, &stride) in copy.dims.iter().zip(&copy.to_strides) {
        let steps = |&at: &isize| (0..length.cast_signed()).map(move |turn| at + turn * stride);
        turns = turns.iter().flat_map(steps).collect();
    }
    turns
        .iter()
        .for_each(|&at| written[at.cast_unsigned()] = true);
}
