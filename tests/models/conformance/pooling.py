"""AVERAGE_POOL_2D and MAX_POOL_2D: windows that reach over the border, strides, activations."""

from tensorflow.lite.python import schema_py_generated as schema

from builder import Graph, Quant
from layers import activation, window_shape

X = Quant(0.05, -3)
PIXELS = Quant(1 / 255, -128)


def pool(graph, name, x, window, stride, padding="VALID", act="NONE"):
    y = graph.tensor(window_shape(x.shape, window, stride, (1, 1), padding, x.shape[3]), x.quant)
    graph.operator(
        name, [x], [y], "Pool2DOptions", padding=getattr(schema.Padding, padding), strideH=stride[0], strideW=stride[1],
        filterHeight=window[0], filterWidth=window[1], fusedActivationFunction=activation(act),
    )  # fmt: skip
    return y


def model(operator, name, shape, window, stride, quant=X, **options):
    graph = Graph(f"{operator.lower()}_{name}")
    return graph.finish(pool(graph, operator, graph.input(shape, quant), window, stride, **options))


def graphs():
    for operator in ("AVERAGE_POOL_2D", "MAX_POOL_2D"):
        yield model(operator, "2x2", (1, 6, 6, 3), (2, 2), (2, 2))
        yield model(operator, "2x2_same_odd", (1, 5, 5, 3), (2, 2), (2, 2), padding="SAME")
        yield model(operator, "3x3_same", (1, 5, 4, 3), (3, 3), (1, 1), padding="SAME")
        yield model(operator, "3x3_same_stride_2", (1, 7, 6, 2), (3, 3), (2, 2), padding="SAME")
        yield model(operator, "3x2_stride_1x2", (1, 7, 6, 2), (3, 2), (1, 2))
        yield model(operator, "whole_image", (1, 5, 4, 7), (5, 4), (1, 1))
        yield model(operator, "window_larger_than_image", (1, 3, 2, 2), (5, 5), (1, 1), padding="SAME")
        yield model(operator, "1x1_stride_2", (1, 5, 5, 2), (1, 1), (2, 2))
        yield model(operator, "one_dimensional", (1, 11, 1, 3), (4, 1), (3, 1))
        yield model(operator, "batch_2", (2, 4, 4, 3), (2, 2), (2, 2))
        yield model(operator, "one_channel", (1, 6, 6, 1), (3, 3), (3, 3))
        yield model(operator, "relu", (1, 6, 5, 3), (2, 2), (1, 1), act="RELU")
        yield model(operator, "relu6", (1, 6, 5, 3), (2, 2), (1, 1), act="RELU6")
        yield model(operator, "relu_n1_to_1", (1, 6, 5, 3), (2, 2), (1, 1), act="RELU_N1_TO_1")
        yield model(operator, "zero_point_low", (1, 5, 5, 2), (3, 3), (1, 1), PIXELS, padding="SAME")
