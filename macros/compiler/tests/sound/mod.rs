//! The invariants of every graph after the passes, checked by a walk that uses none of their code: every
//! element is written before it is read, and no operator reaches outside a tensor. State is written by
//! earlier runs, and again by each run.

mod call;
mod control;
mod geometry;
mod layers;
mod recurrent;

use std::collections::HashMap;

use tiny_model_compiler::graph::{Element, Graph, Kind, Operator, Port, TensorId};

/// The bytes that have been written, of all tensors that are not part of others.
struct Written<'a> {
    graph: &'a Graph,
    bytes: HashMap<TensorId, Vec<bool>>,
}

/// Panics unless a graph is sound.
pub(crate) fn assert_sound(graph: &Graph) {
    let bytes = HashMap::new();
    let mut written = Written { graph, bytes };
    for (id, tensor) in graph.tensors.iter().enumerate() {
        if let (Some(bytes), true) = (&tensor.constant, is_read(graph, TensorId(id))) {
            assert_eq!(bytes.len(), tensor.bytes(), "constant `{}`", tensor.name);
        }
    }
    for (&id, part) in &graph.parts {
        assert!(!is_constant(graph, id) && !is_constant(graph, part.whole));
        let end = part.offset + graph.tensor(id).bytes();
        assert!(end <= graph.tensor(part.whole).bytes(), "{part:?}");
    }
    for port in &graph.inputs {
        assert_port(graph, port);
        written.all_of(port.tensor).for_each(|byte| *byte = true);
    }
    for &state in graph.state.keys() {
        assert!(!is_constant(graph, state) && graph.home(state).0 == state);
        written.all_of(state).for_each(|byte| *byte = true);
    }
    for writers in graph.operators.chunk_by(|a, b| a.output == b.output) {
        let mut now = vec![false; graph.tensor(writers[0].output).bytes()];
        for operator in writers {
            assert!(operator.state.iter().all(|&id| graph.is_state(id)));
            for &input in &operator.inputs {
                assert!(written.is_complete(input), "{operator:?} reads too early");
            }
            match &operator.kind {
                Kind::Control(control) => control::assert_sound(graph, operator, control),
                _ => geometry::assert_fits(graph, operator),
            }
            mark(graph, operator, &mut now);
        }
        for other in &writers[0].others {
            written.all_of(*other).for_each(|byte| *byte = true);
        }
        let output = writers[0].output;
        let bytes = written.all_of(output);
        for (byte, _) in bytes.zip(now).filter(|(_, now)| *now) {
            let before = std::mem::replace(byte, true);
            assert!(
                !before || graph.is_state(output),
                "{:?} writes twice",
                writers[0]
            );
        }
    }
    for port in &graph.outputs {
        assert_port(graph, port);
        let complete = written.is_complete(port.tensor);
        assert!(complete, "output `{}` is not written", port.name);
    }
}

impl Written<'_> {
    fn all_of(&mut self, tensor: TensorId) -> impl Iterator<Item = &mut bool> {
        let (mut outermost, mut first) = (tensor, 0);
        while let Some(part) = self.graph.parts.get(&outermost) {
            first += part.offset;
            outermost = part.whole;
        }
        let [length, all] = [tensor, outermost].map(|id| self.graph.tensor(id).bytes());
        let bytes = self.bytes.entry(outermost);
        let bytes = bytes.or_insert_with(|| vec![false; all]);
        bytes[first..first + length].iter_mut()
    }

    fn is_complete(&mut self, tensor: TensorId) -> bool {
        is_constant(self.graph, tensor) || self.all_of(tensor).all(|byte| *byte)
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
    let lies_in_the_arena = !is_constant(graph, port.tensor) && !graph.is_state(port.tensor);
    assert!(lies_in_the_arena, "`{}`", port.name);
    let tensor = graph.tensor(port.tensor);
    assert_eq!(
        port.shape.iter().product::<usize>(),
        tensor.len(),
        "{port:?}"
    );
    // Integers of these types may also be only integers.
    let may_have_a_scale = matches!(tensor.element, Element::I8 | Element::U8 | Element::I16);
    assert!(may_have_a_scale || port.quantization.is_none(), "{port:?}");
}

/// Marks the bytes that an operator writes.
fn mark(graph: &Graph, operator: &Operator, written: &mut [bool]) {
    let Kind::Copy(copy) = &operator.kind else {
        return written.fill(true);
    };
    let mut turns = vec![copy.to.cast_signed()];
    for (&length, &stride) in copy.dims.iter().zip(&copy.to_strides) {
        let steps = |&at: &isize| (0..length.cast_signed()).map(move |turn| at + turn * stride);
        turns = turns.iter().flat_map(steps).collect();
    }
    let element = graph.tensor(operator.output).element.size();
    for at in turns {
        written[at.cast_unsigned() * element..][..element].fill(true);
    }
}
