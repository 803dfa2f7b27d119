"""CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED of int16 activations, int8 weights, and int32, int64 or no biases."""

import math

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

from builder import Graph, Quant
from conformance.padding import pad
from layers import activation, weights, window_shape

X = Quant(0.0005)
STD_INT16 = 18918  # of integers uniform in the whole range
SPREAD_LSB = 12000  # wanted standard deviation of an output, in its own units
WEIGHT_STD = 74 * 0.01


def spread(x, taps):
    return Quant(float(np.float32(x.quant.scale * STD_INT16 * WEIGHT_STD * math.sqrt(taps) / SPREAD_LSB)))


def biases(graph, x, filters, channels, taps, dtype):
    """The third and later inputs; none for `None`."""
    if dtype is None:
        return []
    limit = int(STD_INT16 * 74 * math.sqrt(taps) / 2)
    scales = np.float32(x.quant.scale) * np.atleast_1d(np.array(filters.quant.scale, np.float32))
    values = graph.rng.integers(-limit, limit, channels, dtype)
    return [graph.constant(values, Quant(tuple(scales.tolist())))]


def conv_2d(
    graph, x, channels, kernel=(3, 3), stride=(1, 1), dilation=(1, 1), padding="SAME", act="NONE", groups=1,
    per_channel=True, bias=np.int64, filters=None, out=None, **options,
):  # fmt: skip
    depth = x.shape[3] // groups
    taps = kernel[0] * kernel[1] * depth
    filters = filters or weights(graph, (channels, *kernel, depth), 0, per_channel)
    shape = window_shape(x.shape, kernel, stride, dilation, padding, channels)
    y = graph.tensor(shape, out or spread(x, taps), np.int16)
    graph.operator(
        "CONV_2D", [x, filters, *biases(graph, x, filters, channels, taps, bias)], [y], "Conv2DOptions",
        padding=getattr(schema.Padding, padding), strideH=stride[0], strideW=stride[1],
        dilationHFactor=dilation[0], dilationWFactor=dilation[1], fusedActivationFunction=activation(act), **options,
    )  # fmt: skip
    return y


def depthwise_conv_2d(
    graph, x, multiplier=1, kernel=(3, 3), stride=(1, 1), dilation=(1, 1), padding="SAME", act="NONE",
    per_channel=True, bias=np.int64, out=None,
):  # fmt: skip
    channels = x.shape[3] * multiplier
    taps = kernel[0] * kernel[1]
    filters = weights(graph, (1, *kernel, channels), 3, per_channel)
    shape = window_shape(x.shape, kernel, stride, dilation, padding, channels)
    y = graph.tensor(shape, out or spread(x, taps), np.int16)
    graph.operator(
        "DEPTHWISE_CONV_2D", [x, filters, *biases(graph, x, filters, channels, taps, bias)], [y],
        "DepthwiseConv2DOptions", padding=getattr(schema.Padding, padding), strideH=stride[0], strideW=stride[1],
        depthMultiplier=multiplier, dilationHFactor=dilation[0], dilationWFactor=dilation[1],
        fusedActivationFunction=activation(act),
    )  # fmt: skip
    return y


