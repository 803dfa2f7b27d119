"""Operators with weights, random but scaled so that outputs spread over the int8 range."""

import math

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

from builder import Quant

WEIGHT_SCALE = 0.01
SPREAD_LSB = 60  # wanted standard deviation of an output, in its own units
STD_INT8 = 74  # standard deviation of integers uniform in -128..=127


def activation(name):
    return getattr(schema.ActivationFunctionType, name)


def window_extent(size, kernel, stride, dilation, padding):
    """Output length along one dimension."""
    reach = (kernel - 1) * dilation + 1
    return -(-size // stride) if padding == "SAME" else (size - reach) // stride + 1


def window_shape(shape, kernel, stride, dilation, padding, channels):
    spatial = (window_extent(*of) for of in zip(shape[1:3], kernel, stride, dilation, [padding] * 2))
    return (shape[0], *spatial, channels)


def spread(graph, x, taps):
    """An output quantization for a sum of `taps` products."""
    scale = x.quant.scale * WEIGHT_SCALE * math.sqrt(taps) * STD_INT8**2 / SPREAD_LSB
    return Quant(float(np.float32(scale)), int(graph.rng.integers(-40, 41)))


def weights(graph, shape, axis, per_channel):
    if not per_channel:
        return graph.random(shape, Quant(WEIGHT_SCALE))
    scales = WEIGHT_SCALE * graph.rng.uniform(0.3, 2.0, shape[axis])
    return graph.random(shape, Quant(tuple(scales.astype(np.float32).tolist()), axis=axis))


def bias(graph, x, filters, channels, taps):
    """Up to half a standard deviation of the products' sum, at the scale that runtimes expect: input times weight."""
    limit = int(STD_INT8**2 * math.sqrt(taps) / 2)
    scales = np.float32(x.quant.scale) * np.atleast_1d(np.array(filters.quant.scale, np.float32))
    values = graph.rng.integers(-limit, limit, channels, np.int32)
    return graph.constant(values, Quant(tuple(scales.tolist())))


def conv_2d(
    graph, x, channels, kernel=(3, 3), stride=(1, 1), dilation=(1, 1), padding="SAME", act="NONE",
    groups=1, per_channel=True, with_bias=True, filters=None, out=None,
):  # fmt: skip
    depth = x.shape[3] // groups
    taps = kernel[0] * kernel[1] * depth
    filters = filters or weights(graph, (channels, *kernel, depth), 0, per_channel)
    y = graph.tensor(window_shape(x.shape, kernel, stride, dilation, padding, channels), out or spread(graph, x, taps))
    biases = [bias(graph, x, filters, channels, taps)] if with_bias else []
    graph.operator(
        "CONV_2D", [x, filters, *biases], [y], "Conv2DOptions",
        padding=getattr(schema.Padding, padding), strideH=stride[0], strideW=stride[1],
        dilationHFactor=dilation[0], dilationWFactor=dilation[1], fusedActivationFunction=activation(act),
    )  # fmt: skip
    return y


def depthwise_conv_2d(
    graph, x, multiplier=1, kernel=(3, 3), stride=(1, 1), dilation=(1, 1), padding="SAME", act="NONE",
    per_channel=True, with_bias=True, filters=None, out=None,
):  # fmt: skip
    channels = x.shape[3] * multiplier
    taps = kernel[0] * kernel[1]
    filters = filters or weights(graph, (1, *kernel, channels), 3, per_channel)
    y = graph.tensor(window_shape(x.shape, kernel, stride, dilation, padding, channels), out or spread(graph, x, taps))
    biases = [bias(graph, x, filters, channels, taps)] if with_bias else []
    graph.operator(
        "DEPTHWISE_CONV_2D", [x, filters, *biases], [y], "DepthwiseConv2DOptions",
        padding=getattr(schema.Padding, padding), strideH=stride[0], strideW=stride[1], depthMultiplier=multiplier,
        dilationHFactor=dilation[0], dilationWFactor=dilation[1], fusedActivationFunction=activation(act),
    )  # fmt: skip
    return y


def fully_connected(
    graph, x, units, act="NONE", per_channel=False, bias_as="constant", depth=None, keep_num_dims=False,
    filters=None, out=None,
):  # fmt: skip
    """`bias_as`: `constant`, `absent` (two inputs) or `missing` (third input -1, as the converter writes it)."""
    depth = depth or x.shape[-1]
    filters = filters or weights(graph, (units, depth), 0, per_channel)
    biases = {"absent": [], "missing": [None]}
    third = biases[bias_as] if bias_as in biases else [bias(graph, x, filters, units, depth)]
    rows = math.prod(x.shape) // depth
    shape = (*x.shape[:-1], units) if keep_num_dims else (rows, units)
    y = graph.tensor(shape, out or spread(graph, x, depth))
    graph.operator(
        "FULLY_CONNECTED", [x, filters, *third], [y], "FullyConnectedOptions",
        fusedActivationFunction=activation(act), keepNumDims=keep_num_dims,
    )  # fmt: skip
    return y
