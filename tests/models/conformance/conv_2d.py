"""CONV_2D: windows, strides, dilations, groups, activations, quantizations."""

import numpy as np

import layers
from builder import Graph, Quant

X = Quant(0.05, -3)


def model(name, shape, channels, quant=X, **options):
    graph = Graph(f"conv_2d_{name}")
    return graph.finish(layers.conv_2d(graph, graph.input(shape, quant), channels, **options))


def graphs():
    yield from windows()
    yield from strides_and_dilations()
    yield from groups()
    yield from activations()
    yield from quantizations()
    yield from blocks()
    yield from weights_that_cannot_be_paired()


def windows():
    yield model("1x1", (1, 4, 5, 3), 5, kernel=(1, 1))
    yield model("1x1_one_channel", (1, 4, 4, 1), 1, kernel=(1, 1))
    yield model("1x1_wide", (1, 3, 3, 33), 17, kernel=(1, 1))
    yield model("1x1_batch_2", (2, 3, 3, 4), 6, kernel=(1, 1))
    yield model("3x3_same", (1, 6, 5, 3), 4)
    yield model("3x3_valid", (1, 6, 5, 3), 4, padding="VALID")
    yield model("3x3_one_to_nine_channels", (1, 5, 5, 1), 9)
    yield model("3x3_nine_to_one_channels", (1, 5, 5, 9), 1)
    yield model("3x3_batch_2", (2, 5, 4, 3), 5)
    yield model("3x3_batch_3_valid_stride_2", (3, 7, 7, 2), 3, padding="VALID", stride=(2, 2))
    yield model("5x3_same", (1, 7, 6, 2), 3, kernel=(5, 3))
    yield model("2x2_same", (1, 5, 5, 2), 3, kernel=(2, 2))
    yield model("4x4_same_stride_3", (1, 8, 7, 2), 3, kernel=(4, 4), stride=(3, 3))
    yield model("7x1_one_dimensional", (1, 12, 1, 4), 5, kernel=(7, 1))
    yield model("1x5_one_dimensional", (1, 1, 12, 4), 5, kernel=(1, 5), padding="VALID")
    yield model("whole_image_valid", (1, 4, 5, 3), 7, kernel=(4, 5), padding="VALID")
    yield model("window_larger_than_image", (1, 2, 3, 2), 3, kernel=(5, 5))


def strides_and_dilations():
    yield model("stride_2_same_even", (1, 8, 8, 3), 4, stride=(2, 2))
    yield model("stride_2_same_odd", (1, 7, 7, 3), 4, stride=(2, 2))
    yield model("stride_2_valid", (1, 8, 7, 3), 4, stride=(2, 2), padding="VALID")
    yield model("stride_1x2", (1, 6, 7, 2), 3, stride=(1, 2))
    yield model("stride_2x1", (1, 7, 6, 2), 3, stride=(2, 1), padding="VALID")
    yield model("stride_2_1x1", (1, 7, 6, 5), 4, kernel=(1, 1), stride=(2, 2))
    yield model("stride_larger_than_window", (1, 9, 9, 2), 3, kernel=(2, 2), stride=(3, 4), padding="VALID")
    yield model("dilation_2_same", (1, 7, 8, 2), 3, dilation=(2, 2))
    yield model("dilation_2_valid", (1, 7, 8, 2), 3, dilation=(2, 2), padding="VALID")
    yield model("dilation_1x3", (1, 5, 9, 2), 3, dilation=(1, 3))
    yield model("dilation_2_stride_2", (1, 9, 8, 2), 3, dilation=(2, 2), stride=(2, 2))


def groups():
    yield model("two_groups", (1, 5, 5, 4), 6, groups=2)
    yield model("four_groups_stride_2", (1, 6, 5, 8), 4, groups=4, stride=(2, 2))
    yield model("groups_of_one_channel", (1, 4, 4, 3), 6, groups=3, padding="VALID")
    yield model("two_groups_1x1", (1, 4, 4, 6), 4, groups=2, kernel=(1, 1), per_channel=False)


