"""UNIDIRECTIONAL_SEQUENCE_LSTM: sequences of inputs; each run starts with the state after the last one."""

import numpy as np

import layers
from builder import Graph, Quant

CELL = Quant(2**-11)
GATES = 4


def graphs():
    yield lstm("lstm", (1, 5, 6), 4)
    yield lstm("lstm_batch_3", (3, 4, 5), 7)
    yield lstm("lstm_time_major", (4, 3, 5), 6, time_major=True)
    yield lstm("lstm_one_step", (1, 1, 9), 5)
    yield lstm("lstm_one_unit", (1, 3, 1), 1)
    yield lstm("lstm_long", (1, 12, 28), 20)
    yield lstm("lstm_low_zero_points", (1, 4, 7), 5, x=Quant(0.02, -128), hidden=Quant(2**-8, -128))
    yield lstm("lstm_high_zero_points", (2, 4, 7), 5, x=Quant(0.02, 127), hidden=Quant(2**-8, 127))
    yield lstm("lstm_saturates", (1, 4, 16), 5, weight_scale=0.2)
    yield lstm("lstm_clips", (1, 6, 8), 6, clip=0.75, weight_scale=0.05)
    yield lstm("lstm_no_clip", (1, 12, 8), 6, clip=0.0, weight_scale=0.05)
    yield lstm("lstm_fine_cells", (1, 4, 8), 6, cell=Quant(2**-15), clip=0.0)
    yield lstm("lstm_coarse_cells", (1, 4, 8), 6, cell=Quant(2**-6), clip=0.0)
    yield lstm("lstm_two_layers", (2, 3, 6), 5, then=8)
    yield int16("lstm_int16", (1, 5, 6), 4)
    yield int16("lstm_int16_batch_2", (2, 4, 5), 7)
    yield int16("lstm_int16_time_major", (4, 3, 5), 6, time_major=True)
    yield int16("lstm_int16_long", (1, 3, 300), 3, weight_scale=0.002)
    yield int16("lstm_int16_saturates", (1, 4, 16), 5, weight_scale=0.2)
    yield int16("lstm_int16_clips", (1, 6, 8), 6, clip=0.75, weight_scale=0.05)
    yield float32("lstm_f32", (1, 5, 6), 4)
    yield float32("lstm_f32_batch_2", (2, 4, 5), 7)
    yield float32("lstm_f32_time_major", (4, 3, 5), 6, time_major=True)
    yield float32("lstm_f32_clips", (1, 6, 8), 6, clip=0.75)


def float32(name, shape, units, **options):
    graph = Graph(name, sequence=True, tolerance=1e-5, extremes=False)
    x = graph.input(shape, dtype=np.float32)
    return graph.finish(layer(graph, x, units, hidden=None, cell=None, **options))


def int16(name, shape, units, **options):
    """int16 activations, int8 weights and int64 biases."""
    x = Quant(2**-13)
    return lstm(name, shape, units, x=x, hidden=Quant(2**-15), dtype=np.int16, **options)


def lstm(name, shape, units, then=None, dtype=np.int8, **options):
    graph = Graph(name, sequence=True)
    x = graph.input(shape, options.pop("x", Quant(0.02, -3)), dtype)
    y = layer(graph, x, units, **options)
    return graph.finish(layer(graph, y, then) if then else y)


def layer(
    graph, x, units, time_major=False, hidden=Quant(2**-7, 5), cell=CELL, clip=10.0, weight_scale=0.01,
):  # fmt: skip
    """Scales differ from gate to gate."""
    inputs = [x]
    for depth in (x.shape[2], units):
        inputs += [weights(graph, x, (units, depth), weight_scale) for _ in range(GATES)]
    inputs += [None] * 3
    inputs += [bias(graph, x, weights, units) for weights in inputs[1 : 1 + GATES]]
    inputs += [None] * 2
    batch = x.shape[1] if time_major else x.shape[0]
    inputs += [graph.variable((batch, units), hidden, x.dtype), graph.variable((batch, units), cell, np.int16 if cell else x.dtype)]
    inputs += [None] * 4
    y = graph.tensor((*x.shape[:2], units), hidden, x.dtype)
    graph.operator(
        "UNIDIRECTIONAL_SEQUENCE_LSTM", inputs, [y], "UnidirectionalSequenceLSTMOptions",
        fusedActivationFunction=layers.activation("TANH"), cellClip=clip, timeMajor=time_major,
    )  # fmt: skip
    return y


def weights(graph, x, shape, scale):
    if x.dtype == np.float32:
        return graph.constant(graph.rng.normal(0, 0.3, shape).astype(np.float32))
    return graph.random(shape, Quant(scale * graph.rng.uniform(0.5, 1.5)))


def bias(graph, x, weights, units):
    """Values up to one and a half before the activation."""
    if x.dtype == np.float32:
        return graph.constant(graph.rng.uniform(-1.5, 1.5, units).astype(np.float32))
    scale = x.quant.scale * weights.quant.scale
    limit = int(1.5 / scale)
    values = graph.rng.integers(-limit, limit, units, np.int64)
    return graph.constant(values.astype(np.int32 if x.dtype == np.int8 else np.int64), Quant(scale))
