"""Layers on float32: their sums have TFLM's order, so that no bit differs."""

import numpy as np

import floats
from builder import Graph


def model(layer, name, shape, *arguments, **options):
    graph = Graph(f"float_{layer.__name__}_{name}")
    return graph.finish(layer(graph, graph.input(shape, dtype=np.float32), *arguments, **options))


def graphs():
    yield from convolutions()
    yield from depthwise_convolutions()
    yield from fully_connected_layers()
    yield from pools()
    yield from means()
    yield from passes()


def convolutions():
    conv = floats.conv_2d
    yield model(conv, "1x1", (1, 3, 4, 3), 5, kernel=(1, 1))
    yield model(conv, "3x3_same", (1, 6, 5, 3), 4)
    yield model(conv, "3x3_valid_relu", (1, 6, 5, 2), 9, padding="VALID", act="RELU")
    yield model(conv, "3x3_batch_2_relu6", (2, 5, 4, 3), 6, act="RELU6")
    yield model(conv, "stride_2_same_odd", (1, 7, 7, 3), 4, stride=(2, 2))
    yield model(conv, "dilation_2_relu_n1_to_1", (1, 7, 8, 2), 3, dilation=(2, 2), act="RELU_N1_TO_1")
    yield model(conv, "two_groups", (1, 5, 5, 4), 10, groups=2)
    yield model(conv, "groups_of_one_channel", (1, 4, 4, 3), 6, groups=3, padding="VALID")
    yield model(conv, "window_larger_than_image", (1, 2, 3, 2), 3, kernel=(5, 5), with_bias=False)


def depthwise_convolutions():
    depthwise = floats.depthwise_conv_2d
    yield model(depthwise, "3x3_same", (1, 6, 5, 4))
    yield model(depthwise, "3x3_valid_relu", (1, 6, 5, 7), padding="VALID", act="RELU")
    yield model(depthwise, "multiplier_3_batch_2", (2, 5, 4, 2), multiplier=3)
    yield model(depthwise, "one_to_eight_channels", (1, 5, 6, 1), multiplier=8, stride=(2, 2), act="RELU6")
    yield model(depthwise, "dilation_1x2", (1, 6, 7, 5), dilation=(1, 2), with_bias=False)


def fully_connected_layers():
    dense = floats.fully_connected
    yield model(dense, "8_to_4", (1, 8), 4)
    yield model(dense, "13_to_7_batch_3_relu", (3, 13), 7, act="RELU")
    yield model(dense, "1_to_1_relu_n1_to_1", (1, 1), 1, act="RELU_N1_TO_1", with_bias=False)
    yield model(dense, "rank_3_relu6", (2, 3, 5), 6, act="RELU6")


def pools():
    for operator in ("AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D"):
        for name, shape, window, stride, options in (
            ("2x2", (1, 6, 6, 3), (2, 2), (2, 2), {}),
            ("3x3_same_relu", (2, 5, 4, 3), (3, 3), (1, 1), {"padding": "SAME", "act": "RELU"}),
            ("whole_image_relu6", (1, 5, 4, 7), (5, 4), (1, 1), {"act": "RELU6"}),
            ("relu_n1_to_1", (1, 6, 5, 3), (2, 2), (1, 1), {"act": "RELU_N1_TO_1"}),
        ):
            graph = Graph(f"float_{operator.lower()}_{name}")
            x = graph.input(shape, dtype=np.float32)
            yield graph.finish(floats.pool(graph, operator, x, window, stride, **options))


def means():
    yield model(floats.mean, "pixels", (1, 4, 3, 5), [1, 2])
    yield model(floats.mean, "pixels_kept", (2, 4, 3, 5), [1, 2], keep_dims=True)
    yield model(floats.mean, "channels", (1, 3, 4, 6), [-1])
    yield model(floats.mean, "first_and_last", (3, 4, 5), [0, 2])
    yield model(floats.mean, "all", (2, 3, 4), [0, 1, 2])


def passes():
    """Operators that the compiler merges."""
    graph = Graph("float_pad_conv_relu6_mean")
    x = graph.input((1, 5, 6, 3), dtype=np.float32)
    padded = floats.result(graph, (1, 8, 8, 3))
    graph.operator("PAD", [x, graph.indices([[0, 0], [1, 2], [2, 0], [0, 0]])], [padded], "PadOptions")
    y = floats.conv_2d(graph, padded, 5, padding="VALID", act="RELU_N1_TO_1")
    y = floats.unary(graph, "RELU", y)
    yield graph.finish(floats.unary(graph, "RELU6", floats.mean(graph, y, [1, 2])))
    graph = Graph("float_add_of_constants_relu")
    x = graph.input((2, 3, 4), dtype=np.float32)
    constants = floats.binary(graph, "MUL", floats.normal(graph, (3, 1)), floats.normal(graph, (4,)), "NONE")
    yield graph.finish(floats.unary(graph, "RELU", floats.binary(graph, "ADD", constants, x, "NONE")))
