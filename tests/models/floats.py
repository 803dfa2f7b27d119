"""Operators on float32, with weights that are not quantized."""

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

from layers import activation, window_shape

FLOAT = np.float32


def normal(graph, shape, scale=0.5):
    """A constant of normal values."""
    return graph.constant(graph.rng.normal(0, scale, shape).astype(FLOAT))


def result(graph, shape):
    return graph.tensor(shape, None, FLOAT)


def conv_2d(
    graph, x, channels, kernel=(3, 3), stride=(1, 1), dilation=(1, 1), padding="SAME", act="NONE",
    groups=1, with_bias=True, filters=None,
):  # fmt: skip
    filters = filters or normal(graph, (channels, *kernel, x.shape[3] // groups))
    biases = [normal(graph, (channels,))] if with_bias else []
    y = result(graph, window_shape(x.shape, kernel, stride, dilation, padding, channels))
    graph.operator(
        "CONV_2D", [x, filters, *biases], [y], "Conv2DOptions",
        padding=getattr(schema.Padding, padding), strideH=stride[0], strideW=stride[1],
        dilationHFactor=dilation[0], dilationWFactor=dilation[1], fusedActivationFunction=activation(act),
    )  # fmt: skip
    return y


def depthwise_conv_2d(
    graph, x, multiplier=1, kernel=(3, 3), stride=(1, 1), dilation=(1, 1), padding="SAME", act="NONE",
    with_bias=True, filters=None,
):  # fmt: skip
    channels = x.shape[3] * multiplier
    filters = filters or normal(graph, (1, *kernel, channels))
    biases = [normal(graph, (channels,))] if with_bias else []
    y = result(graph, window_shape(x.shape, kernel, stride, dilation, padding, channels))
    graph.operator(
        "DEPTHWISE_CONV_2D", [x, filters, *biases], [y], "DepthwiseConv2DOptions",
        padding=getattr(schema.Padding, padding), strideH=stride[0], strideW=stride[1], depthMultiplier=multiplier,
        dilationHFactor=dilation[0], dilationWFactor=dilation[1], fusedActivationFunction=activation(act),
    )  # fmt: skip
    return y


def fully_connected(graph, x, units, act="NONE", with_bias=True, filters=None, **fields):
    filters = filters or normal(graph, (units, x.shape[-1]))
    biases = [normal(graph, (units,))] if with_bias else []
    y = result(graph, (int(np.prod(x.shape[:-1])), units))
    graph.operator(
        "FULLY_CONNECTED", [x, filters, *biases], [y], "FullyConnectedOptions",
        fusedActivationFunction=activation(act), **fields,
    )  # fmt: skip
    return y


def pool(graph, name, x, window, stride, padding="VALID", act="NONE"):
    y = result(graph, window_shape(x.shape, window, stride, (1, 1), padding, x.shape[3]))
    graph.operator(
        name, [x], [y], "Pool2DOptions", padding=getattr(schema.Padding, padding), strideH=stride[0], strideW=stride[1],
        filterHeight=window[0], filterWidth=window[1], fusedActivationFunction=activation(act),
    )  # fmt: skip
    return y


def unary(graph, name, x, options=None, shape=None, **fields):
    y = result(graph, shape or x.shape)
    graph.operator(name, [x], [y], options, **fields)
    return y


def binary(graph, name, x1, x2, act=None, options=True):
    y = result(graph, np.broadcast_shapes(x1.shape, x2.shape))
    table = {"SQUARED_DIFFERENCE": "SquaredDifferenceOptions", "FLOOR_DIV": "FloorDivOptions", "FLOOR_MOD": "FloorModOptions"}
    table = table.get(name, "MaximumMinimumOptions" if name in ("MAXIMUM", "MINIMUM") else f"{name.capitalize()}Options")
    fields = {"fusedActivationFunction": activation(act)} if act else {}
    graph.operator(name, [x1, x2], [y], table, **fields)
    return y


def mean(graph, x, axes, keep_dims=False):
    kept = [n for axis, n in enumerate(x.shape) if axis not in [a % len(x.shape) for a in axes]]
    shape = [1 if axis in [a % len(x.shape) for a in axes] else n for axis, n in enumerate(x.shape)]
    y = result(graph, shape if keep_dims else kept)
    graph.operator("MEAN", [x, graph.indices(axes)], [y], "ReducerOptions", keepDims=keep_dims)
    return y
