"""CIRCULAR_BUFFER, TFLM's operator of streaming models: most runs of a cycle end at it."""

from flatbuffers import flexbuffers

import layers
from builder import Graph, Quant

A = Quant(0.05, -3)


def options(cycle):
    builder = flexbuffers.Builder()
    with builder.Map():
        builder.Key("cycles_max")
        builder.Int(cycle)
    return bytes(builder.Finish())


def buffer(graph, x, slots, cycle=None):
    """The last inputs; without a cycle TFLM guesses it."""
    y = graph.variable((1, slots, *x.shape[2:]), x.quant)
    graph.custom("CIRCULAR_BUFFER", [x], [y], b"" if cycle is None else options(cycle))
    return y


def window(graph, rows):
    """A layer over all rows of a buffer."""
    return layers.conv_2d(graph, rows, 4, kernel=(rows.shape[1], 1), padding="VALID")


def of_cycle(cycle):
    graph = Graph(f"circular_buffer_cycle_{cycle}", sequence=True)
    return graph.finish(window(graph, buffer(graph, graph.input((1, 1, 1, 6), A), 4, cycle)))


def wide():
    graph = Graph("circular_buffer_wide", sequence=True)
    return graph.finish(window(graph, buffer(graph, graph.input((1, 1, 3, 5), Quant(0.02, 127)), 3, 1)))


def of_one_slot():
    graph = Graph("circular_buffer_one_slot", sequence=True)
    return graph.finish(window(graph, buffer(graph, graph.input((1, 1, 1, 6), A), 1, 2)))


def is_output():
    graph = Graph("circular_buffer_output", sequence=True)
    y = buffer(graph, graph.input((1, 1, 1, 6), A), 3, 1)
    return graph.finish(y)


def guessed(slots):
    """Buffers of five slots and a few other sizes run each time, the rest every other time."""
    graph = Graph(f"circular_buffer_guessed_{slots}", sequence=True)
    return graph.finish(window(graph, buffer(graph, graph.input((1, 1, 1, 4), A), slots)))


def streaming_network():
    """Layers, a waiting buffer, layers, and one that does not wait: after the first, only half of the runs continue."""
    graph = Graph("circular_buffer_network", sequence=True)
    x = layers.conv_2d(graph, graph.input((1, 1, 1, 6), A), 8, kernel=(1, 1), act="RELU")
    x = layers.conv_2d(graph, buffer(graph, x, 4, 2), 8, kernel=(4, 1), padding="VALID", act="RELU")
    x = layers.depthwise_conv_2d(graph, buffer(graph, x, 3, 1), kernel=(3, 1), padding="VALID")
    return graph.finish(layers.fully_connected(graph, x, 5))


def two_cycles():
    """Every second run continues, and every third of those."""
    graph = Graph("circular_buffer_two_cycles", sequence=True)
    x = buffer(graph, graph.input((1, 1, 1, 4), A), 2, 2)
    x = layers.conv_2d(graph, x, 4, kernel=(2, 1), padding="VALID")
    return graph.finish(window(graph, buffer(graph, x, 3, 3)))


def with_a_variable():
    """A variable that is assigned only in full runs, and one that is assigned in all."""
    graph = Graph("circular_buffer_and_variables", sequence=True)
    x = graph.input((1, 1, 1, 4), A)
    early, late = graph.handle("early"), graph.handle("late")
    sums = graph.tensor(x.shape, A)
    graph.operator("ADD", [x, graph.read(early, x.shape, A)], [sums], "AddOptions")
    graph.assign(early, sums)
    y = window(graph, buffer(graph, sums, 2, 2))
    kept, z = graph.read(late, y.shape, y.quant), graph.tensor(y.shape, Quant(0.9, 4))
    graph.operator("ADD", [kept, y], [z], "AddOptions")
    graph.assign(late, y)
    return graph.finish(z)


def graphs():
    for cycle in (1, 2, 3):
        yield of_cycle(cycle)
    yield wide()
    yield of_one_slot()
    yield is_output()
    for slots in (4, 5):
        yield guessed(slots)
    yield streaming_network()
    yield two_cycles()
    yield with_a_variable()
