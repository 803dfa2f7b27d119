"""Quantizations that files have and quantizers of today do not write: zero points of weights, scales of 0, wide biases."""

import numpy as np

import layers
from builder import Graph, Quant
from conformance import elementwise

X = Quant(0.05, -3)


def fully_connected(name, zero_point, low=-127, high=127, scales=0.01, quant=X, dtype=np.int8, **options):
    """Weights between two bounds, with a zero point."""
    graph = Graph(f"fully_connected_{name}")
    x = graph.input((2, 13), quant, dtype)
    weights = graph.rng.integers(low, high, (5, 13), np.int8, endpoint=True)
    filters = graph.constant(weights, Quant(scales, zero_point))
    if dtype == np.int8:
        return graph.finish(layers.fully_connected(graph, x, 5, filters=filters, **options))
    y = graph.tensor((2, 5), Quant(0.002), dtype)
    graph.operator("FULLY_CONNECTED", [x, filters], [y], "FullyConnectedOptions")
    return graph.finish(y)


def int4_with_zero_point(name, low):
    graph = Graph(f"fully_connected_int4_{name}")
    x = graph.input((2, 12), X)
    weights = graph.rng.integers(low, 8, (5, 12), np.int8)
    filters = graph.int4_constant(weights, Quant(0.1, 3))
    return graph.finish(layers.fully_connected(graph, x, 5, filters=filters, out=Quant(1.0, 4)))


def convolution(name, layer, scales, zero_point, axis):
    """Filters whose zero point no reference reads, or with scales of 0."""
    graph = Graph(name)
    shape = (3, 3, 3, 3) if axis == 0 else (1, 3, 3, 3)
    filters = graph.random(shape, Quant(scales, zero_point, axis))
    x = graph.input((1, 5, 4, 3), X)
    y = layer(graph, x, *([3] if axis == 0 else []), filters=filters, out=Quant(1.5, 7))
    return graph.finish(y)


def wide_bias():
    """A bias of shape 1 × n."""
    graph = Graph("fully_connected_bias_of_two_dimensions")
    y = layers.fully_connected(graph, graph.input((2, 8), X), 4)
    bias = graph.subgraph.operators[0].inputs[2]
    graph.subgraph.tensors[bias].shape = np.array([1, 4], np.int32)
    return graph.finish(y)


def times_nothing():
    """MUL by a constant of zeros, whose scale the quantizer left at 0, and the product beside its factor."""
    graph = Graph("mul_by_zeros_of_scale_0")
    x, y = graph.input((2, 5), X), graph.tensor((2, 5), Quant(0.1, 11))
    graph.operator("MUL", [x, graph.constant(np.zeros((1, 5), np.int8), Quant(0.0))], [y], "MulOptions")
    return graph.finish(elementwise.binary(graph, "ADD", x, y))


def constant_output():
    """A constant with a scale for each channel, which is an output."""
    graph = Graph("outputs_with_constant_filters")
    x = graph.input((1, 5, 4, 3), X)
    filters = graph.random((2, 3, 3, 3), Quant((0.01, 0.02)))
    return graph.finish(layers.conv_2d(graph, x, 2, filters=filters), filters)


def graphs():
    yield fully_connected("zero_point_of_weights", 5)
    yield fully_connected("zero_point_of_weights_negative_relu", -128, act="RELU")
    yield fully_connected("zero_point_of_weights_that_move", 20, low=-100)
    yield fully_connected("zero_points_of_channels", 5, scales=(0.01, 0.02, 0.005, 0.01, 0.03), out=Quant(0.5, 3))
    yield fully_connected("zero_point_of_weights_int16", 20, low=-100, quant=Quant(0.001), dtype=np.int16)
    yield int4_with_zero_point("zero_point_of_weights", -8)
    yield int4_with_zero_point("zero_point_of_weights_that_move", -5)
    yield convolution("conv_2d_zero_points_of_filters", layers.conv_2d, (0.01, 0.02, 0.005), 5, 0)
    yield convolution("conv_2d_zero_point_of_filters", layers.conv_2d, 0.01, -7, 0)
    yield convolution("depthwise_conv_2d_zero_points_of_filters", layers.depthwise_conv_2d, (0.01, 0.02, 0.005), 5, 3)
    yield convolution("conv_2d_scale_0_of_a_channel", layers.conv_2d, (0.01, 0.0, 0.005), 0, 0)
    yield convolution("depthwise_conv_2d_scale_0_of_a_channel", layers.depthwise_conv_2d, (0.0, 0.02, 0.005), 0, 3)
    yield fully_connected("scale_0_of_a_channel", 0, scales=(0.01, 0.02, 0.0, 0.01, 0.03), out=Quant(0.5, 3))
    yield wide_bias()
    yield times_nothing()
    yield constant_output()
