"""Elementwise operators on float32, and SOFTMAX.

What is an exponential inside differs from TFLM's by what the C library's differs.
"""

import numpy as np

import floats
from builder import Graph

SHAPE = (1, 4, 4, 6)


def of_two(operator, name, first, second, act="NONE"):
    graph = Graph(f"float_{operator.lower()}_{name}")
    x1, x2 = (graph.input(shape, dtype=np.float32) for shape in (first, second))
    return graph.finish(floats.binary(graph, operator, x1, x2, act))


def of_one(operator, name="all", options=None, shape=SHAPE, tolerance=0, **fields):
    graph = Graph(f"float_{operator.lower()}_{name}", tolerance=tolerance)
    x = graph.input(shape, dtype=np.float32)
    return graph.finish(floats.unary(graph, operator, x, options, **fields))


def graphs():
    for operator in ("ADD", "SUB", "MUL"):
        yield of_two(operator, "same_shape", SHAPE, SHAPE)
        yield of_two(operator, "channels_relu", SHAPE, (6,), "RELU")
        yield of_two(operator, "both_broadcast_relu6", (3, 1), (2, 1, 4), "RELU6")
        yield of_two(operator, "scalar_relu_n1_to_1", (2, 5), (), "RELU_N1_TO_1")
        graph = Graph(f"float_{operator.lower()}_constant")
        constant, x = floats.normal(graph, SHAPE), graph.input(SHAPE, dtype=np.float32)
        yield graph.finish(floats.binary(graph, operator, constant, x, "NONE"))
    yield of_one("RELU")
    yield of_one("RELU6")
    yield of_one("LEAKY_RELU", "alpha_0_1", "LeakyReluOptions", alpha=0.1)
    yield of_one("LEAKY_RELU", "alpha_negative", "LeakyReluOptions", alpha=-1.5)
    yield of_one("HARD_SWISH", "all", "HardSwishOptions")
    yield of_one("LOGISTIC", tolerance=1e-6)
    yield of_one("LOGISTIC", "one_dimension", shape=(23,), tolerance=1e-6)
    yield of_one("TANH", tolerance=1e-6)
    yield of_one("TANH", "one_dimension", shape=(23,), tolerance=1e-6)
    for name, shape, beta in (("rows", (5, 7), 1.0), ("four_dimensions", (1, 3, 2, 6), 1.0), ("beta_small", (2, 9), 0.1)):
        yield of_one("SOFTMAX", name, "SoftmaxOptions", shape, tolerance=1e-6, beta=beta)