def activations():
    yield model("relu", (1, 5, 5, 3), 4, act="RELU")
    yield model("relu6", (1, 5, 5, 3), 4, act="RELU6")
    yield model("relu_n1_to_1", (1, 5, 5, 3), 4, act="RELU_N1_TO_1")
    yield model("relu6_of_small_scale", (1, 5, 5, 3), 4, act="RELU6", out=Quant(6 / 255, -128))
    yield model("relu_below_zero_point", (1, 5, 5, 3), 4, act="RELU", out=Quant(0.25, 100))


def quantizations():
    yield model("per_tensor", (1, 5, 5, 3), 4, per_channel=False)
    yield model("no_bias", (1, 5, 5, 3), 4, with_bias=False)
    yield model("per_tensor_no_bias_relu", (1, 5, 5, 3), 4, per_channel=False, with_bias=False, act="RELU")
    yield model("zero_point_low", (1, 5, 5, 3), 4, quant=Quant(1 / 255, -128))
    yield model("zero_point_high", (1, 5, 5, 3), 4, quant=Quant(0.02, 127))
    yield model("zero_points_low_and_high", (1, 5, 5, 2), 3, quant=Quant(0.05, -128), out=Quant(0.2, 127))
    yield model("zero_points_zero", (1, 5, 5, 2), 3, quant=Quant(0.05, 0), out=Quant(0.2, 0))
    yield model("saturating", (1, 5, 5, 3), 4, out=Quant(0.02, 0))
    yield model("coarse_output", (1, 5, 5, 3), 4, out=Quant(9.0, 5))
    yield small_sums("multiplier_exactly_one", Quant(0.5, 7), 0.01, Quant(0.005, -9))
    yield small_sums("multiplier_near_one", Quant(0.5, 7), 0.01, Quant(0.0050001, -9))
    yield small_sums("multiplier_one_half", Quant(0.5, 7), 0.01, Quant(0.01, 3))
    yield small_sums("multiplier_above_one", X, (0.02, 0.01, 0.015), Quant(0.0004, 1))
    yield scales_far_apart()
    yield vanishing_channels()
    yield extreme_weights()
    yield large_biases()


def blocks():
    """Sizes around the blocks that fast kernels compute: several turns of every loop, and odd remainders of each."""
    yield model("3x3_sixteen_channels_odd_width", (1, 6, 9, 16), 16)
    yield model("3x3_sixteen_channels_relu", (1, 5, 8, 16), 17, act="RELU", out=Quant(0.25, -128))
    yield model("3x3_stride_2_wide", (1, 7, 13, 16), 32, stride=(2, 2), act="RELU", out=Quant(0.25, -128))
    yield model("3x3_forty_channels", (1, 4, 5, 40), 6, padding="VALID", act="RELU", out=Quant(0.4, -128))
    yield model("10x4_one_channel_stride_2_relu", (1, 17, 10, 1), 10, kernel=(10, 4), stride=(2, 2), act="RELU",
                out=Quant(0.2, -128))  # fmt: skip
    yield model("3x3_three_channels_wide", (1, 6, 33, 3), 8, act="RELU", out=Quant(0.1, -128))
    yield model("1x1_eight_to_sixteen_relu", (1, 7, 9, 8), 16, kernel=(1, 1), act="RELU", out=Quant(0.05, -128))
    yield model("1x1_128_to_ten_relu6", (1, 3, 5, 128), 10, kernel=(1, 1), act="RELU6", out=Quant(0.05, -100))
    yield model("1x1_two_hundred_channels", (1, 2, 3, 200), 7, kernel=(1, 1))
    yield model("1x1_stride_2_sixteen", (1, 9, 7, 16), 12, kernel=(1, 1), stride=(2, 2))


