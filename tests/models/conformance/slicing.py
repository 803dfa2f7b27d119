"""STRIDED_SLICE and SLICE: strides, masks, negative bounds, dropped dimensions."""

import numpy as np

from builder import Graph, Quant

X = Quant(0.05, -3)


def strided_slice(graph, x, index, begin, end, strides, **masks):
    """`index` is the same slice in numpy's notation; it determines the output's shape."""
    y = graph.tensor(np.empty(x.shape, np.int8)[index].shape, x.quant, x.dtype)
    bounds = [graph.indices(values) for values in (begin, end, strides)]
    graph.operator("STRIDED_SLICE", [x, *bounds], [y], "StridedSliceOptions", **masks)
    return y


def slice_(graph, x, begin, size):
    shape = tuple(n - b if s == -1 else s for n, b, s in zip(x.shape, begin, size, strict=True))
    y = graph.tensor(shape, x.quant, x.dtype)
    graph.operator("SLICE", [x, graph.indices(begin), graph.indices(size)], [y], "SliceOptions")
    return y


def strided(name, shape, *arguments, **masks):
    graph = Graph(f"strided_slice_{name}")
    return graph.finish(strided_slice(graph, graph.input(shape, X), *arguments, **masks))


def sliced(name, shape, begin, size):
    graph = Graph(f"slice_{name}")
    return graph.finish(slice_(graph, graph.input(shape, X), begin, size))


def graphs():
    s = np.s_
    image = (1, 5, 6, 3)
    yield strided("plain", image, s[0:1, 1:4, 2:5, 0:2], [0, 1, 2, 0], [1, 4, 5, 2], [1, 1, 1, 1])
    yield strided("stride_2", image, s[0:1, 0:5:2, 1:6:2, :], [0, 0, 1, 0], [1, 5, 6, 3], [1, 2, 2, 1])
    yield strided("stride_3_of_channels", (1, 2, 2, 8), s[:, :, :, 1:8:3], [0, 0, 0, 1], [1, 2, 2, 8], [1, 1, 1, 3])
    yield strided("reversed", (2, 7), s[:, ::-1], [0, 0], [0, 0], [1, -1], beginMask=3, endMask=3)
    yield strided("negative_stride", (9,), s[7:1:-2], [7], [1], [-2])
    yield strided("negative_bounds", (2, 8), s[:, -6:-1], [0, -6], [2, -1], [1, 1])
    yield strided("bounds_beyond_the_end", (2, 5), s[0:9, 1:99], [0, 1], [9, 99], [1, 1])
    yield strided("begin_mask", image, s[:, :4, 2:5, :2], [7, 3, 2, 7], [1, 4, 5, 2], [1, 1, 1, 1], beginMask=0b1011)
    yield strided("end_mask", image, s[0:, 1:, 2:5, 1:], [0, 1, 2, 1], [0, 0, 5, 0], [1, 1, 1, 1], endMask=0b1011)
    yield strided("shrink", image, s[0, 1:4, 5, :], [0, 1, 5, 0], [1, 4, 6, 3], [1, 1, 1, 1], shrinkAxisMask=0b0101)
    yield strided("shrink_negative_index", (3, 4), s[-1, :], [-1, 0], [0, 4], [1, 1], shrinkAxisMask=0b01)
    yield fewer_bounds_than_dimensions()
    yield strided("everything", image, s[:], [0, 0, 0, 0], [1, 5, 6, 3], [1, 1, 1, 1])
    yield strided("one_dimension", (10,), s[2:9:3], [2], [9], [3])
    yield sliced("middle", image, [0, 1, 2, 0], [1, 3, 3, 2])
    yield sliced("to_the_end", image, [0, 2, 1, 1], [-1, -1, -1, -1])
    yield sliced("one_element", image, [0, 4, 5, 2], [1, 1, 1, 1])
    yield sliced("everything", (2, 3), [0, 0], [2, 3])
    yield sliced("one_dimension", (10,), [3], [4])
    yield sliced("five_dimensions", (2, 3, 2, 3, 2), [1, 0, 0, 1, 0], [1, 2, 2, 2, 1])


def fewer_bounds_than_dimensions():
    note = "TFLM wants bounds for every dimension."
    graph = Graph("strided_slice_fewer_bounds_than_dimensions", note, follow="litert_ref")
    x = graph.input((1, 5, 6, 3), X)
    return graph.finish(strided_slice(graph, x, np.s_[0:1, 1:3], [0, 1], [1, 3], [1, 1]))
