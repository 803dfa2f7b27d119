"""The correct models that the mistakes start from."""

import layers
from builder import Graph, Quant

X = Quant(0.05, -3)


def convolution():
    """Tensors: 0 the input, 1 the filters, 2 the output, 3 the biases."""
    graph = Graph("convolution")
    return graph.finish(layers.conv_2d(graph, graph.input((1, 4, 4, 2), X), 3))


def of_one_operator(name, in_shape, out_shape, options=None, constants=(), **fields):
    """An int8 operator whose further inputs are int32 constants; the input's quantization is the output's."""
    graph = Graph(name.lower())
    x = graph.input(in_shape, X)
    y = graph.tensor(out_shape, X)
    graph.operator(name, [x, *(graph.indices(values) for values in constants)], [y], options, **fields)
    return graph.finish(y)
