"""MEAN: axes of every kind, kept and dropped dimensions, ranks, rescaling."""

from builder import Graph, Quant

X = Quant(0.05, -3)


def mean(graph, x, axes, keep_dims=False, out=None):
    reduced = {axis % len(x.shape) for axis in axes}
    kept = (1 if i in reduced else extent for i, extent in enumerate(x.shape))
    dropped = (extent for i, extent in enumerate(x.shape) if i not in reduced)
    y = graph.tensor(tuple(kept if keep_dims else dropped), out or Quant(x.quant.scale / 3, 5))
    graph.operator("MEAN", [x, graph.indices(axes)], [y], "ReducerOptions", keepDims=keep_dims)
    return y


def model(name, shape, axes, quant=X, **options):
    graph = Graph(f"mean_{name}")
    return graph.finish(mean(graph, graph.input(shape, quant), axes, **options))


def graphs():
    yield model("height_and_width", (1, 4, 5, 3), [1, 2])
    yield model("height_and_width_kept", (1, 4, 5, 3), [1, 2], keep_dims=True)
    yield model("width_and_height", (1, 4, 5, 3), [2, 1])
    yield model("negative_axes", (1, 4, 5, 3), [-3, -2], keep_dims=True)
    yield model("height", (1, 4, 5, 3), [1])
    yield model("width_kept", (1, 4, 5, 3), [2], keep_dims=True)
    yield model("channels", (1, 4, 5, 6), [3])
    yield model("last_axis_kept", (2, 4, 6), [-1], keep_dims=True)
    yield model("batch", (3, 2, 2, 4), [0])
    yield model("batch_2", (2, 3, 3, 4), [1, 2])
    yield model("width_and_channels", (2, 3, 4, 5), [2, 3])
    yield model("all_axes", (1, 3, 4, 2), [0, 1, 2, 3], out=Quant(0.01, 1))
    yield model("all_axes_kept", (2, 3), [0, 1], keep_dims=True, out=Quant(0.02, 1))
    yield model("repeated_axis", (2, 3, 4), [1, 1])
    yield model("two_dimensions", (4, 7), [1])
    yield model("two_dimensions_rows", (4, 7), [0])
    yield model("three_dimensions", (2, 5, 3), [1])
    yield model("one_dimension", (13,), [0], keep_dims=True)
    yield model("of_one_element_each", (1, 1, 1, 5), [1, 2])
    yield model("same_quantization", (1, 4, 4, 3), [1, 2], out=X)
    yield model("same_quantization_kept", (1, 4, 5, 3), [1, 2], keep_dims=True, out=X)
    yield model("zero_points_low", (1, 7, 7, 4), [1, 2], quant=Quant(6 / 255, -128), out=Quant(4 / 255, -128))
    yield model("saturating", (1, 3, 3, 4), [1, 2], out=Quant(0.004, 0))
