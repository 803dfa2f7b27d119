"""State: values that a run leaves for the next, so cases are sequences."""

import numpy as np

import layers
from builder import Graph, Quant
from layers import activation

A = Quant(0.05, -3)
KEPT = Quant(0.04, -7)
OUT = Quant(0.09, 5)
MOVED = (np.int8, np.uint8, np.bool_, np.int16, np.int32, np.uint32, np.int64, np.float32)


def add(graph, a, b, quant=OUT):
    y = graph.tensor(a.shape, quant, a.dtype)
    graph.operator("ADD", [a, b], [y], "AddOptions", fusedActivationFunction=activation("NONE"))
    return y


def reshape(graph, x, shape):
    y = graph.tensor(shape, x.quant, x.dtype)
    graph.operator("RESHAPE", [x, graph.indices(shape)], [y], "ReshapeOptions", newShape=list(shape))
    return y


def join(graph, *parts):
    """Concatenates along the rows of an image."""
    first = parts[0]
    y = graph.tensor((1, sum(part.shape[1] for part in parts), *first.shape[2:]), first.quant, first.dtype)
    graph.operator(
        "CONCATENATION", list(parts), [y], "ConcatenationOptions", axis=1, fusedActivationFunction=activation("NONE")
    )
    return y


def last_rows(graph, x, rows):
    begin, end = [0] * 4, [0] * 4
    begin[1] = x.shape[1] - rows
    y = graph.tensor((1, rows, *x.shape[2:]), x.quant, x.dtype)
    bounds = [graph.indices(bound) for bound in (begin, end, [1] * 4)]
    graph.operator("STRIDED_SLICE", [x, *bounds], [y], "StridedSliceOptions", beginMask=0b1101, endMask=0b1111)
    return y


def variable_first_value():
    graph = Graph("variable_first_value", sequence=True)
    return graph.finish(add(graph, graph.input((1, 6), A), graph.variable((1, 6), KEPT)))


def variable_reshaped():
    graph = Graph("variable_reshaped", sequence=True)
    view = reshape(graph, graph.variable((2, 3), KEPT), (1, 6))
    return graph.finish(add(graph, graph.input((1, 6), A), view), view)


def delay(dtype):
    """The value that is read was assigned by the run before."""
    quant = {np.int8: KEPT, np.uint8: Quant(0.04, 7), np.int16: Quant(0.001)}.get(dtype)
    graph = Graph(f"delay_{np.dtype(dtype).name}", sequence=True)
    x, handle = graph.input((1, 5), quant, dtype), graph.handle("kept")
    y = graph.read(handle, (1, 5), quant, dtype)
    graph.assign(handle, x)
    return graph.finish(y)


def delay_line():
    """Each variable takes the value that the one before it held."""
    graph = Graph("delay_line", sequence=True)
    handles = [graph.handle(name) for name in "abc"]
    x = graph.input((1, 5), A)
    values = [graph.read(handle, (1, 5), A) for handle in handles]
    for handle, value in zip(handles, [x, *values], strict=False):
        graph.assign(handle, value)
    return graph.finish(values[2], add(graph, values[0], values[1]))


def swap():
    graph = Graph("swapped_variables", sequence=True)
    with graph.once():
        for name in "ab":
            graph.assign(graph.handle(name), graph.random((1, 5), A))
    a, b = graph.handle("a"), graph.handle("b")
    x, of_a, of_b = graph.input((1, 5), A), graph.read(a, (1, 5), A), graph.read(b, (1, 5), A)
    graph.assign(a, of_b)
    graph.assign(b, add(graph, of_a, x, A))
    return graph.finish(of_a)


def read_before_and_after():
    graph = Graph("read_before_and_after", sequence=True)
    x, handle = graph.input((1, 5), A), graph.handle("kept")
    before = graph.read(handle, (1, 5), A)
    graph.assign(handle, x)
    after = graph.read(graph.handle("kept"), (1, 5), A)
    return graph.finish(add(graph, before, after), add(graph, after, after))


def assigned_twice():
    graph = Graph("assigned_twice", sequence=True)
    x, handle = graph.input((1, 5), A), graph.handle("kept")
    sums = add(graph, graph.read(handle, (1, 5), A), x, A)
    graph.assign(handle, x)
    between = graph.read(handle, (1, 5), A)
    graph.assign(handle, sums)
    return graph.finish(add(graph, between, sums))


