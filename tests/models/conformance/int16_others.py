"""Pooling, MEAN, SUM and SOFTMAX of int16, and SUM of int8."""

import numpy as np

from builder import Graph, Quant
from layers import activation, window_shape
from tensorflow.lite.python import schema_py_generated as schema

X = Quant(0.0005)


def pool(operator, name, shape, window, stride, padding="VALID", act="NONE", quant=X):
    graph = Graph(f"{operator.lower()}_int16_{name}")
    x = graph.input(shape, quant, np.int16)
    y = graph.tensor(window_shape(shape, window, stride, (1, 1), padding, shape[3]), quant, np.int16)
    graph.operator(
        operator, [x], [y], "Pool2DOptions", padding=getattr(schema.Padding, padding), strideH=stride[0],
        strideW=stride[1], filterHeight=window[0], filterWidth=window[1], fusedActivationFunction=activation(act),
    )  # fmt: skip
    return graph.finish(y)


def reduction(operator, name, shape, axes, quant, out, dtype, keep_dims=False):
    graph = Graph(f"{operator.lower()}_{np.dtype(dtype).name}_{name}")
    x = graph.input(shape, quant, dtype)
    reduced = {axis % len(shape) for axis in axes}
    kept = (1 if i in reduced else extent for i, extent in enumerate(shape))
    dropped = (extent for i, extent in enumerate(shape) if i not in reduced)
    y = graph.tensor(tuple(kept if keep_dims else dropped), out, dtype)
    graph.operator(operator, [x, graph.indices(axes)], [y], "ReducerOptions", keepDims=keep_dims)
    return graph.finish(y)


def softmax(name, shape, quant, out, dtypes, beta=1.0):
    graph = Graph(f"softmax_{name}")
    x = graph.input(shape, quant, dtypes[0])
    y = graph.tensor(shape, out, dtypes[1])
    graph.operator("SOFTMAX", [x], [y], "SoftmaxOptions", beta=beta)
    return graph.finish(y)


def graphs():
    for operator in ("AVERAGE_POOL_2D", "MAX_POOL_2D"):
        yield pool(operator, "2x2", (1, 6, 6, 3), (2, 2), (2, 2))
        yield pool(operator, "3x3_same_batch_2", (2, 5, 4, 3), (3, 3), (2, 1), padding="SAME")
        yield pool(operator, "whole_image_relu", (1, 5, 4, 7), (5, 4), (1, 1), act="RELU")
        yield pool(operator, "relu6", (1, 6, 5, 3), (2, 2), (1, 1), act="RELU6")
    yield from reductions()
    yield from softmaxes()


def reductions():
    for operator, more in (("MEAN", 1), ("SUM", 20)):
        out = Quant(0.0003 * more)
        yield reduction(operator, "height_and_width", (1, 4, 5, 3), [1, 2], X, out, np.int16)
        yield reduction(operator, "channels_kept", (2, 4, 5, 6), [3], X, out, np.int16, keep_dims=True)
        yield reduction(operator, "all_axes", (1, 3, 4, 2), [0, 1, 2, 3], X, Quant(0.0002 * more), np.int16)
        yield reduction(operator, "zero_points", (2, 5, 3), [1], Quant(0.0005, 300), Quant(0.0003 * more, -99), np.int16)
        yield reduction(operator, "saturating", (1, 3, 3, 4), [1, 2], X, Quant(0.00004 * more), np.int16)
    int8 = Quant(0.05, -3)
    yield reduction("SUM", "height_and_width", (1, 4, 5, 3), [1, 2], int8, Quant(0.4, 5), np.int8)
    yield reduction("SUM", "channels_kept", (1, 4, 5, 6), [-1], int8, Quant(0.2, 5), np.int8, keep_dims=True)
    yield reduction("SUM", "all_axes", (2, 3, 4), [0, 1, 2], Quant(0.05, -128), Quant(1.1, -128), np.int8)
    yield reduction("SUM", "one_dimension", (13,), [0], int8, Quant(0.3, 127), np.int8, keep_dims=True)


def softmaxes():
    int16, to_int16 = (np.int16, np.int16), (np.int8, np.int16)
    of_int16, of_int8 = Quant(1 / 32768), Quant(1 / 65536, -32768)
    yield softmax("int16_ten_classes", (1, 10), Quant(0.0001), of_int16, int16)
    yield softmax("int16_rows", (5, 7), Quant(0.00003), of_int16, int16)
    yield softmax("int16_many_rows", (60, 9), Quant(0.00015), of_int16, int16)
    yield softmax("int16_three_hundred_classes", (2, 300), Quant(0.00005), of_int16, int16)
    yield softmax("int16_beta_two", (3, 6), Quant(0.00002), of_int16, int16, beta=2.0)
    yield softmax("int16_large_scale", (4, 6), Quant(0.002), of_int16, int16)
    yield softmax("int8_to_int16_ten_classes", (1, 10), Quant(0.1, 4), of_int8, to_int16)
    yield softmax("int8_to_int16_rows", (5, 7), Quant(0.03, 4), of_int8, to_int16)
    yield softmax("int8_to_int16_beta_small", (4, 6), Quant(0.4, 4), of_int8, to_int16, beta=0.1)
