"""Weights of four bits, two in a byte: CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED of int8 activations."""

import numpy as np

import layers
from builder import Graph, Quant

X = Quant(0.05, -3)
WEIGHTS_SCALE = 0.1


def weights(graph, shape, axis=None):
    """All sixteen values; one scale per index of `axis`."""
    values = graph.rng.integers(-8, 8, shape, np.int8)
    if axis is None:
        return graph.int4_constant(values, Quant(WEIGHTS_SCALE))
    scales = WEIGHTS_SCALE * graph.rng.uniform(0.3, 2.0, shape[axis])
    return graph.int4_constant(values, Quant(tuple(scales.astype(np.float32).tolist()), axis=axis))


def out(graph, x, taps):
    scale = x.quant.scale * WEIGHTS_SCALE * np.sqrt(taps) * 74 * 5 / 60
    return Quant(float(np.float32(scale)), int(graph.rng.integers(-40, 41)))


def conv_2d(name, shape, channels, kernel=(3, 3), groups=1, per_channel=True, quant=X, **options):
    graph = Graph(f"conv_2d_int4_{name}")
    x = graph.input(shape, quant)
    depth = shape[3] // groups
    filters = weights(graph, (channels, *kernel, depth), 0 if per_channel else None)
    out_quant = out(graph, x, kernel[0] * kernel[1] * depth)
    y = layers.conv_2d(graph, x, channels, kernel, groups=groups, filters=filters, out=out_quant, **options)
    return graph.finish(y)


def depthwise_conv_2d(name, shape, multiplier=1, kernel=(3, 3), per_channel=True, **options):
    graph = Graph(f"depthwise_conv_2d_int4_{name}")
    x = graph.input(shape, X)
    filters = weights(graph, (1, *kernel, shape[3] * multiplier), 3 if per_channel else None)
    out_quant = out(graph, x, kernel[0] * kernel[1])
    y = layers.depthwise_conv_2d(graph, x, multiplier, kernel, filters=filters, out=out_quant, **options)
    return graph.finish(y)


def fully_connected(name, shape, units, per_channel=False, **options):
    note = "TFLM has no FULLY_CONNECTED of int4 weights with a scale for each channel." if per_channel else None
    graph = Graph(f"fully_connected_int4_{name}", note, follow="litert_ref" if per_channel else "tflm")
    x = graph.input(shape, X)
    filters = weights(graph, (units, shape[-1]), 0 if per_channel else None)
    return graph.finish(layers.fully_connected(graph, x, units, filters=filters, out=out(graph, x, shape[-1]), **options))


def graphs():
    yield conv_2d("3x3", (1, 6, 5, 3), 4)
    yield conv_2d("odd_number_of_weights", (1, 4, 5, 1), 3, per_channel=False)
    yield conv_2d("1x1_seventeen_channels", (1, 3, 3, 33), 17, kernel=(1, 1), act="RELU")
    yield conv_2d("two_groups_stride_2", (1, 6, 5, 6), 10, groups=2, stride=(2, 2))
    yield conv_2d("dilation_2_batch_2", (2, 7, 6, 2), 5, dilation=(2, 2), padding="VALID")
    yield depthwise_conv_2d("3x3", (1, 6, 5, 7))
    yield depthwise_conv_2d("multiplier_2_valid", (1, 5, 6, 3), 2, padding="VALID", act="RELU6")
    yield depthwise_conv_2d("per_tensor_stride_2", (1, 6, 7, 8), stride=(2, 2), per_channel=False)
    yield fully_connected("13_to_7", (1, 13), 7)
    yield fully_connected("128_to_10_relu", (1, 128), 10, act="RELU")
    yield fully_connected("batch_3_without_bias", (3, 10), 5, bias_as="absent")
    yield fully_connected("per_channel", (4, 14), 9, per_channel=True)
    yield fully_connected("per_channel_relu", (64, 32), 12, per_channel=True, act="RELU")
