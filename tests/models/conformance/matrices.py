"""TRANSPOSE_CONV and BATCH_MATMUL of int8, int16 and float32."""

import math

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

from builder import Graph, Quant
from layers import activation, weights

QUANTS = {np.int8: Quant(0.05, -3), np.int16: Quant(0.0005), np.float32: None}
STD = {np.int8: 74, np.int16: 18918}
SPREAD_LSB = {np.int8: 60, np.int16: 12000}
NAMES = {np.int8: "int8", np.int16: "int16", np.float32: "float32"}
MISREAD = "TFLM reads a bias of int32 as int64, beyond its end; LiteRT does not where the options say int32."
TOLERANCE = {np.int8: 0, np.int16: 0, np.float32: 1e-4}


def graphs():
    for dtype in QUANTS:
        yield from transposed_convolutions(dtype)
        yield from matrices(dtype)


def graph_of(operator, name, dtype):
    return Graph(f"{operator}_{NAMES[dtype]}_{name}", tolerance=TOLERANCE[dtype], extremes=dtype != np.float32)


def output_quant(dtype, x, scale, taps):
    if dtype == np.float32:
        return None
    zero_point = 0 if dtype == np.int16 else 7
    real = x.quant.scale * STD[dtype] * scale * math.sqrt(taps)
    return Quant(float(np.float32(real / SPREAD_LSB[dtype])), zero_point)


def transpose_conv(
    dtype, name, shape, channels, kernel=(3, 3), stride=(2, 2), padding="SAME", act="NONE", per_channel=True,
    bias=True, output=None, graph=None, **options,
):  # fmt: skip
    """`output` is height and width, where they are not the smallest for the input."""
    graph = graph or graph_of("transpose_conv", name, dtype)
    x = graph.input(shape, QUANTS[dtype], dtype)
    taps = kernel[0] * kernel[1] * shape[3] / (stride[0] * stride[1])
    extents = [(n - 1) * s + k if padding == "VALID" else n * s for n, s, k in zip(shape[1:3], stride, kernel)]
    y_shape = (shape[0], *(output or extents), channels)
    if dtype == np.float32:
        filters = graph.constant(graph.rng.normal(0, 1, (channels, *kernel, shape[3])).astype(np.float32))
    else:
        filters = weights(graph, (channels, *kernel, shape[3]), 0, per_channel)
    y = graph.tensor(y_shape, output_quant(dtype, x, 0.74, taps), dtype)
    biases = []
    if bias and dtype == np.float32:
        biases = [graph.constant(graph.rng.normal(0, 4, channels).astype(np.float32))]
    elif bias:
        limit = int(STD[dtype] * 74 * math.sqrt(taps) / 2)
        kind = {True: np.int32 if dtype == np.int8 else np.int64}.get(bias, bias)
        limit = min(limit, np.iinfo(kind).max)
        scales = np.float32(x.quant.scale) * np.atleast_1d(np.array(filters.quant.scale, np.float32))
        biases = [graph.constant(graph.rng.integers(-limit, limit, channels, kind), Quant(tuple(scales.tolist())))]
    graph.operator(
        "TRANSPOSE_CONV", [graph.indices(y_shape), filters, x, *biases], [y], "TransposeConvOptions",
        padding=getattr(schema.Padding, padding), strideH=stride[0], strideW=stride[1],
        fusedActivationFunction=activation(act), **options,
    )  # fmt: skip
    return graph.finish(y)


def transposed_convolutions(dtype):
    yield transpose_conv(dtype, "3x3_stride_2", (1, 4, 3, 3), 4)
    yield transpose_conv(dtype, "3x3_stride_1_valid", (1, 4, 5, 2), 3, stride=(1, 1), padding="VALID")
    yield transpose_conv(dtype, "2x4_stride_3x1_batch_2", (2, 3, 4, 2), 3, kernel=(2, 4), stride=(3, 1))
    yield transpose_conv(dtype, "5x5_valid_larger_output", (1, 3, 3, 2), 3, kernel=(5, 5), padding="VALID",
                         output=(10, 10))  # fmt: skip
    yield transpose_conv(dtype, "no_bias_odd_output", (1, 4, 3, 3), 2, bias=False, output=(7, 5))
    yield transpose_conv(dtype, "relu", (1, 3, 3, 3), 4, act="RELU")
    if dtype == np.int8:
        yield transpose_conv(dtype, "per_tensor", (1, 3, 4, 3), 4, per_channel=False)
    if dtype == np.int16:
        yield transpose_conv(dtype, "bias_of_int16", (1, 3, 4, 3), 4, bias=np.int16)
        for channels in (1, 4):
            graph = Graph(f"transpose_conv_int16_bias_of_int32_{channels}", MISREAD, "litert_ref")
            yield transpose_conv(dtype, None, (1, 3, 4, 3), channels, bias=np.int32, graph=graph,
                                 quantizedBiasType=schema.TensorType.INT32)  # fmt: skip


def batch_matmul(dtype, name, first, second, adj_x=False, adj_y=False, constant=False):
    graph = graph_of("batch_matmul", name, dtype)
    a = graph.input(first, QUANTS[dtype], dtype)
    quant = None if dtype == np.float32 else Quant(0.7 * QUANTS[dtype].scale, 0 if dtype == np.int16 else 11)
    if constant:
        low_high = (-2, 2) if dtype == np.float32 else (np.iinfo(dtype).min, np.iinfo(dtype).max)
        b = graph.constant(graph.rng.uniform(*low_high, second).astype(dtype), quant)
    else:
        b = graph.input(second, quant, dtype)
    rows, columns = first[-1 if adj_x else -2], second[-2 if adj_y else -1]
    shape = (*np.broadcast_shapes(first[:-2], second[:-2]), rows, columns)
    depth = first[-2 if adj_x else -1]
    out = None if dtype == np.float32 else output_quant(dtype, a, quant.scale * STD[dtype], depth)
    y = graph.tensor(shape, out, dtype)
    graph.operator("BATCH_MATMUL", [a, b], [y], "BatchMatMulOptions", adjX=adj_x, adjY=adj_y)
    return graph.finish(y)


def matrices(dtype):
    yield batch_matmul(dtype, "2x3_by_3x4", (2, 3), (3, 4))
    yield batch_matmul(dtype, "adj_x", (2, 5, 3), (2, 5, 4), adj_x=True)
    yield batch_matmul(dtype, "adj_y", (2, 3, 5), (2, 4, 5), adj_y=True)
    yield batch_matmul(dtype, "adj_both_constant", (3, 5, 2), (3, 4, 5), adj_x=True, adj_y=True, constant=True)
    yield batch_matmul(dtype, "broadcast_batches", (2, 1, 3, 4), (1, 3, 4, 2))
    yield batch_matmul(dtype, "broadcast_rank", (2, 2, 3, 3, 4), (4, 2), constant=True)
