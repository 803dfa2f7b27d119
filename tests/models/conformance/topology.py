"""Graph shapes: tensors read twice, outputs read later, inputs that are outputs, constants that flow through operators.

Each is small and tests one case that a planner, a folding pass or an in-place kernel could get wrong.
"""

import numpy as np

import layers
from builder import Graph, Quant
from conformance.elementwise import binary
from conformance.joining import concatenation, split, unpack
from conformance.padding import pad
from conformance.reduction import mean
from conformance.unary import PROBABILITY, unary
from conformance.views import reshape, squeeze, transpose

X = Quant(0.05, -3)
IMAGE = (1, 4, 4, 3)


def graphs():
    for shapes in (inputs, outputs, readers, views_and_aliases, joins, constants, foldable, masks):
        yield from shapes()


def inputs():
    graph = Graph("three_inputs")
    a, b, c = (graph.input(IMAGE, Quant(scale, zero)) for scale, zero in ((0.05, 1), (0.02, -60), (0.1, 33)))
    yield graph.finish(binary(graph, "SUB", binary(graph, "ADD", a, b), c))

    graph = Graph("inputs_of_different_shapes")
    image, features = graph.input(IMAGE, X), graph.input((1, 5), Quant(0.03, 9))
    pooled = mean(graph, image, [1, 2], out=Quant(0.03, 9))
    yield graph.finish(layers.fully_connected(graph, concatenation(graph, [features, pooled], 1), 4))

    graph = Graph("input_not_read")
    x, _ = graph.input(IMAGE, X), graph.input((1, 9), X)
    yield graph.finish(unary(graph, "RELU", x, X))

    graph = Graph("batch_left_open")  # shape 1, signature -1, as TensorFlow's converter writes it
    y = layers.conv_2d(graph, graph.input(IMAGE, X), 4)
    for tensor in (graph.inputs[0], y):
        graph.subgraph.tensors[tensor.index].shapeSignature = np.array([-1, *tensor.shape[1:]], np.int32)
    yield graph.finish(y)

    graph = Graph("inputs_in_another_order")
    first, second = graph.input((1, 6), X), graph.input((1, 6), Quant(0.02, 5))
    graph.inputs.reverse()
    yield graph.finish(binary(graph, "SUB", first, second))


def outputs():
    graph = Graph("two_outputs")
    hidden = layers.conv_2d(graph, graph.input(IMAGE, X), 4, act="RELU")
    flat = reshape(graph, hidden, (1, 64), as_input=[1, 64])
    scores = layers.fully_connected(graph, flat, 5)
    classes = unary(graph, "SOFTMAX", scores, PROBABILITY, beta=1.0)
    yield graph.finish(classes, layers.fully_connected(graph, flat, 2))

    graph = Graph("outputs_in_another_order")
    first = layers.conv_2d(graph, graph.input(IMAGE, X), 2)
    second = layers.depthwise_conv_2d(graph, first)
    third = unary(graph, "RELU", second, Quant(0.3, -100))
    yield graph.finish(third, first, second)

    graph = Graph("output_read_later")
    first = layers.conv_2d(graph, graph.input(IMAGE, X), 4)
    yield graph.finish(first, layers.conv_2d(graph, unary(graph, "RELU", first, first.quant), 3))

    graph = Graph("output_read_much_later")
    first = layers.conv_2d(graph, graph.input(IMAGE, X), 4)
    second = layers.conv_2d(graph, first, 4)
    third = layers.conv_2d(graph, second, 4)
    yield graph.finish(first, binary(graph, "ADD", third, first))

    graph = Graph("input_is_an_output")
    x = graph.input(IMAGE, X)
    yield graph.finish(x, unary(graph, "RELU", x, X))

    graph = Graph("input_is_the_output")
    yield graph.finish(graph.input(IMAGE, X))

    graph = Graph("constant_output")
    x = graph.input(IMAGE, X)
    yield graph.finish(unary(graph, "RELU", x, X), graph.random((1, 7), X))

    graph = Graph("output_twice")
    y = layers.conv_2d(graph, graph.input(IMAGE, X), 2)
    yield graph.finish(y, y)


def readers():
    graph = Graph("diamond")
    stem = layers.conv_2d(graph, graph.input(IMAGE, X), 4)
    left, right = layers.conv_2d(graph, stem, 5, kernel=(1, 1)), layers.conv_2d(graph, stem, 5)
    yield graph.finish(binary(graph, "ADD", left, right))

    graph = Graph("input_read_three_times")
    x = graph.input(IMAGE, X)
    a, b = layers.conv_2d(graph, x, 3), layers.depthwise_conv_2d(graph, x)
    yield graph.finish(binary(graph, "MUL", binary(graph, "ADD", a, x), b))

    graph = Graph("long_skip")
    stem = unary(graph, "RELU", graph.input(IMAGE, X), Quant(0.03, -128))
    y = stem
    for _ in range(4):
        y = layers.conv_2d(graph, y, 3)
    yield graph.finish(binary(graph, "ADD", stem, y))

    graph = Graph("in_place_would_destroy")
    x = layers.conv_2d(graph, graph.input(IMAGE, X), 3)
    relu = unary(graph, "RELU", x, x.quant)
    yield graph.finish(binary(graph, "SUB", binary(graph, "ADD", relu, relu), x))

    graph = Graph("branch_that_nobody_reads")
    x = graph.input(IMAGE, X)
    unary(graph, "TANH", layers.conv_2d(graph, x, 8), Quant(1 / 128, 0))
    yield graph.finish(unary(graph, "RELU", x, X))


