"""Integers without a scale, which stand for nothing except themselves: bytes of a camera, samples, masks, tokens."""

import numpy as np

from builder import Graph
from conformance import padding, views
from conformance.choosing import schema_type

NARROW = ("int8", "uint8", "int16")
# Operators of int16 that TFLM has.
OF_INT16 = ("CAST", "RESHAPE", "CONCATENATION", "PAD", "MAXIMUM", "MINIMUM", "SELECT_V2")


def model(operator, dtype, layer, *shapes, to=None):
    """A model of one operator on inputs of these shapes."""
    by_tflm = dtype in ("int8", "int32", "float32") or operator == "RESHAPE" or (dtype == "int16" and operator in OF_INT16)
    follow = "tflm" if by_tflm and to != "uint8" else "litert_ref"
    note = None if follow == "tflm" else f"TFLM has no {operator} of {dtype}{f' to {to}' if to else ''}."
    name = f"{operator.lower()}_{dtype}{f'_to_{to}' if to else ''}_without_scale"
    graph = Graph(name, note, follow=follow)
    return graph.finish(layer(graph, *[graph.input(shape, dtype=np.dtype(dtype)) for shape in shapes]))


def cast(to):
    def layer(graph, x):
        y = graph.tensor(x.shape, dtype=np.dtype(to))
        ends = {"inDataType": schema_type(x.dtype.name), "outDataType": schema_type(to)}
        graph.operator("CAST", [x], [y], "CastOptions", **ends)
        return y

    return layer


def two(operator, options):
    def layer(graph, x1, x2):
        y = graph.tensor(x1.shape, dtype=x1.dtype)
        graph.operator(operator, [x1, x2], [y], options)
        return y

    return layer


def concatenation(graph, x1, x2):
    y = graph.tensor((x1.shape[0] + x2.shape[0], *x1.shape[1:]), dtype=x1.dtype)
    graph.operator("CONCATENATION", [x1, x2], [y], "ConcatenationOptions", axis=0)
    return y


def arg_max(graph, x):
    y = graph.tensor(x.shape[:-1], dtype=np.int32)
    graph.operator("ARG_MAX", [x, graph.indices(len(x.shape) - 1)], [y], "ArgMaxOptions")
    return y


def reduce_max(graph, x):
    y = graph.tensor(x.shape[:-1], dtype=x.dtype)
    graph.operator("REDUCE_MAX", [x, graph.indices([len(x.shape) - 1])], [y], "ReducerOptions")
    return y


def graphs():
    for dtype in NARROW:
        yield model("CAST", dtype, cast("float32"), (1, 6), to="float32")
        yield model("CAST", dtype, cast("int32"), (1, 6), to="int32")
        yield model("RESHAPE", dtype, lambda graph, x: views.reshape(graph, x, (3, 4), as_input=[3, 4]), (1, 12))
        yield model("CONCATENATION", dtype, concatenation, (2, 3), (1, 3))
        yield model("PAD", dtype, lambda graph, x: padding.pad(graph, x, [[0, 0], [1, 2]]), (2, 3))
    yield model("CAST", "int32", cast("int8"), (1, 6), to="int8")
    yield model("CAST", "int32", cast("int16"), (1, 6), to="int16")
    yield model("CAST", "float32", cast("int8"), (1, 6), to="int8")
    for operator in ("MAXIMUM", "MINIMUM"):
        yield model(operator, "int8", two(operator, "MaximumMinimumOptions"), (2, 3), (2, 3))
        yield model(operator, "int16", two(operator, "MaximumMinimumOptions"), (2, 3), (2, 3))
    yield model("ARG_MAX", "int8", arg_max, (2, 5))
    yield model("REDUCE_MAX", "int8", reduce_max, (2, 5))
