"""IF and WHILE: branches, loops, and each inside of the other."""

import numpy as np

import layers
from builder import Graph, Quant
from layers import activation

A = Quant(0.05, -3)
QUANTS = {np.int8: A, np.uint8: Quant(0.05, 120), np.int16: Quant(0.001)}
TYPES = (np.int8, np.uint8, np.bool_, np.int16, np.int32, np.int64, np.float32)
FLAG = {"shape": (1,), "dtype": np.bool_}


def binary(graph, operator, a, b, options=None, dtype=None, quant=None):
    shape = np.broadcast_shapes(a.shape, b.shape)
    y = graph.tensor(shape, quant or a.quant, dtype or a.dtype)
    options = options or f"{operator.title()}Options"
    graph.operator(operator, [a, b], [y], options)
    return y


def add(graph, a, b, quant=None):
    return binary(graph, "ADD", a, b, quant=quant)


def unary(graph, operator, x, quant=None, options=None):
    y = graph.tensor(x.shape, quant or x.quant, x.dtype)
    graph.operator(operator, [x], [y], options)
    return y


def join(graph, *parts):
    first = parts[0]
    y = graph.tensor((sum(part.shape[0] for part in parts), *first.shape[1:]), first.quant, first.dtype)
    options = {"axis": 0, "fusedActivationFunction": activation("NONE")}
    graph.operator("CONCATENATION", list(parts), [y], "ConcatenationOptions", **options)
    return y


def number(graph, value):
    return graph.constant(np.array([value], np.int32))


def few(graph, count):
    """Clamps any number to 0 to 7."""
    at_least = binary(graph, "MAXIMUM", count, number(graph, 0), "MaximumMinimumOptions")
    return binary(graph, "MINIMUM", at_least, number(graph, 7), "MaximumMinimumOptions")


def is_less(graph, a, b):
    return binary(graph, "LESS", a, b, dtype=np.bool_)


def next_after(graph, count):
    return add(graph, count, number(graph, 1))


def choice_of(dtype):
    graph = Graph(f"if_{np.dtype(dtype).name}")
    flag, quant = graph.input(**FLAG), QUANTS.get(dtype)
    pair = [graph.input((2, 3), quant, dtype) for _ in range(2)]
    if dtype == np.uint8:  # TFLM cannot concatenate them
        return graph.finish(*graph.choose(flag, pair, lambda a, b: [a], lambda a, b: [b]))
    return graph.finish(*graph.choose(flag, pair, lambda a, b: [join(graph, a, b)], lambda a, b: [join(graph, b, a)]))


def loop_of(dtype):
    """Variables that swap places."""
    graph = Graph(f"while_{np.dtype(dtype).name}", extremes=False)
    quant = QUANTS.get(dtype)
    pair = [graph.input((5,), quant, dtype) for _ in range(2)]
    values = [*pair, few(graph, graph.input((1,), dtype=np.int32)), number(graph, 0)]
    outputs = graph.repeat(
        values,
        lambda a, b, turns, count: [is_less(graph, count, turns)],
        lambda a, b, turns, count: [b, a, turns, next_after(graph, count)],
    )
    return graph.finish(outputs[0], outputs[1], outputs[3])


def choice_of_layers():
    graph = Graph("if_layers")
    flag, x = graph.input(**FLAG), graph.input((1, 6, 6, 3), A)
    out = Quant(0.4, 7)
    (y,) = graph.choose(
        flag,
        [x],
        lambda x: [layers.conv_2d(graph, layers.conv_2d(graph, x, 8), 6, stride=(2, 2), out=out)],
        lambda x: [layers.depthwise_conv_2d(graph, x, 2, stride=(2, 2), out=out)],
    )
    return graph.finish(layers.fully_connected(graph, y, 4, depth=54))