def views_and_aliases():
    graph = Graph("view_of_the_input_is_an_output")
    x = graph.input(IMAGE, X)
    yield graph.finish(reshape(graph, x, (1, 48), as_input=[1, 48]), unary(graph, "RELU", x, X))

    graph = Graph("view_read_after_its_source_changes_hands")
    x = layers.conv_2d(graph, graph.input(IMAGE, X), 3)
    view = reshape(graph, x, (48,), as_input=[48])
    relu = unary(graph, "RELU", x, x.quant)
    flat = reshape(graph, relu, (48,), as_input=[48])
    yield graph.finish(binary(graph, "SUB", flat, view))

    graph = Graph("view_of_a_view")
    x = layers.conv_2d(graph, graph.input(IMAGE, X), 1)
    yield graph.finish(reshape(graph, squeeze(graph, x, (4, 4), []), (2, 8), as_input=[2, 8]))

    graph = Graph("view_is_output_and_read_later")
    x = layers.conv_2d(graph, graph.input(IMAGE, X), 2)
    flat = reshape(graph, x, (1, 32), as_input=[1, 32])
    yield graph.finish(flat, layers.fully_connected(graph, flat, 3))

    graph = Graph("view_and_source_are_outputs")
    x = layers.conv_2d(graph, graph.input(IMAGE, X), 2)
    yield graph.finish(x, reshape(graph, x, (32,), as_input=[32]))


def joins():
    graph = Graph("inception")
    x = graph.input(IMAGE, X)
    out = Quant(0.25, 4)
    branches = [layers.conv_2d(graph, x, 2 + i, (i, i), out=out) for i in (1, 3)]
    yield graph.finish(concatenation(graph, [*branches, layers.depthwise_conv_2d(graph, x, out=out)], 3))

    graph = Graph("concatenation_of_concatenations")
    x = graph.input((1, 2, 2, 2), X)
    relu = unary(graph, "RELU", x, X)
    inner = concatenation(graph, [x, relu], 3)
    yield graph.finish(concatenation(graph, [inner, x, inner], 1 + 2))

    graph = Graph("concatenation_input_read_later")
    x = graph.input((1, 2, 2, 2), X)
    relu = unary(graph, "RELU", x, X)
    joined = concatenation(graph, [relu, x], 3)
    more = concatenation(graph, [joined, relu], 3)
    yield graph.finish(more, relu)

    graph = Graph("split_then_layers_then_join")
    halves = split(graph, graph.input((1, 4, 4, 4), X), 2, 3)
    out = Quant(0.3, -7)
    yield graph.finish(concatenation(graph, [layers.conv_2d(graph, half, 3, out=out) for half in halves], 3))

    graph = Graph("split_then_layers_then_join_of_rows")
    halves = split(graph, graph.input((1, 4, 4, 4), X), 2, 1)
    out = Quant(0.3, -7)
    yield graph.finish(concatenation(graph, [layers.conv_2d(graph, half, 16, out=out) for half in halves], 1))

    graph = Graph("split_with_an_unread_part")
    parts = split(graph, graph.input((1, 6), X), 3, 1)
    yield graph.finish(binary(graph, "MUL", parts[2], parts[0]))

    graph = Graph("unrolled_over_time")
    state = None
    for step in unpack(graph, graph.input((4, 1, 5), X), 0):
        y = layers.fully_connected(graph, step, 3, out=Quant(0.1, 2))
        state = y if state is None else binary(graph, "ADD", y, state)
    yield graph.finish(state)

    graph = Graph("channel_shuffle")
    x = layers.conv_2d(graph, graph.input(IMAGE, X), 6, groups=3)
    grouped = reshape(graph, x, (1, 4, 4, 3, 2), as_input=[1, 4, 4, 3, 2])
    shuffled = transpose(graph, grouped, [0, 1, 2, 4, 3])
    shuffled = reshape(graph, shuffled, (1, 4, 4, 6), as_input=[1, 4, 4, 6])
    yield graph.finish(layers.conv_2d(graph, shuffled, 4, groups=2))


