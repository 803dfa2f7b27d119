//! Which channels of an operator's inputs and output belong together.

use super::moved::Moved;
use crate::graph::{Element, Form, Graph, Kind, Layer, Mean, Operator, TensorId, Zip};

/// What an operator means for the channels of its tensors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Links {
    /// Tensors that must keep all channels.
    pub(super) whole: Vec<TensorId>,
    /// Channels that both go or both stay.
    pub(super) pairs: Vec<Link>,
    /// Whether each output channel is a sum over all input channels, with weights.
    pub(super) sums: bool,
}

/// A channel of the output and the channel of an input that it is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    /// Which input.
    pub(super) input: usize,
    /// Its channel.
    pub(super) from: usize,
    /// The output's channel.
    pub(super) to: usize,
}

/// Number of a tensor's channels: the length of its last dimension.
pub(super) fn channels(graph: &Graph, id: TensorId) -> usize {
    graph.tensor(id).shape.last().copied().unwrap_or(1)
}

impl Links {
    /// Those of an operator. If it sees its tensors with other channels than they have, or is none
    /// that can do without a channel, its tensors stay whole.
    pub(super) fn of(graph: &Graph, operator: &Operator) -> Self {
        let known = operator.touched().all(|id| {
            let tensor = graph.tensor(id);
            tensor.element == Element::I8 && !tensor.is_empty() && !graph.is_state(id)
        });
        let links = known.then(|| Self::known(graph, operator)).flatten();
        links.unwrap_or_else(|| Self {
            whole: operator.touched().collect(),
            ..Self::default()
        })
    }

    fn known(graph: &Graph, operator: &Operator) -> Option<Self> {
        let count = channels(graph, operator.output);
        let inputs: Vec<usize> = (operator.inputs.iter())
            .map(|&input| channels(graph, input))
            .collect();
        match (&operator.kind, inputs.as_slice()) {
            (Kind::Layer(layer), &[x]) => Self::layer(layer, [x, count]),
            (Kind::Pool(pool), &[x]) => ([x, count] == [pool.shape.input[3], pool.shape.output[3]])
                .then(|| Self::apart(x, count)),
            (Kind::Map(map), &[x]) => {
                (map.as_table().is_some() && x == count).then(|| Self::apart(x, count))
            }
            (Kind::Mean(mean), &[x]) => {
                (x == count && keeps_channels(mean, x)).then(|| Self::apart(x, count))
            }
            (Kind::Zip(zip), &[x1, x2]) => Self::zip(&operator.inputs, zip, [x1, x2], count),
            (Kind::Copy(copy), &[x]) => {
                Moved::new(copy, [x, count]).map(|moved| Self::moved(&moved))
            }
            (Kind::Fill(_), []) => Some(Self::default()),
            _ => None,
        }
    }

    /// Links of a layer of int8 that sees as many channels as its tensors have; FULLY_CONNECTED may see several pixels at
    /// once.
    fn layer(layer: &Layer, [inputs, outputs]: [usize; 2]) -> Option<Self> {
        layer.as_int8()?;
        let shape = &layer.shape;
        let sees = [inputs, outputs] == [shape.input[3], shape.output[3]];
        match layer.form {
            Form::Conv2d => (shape.groups == 1 && sees).then(Self::sums),
            Form::FullyConnected => {
                let sees = shape.input[3].is_multiple_of(inputs) && shape.output[3] == outputs;
                sees.then(Self::sums)
            }
            Form::DepthwiseConv2d => {
                (sees && outputs.is_multiple_of(inputs)).then(|| Self::apart(inputs, outputs))
            }
            Form::TransposeConv => None,
        }
    }

    fn sums() -> Self {
        Self {
            sums: true,
            ..Self::default()
        }
    }

    /// Links of an operator that computes as many output channels as there are from each input channel.
    fn apart(inputs: usize, outputs: usize) -> Self {
        let pair = |to| Link {
            input: 0,
            from: to / (outputs / inputs),
            to,
        };
        Self {
            pairs: (0..outputs).map(pair).collect(),
            ..Self::default()
        }
    }

    fn moved(moved: &Moved) -> Self {
        let pair = |channel| Link {
            input: 0,
            from: moved.from.channel + channel,
            to: moved.to.channel + channel,
        };
        Self {
            pairs: (0..moved.channels).map(pair).collect(),
            ..Self::default()
        }
    }

    /// An input is either walked through channel by channel or has one value for all of them.
    fn zip(tensors: &[TensorId], zip: &Zip, inputs: [usize; 2], channels: usize) -> Option<Self> {
        let mut links = Self::default();
        let run = *zip.dims.last()?;
        for (input, strides) in zip.strides.iter().enumerate() {
            let (&last, outer) = strides.split_last()?;
            let pixels = outer.iter().all(|stride| stride.is_multiple_of(channels));
            if last == 1 && inputs[input] == channels && pixels {
                let pair = |channel| Link {
                    input,
                    from: channel,
                    to: channel,
                };
                links.pairs.extend((0..channels).map(pair));
            } else if last == 0 {
                links.whole.push(tensors[input]);
            } else {
                return None;
            }
        }
        run.is_multiple_of(channels).then_some(links)
    }
}

/// Returns whether a mean is over pixels.
fn keeps_channels(mean: &Mean, channels: usize) -> bool {
    let Some((&(run, 1), outer)) = mean.kept.split_last() else {
        return false;
    };
    let mut loops = outer.iter().chain(&mean.reduced);
    run.is_multiple_of(channels) && loops.all(|(_, stride)| stride.is_multiple_of(channels))
}
