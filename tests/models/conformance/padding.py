"""PAD and PADV2: alone, and before the windows that a compiler would fold them into."""

import numpy as np

import layers
from builder import Graph, Quant
from conformance.pooling import pool

X = Quant(0.05, -3)


def pad(graph, x, paddings, value=None):
    """`value` makes it PADV2: the integer to fill with, in the input's quantization; PAD fills with the zero point."""
    shape = tuple(before + extent + after for extent, (before, after) in zip(x.shape, paddings, strict=True))
    y = graph.tensor(shape, x.quant, x.dtype)
    if value is None:
        graph.operator("PAD", [x, graph.indices(paddings)], [y], "PadOptions")
    else:
        fill = graph.constant(np.array(value, x.dtype), x.quant)
        graph.operator("PADV2", [x, graph.indices(paddings), fill], [y], "PadV2Options")
    return y


def model(name, shape, paddings, value=None, quant=X):
    graph = Graph(f"{'pad' if value is None else 'padv2'}_{name}")
    return graph.finish(pad(graph, graph.input(shape, quant), paddings, value))


def graphs():
    for operator_value in (None, 77):
        yield model("border", (1, 3, 4, 2), [[0, 0], [1, 1], [1, 1], [0, 0]], operator_value)
        yield model("asymmetric", (1, 3, 4, 2), [[0, 0], [0, 2], [3, 1], [0, 0]], operator_value)
        yield model("channels", (1, 3, 3, 2), [[0, 0], [0, 0], [0, 0], [1, 2]], operator_value)
        yield model("every_dimension", (2, 2, 3, 2), [[1, 0], [0, 1], [1, 1], [2, 1]], operator_value)
        yield model("nothing", (1, 3, 3, 2), [[0, 0]] * 4, operator_value)
        yield model("two_dimensions", (3, 4), [[1, 0], [2, 2]], operator_value)
        yield model("one_dimension", (5,), [[2, 3]], operator_value)
    yield model("zero_point_low", (1, 3, 3, 2), [[0, 0], [1, 1], [2, 0], [0, 0]], quant=Quant(1 / 255, -128))
    yield model("value_lowest", (1, 3, 3, 2), [[0, 0], [1, 1], [1, 1], [0, 0]], value=-128)
    yield from before_windows()
    yield from before_several_readers()


def before_windows():
    border = [[0, 0], [1, 1], [1, 1], [0, 0]]
    stride_2 = [[0, 0], [0, 1], [0, 1], [0, 0]]
    yield before("conv_2d", border, layers.conv_2d, channels=4, padding="VALID")
    yield before("conv_2d_stride_2", stride_2, layers.conv_2d, channels=4, padding="VALID", stride=(2, 2))
    yield before("conv_2d_1x1", border, layers.conv_2d, channels=4, padding="VALID", kernel=(1, 1))
    yield before("conv_2d_same", border, layers.conv_2d, channels=4, padding="SAME")
    yield before("conv_2d_same_stride_2", [[0, 0], [2, 1], [1, 3], [0, 0]], layers.conv_2d, channels=4, stride=(2, 2))
    yield before("conv_2d_wide", [[0, 0], [5, 4], [6, 7], [0, 0]], layers.conv_2d, channels=2, padding="VALID")
    yield before("conv_2d_batch", [[1, 0], [1, 1], [1, 1], [0, 0]], layers.conv_2d, channels=3, padding="VALID")
    yield before("conv_2d_channels", [[0, 0], [1, 1], [1, 1], [1, 0]], layers.conv_2d, channels=3, padding="VALID")
    yield before("conv_2d_dilated", border, layers.conv_2d, channels=3, padding="VALID", dilation=(2, 2))
    yield before("conv_2d_other_value", border, layers.conv_2d, value=90, channels=3, padding="VALID")
    yield before("conv_2d_zero_point_as_value", border, layers.conv_2d, value=X.zero_point, channels=3, padding="VALID")
    yield before("depthwise_conv_2d", border, layers.depthwise_conv_2d, padding="VALID")
    yield before("depthwise_conv_2d_stride_2", stride_2, layers.depthwise_conv_2d, padding="VALID", stride=(2, 2))
    yield before("depthwise_conv_2d_multiplier_2", border, layers.depthwise_conv_2d, padding="VALID", multiplier=2)
    yield before("average_pool_2d", border, average_pool)
    yield twice_before_conv_2d()


def average_pool(graph, x):
    """Unlike SAME padding, PAD's zeros count in the average."""
    return pool(graph, "AVERAGE_POOL_2D", x, (3, 3), (2, 2))


def before(name, paddings, layer, value=None, **options):
    graph = Graph(f"{'pad' if value is None else 'padv2'}_before_{name}")
    padded = pad(graph, graph.input((1, 6, 5, 3), X), paddings, value)
    return graph.finish(layer(graph, padded, **options))


def twice_before_conv_2d():
    graph = Graph("pad_twice_before_conv_2d")
    once = pad(graph, graph.input((1, 4, 4, 2), X), [[0, 0], [1, 0], [0, 1], [0, 0]])
    twice = pad(graph, once, [[0, 0], [0, 1], [1, 0], [0, 0]])
    return graph.finish(layers.conv_2d(graph, twice, 3, padding="VALID"))


def before_several_readers():
    """The padded tensor itself is read too, so folding must keep it."""
    border = [[0, 0], [1, 1], [1, 1], [0, 0]]
    graph = Graph("pad_before_two_convolutions")
    padded = pad(graph, graph.input((1, 4, 4, 2), X), border)
    wide = layers.conv_2d(graph, padded, 3, padding="VALID")
    yield graph.finish(wide, layers.conv_2d(graph, padded, 2, padding="VALID", stride=(2, 2)))

    graph = Graph("pad_before_conv_2d_is_output")
    padded = pad(graph, graph.input((1, 4, 4, 2), X), border)
    yield graph.finish(padded, layers.conv_2d(graph, padded, 3, padding="VALID"))