def choice_by_data():
    """The condition is computed, the branches differ in size, and the input is read after them."""
    graph = Graph("if_largest_is_positive")
    x = graph.input((1, 8), A)
    largest = graph.tensor((1,), A)
    graph.operator("REDUCE_MAX", [x, graph.indices([1])], [largest], "ReducerOptions", keepDims=False)
    flag = binary(graph, "GREATER", largest, graph.int8_constant([110], A), dtype=np.bool_)

    def deep(x):
        for _ in range(3):
            x = unary(graph, "TANH", layers.fully_connected(graph, x, 24), Quant(1 / 128))
        return [layers.fully_connected(graph, x, 8, out=A)]

    (y,) = graph.choose(flag, [x], deep, lambda x: [x])
    return graph.finish(add(graph, x, y, Quant(0.09, 5)), y)


def choice_several_outputs():
    graph = Graph("if_several_outputs", extremes=False)
    flag, x = graph.input(**FLAG), graph.input((1, 5), A)
    count, real = graph.input((1,), dtype=np.int32), graph.input((2, 2), dtype=np.float32)
    outputs = graph.choose(
        flag,
        [x, count, real],
        lambda x, count, real: [unary(graph, "LOGISTIC", x, Quant(1 / 256, -128)), count, add(graph, real, real)],
        lambda x, count, real: [
            graph.random((1, 5), Quant(1 / 256, -128)),
            next_after(graph, count),
            binary(graph, "MUL", real, real),
        ],
    )
    return graph.finish(*outputs)


def choice_with_an_unread_output():
    graph = Graph("if_unread_output")
    flag, x = graph.input(**FLAG), graph.input((1, 5), A)
    _, y = graph.choose(
        flag,
        [x],
        lambda x: [layers.fully_connected(graph, x, 7, out=A), unary(graph, "TANH", x, Quant(1 / 128))],
        lambda x: [layers.fully_connected(graph, x, 7, out=A), unary(graph, "TANH", add(graph, x, x), Quant(1 / 128))],
    )
    return graph.finish(y)


def choice_without_inputs():
    graph = Graph("if_without_inputs")
    flag, x = graph.input(**FLAG), graph.input((1, 5), A)

    def constant():
        return [unary(graph, "TANH", graph.random((1, 5), A), Quant(1 / 128))]

    (y,) = graph.choose(flag, [], constant, constant)
    return graph.finish(add(graph, x, y, Quant(0.06, 2)))


def choice_decided():
    graph = Graph("if_decided")
    x = graph.input((1, 5), A)
    flag = is_less(graph, number(graph, 3), number(graph, 2))
    (y,) = graph.choose(
        flag, [x], lambda x: [layers.fully_connected(graph, x, 5, out=A)], lambda x: [unary(graph, "RELU", x)]
    )
    return graph.finish(unary(graph, "TANH", y, Quant(1 / 128)))


def choice_decided_by_a_constant():
    graph = Graph("if_decided_by_a_constant")
    x = graph.input((1, 5), A)
    (y,) = graph.choose(
        graph.constant(np.array([True])), [x], lambda x: [unary(graph, "RELU", x)], lambda x: [add(graph, x, x)]
    )
    return graph.finish(y)


def choice_of_captured_weights():
    """Filters and biases of the layer are values of the operator: constants of the graph around it."""
    graph = Graph("if_captured_weights")
    flag, x = graph.input(**FLAG), graph.input((2, 6), A)
    filters = graph.random((4, 6), Quant(0.01))

    def layer(x, filters):
        return [layers.fully_connected(graph, x, 4, filters=filters, bias_as="absent", out=Quant(0.3, 5))]

    def both(x, filters):
        y = layers.fully_connected(graph, x, 4, filters=filters, bias_as="absent", out=Quant(0.3, 5))
        return [unary(graph, "RELU", y)]

    return graph.finish(*graph.choose(flag, [x, filters], layer, both))