def accumulator():
    """A variable with a constant first value, used by its name in both subgraphs."""
    graph = Graph("accumulator", sequence=True)
    with graph.once():
        graph.assign(graph.handle("sums"), graph.random((1, 5), KEPT))
    x, handle = graph.input((1, 5), Quant(0.01, 4)), graph.handle("sums")
    y = add(graph, x, graph.read(handle, (1, 5), KEPT), KEPT)
    graph.assign(handle, y)
    return graph.finish(y)


def computed_first_value():
    graph = Graph("computed_first_value", sequence=True)
    with graph.once():
        value = add(graph, graph.random((2, 3), A), graph.random((2, 3), A), KEPT)
        graph.assign(graph.handle("kept"), reshape(graph, value, (1, 6)))
    x, handle = graph.input((1, 6), A), graph.handle("kept")
    y = add(graph, x, graph.read(handle, (1, 6), KEPT))
    graph.assign(handle, graph.random((1, 6), KEPT))
    return graph.finish(y)


def first_value_looked_up():
    """Several operators compute it."""
    graph = Graph("first_value_looked_up", sequence=True)
    with graph.once():
        value = graph.tensor((2, 3), None, np.float32)
        table = graph.random((4, 3), Quant(0.07))
        graph.operator("EMBEDDING_LOOKUP", [graph.indices([3, 1]), table], [value])
        graph.assign(graph.handle("kept"), value)
    x, handle = graph.input((2, 3), None, np.float32), graph.handle("kept")
    y = add(graph, x, graph.read(handle, (2, 3), None, np.float32), None)
    graph.assign(handle, x)
    return graph.finish(y)


def first_value_of_shapes():
    graph = Graph("first_value_of_shapes", sequence=True, extremes=False)
    with graph.once():
        value = graph.tensor((3,), None, np.int32)
        graph.operator("BROADCAST_ARGS", [graph.indices([2, 1, 4]), graph.indices([3, 1])], [value])
        graph.assign(graph.handle("kept"), value)
    x, handle = graph.input((3,), None, np.int32), graph.handle("kept")
    y = add(graph, x, graph.read(handle, (3,), None, np.int32), None)
    graph.assign(handle, x)
    return graph.finish(y)


def two_containers():
    note = "TFLM makes room for one variable of a name, whatever its container."
    graph = Graph("two_containers", note=note, follow="litert", sequence=True)
    with graph.once():
        for container in ("one", "two"):
            graph.assign(graph.handle("kept", container), graph.random((1, 5), A))
    x = graph.input((1, 5), A)
    one, two = graph.handle("kept", "one"), graph.handle("kept", "two")
    y = add(graph, graph.read(one, (1, 5), A), graph.read(two, (1, 5), A))
    graph.assign(one, x)
    graph.assign(two, graph.random((1, 5), A))
    return graph.finish(y)


def window_kept_short():
    """Rows that the next run needs again, as streaming convolutions keep them."""
    graph = Graph("window_kept_short", sequence=True)
    with graph.once():
        graph.assign(graph.handle("rows"), graph.int8_constant(np.full((1, 4, 1, 8), A.zero_point), A))
    x, handle = graph.input((1, 2, 1, 8), A), graph.handle("rows")
    window = join(graph, graph.read(handle, (1, 4, 1, 8), A), x)
    graph.assign(handle, last_rows(graph, window, 4))
    return graph.finish(layers.conv_2d(graph, window, 3, kernel=(6, 1), padding="VALID"))


def window_kept_whole():
    graph = Graph("window_kept_whole", sequence=True)
    x, handle = graph.input((1, 1, 1, 8), A), graph.handle("rows")
    window = join(graph, last_rows(graph, graph.read(handle, (1, 5, 1, 8), A), 4), x)
    graph.assign(handle, window)
    return graph.finish(layers.depthwise_conv_2d(graph, window, kernel=(5, 1), padding="VALID"))


def graphs():
    yield variable_first_value()
    yield variable_reshaped()
    for dtype in MOVED:
        yield delay(dtype)
    yield delay_line()
    yield swap()
    yield read_before_and_after()
    yield assigned_twice()
    yield accumulator()
    yield computed_first_value()
    yield first_value_looked_up()
    yield first_value_of_shapes()
    yield two_containers()
    yield window_kept_short()
    yield window_kept_whole()
