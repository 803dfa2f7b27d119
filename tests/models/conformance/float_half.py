"""Constants of float16, as the converter writes them: before a DEQUANTIZE. TFLM rejects them: LiteRT is followed."""

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

import floats
from builder import Graph


def constant(graph, shape):
    """Halves, and the output of a DEQUANTIZE of them."""
    halves = graph.constant(graph.rng.normal(0, 0.5, shape).astype(np.float16))
    widened = floats.result(graph, shape)
    graph.operator("DEQUANTIZE", [halves], [widened], "DequantizeOptions")
    return widened


def model(name, shape, layer):
    graph = Graph(f"float_half_{name}", follow="litert", note="TFLM refuses float16.")
    x = graph.input(shape, dtype=np.float32)
    return graph.finish(layer(graph, x))


def transpose_conv(graph, x, filters):
    """Twice as high and as wide."""
    shape = (1, 2 * x.shape[1], 2 * x.shape[2], filters.shape[0])
    y = floats.result(graph, shape)
    graph.operator(
        "TRANSPOSE_CONV", [graph.indices(shape), filters, x], [y], "TransposeConvOptions",
        padding=schema.Padding.SAME, strideH=2, strideW=2,
    )  # fmt: skip
    return y


def graphs():
    yield model("conv_2d", (1, 5, 4, 3), lambda g, x: floats.conv_2d(g, x, 5, filters=constant(g, (5, 3, 3, 3))))
    yield model("depthwise_conv_2d", (1, 5, 4, 3), lambda g, x: floats.depthwise_conv_2d(g, x, filters=constant(g, (1, 3, 3, 3))))
    yield model("fully_connected", (2, 7), lambda g, x: floats.fully_connected(g, x, 6, filters=constant(g, (6, 7))))
    yield model("transpose_conv", (1, 4, 3, 3), lambda g, x: transpose_conv(g, x, constant(g, (4, 3, 3, 3))))
    yield model("add", (2, 3, 4), lambda g, x: floats.binary(g, "ADD", x, constant(g, (3, 1)), "NONE"))