def choices_in_choices():
    graph = Graph("if_in_if")
    flags = [graph.input(**FLAG) for _ in range(2)]
    x = graph.input((1, 6), A)

    def inner(first, second):
        def branch(flag, x):
            return graph.choose(flag, [x], lambda x: [unary(graph, first, x)], lambda x: [second(x)])

        return branch

    outputs = graph.choose(
        flags[0],
        [flags[1], x],
        inner("RELU", lambda x: add(graph, x, x, A)),
        inner("RELU6", lambda x: layers.fully_connected(graph, x, 6, out=A)),
    )
    return graph.finish(*outputs)


def choices_in_a_row():
    """Two consecutive branches on several tensors that are used later: both share the same memory."""
    graph = Graph("if_twice")
    flag, x = graph.input(**FLAG), graph.input((1, 40), A)
    y = layers.fully_connected(graph, x, 40, out=A)
    branches = [
        lambda a: [layers.fully_connected(graph, a, 40, out=A)],
        lambda a: [unary(graph, "RELU", a)],
    ]
    (z,) = graph.choose(flag, [y], *branches)
    (w,) = graph.choose(flag, [z], *reversed(branches))
    return graph.finish(add(graph, w, y, Quant(0.09, 5)))


def loop_of_a_layer():
    """A network that feeds its output to itself; the input gives the number of turns."""
    graph = Graph("while_layer", extremes=False)
    x, turns = graph.input((1, 12), A), few(graph, graph.input((1,), dtype=np.int32))
    outputs = graph.repeat(
        [x, turns],
        lambda x, turns: [is_less(graph, number(graph, 0), turns)],
        lambda x, turns: [
            layers.fully_connected(graph, unary(graph, "TANH", x, Quant(1 / 128)), 12, out=A),
            binary(graph, "SUB", turns, number(graph, 1)),
        ],
    )
    return graph.finish(outputs[0])


def loop_until_it_is_large():
    """The condition reads the feature itself."""
    graph = Graph("while_sum_is_small", extremes=False)
    x, step = graph.input((1, 6), dtype=np.float32), graph.input((1, 6), dtype=np.float32)
    grows = add(graph, binary(graph, "MUL", step, step), graph.constant(np.full((1, 6), 0.5, np.float32)))

    def condition(x, grows, turns):
        largest = graph.tensor((1,), dtype=np.float32)
        graph.operator("REDUCE_MAX", [x, graph.indices([1])], [largest], "ReducerOptions", keepDims=False)
        return [is_less(graph, largest, graph.constant(np.array([40], np.float32)))]

    outputs = graph.repeat(
        [x, grows, number(graph, 0)],
        condition,
        lambda x, grows, turns: [add(graph, x, grows), grows, next_after(graph, turns)],
    )
    return graph.finish(outputs[0], outputs[2])


def loop_of_constants():
    """Filters that every turn passes on, and the number of turns."""
    graph = Graph("while_captured_weights")
    x, filters = graph.input((1, 6), A), graph.random((6, 6), Quant(0.02))
    outputs = graph.repeat(
        [x, filters, number(graph, 3), number(graph, 0)],
        lambda x, filters, turns, count: [is_less(graph, count, turns)],
        lambda x, filters, turns, count: [
            layers.fully_connected(graph, x, 6, filters=filters, bias_as="absent", out=A),
            filters,
            turns,
            next_after(graph, count),
        ],
    )
    return graph.finish(outputs[0], outputs[3])


def loop_that_does_not_run():
    graph = Graph("while_never")
    x = graph.input((1, 6), A)
    outputs = graph.repeat(
        [x, number(graph, 5)],
        lambda x, count: [is_less(graph, count, number(graph, 5))],
        lambda x, count: [unary(graph, "RELU", x), next_after(graph, count)],
    )
    return graph.finish(add(graph, outputs[0], x, Quant(0.09, 5)))


def loop_that_changes_nothing():
    """Its body returns its inputs, so that nothing of it remains."""
    graph = Graph("while_without_a_change")
    values = [graph.input((1, 6), A), number(graph, 5)]
    positive = unary(graph, "RELU", values[0])
    condition = lambda x, count: [is_less(graph, count, number(graph, 5))]  # noqa: E731
    outputs = graph.repeat(values, condition, lambda x, count: [x, count])
    return graph.finish(positive, *outputs)


