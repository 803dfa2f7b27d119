"""Elementwise operators on float32, and SOFTMAX.

Operators with an exponential differ from TFLM's by the difference between the C libraries.
"""

import numpy as np

import floats
from builder import Graph

SHAPE = (1, 4, 4, 6)


def of_two(operator, name, first, second, act="NONE"):
    graph = Graph(f"float_{operator.lower()}_{name}")
    x1, x2 = (graph.input(shape, dtype=np.float32) for shape in (first, second))
    return graph.finish(floats.binary(graph, operator, x1, x2, act))


def of_one(operator, name="all", options=None, shape=SHAPE, tolerance=0, follow="tflm", **fields):
    note = None if follow == "tflm" else f"TFLM has no {operator}."
    graph = Graph(f"float_{operator.lower()}_{name}", note, follow=follow, tolerance=tolerance)
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
    yield of_one("RELU_0_TO_1", follow="litert_ref")
    yield of_one("RELU_N1_TO_1", follow="litert_ref")
    for name, approximate in (("exact", False), ("approximate", True)):
        yield of_one("GELU", name, "GeluOptions", tolerance=2e-6, follow="litert_ref", approximate=approximate)
    yield of_one("LEAKY_RELU", "alpha_0_1", "LeakyReluOptions", alpha=0.1)
    yield of_one("LEAKY_RELU", "alpha_negative", "LeakyReluOptions", alpha=-1.5)
    yield of_one("HARD_SWISH", "all", "HardSwishOptions")
    yield of_one("LOGISTIC", tolerance=1e-6)
    yield of_one("LOGISTIC", "one_dimension", shape=(23,), tolerance=1e-6)
    yield of_one("TANH", tolerance=1e-6)
    yield of_one("TANH", "one_dimension", shape=(23,), tolerance=1e-6)
    for name, shape, beta in (("rows", (5, 7), 1.0), ("four_dimensions", (1, 3, 2, 6), 1.0), ("beta_small", (2, 9), 0.1)):
        yield of_one("SOFTMAX", name, "SoftmaxOptions", shape, tolerance=1e-6, beta=beta)
    yield from exact_functions()
    yield from curves()
    yield from pairs()
    yield from rows()


def exact_functions():
    for operator in ("ABS", "CEIL", "FLOOR", "NEG", "ROUND", "SQUARE"):
        options = {"ABS": "AbsOptions", "NEG": "NegOptions", "SQUARE": "SquareOptions"}.get(operator)
        yield of_one(operator, "all", options)
        yield of_one(operator, "one_dimension", options, (37,))


def curves():
    """Operators that are undefined for some numbers get squares as inputs."""
    for operator, options in (("SIN", None), ("COS", "CosOptions"), ("ELU", None)):
        yield of_one(operator, "all", options, tolerance=2e-7)
    for operator, options, tolerance in (("SQRT", None, 0), ("RSQRT", None, 0), ("LOG", None, 1e-6)):
        graph = Graph(f"float_{operator.lower()}_of_squares", tolerance=tolerance)
        x = graph.input(SHAPE, dtype=np.float32)
        positive = floats.binary(graph, "ADD", floats.unary(graph, "SQUARE", x, "SquareOptions"), graph.constant(np.full(1, 0.01, np.float32)), "NONE")
        yield graph.finish(floats.unary(graph, operator, positive, options))
    graph = Graph("float_exp_of_small", tolerance=1e-5)
    x = graph.input(SHAPE, dtype=np.float32)
    yield graph.finish(floats.unary(graph, "EXP", floats.unary(graph, "TANH", x), "ExpOptions"))


def pairs():
    for operator, act in (("DIV", "NONE"), ("MAXIMUM", None), ("MINIMUM", None), ("SQUARED_DIFFERENCE", None), ("FLOOR_DIV", None), ("FLOOR_MOD", None)):
        for name, first, second in (("same_shape", SHAPE, SHAPE), ("channels", SHAPE, (6,)), ("constant_first", (3, 1), (2, 1, 4))):
            graph = Graph(f"float_{operator.lower()}_{name}")
            if name == "constant_first":
                x1, x2 = floats.normal(graph, first, 3.0), graph.input(second, dtype=np.float32)
            else:
                x1, x2 = graph.input(first, dtype=np.float32), floats.normal(graph, second, 3.0)
            if operator in ("DIV", "FLOOR_DIV", "FLOOR_MOD") and name == "constant_first":
                x1, x2 = x2, x1
            yield graph.finish(floats.binary(graph, operator, x1, x2, act))
    yield of_two("DIV", "relu6", SHAPE, (1,), "RELU6")
    for name, alpha in (("channels", (1, 1, 6)), ("elements", SHAPE[1:])):
        graph = Graph(f"float_prelu_{name}")
        x = graph.input(SHAPE, dtype=np.float32)
        alphas, y = floats.normal(graph, alpha), floats.result(graph, SHAPE)
        graph.operator("PRELU", [x, alphas], [y])
        yield graph.finish(y)


def rows():
    for shape, name in (((5, 7), "rows"), ((1, 3, 2, 6), "four_dimensions")):
        yield of_one("L2_NORMALIZATION", name, "L2NormOptions", shape)
        yield of_one("LOG_SOFTMAX", name, "LogSoftmaxOptions", shape, tolerance=1e-6)