def fully_connected(graph, x, units, act="NONE", per_channel=False, bias=np.int64, out=None, **options):
    depth = x.shape[-1]
    filters = weights(graph, (units, depth), 0, per_channel)
    y = graph.tensor((math.prod(x.shape) // depth, units), out or spread(x, depth), np.int16)
    third = biases(graph, x, filters, units, depth, bias) or [None]
    graph.operator(
        "FULLY_CONNECTED", [x, filters, *third], [y], "FullyConnectedOptions",
        fusedActivationFunction=activation(act), **options,
    )  # fmt: skip
    return y


def model(layer, name, shape, *arguments, quant=X, **options):
    graph = Graph(f"{layer.__name__}_int16_{name}")
    return graph.finish(layer(graph, graph.input(shape, quant, np.int16), *arguments, **options))


def graphs():
    yield from convolutions()
    yield from depthwise_convolutions()
    yield from fully_connected_layers()
    yield from padded_layers()
    yield from clamped_layers()


def convolutions():
    yield model(conv_2d, "3x3", (1, 6, 5, 3), 4)
    yield model(conv_2d, "3x3_bias_of_int32", (1, 6, 5, 3), 4, bias=np.int32)
    # The wheel treats an absent bias as one of int64, unless the options state int32.
    yield model(conv_2d, "no_bias", (1, 5, 5, 3), 4, bias=None)
    yield model(conv_2d, "no_bias_of_int32", (1, 5, 5, 3), 4, bias=None, quantizedBiasType=schema.TensorType.INT32)
    yield model(conv_2d, "valid_stride_2_batch_2", (2, 7, 6, 2), 3, padding="VALID", stride=(2, 2))
    yield model(conv_2d, "dilation_2x3", (1, 8, 9, 2), 3, dilation=(2, 3))
    yield model(conv_2d, "two_groups", (1, 5, 5, 4), 6, groups=2)
    yield model(conv_2d, "groups_of_one_channel_relu", (1, 4, 4, 3), 6, groups=3, act="RELU", bias=np.int32)
    yield model(conv_2d, "1x1_long_sums", (1, 2, 3, 700), 3, kernel=(1, 1))
    yield model(conv_2d, "per_tensor_relu6", (1, 5, 5, 3), 4, act="RELU6", per_channel=False, quant=Quant(0.0001))
    yield model(conv_2d, "saturating", (1, 5, 5, 3), 4, out=Quant(0.0001))
    yield model(conv_2d, "saturating_bias_of_int32", (1, 5, 5, 3), 4, out=Quant(0.0001), bias=np.int32)


def depthwise_convolutions():
    yield model(depthwise_conv_2d, "3x3", (1, 6, 5, 5))
    yield model(depthwise_conv_2d, "one_channel", (1, 7, 6, 1), 6, stride=(2, 2))
    yield model(depthwise_conv_2d, "multiplier_3_stride_2", (1, 7, 6, 2), 3, stride=(2, 2))
    yield model(depthwise_conv_2d, "dilation_2_valid_relu", (1, 8, 7, 3), dilation=(2, 2), padding="VALID", act="RELU")
    yield model(depthwise_conv_2d, "no_bias_batch_2", (2, 5, 4, 3), bias=None)
    yield model(depthwise_conv_2d, "per_tensor_5x3_saturating", (1, 7, 6, 3), kernel=(5, 3), per_channel=False,
                out=Quant(0.0002))  # fmt: skip


def fully_connected_layers():
    yield model(fully_connected, "13_to_7", (1, 13), 7)
    yield model(fully_connected, "13_to_7_bias_of_int32", (1, 13), 7, bias=np.int32)
    yield model(fully_connected, "no_bias", (1, 13), 7, bias=None)
    yield model(fully_connected, "no_bias_of_int32", (1, 13), 7, bias=None, quantizedBiasType=schema.TensorType.INT32)
    yield model(fully_connected, "per_channel_batch_3", (3, 10), 5, per_channel=True)
    yield model(fully_connected, "per_channel_bias_of_int32", (2, 10), 5, per_channel=True, bias=np.int32)
    yield model(fully_connected, "640_to_5_relu", (1, 640), 5, act="RELU")


def padded_layers():
    for layer in (conv_2d, depthwise_conv_2d):
        graph = Graph(f"pad_before_{layer.__name__}_int16")
        padded = pad(graph, graph.input((1, 6, 5, 3), X, np.int16), [[0, 0], [1, 2], [2, 1], [0, 0]])
        yield graph.finish(layer(graph, padded, 2, padding="VALID"))


def clamped_layers():
    """A RELU by itself, which narrows the range of what it follows, and one that is read twice, which does not."""
    for layer in (conv_2d, depthwise_conv_2d, fully_connected):
        graph = Graph(f"relu6_after_{layer.__name__}_int16")
        y = layer(graph, graph.input((1, 5, 4, 3), X, np.int16), 4, out=Quant(0.0005))
        yield graph.finish(relu6(graph, y))
    graph = Graph("relu6_after_layers_read_twice_int16")
    y = conv_2d(graph, graph.input((1, 5, 4, 3), X, np.int16), 4, out=Quant(0.0005))
    yield graph.finish(relu6(graph, y), conv_2d(graph, y, 2, out=Quant(0.0005)))


def relu6(graph, x):
    y = graph.tensor(x.shape, x.quant, np.int16)
    graph.operator("RELU6", [x], [y], None)
    return y
