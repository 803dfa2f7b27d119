"""Shapes that the converter leaves open: a placeholder of 1 in the shape, and −1 in the signature.

TFLM believes the placeholders. LiteRT computes the shapes, from inputs whose batch is 1.
"""

import numpy as np

import layers
from builder import Graph, Quant
from conformance import control, moving, slicing, views

X = Quant(0.05, -3)
NOTE = "TFLM takes the placeholders of open dimensions for their lengths."


def opened(graph, *batches):
    """Leaves dimensions open: of each tensor, given with a dimension, that one; every one where that is None."""
    for tensor, axis in batches:
        table = graph.subgraph.tensors[tensor.index]
        signature = np.array(table.shape, np.int32)
        signature[slice(None) if axis is None else axis] = -1
        table.shapeSignature = signature
        table.shape = np.where(signature < 0, 1, signature).astype(np.int32)


def model(name, compute, shape, quant=X):
    graph = Graph(f"open_batch_{name}", NOTE, follow="litert_ref")
    x = graph.input(shape, quant)
    y, *inner = compute(graph, x)
    opened(graph, (x, 0), (y, 0), *inner)
    return graph.finish(y)


def time_major(graph, x):
    """Steps first: the batch is the second dimension."""
    steps = views.transpose(graph, x, [1, 0, 2])
    masks = {"shrinkAxisMask": 1, "beginMask": 6, "endMask": 6}
    last = slicing.strided_slice(graph, steps, np.s_[-1], [-1, 0, 0], [0, 0, 0], [1, 1, 1], **masks)
    return layers.fully_connected(graph, last, 4), (steps, 1), (last, 0)


def dilated(graph, x):
    """What the converter makes of a dilated convolution: the images of blocks count as batches."""
    batches = moving.space_to_batch_nd(graph, x, [2, 2], [[0, 1], [0, 1]])
    y = layers.conv_2d(graph, batches, 3, padding="VALID")
    whole = moving.batch_to_space_nd(graph, y, [2, 2], [[0, 1], [0, 1]])
    return whole, (batches, 0), (y, 0)


def reshaped(graph, x):
    """A shape that is computed from that of the input."""
    shape = graph.tensor((3,), dtype=np.int32)
    graph.operator("SHAPE", [x], [shape], "ShapeOptions", outType=2)
    batch = slicing.strided_slice(graph, shape, np.s_[0], [0], [1], [1], shrinkAxisMask=1)
    flat = graph.tensor((2,), dtype=np.int32)
    graph.operator("PACK", [batch, graph.indices(24)], [flat], "PackOptions", valuesCount=2)
    y = graph.tensor((1, 24), x.quant)
    graph.operator("RESHAPE", [x, flat], [y], "ReshapeOptions")
    return layers.fully_connected(graph, y, 3), (y, None)


def filled(graph, x):
    """A first state of zeros, as many as the batch has."""
    shape = graph.tensor((2,), dtype=np.int32)
    graph.operator("SHAPE", [x], [shape], "ShapeOptions", outType=2)
    state = graph.tensor(x.shape, x.quant)
    graph.operator("FILL", [shape, graph.constant(np.array(7, np.int8), x.quant)], [state], "FillOptions")
    return control.add(graph, x, state), (state, None)


def rank_unknown():
    """Shapes that an old converter left out altogether."""
    graph = Graph("open_ranks", NOTE, follow="litert_ref")
    x = graph.input((1, 6, 5, 2), X)
    y = layers.conv_2d(graph, x, 3, stride=(2, 2))
    flat = views.reshape(graph, y, (1, 27), as_input=[-1, 27])
    z = layers.fully_connected(graph, flat, 4)
    for tensor in (y, flat, z):
        graph.subgraph.tensors[tensor.index].shape = np.array([], np.int32)
    return graph.finish(z)


def set_items(name, quant, dtype, expands=False):
    """A loop that writes a row of a list in each turn: the rows before and behind it are slices of open lengths."""
    graph = Graph(f"while_set_items_{name}", NOTE, follow="litert_ref", tolerance=0)
    rows, width = 5, 3
    x = graph.input((1, width), quant, dtype)
    zeros = graph.constant(np.full((rows, 1, width), quant.zero_point if quant else 0, dtype), quant)

    def condition(turn, _list, _x):
        return [control.is_less(graph, turn, graph.indices(rows))]

    def body(turn, items, x):
        after = control.binary(graph, "ADD", turn, graph.indices(1))
        value = control.add(graph, x, x, quant)
        head, tail = [slice_rows(graph, items, at, is_head) for at, is_head in ((turn, True), (after, False))]
        if expands:
            item = views.expand_dims(graph, value, 0)
        else:
            item = views.reshape(graph, value, (1, 1, width), as_input=[1, 1, width])
        y = graph.tensor(items.shape, items.quant, items.dtype)
        graph.operator("CONCATENATION", [head, item, tail], [y], "ConcatenationOptions", axis=0)
        return [after, y, value]

    values = [graph.indices(0), zeros, x]
    _, items, _ = graph.repeat(values, condition, body)
    return graph.finish(items)


def slice_rows(graph, items, at, is_head):
    """The rows before one, or those from one on."""
    vector = views.reshape(graph, at, (1,), as_input=[1])
    rest = graph.indices([-1 if is_head else 0] * 2)
    place = graph.tensor((3,), dtype=np.int32)
    graph.operator("CONCATENATION", [vector, rest], [place], "ConcatenationOptions", axis=0)
    bounds = [graph.indices([0, 0, 0]), place] if is_head else [place, graph.indices([-1, -1, -1])]
    y = graph.tensor((1, *items.shape[1:]), items.quant, items.dtype)
    graph.operator("SLICE", [items, *bounds], [y], "SliceOptions")
    opened(graph, (y, None if is_head else 0))
    return y


def graphs():
    yield model("time_major", time_major, (1, 5, 6))
    yield model("dilated_convolution", dilated, (1, 7, 7, 2))
    yield model("reshape_by_shape", reshaped, (1, 4, 6))
    yield model("filled_state", filled, (1, 6))
    yield rank_unknown()
    yield set_items("float32", None, np.float32)
    yield set_items("float32_expanded", None, np.float32, expands=True)
    yield set_items("int8", X, np.int8)