def loops_in_loops():
    graph = Graph("while_in_while")
    x = graph.input((1, 6), A)

    def inner(x, outer):
        turned, _ = graph.repeat(
            [x, number(graph, 0)],
            lambda x, count: [is_less(graph, count, number(graph, 2))],
            lambda x, count: [layers.fully_connected(graph, x, 6, out=A), next_after(graph, count)],
        )
        return [add(graph, turned, graph.random((1, 6), Quant(0.01, 3)), A), next_after(graph, outer)]

    outputs = graph.repeat([x, number(graph, 0)], lambda x, outer: [is_less(graph, outer, number(graph, 3))], inner)
    return graph.finish(*outputs)


def choice_in_a_loop():
    """Collatz: half of an even number, three times an odd one plus one, until it is 1 or after 20 turns."""
    graph = Graph("if_in_while", extremes=False)
    start = binary(graph, "MAXIMUM", graph.input((1,), dtype=np.int32), number(graph, 1), "MaximumMinimumOptions")

    def condition(value, count):
        go_on = graph.tensor((1,), dtype=np.bool_)
        is_short, is_large = is_less(graph, count, number(graph, 20)), is_less(graph, number(graph, 1), value)
        graph.operator("LOGICAL_AND", [is_short, is_large], [go_on], "LogicalAndOptions")
        return [go_on]

    def body(value, count):
        half = binary(graph, "DIV", value, number(graph, 2))
        whole = binary(graph, "MUL", half, number(graph, 2))
        is_even = binary(graph, "EQUAL", whole, value, dtype=np.bool_)
        (value,) = graph.choose(
            is_even,
            [value, half],
            lambda value, half: [half],
            lambda value, half: [next_after(graph, binary(graph, "MUL", value, number(graph, 3)))],
        )
        return [value, next_after(graph, count)]

    return graph.finish(*graph.repeat([start, number(graph, 0)], condition, body))


def loop_in_a_sequence():
    """A variable is read before the loop and assigned after it."""
    graph = Graph("while_in_sequence", sequence=True, extremes=False)
    x, turns = graph.input((1, 5), A), few(graph, graph.input((1,), dtype=np.int32))
    handle = graph.handle("kept")
    outputs = graph.repeat(
        [graph.read(handle, (1, 5), A), x, turns],
        lambda kept, x, turns: [is_less(graph, number(graph, 0), turns)],
        lambda kept, x, turns: [
            add(graph, kept, x, A),
            unary(graph, "RELU", x),
            binary(graph, "SUB", turns, number(graph, 1)),
        ],
    )
    graph.assign(handle, outputs[0])
    return graph.finish(outputs[0], outputs[1])


def choice_in_a_sequence():
    """One of two values is kept."""
    graph = Graph("if_in_sequence", sequence=True)
    flag, x, handle = graph.input(**FLAG), graph.input((1, 5), A), graph.handle("kept")
    (y,) = graph.choose(
        flag,
        [graph.read(handle, (1, 5), A), x],
        lambda kept, x: [x],
        lambda kept, x: [layers.fully_connected(graph, kept, 5, out=A)],
    )
    graph.assign(handle, y)
    return graph.finish(y)


def graphs():
    for dtype in TYPES:
        yield choice_of(dtype)
        yield loop_of(dtype)
    yield choice_of_layers()
    yield choice_by_data()
    yield choice_several_outputs()
    yield choice_with_an_unread_output()
    yield choice_without_inputs()
    yield choice_decided()
    yield choice_decided_by_a_constant()
    yield choice_of_captured_weights()
    yield choices_in_choices()
    yield choices_in_a_row()
    yield choice_in_a_sequence()
    yield loop_of_a_layer()
    yield loop_until_it_is_large()
    yield loop_of_constants()
    yield loop_that_does_not_run()
    yield loop_that_changes_nothing()
    yield loops_in_loops()
    yield choice_in_a_loop()
    yield loop_in_a_sequence()
