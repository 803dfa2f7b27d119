//! PAD before a convolution becomes a part of its window.

use super::{is_port, readers, writers};
use crate::graph::{Copy, Graph, Kind, Operator, TensorId};

/// Lets convolutions read what a PAD reads.
///
/// Exact: a convolution reads its input's zero point outside of the input, or nothing, which is as good as what
/// stands for 0; and folded is only a PAD with that value, of height and width, that no one else reads.
pub(super) fn fold(graph: &mut Graph) {
    let mut position = 0;
    while position < graph.operators.len() {
        if let Some((source, [fill, copy])) = padded(graph, position) {
            graph.operators[position].inputs[0] = source.tensor;
            if let Kind::Layer(layer) = &mut graph.operators[position].kind {
                layer.shape.input = source.shape;
                layer.shape.window.pad_top += source.top;
                layer.shape.window.pad_left += source.left;
            }
            graph.operators.remove(copy.max(fill));
            graph.operators.remove(copy.min(fill));
            // The same convolution once more: a PAD may follow a PAD.
            position -= 2;
        } else {
            position += 1;
        }
    }
}

/// What a PAD reads.
struct Source {
    tensor: TensorId,
    shape: [usize; 4],
    top: usize,
    left: usize,
}

/// The source of the PAD whose output a convolution alone reads, and the positions of its parts.
fn padded(graph: &Graph, position: usize) -> Option<(Source, [usize; 2])> {
    let operator = &graph.operators[position];
    let Kind::Layer(layer) = &operator.kind else {
        return None;
    };
    let border = layer.padding()?;
    let &[input] = operator.inputs.as_slice() else {
        return None;
    };
    let &[fill, copy] = writers(&graph.operators, input).as_slice() else {
        return None;
    };
    if readers(&graph.operators, input).len() != 1 || is_port(graph, input) {
        return None;
    }
    let parts = [&graph.operators[fill], &graph.operators[copy]];
    source(graph, (layer.shape.input, &border), parts).map(|source| (source, [fill, copy]))
}

fn source(
    graph: &Graph,
    (padded, border): ([usize; 4], &[u8]),
    [fill, copy]: [&Operator; 2],
) -> Option<Source> {
    let (Kind::Fill(value), Kind::Copy(copied)) = (&fill.kind, &copy.kind) else {
        return None;
    };
    let &[tensor] = copy.inputs.as_slice() else {
        return None;
    };
    let &[batch, height, width, channels] = graph.tensor(tensor).shape.as_slice() else {
        return None;
    };
    let [_, padded_height, padded_width, _] = padded;
    let (left, top) = (
        copied.to / channels.max(1) % padded_width,
        copied.to / channels.max(1) / padded_width,
    );
    let shape = [batch, height, width, channels];
    let fits = top + height <= padded_height && left + width <= padded_width;
    let is_border = [batch, channels] == [padded[0], padded[3]]
        && fits
        && value.as_slice() == border
        && *copied == Copy::into_box(&shape, &padded, &[0, top, left, 0]);
    is_border.then_some(Source {
        tensor,
        shape,
        top,
        left,
    })
}
