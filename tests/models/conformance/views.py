"""RESHAPE, SQUEEZE and EXPAND_DIMS, which move no data, and TRANSPOSE, which does."""

import numpy as np

from builder import Graph, Quant

X = Quant(0.05, -3)


def reshape(graph, x, shape, as_input=None, as_option=None):
    """The wanted shape, which may have a -1, is written as a second input, as an option, or both."""
    y = graph.tensor(shape, x.quant, x.dtype)
    second = [] if as_input is None else [graph.indices(as_input)]
    if as_option is None:
        graph.operator("RESHAPE", [x, *second], [y])
    else:
        graph.operator("RESHAPE", [x, *second], [y], "ReshapeOptions", newShape=np.array(as_option, np.int32))
    return y


def squeeze(graph, x, shape, dims):
    y = graph.tensor(shape, x.quant, x.dtype)
    graph.operator("SQUEEZE", [x], [y], "SqueezeOptions", squeezeDims=np.array(dims, np.int32))
    return y


def expand_dims(graph, x, axis):
    y = graph.tensor(np.expand_dims(np.empty(x.shape, np.int8), axis).shape, x.quant, x.dtype)
    graph.operator("EXPAND_DIMS", [x, graph.indices([axis])], [y], "ExpandDimsOptions")
    return y


def transpose(graph, x, permutation):
    y = graph.tensor(tuple(x.shape[axis] for axis in permutation), x.quant, x.dtype)
    graph.operator("TRANSPOSE", [x, graph.indices(permutation)], [y], "TransposeOptions")
    return y


def model(name, layer, shape, *arguments, **options):
    graph = Graph(name)
    return graph.finish(layer(graph, graph.input(shape, X), *arguments, **options))


def graphs():
    yield model("reshape_by_input", reshape, (1, 2, 3, 4), (1, 24), as_input=[1, 24])
    yield model("reshape_by_input_with_unknown", reshape, (1, 2, 3, 4), (6, 4), as_input=[-1, 4])
    yield model("reshape_by_option", reshape, (1, 24), (1, 2, 3, 4), as_option=[1, 2, 3, 4])
    yield model("reshape_by_option_with_unknown", reshape, (1, 24), (2, 3, 4), as_option=[2, -1, 4])
    yield model("reshape_by_both", reshape, (2, 12), (4, 6), as_input=[4, 6], as_option=[4, 6])
    yield model("reshape_to_five_dimensions", reshape, (2, 12), (1, 2, 3, 2, 2), as_input=[1, 2, 3, 2, 2])
    yield model("reshape_to_one_dimension", reshape, (2, 3, 4), (24,), as_input=[-1])
    yield model("squeeze_all", squeeze, (1, 1, 5, 1), (5,), [])
    yield model("squeeze_some", squeeze, (1, 1, 5, 1), (1, 5), [1, 3])
    yield model("squeeze_negative", squeeze, (1, 1, 5, 1), (1, 1, 5), [-1])
    yield model("expand_dims_first", expand_dims, (3, 4), 0)
    yield model("expand_dims_middle", expand_dims, (3, 4), 1)
    yield model("expand_dims_last", expand_dims, (3, 4), -1)
    yield from transposes()


def transposes():
    yield model("transpose_2d", transpose, (3, 5), [1, 0])
    for permutation in ("021", "102", "120", "201", "210"):
        yield transpose_by(permutation, (2, 3, 4))
    for permutation in ("0213", "0312", "0231", "0132", "3210", "1032", "2301"):
        yield transpose_by(permutation, (2, 3, 4, 5))
    yield transpose_by("41320", (2, 3, 2, 2, 3))
    yield transpose_by("02143", (1, 3, 2, 4, 3))
    yield model("transpose_identity", transpose, (2, 3, 4), [0, 1, 2])
    yield model("transpose_of_ones_only", transpose, (1, 1, 6, 1), [0, 2, 1, 3])


def transpose_by(permutation, shape):
    return model(f"transpose_{len(shape)}d_{permutation}", transpose, shape, [int(axis) for axis in permutation])
