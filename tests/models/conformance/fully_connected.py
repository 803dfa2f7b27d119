"""FULLY_CONNECTED: batches, ranks, per-tensor and per-channel weights, quantizations."""

import numpy as np

import layers
from builder import Graph, Quant

X = Quant(0.05, -3)


def model(name, shape, units, quant=X, **options):
    graph = Graph(f"fully_connected_{name}")
    return graph.finish(layers.fully_connected(graph, graph.input(shape, quant), units, **options))


def graphs():
    yield model("8_to_4", (1, 8), 4)
    yield model("13_to_7", (1, 13), 7)
    yield model("one_to_one", (1, 1), 1)
    yield model("one_to_sixteen", (1, 1), 16)
    yield model("256_to_2", (1, 256), 2)
    yield model("batch_3", (3, 10), 5)
    yield model("per_channel", (1, 9), 5, per_channel=True)
    yield model("per_channel_batch_2_relu6", (2, 9), 6, per_channel=True, act="RELU6")
    yield model("keep_num_dims", (2, 3, 6), 4, keep_num_dims=True)
    yield model("keep_num_dims_per_channel", (1, 2, 3, 5), 4, keep_num_dims=True, per_channel=True)
    yield model("four_dimensional_input", (1, 2, 3, 4), 5, depth=24)
    yield model("rank_3_input_of_two_rows", (2, 3, 4), 5, depth=12)
    yield model("bias_absent", (1, 8), 4, bias_as="absent")
    yield model("bias_missing", (1, 8), 4, bias_as="missing")
    yield model("bias_missing_per_channel", (1, 8), 4, bias_as="missing", per_channel=True)
    yield model("relu", (4, 8), 6, act="RELU")
    yield model("relu6", (4, 8), 6, act="RELU6")
    yield model("relu_n1_to_1", (4, 8), 6, act="RELU_N1_TO_1")
    yield model("zero_point_low", (4, 8), 6, quant=Quant(1 / 255, -128))
    yield model("zero_point_high", (4, 8), 6, quant=Quant(0.02, 127), out=Quant(0.05, -128))
    yield model("saturating", (4, 8), 6, out=Quant(0.02, 0))
    yield model("multiplier_power_of_two", (4, 2), 6, quant=Quant(0.5, 0), out=Quant(0.64, 0))
    yield model("128_to_130_relu", (1, 128), 130, act="RELU", out=Quant(0.15, -128))
    yield model("101_to_9_batch_3", (3, 101), 9)
    yield model("640_to_6", (1, 640), 6)
    yield multiplier_above_one()
    yield long_sums()


def long_sums():
    """Sums of up to 25 bits, from weights that are all large."""
    graph = Graph("fully_connected_long_sums")
    signs = graph.rng.choice([-127, 127], (5, 1100))
    filters = graph.constant(signs.astype(np.int8), Quant(0.01))
    x = graph.input((2, 1100), X)
    return graph.finish(layers.fully_connected(graph, x, 5, filters=filters, out=Quant(2.0, 1)))


def multiplier_above_one():
    graph = Graph("fully_connected_multiplier_above_one")
    filters = graph.constant(graph.rng.integers(-1, 2, (8, 2), np.int8), Quant(0.01))
    x = graph.input((3, 2), X)
    return graph.finish(layers.fully_connected(graph, x, 8, filters=filters, bias_as="absent", out=Quant(0.0004, 1)))
