"""TOPK_V2: ties, extremes, ranks, and outputs of which one alone is used. TFLM does not have it: LiteRT is followed."""

import numpy as np

import layers
from builder import Graph, Quant
from conformance.joining import concatenation

NOTE = "TFLM has no TOPK_V2."
X = Quant(0.05, -3)
QUANTS = {"int8": X}
INF = np.inf
# Beside an input: the ends of each type, each of them twice, and zeros of both signs.
EXTREMES = {
    "int8": [127, -128, 0, 127, -128, -127, 126],
    "int32": [2**31 - 1, -(2**31), 0, 2**31 - 1, -(2**31), 1 - 2**31, 2**31 - 2],
    "float32": [-0.0, INF, -INF, 0.0, -0.0, INF, 0.0, -INF, 3.4028235e38, -3.4028235e38, 1e-45],
}


def graph_of(name):
    return Graph(f"topk_v2_{name}", NOTE, "litert_ref")


def of_type(graph, shape, dtype):
    return graph.input(shape, QUANTS.get(dtype), np.dtype(dtype))


def top(graph, x, k):
    """(values, indices); `k` is a number, or the list of one."""
    shape = (*x.shape[:-1], int(np.max(k)))
    values, indices = graph.tensor(shape, x.quant, x.dtype), graph.tensor(shape, None, np.int32)
    graph.operator("TOPK_V2", [x, graph.indices(k)], [values, indices], "TopKV2Options")
    return values, indices


def model(name, shape, k, dtype="int8"):
    graph = graph_of(name)
    return graph.finish(*top(graph, of_type(graph, shape, dtype), k))


def graphs():
    for dtype in ("int8", "int32", "float32"):
        yield model(f"of_{dtype}", (4, 9), 3, dtype)
        yield model(f"of_{dtype}_one", (3, 8), 1, dtype)
        yield model(f"of_{dtype}_all", (3, 13), 13, dtype)
        yield of_twins(dtype)
        yield with_extremes(dtype)
    yield with_nans()
    yield model("one_dimension", (17,), 5)
    yield model("three_dimensions", (2, 3, 6), 4)
    yield model("four_dimensions", (2, 1, 3, 7), 2)
    yield model("four_dimensions_of_float32", (1, 2, 2, 5), 5, "float32")
    yield model("rows_of_one", (6, 1), 1)
    yield model("rows_of_two", (6, 2), 2)
    yield model("all_but_one", (3, 10), 9)
    yield model("long_row", (1, 500), 20)
    yield model("k_in_a_list", (2, 6), [3])
    yield from after_layers()
    yield from parts()


def of_twins(dtype):
    """Each value of a row comes twice."""
    graph = graph_of(f"of_{dtype}_twins")
    x = of_type(graph, (3, 6), dtype)
    return graph.finish(*top(graph, concatenation(graph, [x, x], 1), 5))


def with_extremes(dtype):
    graph = graph_of(f"of_{dtype}_extremes")
    ends = np.tile(np.array(EXTREMES[dtype], dtype), (2, 1))
    ends[1] = ends[1, ::-1]
    parts = [of_type(graph, (2, 4), dtype), graph.constant(ends, QUANTS.get(dtype))]
    x = concatenation(graph, parts, 1)
    return graph.finish(*top(graph, x, x.shape[1]))


def with_nans():
    """Rows with fewer numbers than are taken, and with more."""
    graph = graph_of("nans")
    nan = np.nan
    few, many, zeros = [nan, 1, nan, -INF, nan, nan], [nan, 1, INF, -INF, 2, 2], [-INF, nan, 0, -0.0, 0, -0.0]
    ends = graph.constant(np.array([few, many, zeros], np.float32))
    x = concatenation(graph, [ends, graph.input((3, 2), None, np.float32)], 1)
    return graph.finish(*top(graph, x, 6))


def after_layers():
    graph = graph_of("after_fully_connected")
    x = graph.input((3, 8), X)
    yield graph.finish(*top(graph, layers.fully_connected(graph, x, 12), 4))

    graph = graph_of("after_softmax")
    x = graph.input((1, 5, 5, 2), X)
    y = layers.conv_2d(graph, x, 10, kernel=(5, 5), padding="VALID")
    scores = graph.tensor(y.shape, Quant(1 / 256, -128))
    graph.operator("SOFTMAX", [y], [scores], "SoftmaxOptions", beta=1.0)
    yield graph.finish(*top(graph, scores, 5))


def parts():
    graph = graph_of("indices_alone")
    yield graph.finish(top(graph, of_type(graph, (3, 9), "int8"), 4)[1])

    graph = graph_of("values_alone")
    yield graph.finish(top(graph, of_type(graph, (3, 9), "int8"), 4)[0])

    graph = graph_of("indices_that_gather")
    _, places = top(graph, of_type(graph, (10,), "float32"), 3)
    table = graph.random((10, 4), X)
    y = graph.tensor((3, 4), X)
    graph.operator("GATHER", [table, places], [y], "GatherOptions", axis=0)
    yield graph.finish(y)

    graph = graph_of("values_that_are_added")
    a, b = [top(graph, of_type(graph, (2, 7), "int8"), 3)[0] for _ in range(2)]
    y = graph.tensor(a.shape, Quant(0.1, 4))
    graph.operator("ADD", [a, b], [y], "AddOptions")
    yield graph.finish(y)
