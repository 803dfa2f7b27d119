//! Checks that subgraphs are sound, and that their inputs and outputs match their operator's.

use tiny_model_compiler::graph::{Control, Element, Graph, Inner, Operator, Port, TensorId};

/// Panics if a subgraph is not sound, or if its inputs and outputs do not match the operator's.
pub(super) fn assert_sound(graph: &Graph, operator: &Operator, control: &Control) {
    let outputs: Vec<TensorId> = operator.outputs().collect();
    for inner in control.subgraphs() {
        super::assert_sound(&inner.graph);
        assert!(inner.graph.state.is_empty() && inner.graph.once.is_empty());
        assert_eq!(inner.takes.len(), inner.graph.inputs.len());
        for (port, &at) in inner.graph.inputs.iter().zip(&inner.takes) {
            assert_same(graph, operator.inputs[at], inner, port);
        }
    }
    let gives = |inner: &Inner| {
        assert_eq!(inner.graph.outputs.len(), outputs.len());
        for (port, &output) in inner.graph.outputs.iter().zip(&outputs) {
            assert_same(graph, output, inner, port);
        }
    };
    let condition = match control {
        Control::If { then, otherwise } => {
            [then, otherwise].into_iter().for_each(gives);
            let takes_condition = |inner: &Inner| inner.takes.contains(&0);
            assert!(![then, otherwise].into_iter().any(takes_condition));
            graph.tensor(operator.inputs[0])
        }
        Control::While { condition, body } => {
            gives(body);
            for (&output, &input) in outputs.iter().zip(&operator.inputs) {
                let [x, y] = [input, output].map(|id| graph.tensor(id));
                assert_eq!((x.element, x.len()), (y.element, y.len()));
            }
            assert_eq!(condition.graph.outputs.len(), 1);
            condition.graph.tensor(condition.graph.outputs[0].tensor)
        }
    };
    assert_eq!((condition.element, condition.len()), (Element::Bool, 1));
}

fn assert_same(graph: &Graph, outer: TensorId, inner: &Inner, port: &Port) {
    let (outer, inner) = (graph.tensor(outer), inner.graph.tensor(port.tensor));
    assert_eq!((outer.element, outer.len()), (inner.element, inner.len()));
}
