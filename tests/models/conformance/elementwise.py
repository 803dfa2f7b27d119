"""ADD, SUB and MUL: broadcasts, constant operands, activations, quantizations."""

import numpy as np

from builder import Graph, Quant
from layers import activation

A = Quant(0.05, -3)
B = Quant(0.03, 11)
MIDDLE = Quant(0.06, 0)
SAME = (1, 3, 4, 5)
ALL = ("ADD", "SUB", "MUL")


def binary(graph, name, a, b, out=None, act="NONE"):
    if out is None:
        scale = a.quant.scale * b.quant.scale * 60 if name == "MUL" else 0.7 * (a.quant.scale + b.quant.scale)
        out = Quant(scale, int(graph.rng.integers(-30, 31)))
    y = graph.tensor(np.broadcast_shapes(a.shape, b.shape), out)
    graph.operator(name, [a, b], [y], name.title() + "Options", fusedActivationFunction=activation(act))
    return y


def of_inputs(operator, name, shape_a, shape_b, a=A, b=B, **options):
    graph = Graph(f"{operator.lower()}_{name}")
    return graph.finish(binary(graph, operator, graph.input(shape_a, a), graph.input(shape_b, b), **options))


def of_constant(operator, name, shape, constant_shape, first=False, b=B, **options):
    graph = Graph(f"{operator.lower()}_{name}")
    pair = [graph.input(shape, A), graph.random(constant_shape, b)]
    return graph.finish(binary(graph, operator, *(reversed(pair) if first else pair), **options))


def of_itself(operator):
    graph = Graph(f"{operator.lower()}_of_itself")
    x = graph.input((1, 3, 3, 2), A)
    return graph.finish(binary(graph, operator, x, x))


def graphs():
    for operator in ALL:
        yield from shapes(operator)
        yield from quantizations(operator)
        if operator != "SUB":  # SUB is otherwise ADD with the second operand negated
            yield from more_shapes(operator)


def shapes(operator):
    yield of_inputs(operator, "same_shape", SAME, SAME)
    yield of_inputs(operator, "channels", SAME, (5,))
    yield of_inputs(operator, "channels_first", (1, 1, 1, 5), SAME)
    yield of_inputs(operator, "both_sides", (1, 3, 1, 5), (1, 1, 4, 5))
    yield of_inputs(operator, "different_ranks", (4, 5), (2, 3, 4, 1))
    yield of_constant(operator, "constant", SAME, SAME)
    yield of_constant(operator, "constant_first", SAME, SAME, first=True)
    yield of_constant(operator, "constant_scalar", SAME, ())
    yield of_constant(operator, "constant_scalar_first", SAME, (1,), first=True)
    yield of_constant(operator, "constant_channels", SAME, (1, 1, 1, 5))
    yield of_constant(operator, "constant_channels_first_relu", SAME, (5,), first=True, act="RELU")


def more_shapes(operator):
    yield of_inputs(operator, "one_element", (1,), (1,))
    yield of_inputs(operator, "one_dimension", (17,), (17,))
    yield of_inputs(operator, "batch_2", (2, 2, 3, 3), (2, 2, 3, 3))
    yield of_inputs(operator, "column", SAME, (1, 3, 1, 1))
    yield of_inputs(operator, "outer_product", (6, 1), (1, 7))
    yield of_inputs(operator, "five_dimensions", (2, 1, 3, 2, 2), (2, 2, 3, 1, 2))
    yield of_constant(operator, "constant_larger_than_input", (1, 1, 4, 1), (1, 3, 1, 5))
    yield of_itself(operator)


def quantizations(operator):
    yield of_inputs(operator, "relu", SAME, SAME, act="RELU")
    yield of_inputs(operator, "relu6", SAME, SAME, act="RELU6", out=Quant(0.07, -20))
    yield of_inputs(operator, "relu_n1_to_1", SAME, SAME, act="RELU_N1_TO_1", out=Quant(0.03, 5))
    yield of_inputs(operator, "equal_scales", SAME, SAME, b=A, out=A)
    yield of_inputs(operator, "zero_points_low", SAME, SAME, a=Quant(0.05, -128), b=Quant(0.02, -128))
    yield of_inputs(operator, "zero_points_high", SAME, SAME, a=Quant(0.05, 127), b=Quant(0.02, 127), out=MIDDLE)
    yield of_inputs(operator, "scales_far_apart", SAME, SAME, a=Quant(0.0004, 3), b=Quant(0.9, -7), out=Quant(1.1, 2))
    yield of_inputs(operator, "saturating", SAME, SAME, out=Quant(0.004, 0))