def constants():
    graph = Graph("constant_through_views")
    x = graph.input((1, 3, 4, 2), X)
    weights = graph.random((2, 12), Quant(0.02, 7))
    turned = reshape(graph, transpose(graph, weights, [1, 0]), (1, 3, 4, 2), as_input=[1, 3, 4, 2])
    yield graph.finish(binary(graph, "MUL", x, turned))

    graph = Graph("constant_through_arithmetic")
    x = graph.input((1, 8), X)
    both = binary(graph, "ADD", graph.random((1, 8), X), graph.random((8,), Quant(0.02, 7)))
    yield graph.finish(binary(graph, "SUB", x, unary(graph, "RELU", both, Quant(0.05, -128))))

    graph = Graph("constant_requantized")
    x = graph.input((1, 8), X)
    yield graph.finish(binary(graph, "ADD", x, unary(graph, "QUANTIZE", graph.random((1, 8), X), Quant(0.11, 7))))

    graph = Graph("float_constant_quantized")
    x = graph.input((1, 8), X)
    real = graph.constant(graph.rng.normal(0, 2, (1, 8)).astype(np.float32))
    yield graph.finish(binary(graph, "ADD", x, unary(graph, "QUANTIZE", real, Quant(0.05, 7))))

    graph = Graph("constant_padded_and_joined")
    x = graph.input((1, 4, 4, 2), X)
    padded = pad(graph, graph.random((1, 2, 2, 2), X), [[0, 0], [1, 1], [1, 1], [0, 0]])
    yield graph.finish(concatenation(graph, [x, padded], 3))

    graph = Graph("filters_shared_by_two_convolutions")
    x = graph.input(IMAGE, X)
    filters = graph.random((3, 3, 3, 3), Quant(0.01))
    first = layers.conv_2d(graph, x, 3, filters=filters)
    yield graph.finish(layers.conv_2d(graph, first, 3, filters=filters, stride=(2, 2), with_bias=True))


def foldable():
    """Operators that an optimizing pass would merge, with a reason why some of them must stay."""
    graph = Graph("activation_after_conv_2d")
    y = layers.conv_2d(graph, graph.input(IMAGE, X), 4)
    yield graph.finish(unary(graph, "RELU6", y, y.quant))

    graph = Graph("rescaling_activation_after_conv_2d")
    y = layers.conv_2d(graph, graph.input(IMAGE, X), 4)
    yield graph.finish(unary(graph, "RELU", y, Quant(y.quant.scale / 2, -128)))

    graph = Graph("requantized_there_and_back")
    coarse = unary(graph, "QUANTIZE", graph.input(IMAGE, X), Quant(0.3, 11))
    yield graph.finish(unary(graph, "QUANTIZE", coarse, X))

    graph = Graph("dequantized_and_quantized")
    real = unary(graph, "DEQUANTIZE", graph.input(IMAGE, X), None, np.float32)
    yield graph.finish(unary(graph, "QUANTIZE", real, Quant(0.04, -20)))

    graph = Graph("chain_of_curves")
    y = unary(graph, "TANH", graph.input((1, 256), X), Quant(1 / 128, 0))
    y = unary(graph, "HARD_SWISH", y, Quant(0.006, -40))
    y = unary(graph, "LEAKY_RELU", y, Quant(0.005, -20), alpha=0.2)
    yield graph.finish(unary(graph, "LOGISTIC", y, PROBABILITY))

    graph = Graph("curve_before_and_after_its_other_reader")
    y = unary(graph, "TANH", graph.input((1, 32), X), Quant(1 / 128, 0))
    yield graph.finish(binary(graph, "MUL", y, unary(graph, "LOGISTIC", y, PROBABILITY)))

    graph = Graph("transposed_there_and_back")
    turned = transpose(graph, graph.input((2, 3, 4), X), [2, 0, 1])
    yield graph.finish(transpose(graph, unary(graph, "RELU", turned, X), [1, 2, 0]))


def masks():
    """One value for all channels of a pixel, row, column or image, where every other channel has no effect."""
    for name, operator, shape, is_first in (
        ("pixel", "MUL", (1, 4, 3, 1), False),
        ("pixel_first", "ADD", (1, 4, 3, 1), True),
        ("row", "SUB", (1, 4, 1, 1), False),
        ("column_first", "MUL", (1, 1, 3, 1), True),
        ("image", "ADD", (1, 1, 1, 1), False),
    ):
        graph = Graph(f"mask_per_{name}_and_dead_channels")
        features = layers.conv_2d(graph, graph.input((1, 4, 3, 2), X), 16)
        operands = [features, graph.input(shape, Quant(0.02, 7))]
        gated = binary(graph, operator, *(reversed(operands) if is_first else operands))
        weights = graph.rng.integers(-127, 128, (3, 1, 1, 16), np.int8)
        weights[..., ::2] = 0
        filters = graph.int8_constant(weights, Quant(layers.WEIGHT_SCALE))
        yield graph.finish(layers.conv_2d(graph, gated, 3, kernel=(1, 1), filters=filters))
