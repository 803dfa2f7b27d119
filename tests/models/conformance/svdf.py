"""SVDF of int8: ranks, batches, both types of state, zero points at the ends."""

import numpy as np

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


def graphs():
    for dtype in (np.int8, np.int16):
        suffix = np.dtype(dtype).name
        yield svdf(f"state_{suffix}", dtype=dtype)
        yield svdf(f"rank_2_{suffix}", rank=2, dtype=dtype)
        yield svdf(f"batch_3_{suffix}", batch=3, rank=2, units=3, dtype=dtype)
        yield svdf(f"memory_1_{suffix}", memory=1, dtype=dtype)
        yield svdf(f"low_zero_points_{suffix}", x=-128, kept=-128, out=-128, dtype=dtype)
        yield svdf(f"high_zero_points_{suffix}", x=127, kept=127, out=127, dtype=dtype)
        yield svdf(f"saturated_state_{suffix}", inputs=40, scale=0.02, dtype=dtype)
