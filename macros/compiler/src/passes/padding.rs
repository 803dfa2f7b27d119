//! PAD before a convolution becomes a part of its window.

use tiny_model_kernels::op::Window;

use super::{is_port, readers, writers};
use crate::graph::{Copy, Float, Graph, HybridLayer, Int16, Kind, Operator, TensorId};

/// Lets convolutions read what a PAD reads.
///
/// Exact: a convolution reads its input's zero point outside of the input, or nothing, which is as good as what
/// stands for 0; and folded is only a PAD with that value, of height and width, that no one else reads.
pub(super) fn fold(graph: &mut Graph) {
    let mut position = 0;
    while position < graph.operators.len() {
        if let Some((source, [fill, copy])) = padded(graph, position) {
            graph.operators[position].inputs[0] = source.tensor;
            if let Some((input, window)) = window(&mut graph.operators[position].kind) {
                *input = source.shape;
                window.pad_top += source.top;
                window.pad_left += source.left;
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
    let (input_shape, border) = border(&operator.kind)?;
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
    source(graph, (input_shape, &border), parts).map(|source| (source, [fill, copy]))
}

/// The shape of a convolution's input, and the bytes of an element that is as good as none.
fn border(kind: &Kind) -> Option<([usize; 4], Vec<u8>)> {
    match kind {
        Kind::Conv2d(conv) | Kind::DepthwiseConv2d(conv) => {
            Some((conv.input, vec![conv.input_zero_point.cast_unsigned()]))
        }
        Kind::Float(Float::Conv2d(conv) | Float::DepthwiseConv2d(conv)) => {
            // Sums begin with 0, to which no product of 0 adds anything but that of infinity and NaN.
            let is_finite = conv.dense.weights.are_finite();
            is_finite.then(|| (conv.shape.input, vec![0; 4]))
        }
        // A range holds 0, and 0 is quantized to the zero point, which padding has.
        Kind::Float(Float::Hybrid(layer)) => {
            let shape = layer.layer.shape()?;
            Some((shape.input, vec![0; 4]))
        }
        Kind::AsymmetricConv2d(layer)
        | Kind::AsymmetricDepthwiseConv2d(layer)
        | Kind::Int16(Int16::Conv2d(layer) | Int16::DepthwiseConv2d(layer)) => {
            Some((layer.sizes.input, layer.arithmetic.zero()?))
        }
        _ => None,
    }
}

/// The shape of a convolution's input, and its window.
fn window(kind: &mut Kind) -> Option<(&mut [usize; 4], &mut Window)> {
    match kind {
        Kind::Conv2d(conv) | Kind::DepthwiseConv2d(conv) => {
            Some((&mut conv.input, &mut conv.window))
        }
        Kind::Float(Float::Conv2d(conv) | Float::DepthwiseConv2d(conv)) => {
            Some((&mut conv.shape.input, &mut conv.shape.window))
        }
        Kind::Float(Float::Hybrid(layer)) => match &mut layer.layer {
            HybridLayer::Conv2d(shape) | HybridLayer::DepthwiseConv2d(shape) => {
                Some((&mut shape.input, &mut shape.window))
            }
            HybridLayer::FullyConnected(_) => None,
        },
        Kind::AsymmetricConv2d(layer)
        | Kind::AsymmetricDepthwiseConv2d(layer)
        | Kind::Int16(Int16::Conv2d(layer) | Int16::DepthwiseConv2d(layer)) => {
            Some((&mut layer.sizes.input, &mut layer.sizes.window))
        }
        _ => None,
    }
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