def weights_that_cannot_be_paired():
    """Two int8 weights share 16 bits only if they fit: not -128 above a negative one; nor sums of more than 23 bits."""
    for name, upper, lower in [("minus_128_over_minus_1", -128, -1), ("minus_128_over_0", -128, 0)]:
        graph = Graph(f"conv_2d_1x1_{name}")
        values = np.empty((4, 1, 1, 6), np.int8)
        values[0::2], values[1::2] = lower, upper
        values[0, 0, 0, 0], values[3, 0, 0, 5] = 5, 7
        filters = graph.constant(values, Quant(0.01))
        x = graph.input((1, 4, 5, 6), Quant(0.05, -128))
        yield graph.finish(layers.conv_2d(graph, x, 4, (1, 1), filters=filters, out=Quant(1.0, 0)))
    for name, weight in [("long_sums_of_23_bits", 126), ("long_sums_of_24_bits", 127)]:
        graph = Graph(f"conv_2d_1x1_{name}")
        filters = graph.constant(np.full((4, 1, 1, 520), weight, np.int8), Quant(0.01))
        x = graph.input((1, 2, 2, 520), Quant(0.05, -3))
        yield graph.finish(layers.conv_2d(graph, x, 4, (1, 1), filters=filters, with_bias=False, out=Quant(30.0, 0)))


def small_sums(name, quant, weight_scale, out):
    """Weights of -1, 0 and 1, so that outputs differ although the multiplier is near one or above it (a left shift)."""
    graph = Graph(f"conv_2d_{name}")
    filters = graph.constant(graph.rng.integers(-1, 2, (3, 1, 1, 2), np.int8), Quant(weight_scale))
    x = graph.input((1, 4, 4, 2), quant)
    return graph.finish(layers.conv_2d(graph, x, 3, (1, 1), filters=filters, with_bias=False, out=out))


def scales_far_apart():
    """Channels whose multipliers differ by five orders of magnitude, from left shifts to right shifts."""
    graph = Graph("conv_2d_scales_far_apart")
    x = graph.input((1, 4, 4, 3), X)
    filters = graph.random((6, 1, 1, 3), Quant((1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0)))
    return graph.finish(layers.conv_2d(graph, x, 6, (1, 1), filters=filters, with_bias=False, out=Quant(0.1, 3)))


def vanishing_channels():
    """A channel of zeros, one whose scale is too small to count (shift beyond 31), one of a single weight."""
    graph = Graph("conv_2d_vanishing_channels")
    values = graph.rng.integers(-127, 128, (4, 3, 3, 2), np.int8)
    values[0] = 0
    values[2] = 0
    values[2, 1, 1, 0] = 127
    filters = graph.constant(values, Quant((0.01, 1e-12, 0.01, 0.01)))
    return graph.finish(layers.conv_2d(graph, graph.input((1, 5, 5, 2), X), 4, filters=filters))


def extreme_weights():
    """Filters of -127, 127 and -128, which symmetric quantization avoids but the format allows."""
    graph = Graph("conv_2d_extreme_weights")
    values = np.empty((3, 3, 3, 4), np.int8)
    for channel, weight in enumerate((-127, 127, -128)):
        values[channel] = weight
    filters = graph.constant(values, Quant(0.01))
    x = graph.input((1, 5, 5, 4), Quant(0.05, -128))
    return graph.finish(layers.conv_2d(graph, x, 3, filters=filters, out=Quant(1.5, 0)))


def large_biases():
    """Biases near the ends of i32 that still leave room for the products, and two whose outputs do not saturate."""
    graph = Graph("conv_2d_large_biases")
    x = graph.input((1, 4, 4, 2), Quant(0.05, 5))
    filters = graph.random((4, 1, 1, 2), Quant(0.01))
    values = np.array([2**31 - 100_000, -(2**31) + 100_000, 2**24 + 1, -(2**24) - 1], np.int32)
    biases = graph.constant(values, Quant(0.05 * 0.01))
    y = graph.tensor((1, 4, 4, 4), Quant(80.0, 3))
    graph.operator("CONV_2D", [x, filters, biases], [y], "Conv2DOptions", padding=1, strideH=1, strideW=1,
                   dilationHFactor=1, dilationWFactor=1)  # fmt: skip
    return graph.finish(y)
