"""CONCATENATION, SPLIT, PACK and UNPACK on each axis."""

import numpy as np

from builder import Graph, Quant

X = Quant(0.05, -3)


def concatenation(graph, tensors, axis):
    shape = list(tensors[0].shape)
    shape[axis] = sum(t.shape[axis] for t in tensors)
    y = graph.tensor(tuple(shape), tensors[0].quant, tensors[0].dtype)
    graph.operator("CONCATENATION", tensors, [y], "ConcatenationOptions", axis=axis)
    return y


def split(graph, x, parts, axis):
    shape = list(x.shape)
    shape[axis] //= parts
    outputs = [graph.tensor(tuple(shape), x.quant, x.dtype) for _ in range(parts)]
    graph.operator("SPLIT", [graph.indices(axis), x], outputs, "SplitOptions", numSplits=parts)
    return outputs


def pack(graph, tensors, axis):
    shape = np.stack([np.empty(t.shape, np.int8) for t in tensors], axis).shape
    y = graph.tensor(shape, tensors[0].quant, tensors[0].dtype)
    graph.operator("PACK", tensors, [y], "PackOptions", valuesCount=len(tensors), axis=axis)
    return y


def unpack(graph, x, axis):
    shape = np.delete(np.array(x.shape), axis)
    outputs = [graph.tensor(tuple(shape.tolist()), x.quant, x.dtype) for _ in range(x.shape[axis])]
    graph.operator("UNPACK", [x], outputs, "UnpackOptions", num=x.shape[axis], axis=axis)
    return outputs


def graphs():
    yield from concatenations()
    yield from splits()
    yield from splits_by_lengths()
    yield from packs_and_unpacks()


def concatenation_of(name, shapes, axis):
    graph = Graph(f"concatenation_{name}")
    return graph.finish(concatenation(graph, [graph.input(shape, X) for shape in shapes], axis))


def concatenations():
    yield concatenation_of("channels", [(1, 3, 3, 2), (1, 3, 3, 5)], 3)
    yield concatenation_of("last_axis_by_minus_one", [(1, 3, 3, 2), (1, 3, 3, 5)], -1)
    yield concatenation_of("width_of_three", [(1, 3, 1, 2), (1, 3, 2, 2), (1, 3, 4, 2)], 2)
    yield concatenation_of("height_by_minus_three", [(1, 2, 3, 2), (1, 1, 3, 2)], -3)
    yield concatenation_of("batch", [(1, 2, 2, 3), (2, 2, 2, 3)], 0)
    yield concatenation_of("four_inputs", [(1, 2, 2, 1), (1, 2, 2, 3), (1, 2, 2, 2), (1, 2, 2, 1)], 3)
    yield concatenation_of("channels_of_batch_2", [(2, 2, 2, 2), (2, 2, 2, 3)], 3)
    yield concatenation_of("two_dimensions", [(3, 4), (3, 2)], 1)
    yield concatenation_of("one_dimension", [(5,), (3,)], 0)
    yield concatenation_of("one_input", [(1, 2, 2, 3)], 3)

    graph = Graph("concatenation_of_one_tensor_twice")
    x = graph.input((1, 3, 3, 2), X)
    yield graph.finish(concatenation(graph, [x, x], 3))

    graph = Graph("concatenation_with_a_constant")
    x = graph.input((1, 3, 3, 2), X)
    yield graph.finish(concatenation(graph, [graph.random((1, 3, 3, 1), X), x, graph.random((1, 3, 3, 3), X)], 3))


def split_of(name, shape, parts, axis):
    graph = Graph(f"split_{name}")
    return graph.finish(*split(graph, graph.input(shape, X), parts, axis))


def splits():
    yield split_of("channels", (1, 3, 3, 6), 2, 3)
    yield split_of("last_axis_by_minus_one", (1, 3, 3, 6), 3, -1)
    yield split_of("height", (1, 4, 3, 2), 2, 1)
    yield split_of("width", (1, 2, 6, 2), 3, 2)
    yield split_of("batch", (4, 2, 2, 2), 4, 0)
    yield split_of("two_dimensions", (3, 8), 4, 1)
    yield split_of("one_dimension", (6,), 2, 0)
    yield split_of("one_part", (1, 2, 2, 3), 1, 3)


def split_v_of(name, shape, given, lengths, axis, dtype=np.int8):
    """`given` is the model's input, with -1 for the size that the others leave."""
    graph = Graph(f"split_v_{name}")
    quant = {np.int8: X, np.int16: Quant(0.001)}.get(dtype)
    x = graph.input(shape, quant, dtype)
    shapes = [[*shape[:axis], length, *shape[axis:][1:]] for length in lengths]
    parts = [graph.tensor(shape, quant, dtype) for shape in shapes]
    inputs = [x, graph.indices(given), graph.indices(axis)]
    graph.operator("SPLIT_V", inputs, parts, "SplitVOptions", numSplits=len(parts))
    return graph.finish(*parts)


def splits_by_lengths():
    yield split_v_of("channels", (1, 3, 3, 6), [1, 3, 2], [1, 3, 2], 3)
    yield split_v_of("height", (1, 5, 3, 2), [4, 1], [4, 1], 1)
    yield split_v_of("the_rest", (2, 7), [2, -1, 1], [2, 4, 1], 1)
    yield split_v_of("one_part", (1, 2, 2, 3), [3], [3], 3)
    yield split_v_of("int32", (2, 5), [2, 3], [2, 3], 1, np.int32)
    yield split_v_of("int16", (2, 5), [2, 3], [2, 3], 1, np.int16)
    yield split_v_of("float32", (2, 5), [2, 3], [2, 3], 1, np.float32)


def packs_and_unpacks():
    for axis in (0, 1, 2, -1):
        name = f"axis_{axis}".replace("-1", "last")
        graph = Graph(f"pack_{name}")
        yield graph.finish(pack(graph, [graph.input((3, 4), X) for _ in range(3)], axis))
        graph = Graph(f"unpack_{name}")
        yield graph.finish(*unpack(graph, graph.input((3, 2, 4), X), axis))

    graph = Graph("pack_of_vectors")
    yield graph.finish(pack(graph, [graph.input((5,), X) for _ in range(2)], 0))

    graph = Graph("pack_of_one_tensor_twice")
    x = graph.input((2, 3), X)
    yield graph.finish(pack(graph, [x, x], 1))

    graph = Graph("unpack_four_dimensions")
    yield graph.finish(*unpack(graph, graph.input((1, 2, 3, 4), X), 2))

    graph = Graph("unpack_one_dimension")
    yield graph.finish(*unpack(graph, graph.input((3,), X), 0))

    graph = Graph("unpack_then_pack_reversed")
    parts = unpack(graph, graph.input((3, 4, 2), X), 1)
    yield graph.finish(pack(graph, parts[::-1], 2))
