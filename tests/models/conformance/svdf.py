"""SVDF: ranks, batches, types of state; for int8 zero points at the ends, for float32 fused activations."""

import numpy as np

import floats
from builder import Graph, Quant
from layers import activation


def svdf(name, batch=1, inputs=6, units=4, rank=1, memory=5, dtype=np.int8, x=-3, kept=None, scale=0.4, out=9):
    graph = Graph(f"svdf_{name}", sequence=True)
    x = graph.input((batch, inputs), Quant(0.05, x))
    filters = units * rank
    features = graph.random((filters, inputs), Quant(0.01))
    if dtype == np.int8:
        time, state_quant = graph.random((filters, memory), Quant(0.02)), Quant(scale, -7 if kept is None else kept)
    else:
        time = graph.constant(graph.rng.integers(-32767, 32768, (filters, memory), np.int16), Quant(0.00005))
        state_quant = Quant(scale / 256)
    bias_scale = float(np.float32(state_quant.scale) * np.float32(time.quant.scale))
    bias = graph.constant(graph.rng.integers(-2000, 2000, units, np.int32), Quant(bias_scale))
    state = graph.variable((batch, filters * memory), state_quant, dtype)
    y = graph.tensor((batch, units), Quant(0.5, out))
    graph.operator(
        "SVDF", [x, features, time, bias, state], [y], "SVDFOptions",
        rank=rank, fusedActivationFunction=activation("NONE"),
    )  # fmt: skip
    return graph.finish(y)


def of_floats(name, batch=1, inputs=6, units=4, rank=1, memory=5, act="NONE"):
    graph = Graph(f"float_svdf_{name}", sequence=True)
    x = graph.input((batch, inputs), dtype=np.float32)
    filters = units * rank
    weights = [floats.normal(graph, shape) for shape in ((filters, inputs), (filters, memory), (units,))]
    state = graph.variable((batch, filters * memory), dtype=np.float32)
    y = graph.tensor((batch, units), dtype=np.float32)
    graph.operator(
        "SVDF", [x, *weights, state], [y], "SVDFOptions", rank=rank, fusedActivationFunction=activation(act)
    )  # fmt: skip
    return graph.finish(y)


def graphs():
    yield of_floats("rank_1")
    yield of_floats("rank_2_relu", rank=2, act="RELU")
    yield of_floats("batch_3_relu6", batch=3, rank=3, units=5, inputs=7, act="RELU6")
    yield of_floats("memory_1_relu_n1_to_1", memory=1, units=1, act="RELU_N1_TO_1")
    for dtype in (np.int8, np.int16):
        suffix = np.dtype(dtype).name
        yield svdf(f"state_{suffix}", dtype=dtype)
        yield svdf(f"rank_2_{suffix}", rank=2, dtype=dtype)
        yield svdf(f"batch_3_{suffix}", batch=3, rank=2, units=3, dtype=dtype)
        yield svdf(f"memory_1_{suffix}", memory=1, dtype=dtype)
        yield svdf(f"low_zero_points_{suffix}", x=-128, kept=-128, out=-128, dtype=dtype)
        yield svdf(f"high_zero_points_{suffix}", x=127, kept=127, out=127, dtype=dtype)
        yield svdf(f"saturated_state_{suffix}", inputs=40, scale=0.02, dtype=dtype)
