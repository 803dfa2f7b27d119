"""DEPTHWISE_CONV_2D: depth multipliers, windows, strides, dilations, quantizations."""

import numpy as np

import layers
from builder import Graph, Quant

X = Quant(0.05, -3)


def model(name, shape, quant=X, **options):
    graph = Graph(f"depthwise_conv_2d_{name}")
    return graph.finish(layers.depthwise_conv_2d(graph, graph.input(shape, quant), **options))


def graphs():
    yield model("3x3_same", (1, 6, 5, 3))
    yield model("3x3_valid", (1, 6, 5, 4), padding="VALID")
    yield model("one_channel", (1, 6, 5, 1))
    yield model("nine_channels", (1, 5, 5, 9))
    yield model("seventeen_channels_stride_2", (1, 5, 6, 17), stride=(2, 2))
    yield model("batch_2", (2, 5, 4, 3))
    yield model("1x1", (1, 4, 4, 5), kernel=(1, 1))
    yield model("5x3", (1, 7, 6, 3), kernel=(5, 3))
    yield model("2x2_same", (1, 5, 5, 3), kernel=(2, 2))
    yield model("7x1_one_dimensional", (1, 12, 1, 4), kernel=(7, 1))
    yield model("1x5_one_dimensional", (1, 1, 12, 4), kernel=(1, 5), padding="VALID")
    yield model("whole_image_valid", (1, 5, 4, 6), kernel=(5, 4), padding="VALID")
    yield model("window_larger_than_image", (1, 2, 2, 3), kernel=(5, 5))
    yield model("stride_2_same_even", (1, 8, 8, 4), stride=(2, 2))
    yield model("stride_2_same_odd", (1, 7, 7, 4), stride=(2, 2))
    yield model("stride_2_valid", (1, 8, 7, 3), stride=(2, 2), padding="VALID")
    yield model("stride_1x2", (1, 6, 7, 3), stride=(1, 2))
    yield model("stride_3_batch_2", (2, 8, 8, 2), stride=(3, 3))
    yield model("dilation_2", (1, 8, 7, 3), dilation=(2, 2))
    yield model("dilation_2x1_valid", (1, 8, 7, 3), dilation=(2, 1), padding="VALID")
    yield model("dilation_3_stride_2", (1, 9, 9, 2), dilation=(3, 3), stride=(2, 2))
    yield model("multiplier_2", (1, 5, 5, 3), multiplier=2)
    yield model("multiplier_3_stride_2", (1, 6, 6, 2), multiplier=3, stride=(2, 2))
    yield model("multiplier_8_of_one_channel", (1, 7, 6, 1), multiplier=8, kernel=(4, 3), stride=(2, 2))
    yield model("multiplier_2_dilation_2_batch_2", (2, 6, 6, 2), multiplier=2, dilation=(2, 2))
    yield model("relu", (1, 5, 5, 3), act="RELU")
    yield model("relu6", (1, 5, 5, 3), act="RELU6")
    yield model("relu_n1_to_1", (1, 5, 5, 3), act="RELU_N1_TO_1")
    yield model("per_tensor", (1, 5, 5, 3), per_channel=False)
    yield model("no_bias", (1, 5, 5, 3), with_bias=False)
    yield model("multiplier_2_per_tensor_no_bias", (1, 5, 5, 2), multiplier=2, per_channel=False, with_bias=False)
    yield model("zero_point_low", (1, 5, 5, 3), quant=Quant(6 / 255, -128))
    yield model("zero_point_high", (1, 5, 5, 3), quant=Quant(0.02, 127), out=Quant(0.05, -128))
    yield model("saturating", (1, 5, 5, 3), out=Quant(0.01, 0))
    yield from blocks()
    yield multiplier_above_one()
    yield weights_of_minus_128()


def blocks():
    """Sizes around the blocks that fast kernels compute: several turns of every loop, and odd remainders of each."""
    relu = {"act": "RELU", "out": Quant(0.08, -128)}
    yield model("wide_relu", (1, 7, 21, 8), **relu)
    yield model("high_relu", (1, 25, 5, 12), **relu)
    yield model("wide_stride_2_relu", (1, 9, 22, 8), stride=(2, 2), **relu)
    yield model("wide_stride_2_ten_channels", (1, 13, 17, 10), stride=(2, 2))
    yield model("small_relu", (1, 3, 3, 20), **relu)
    yield model("10x1_forty_channels_relu", (1, 24, 1, 40), kernel=(10, 1), padding="VALID", **relu)
    yield model("1x7_ten_channels_relu6", (1, 1, 19, 10), kernel=(1, 7), act="RELU6")
    yield model("5x5_twelve_channels_relu", (1, 9, 11, 12), kernel=(5, 5), **relu)


def weights_of_minus_128():
    """Filters of -128, which symmetric quantization avoids but the format allows."""
    graph = Graph("depthwise_conv_2d_weights_of_minus_128")
    filters = graph.constant(np.full((1, 3, 3, 4), -128, np.int8), Quant(0.01))
    x = graph.input((1, 5, 6, 4), Quant(0.05, -128))
    return graph.finish(layers.depthwise_conv_2d(graph, x, filters=filters, out=Quant(0.5, 100)))


def multiplier_above_one():
    graph = Graph("depthwise_conv_2d_multiplier_above_one")
    filters = graph.constant(np.array([[[[1, -1, 2]]]], np.int8), Quant((0.02, 0.01, 0.015), axis=3))
    x = graph.input((1, 4, 4, 3), X)
    options = {"kernel": (1, 1), "filters": filters, "with_bias": False, "out": Quant(0.0004, 1)}
    return graph.finish(layers.depthwise_conv_2d(graph, x, **options))
