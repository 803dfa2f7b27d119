"""Operators that select, compare, combine and reduce elements of several types."""

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

import floats
from builder import Graph, Quant
from layers import activation

QUANTS = {"int8": Quant(0.05, -3), "uint8": Quant(0.05, 120), "int16": Quant(0.001, 0)}
TYPES = ("int8", "uint8", "bool", "int16", "int32", "int64", "float32")
# The types that TFLM's kernels support.
BY_TFLM = {
    "CAST": "int8 int16 int32 float32",
    "SELECT": "",
    "SELECT_V2": "int8 int16 float32",
    "GATHER": "int8 float32",
    "GATHER_ND": "int8 float32",
    "DYNAMIC_UPDATE_SLICE": "int8 int16 int32 float32",
    "MAXIMUM": "int8 int16 int32 int64 float32",
    "MINIMUM": "int8 int16 int32 int64 float32",
    "REDUCE_MAX": "int8 float32",
    "REDUCE_MIN": "int8 float32",
    "REDUCE_PROD": "",
    "REDUCE_ANY": "",
    "SUM": "int8 int16 float32",
    "RESIZE_NEAREST_NEIGHBOR": "int8 int16 float32",
}
ORDERED = ("int8", "int16", "int32", "int64", "float32")


def graph_of(operator, name, dtype="int8", **options):
    """A graph with TFLM's outputs if it has a kernel for that type."""
    by_tflm = dtype in BY_TFLM.get(operator, " ".join(TYPES)).split()
    if not by_tflm:
        options = {"follow": "litert_ref", "note": f"TFLM has no {operator} of {dtype}.", **options}
    return Graph(f"{operator.lower()}_{name}", **options)


def of_type(graph, shape, dtype):
    return graph.input(shape, QUANTS.get(dtype), np.dtype(dtype))


def like(graph, x, shape):
    return graph.tensor(shape, x.quant, x.dtype)


def graphs():
    yield from comparisons()
    yield from logic()
    yield from extrema()
    yield from plain_integers()
    yield from quotients()
    yield from casts()
    yield from selections()
    yield from gathers()
    yield from updates()
    yield from reductions()
    yield from places()
    yield from sums()
    yield from resizes()
    yield from shapes()


def pair(operator, name, shapes, dtype, options=None, quants=None, out=None, **fields):
    graph = graph_of(operator, name, dtype)
    quants = quants or [QUANTS.get(dtype)] * 2
    a, b = [graph.input(shape, quant, np.dtype(dtype)) for shape, quant in zip(shapes, quants, strict=True)]
    shape = np.broadcast_shapes(*shapes)
    y = graph.tensor(shape, out, np.bool_) if out is None else graph.tensor(shape, out.quant, np.dtype(dtype))
    graph.operator(operator, [a, b], [y], options, **fields)
    return graph.finish(y)


class Like:
    """An output of the inputs' type with this quantization."""

    def __init__(self, quant):
        self.quant = quant


def comparisons():
    same, wide = [(16, 32), (16, 32)], [(6, 1, 16), (12, 1)]
    for operator in ("EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL"):
        options = operator.title().replace("_", "") + "Options"
        types = ("int8", "bool", "int32", "int64", "float32") if "EQUAL" in operator[:9] else ORDERED
        for dtype in types:
            if dtype == "int16" or (dtype == "bool" and operator not in ("EQUAL", "NOT_EQUAL")):
                continue
            yield pair(operator, f"of_{dtype}", wide, dtype, options)
        yield pair(operator, "rescaled", same, "int8", options, [Quant(0.05, -3), Quant(0.025, 12)])
        yield pair(operator, "fine_steps", same, "int8", options, [Quant(0.001, 127), Quant(0.0011, 120)])


    note = "TFLM's GREATER of int16 scales by numbers that it never sets; LiteRT compares the values."
    for name, shapes in (("", [(16, 32), (16, 32)]), ("_broadcast", [(6, 1, 16), (12, 1)])):
        graph = Graph(f"greater_of_int16{name}", note, "litert_ref")
        a, b = [of_type(graph, shape, "int16") for shape in shapes]
        y = graph.tensor(np.broadcast_shapes(*shapes), None, np.bool_)
        graph.operator("GREATER", [a, b], [y], "GreaterOptions")
        yield graph.finish(y)


def logic():
    for operator in ("LOGICAL_AND", "LOGICAL_OR"):
        options = operator.title().replace("_", "") + "Options"
        yield pair(operator, "same_shape", [(3, 5), (3, 5)], "bool", options)
        yield pair(operator, "broadcast", [(2, 1, 4), (3, 1)], "bool", options)
    graph = Graph("logical_not_of_bool")
    x = of_type(graph, (3, 5), "bool")
    y = like(graph, x, x.shape)
    graph.operator("LOGICAL_NOT", [x], [y], "LogicalNotOptions")
    yield graph.finish(y)


def extrema():
    for operator in ("MAXIMUM", "MINIMUM"):
        for dtype in ORDERED:
            out = Like(QUANTS.get(dtype))
            yield pair(operator, f"of_{dtype}", [(3, 5), (3, 5)], dtype, "MaximumMinimumOptions", out=out)
            yield pair(operator, f"of_{dtype}_broadcast", [(2, 1, 4), (3, 1)], dtype, "MaximumMinimumOptions", out=out)


def plain_integers():
    for operator in ("ADD", "SUB", "MUL", "SQUARED_DIFFERENCE"):
        options = operator.title().replace("_", "") + "Options"
        for name, shapes in (("", [(3, 5), (3, 5)]), ("_broadcast", [(2, 1, 4), (3, 1)])):
            graph = Graph(f"{operator.lower()}_of_int32{name}", extremes=False)
            a, b = [graph.input(shape, None, np.int32) for shape in shapes]
            y = graph.tensor(np.broadcast_shapes(*shapes), None, np.int32)
            graph.operator(operator, [a, b], [y], options)
            yield graph.finish(y)
    for operator in ("FLOOR_DIV", "FLOOR_MOD"):
        options = operator.title().replace("_", "") + "Options"
        note = f"TFLM has no {operator} of int32."
        for name, shapes in (("", [(4, 9), (4, 9)]), ("_broadcast", [(2, 1, 8), (3, 1)])):
            graph = Graph(f"{operator.lower()}_of_int32{name}", note, follow="litert_ref", extremes=False)
            a, b = [graph.input(shape, None, np.int32) for shape in shapes]
            # A divisor of 0 fails: odd numbers have none.
            doubled, odd = [graph.tensor(b.shape, None, np.int32) for _ in range(2)]
            graph.operator("ADD", [b, b], [doubled], "AddOptions")
            graph.operator("ADD", [doubled, graph.indices([1])], [odd], "AddOptions")
            y = graph.tensor(np.broadcast_shapes(*shapes), None, np.int32)
            graph.operator(operator, [a, odd], [y], options)
            yield graph.finish(y)
    for act in ("RELU", "RELU6", "RELU_N1_TO_1"):
        note = "TFLM's ADD of int32 leaves the activation out; LiteRT and float do not."
        graph = Graph(f"add_of_int32_{act.lower()}", note, follow="litert_ref", extremes=False)
        a, b = [graph.input((4, 9), None, np.int32) for _ in range(2)]
        y = graph.tensor((4, 9), None, np.int32)
        graph.operator("ADD", [a, b], [y], "AddOptions", fusedActivationFunction=activation(act))
        yield graph.finish(y)
    wide = Quant(0.9, 4)
    for name, quants, out in (
        ("of_int8", [Quant(0.05, -3), Quant(0.03, 11)], Quant(0.4, -100)),
        ("same_quantization", [Quant(0.05, -3)] * 2, Quant(0.05, -3)),
        ("zero_points_at_the_ends", [Quant(0.02, -128), Quant(0.05, 127)], Quant(1.1, -128)),
        ("scales_far_apart", [Quant(0.0004, 3), wide], Quant(90.0, -128)),
    ):
        yield pair(
            "SQUARED_DIFFERENCE", name, [(3, 16), (3, 16)], "int8", "SquaredDifferenceOptions", quants, Like(out)
        )
    yield pair(
        "SQUARED_DIFFERENCE", "of_int8_broadcast", [(2, 1, 4), (3, 1)], "int8", "SquaredDifferenceOptions",
        [Quant(0.05, -3), wide], Like(Quant(40.0, -120)),
    )  # fmt: skip


def quotients():
    """Divisors are constants: none is 0, for which TFLM has no result, nor for quotients far below a step."""
    for name, quant, low, high, out, act in (
        ("of_int8", Quant(0.03, -10), -9, 127, Quant(0.012, 3), "NONE"),
        ("negative_divisors", Quant(0.03, 20), -128, 19, Quant(0.012, -7), "NONE"),
        ("coarse", Quant(0.9, -128), -127, 127, Quant(0.0004, 0), "NONE"),
        ("relu6", Quant(0.05, 3), 4, 34, Quant(0.03, -20), "RELU6"),
    ):
        graph = Graph(f"div_{name}")
        x = graph.input((4, 16), Quant(0.05, -3))
        by = graph.constant(graph.rng.integers(low, high + 1, (4, 16), np.int8), quant)
        y = graph.tensor(x.shape, out)
        graph.operator("DIV", [x, by], [y], "DivOptions", fusedActivationFunction=activation(act))
        yield graph.finish(y)
    for name, shape in (("of_int32", (4, 9)), ("of_int32_broadcast", (9,))):
        graph = Graph(f"div_{name}", extremes=False)  # the smallest integer by -1 has no quotient
        x = graph.input((4, 9), None, np.int32)
        values = graph.rng.integers(1, 9, shape, np.int32) * graph.rng.choice([-1, 1], shape).astype(np.int32)
        values.flat[0] = 1
        y = graph.tensor(x.shape, None, np.int32)
        graph.operator("DIV", [x, graph.constant(values)], [y], "DivOptions")
        yield graph.finish(y)


def casts():
    """Floats and wide integers stay in the range of the narrower type, because C++ defines no result beyond it."""
    types = (*TYPES, "uint32")
    of_tflm = "int8 int16 int32 uint32 float32".split()
    for start in types:
        for end in types:
            by_tflm = start in (*of_tflm, "bool") and end in of_tflm
            follow = "tflm" if by_tflm else "litert_ref"
            note = None if by_tflm else f"TFLM has no CAST from {start} to {end}."
            graph = Graph(f"cast_{start}_to_{end}", note, follow, extremes=start != "float32")
            if end == "bool":  # so that there are zeros
                x = cast(graph, of_type(graph, (4, 9), end), start)
            else:
                x = of_type(graph, (4, 9), start)
            if (start, end) == ("float32", "uint32"):
                x = floats.unary(graph, "ABS", x)
            yield graph.finish(cast(graph, x, end))


def cast(graph, x, end):
    y = graph.tensor(x.shape, QUANTS.get(end), np.dtype(end))
    inner, outer = schema_type(x.dtype.name), schema_type(end)
    graph.operator("CAST", [x], [y], "CastOptions", inDataType=inner, outDataType=outer)
    return y


def schema_type(dtype):
    return getattr(schema.TensorType, dtype.upper())


def selections():
    shapes = {"": [(3, 4)] * 3, "_broadcast": [(2, 1, 4), (3, 1), (4,)]}
    for dtype in TYPES:
        for name, of in shapes.items() if dtype in ("int8", "float32") else [("", shapes[""])]:
            graph = graph_of("SELECT_V2", f"of_{dtype}{name}", dtype)
            c = graph.input(of[0], None, np.bool_)
            a, b = [of_type(graph, shape, dtype) for shape in of[1:]]
            y = like(graph, a, np.broadcast_shapes(*of))
            graph.operator("SELECT_V2", [c, a, b], [y], "SelectV2Options")
            yield graph.finish(y)
        yield select(f"of_{dtype}", (3, 4), (3, 4), dtype)
    yield select("rows", (5,), (5, 3), "int8")
    yield select("images", (2,), (2, 3, 2, 2), "float32")


def select(name, condition, shape, dtype):
    graph = graph_of("SELECT", name, dtype)
    c, a, b = graph.input(condition, None, np.bool_), *[of_type(graph, shape, dtype) for _ in range(2)]
    y = like(graph, a, shape)
    graph.operator("SELECT", [c, a, b], [y], "SelectOptions")
    return graph.finish(y)


def gather(operator, name, shape, indices, dtype="int8", axis=0, batch_dims=0, at_run_time=None, index=np.int32):
    """`at_run_time` is the number of indices that are an input: all of its values are in range or are clamped."""
    graph = graph_of(operator, name, dtype)
    if index == np.int64:
        graph.follow, graph.note = "litert_ref", "TFLM takes int32 indices alone."
    x = of_type(graph, shape, dtype)
    by = graph.constant(np.array(indices, index))
    rank = np.array(indices).shape
    if operator == "GATHER":
        y = like(graph, x, (*shape[:axis], *rank[batch_dims:], *shape[axis + 1 :]))
        graph.operator("GATHER", [x, by], [y], "GatherOptions", axis=axis, batchDims=batch_dims)
    else:
        y = like(graph, x, (*rank[:-1], *shape[rank[-1] :]))
        graph.operator("GATHER_ND", [x, by], [y], "GatherNdOptions")
    return graph.finish(y)


def found(operator, name, shape, dtype="int8", **fields):
    """Indices that are computed at run time: the places of the largest elements."""
    graph = graph_of(operator, name, dtype)
    x = graph.input((3, shape[0]), QUANTS["int8"])
    places = graph.tensor((3,), None, np.int32)
    graph.operator("ARG_MAX", [x, graph.indices(1)], [places], "ArgMaxOptions", outputType=schema.TensorType.INT32)
    table = graph.constant(random_of(graph, shape, dtype), QUANTS.get(dtype))
    if operator == "EMBEDDING_LOOKUP":
        y = like(graph, table, (3, *shape[1:]))
        graph.operator(operator, [places, table], [y])
    elif operator == "GATHER":
        y = like(graph, table, (3, *shape[1:]))
        graph.operator(operator, [table, places], [y], "GatherOptions", axis=0)
    else:
        pairs = graph.tensor((3, 1), None, np.int32)
        graph.operator("RESHAPE", [places, graph.indices([3, 1])], [pairs])
        y = like(graph, table, (3, *shape[1:]))
        graph.operator(operator, [table, pairs], [y], "GatherNdOptions")
    return graph.finish(y)


def random_of(graph, shape, dtype):
    if dtype == "float32":
        return graph.rng.normal(0, 4, shape).astype(np.float32)
    if dtype == "bool":
        return graph.rng.integers(0, 2, shape).astype(np.bool_)
    return graph.rng.integers(0, 120, shape).astype(dtype)


def gathers():
    for dtype in TYPES:
        yield gather("GATHER", f"of_{dtype}", (7, 3), [6, 0, 5, 5, 2, 3, 0], dtype)
        yield gather("GATHER_ND", f"of_{dtype}", (4, 3, 2), [[0, 2], [3, 0], [1, 1], [1, 2], [3, 2], [0, 0]], dtype)
        yield found("GATHER", f"found_of_{dtype}", (6, 5), dtype)
        yield found("GATHER_ND", f"found_of_{dtype}", (6, 5), dtype)
    yield gather("GATHER", "even_steps", (7, 3), [6, 4, 2, 0])
    yield gather("GATHER", "one", (2, 7, 3), 4, axis=1)
    yield gather("GATHER", "channels", (2, 3, 6), [5, 1, 1, 0, 3, 2], axis=2)
    yield gather("GATHER", "matrix_of_indices", (5, 4), [[0, 4, 1], [3, 3, 2]], axis=0)
    yield gather("GATHER", "batches", (2, 5, 3), [[0, 4, 1], [3, 3, 2]], axis=1, batch_dims=1)
    yield gather("GATHER", "batches_and_groups", (2, 3, 5), [[0, 4, 1], [3, 3, 2]], axis=2, batch_dims=1)
    yield gather("GATHER", "int64_indices", (7, 3), [6, 0, 5, 5, 2, 3, 0], index=np.int64)
    yield gather("GATHER_ND", "elements", (3, 4), [[0, 3], [2, 1], [2, 2], [1, 0], [0, 0], [1, 3]])
    yield gather("GATHER_ND", "rows", (5, 4), [[[4], [0]], [[1], [1]], [[3], [2]]])
    yield found("EMBEDDING_LOOKUP", "of_int8", (6, 5))
    yield found("EMBEDDING_LOOKUP", "of_float32", (6, 2, 3), "float32")
    graph = Graph("embedding_lookup_of_int8_as_floats")
    x = graph.input((3, 6), QUANTS["int8"])
    places = graph.tensor((3,), None, np.int32)
    graph.operator("ARG_MAX", [x, graph.indices(1)], [places], "ArgMaxOptions", outputType=schema.TensorType.INT32)
    table = graph.random((6, 4), Quant(0.07))
    y = graph.tensor((3, 4), None, np.float32)
    graph.operator("EMBEDDING_LOOKUP", [places, table], [y])
    yield graph.finish(y)


def updates():
    for dtype in TYPES:
        yield update(f"of_{dtype}", (4, 5), (2, 3), [1, 2], dtype)
    yield update("beyond_the_end", (4, 5), (2, 3), [3, 9])
    yield update("before_the_start", (4, 5), (2, 3), [-4, 1])
    yield update("int64_start", (2, 4, 3), (1, 2, 3), [1, 1, 0], index=np.int64)
    for dtype in ("int8", "float32"):
        yield found_update(f"found_of_{dtype}", dtype)


def update(name, shape, part, start, dtype="int8", index=np.int32):
    graph = graph_of("DYNAMIC_UPDATE_SLICE", name, dtype)
    x, box = of_type(graph, shape, dtype), of_type(graph, part, dtype)
    y = like(graph, x, shape)
    graph.operator("DYNAMIC_UPDATE_SLICE", [x, box, graph.constant(np.array(start, index))], [y])
    return graph.finish(y)


def found_update(name, dtype):
    """The start is computed at run time, and is sometimes beyond the last place."""
    graph = graph_of("DYNAMIC_UPDATE_SLICE", name, dtype)
    x, box = of_type(graph, (2, 6), dtype), of_type(graph, (1, 3), dtype)
    start = graph.tensor((2,), None, np.int32)
    scores = graph.input((2, 6), QUANTS["int8"])
    graph.operator("ARG_MAX", [scores, graph.indices(1)], [start], "ArgMaxOptions", outputType=schema.TensorType.INT32)
    y = like(graph, x, x.shape)
    graph.operator("DYNAMIC_UPDATE_SLICE", [x, box, start], [y])
    return graph.finish(y)


def reduce(operator, name, shape, axes, dtype, keep_dims=False, out=None):
    graph = graph_of(operator, name, dtype)
    x = of_type(graph, shape, dtype)
    kept = [i for i in range(len(shape)) if i not in [axis % len(shape) for axis in axes]]
    lengths = [n if i in kept else 1 for i, n in enumerate(shape) if i in kept or keep_dims]
    y = graph.tensor(tuple(lengths), out or x.quant, x.dtype)
    graph.operator(operator, [x, graph.indices(axes)], [y], "ReducerOptions", keepDims=keep_dims)
    return graph.finish(y)


def reductions():
    for operator, types in (
        ("REDUCE_MAX", ORDERED),
        ("REDUCE_MIN", ORDERED),
        ("REDUCE_ALL", ["bool"]),
        ("REDUCE_ANY", ["bool"]),
        ("REDUCE_PROD", ["float32", "int32", "int64"]),
    ):
        for dtype in types:
            yield reduce(operator, f"of_{dtype}", (2, 3, 4), [1], dtype)
        dtype = types[0]
        yield reduce(operator, "several_axes", (2, 12, 2), [0, 2], dtype, keep_dims=True)
        yield reduce(operator, "last_axis", (5, 3), [-1], dtype)
        yield reduce(operator, "all_axes", (2, 3), [0, 1], dtype)
    for dtype, out in (("int8", Quant(0.2, 5)), ("float32", None), ("int32", None), ("int64", None)):
        yield reduce("SUM", f"of_{dtype}", (2, 3, 4), [1], dtype, out=out)
        yield reduce("SUM", f"of_{dtype}_several_axes", (3, 2, 4, 2), [0, 2], dtype, keep_dims=True, out=out)
    yield reduce("SUM", "of_height_and_width", (1, 4, 5, 3), [1, 2], "int8", out=Quant(0.3, -20))
    yield reduce("SUM", "same_quantization", (4, 6), [1], "int8")


def places():
    for operator in ("ARG_MAX", "ARG_MIN"):
        options = operator.title().replace("_", "") + "Options"
        for name, shape, axis, dtype in (
            ("of_int8", (4, 7), 1, "int8"),
            ("of_float32", (4, 7), -1, "float32"),
            ("first_axis", (5, 2, 3), 0, "int8"),
            ("middle_axis", (2, 5, 3), 1, "int8"),
        ):
            yield place(operator, options, name, (shape, axis, dtype))
        for dtype in ("int8", "float32"):
            yield place(operator, options, f"of_{dtype}_to_int64", ((3, 5, 2), 1, dtype), np.int64)


def place(operator, options, name, of, to=np.int32):
    (shape, axis, dtype), note = of, None
    if to == np.int64:
        note = f"TFLM has no {operator} to int64."
    graph = Graph(f"{operator.lower()}_{name}", note, follow="litert_ref" if note else "tflm")
    x = of_type(graph, shape, dtype)
    y = graph.tensor(tuple(np.delete(shape, axis).tolist()), None, to)
    graph.operator(operator, [x, graph.indices(axis)], [y], options, outputType=schema_type(np.dtype(to).name))
    return graph.finish(y)


def sums():
    for name, shape, axis, dtype, out, fields in (
        ("of_int8", (2, 6), 1, "int8", Quant(0.2, 5), {}),
        ("of_float32", (2, 6), 1, "float32", None, {}),
        ("exclusive", (3, 5, 2), 1, "int8", Quant(0.2, 5), {"exclusive": True}),
        ("reversed", (3, 5, 2), 0, "int8", Quant(0.1, -30), {"reverse": True}),
        ("exclusive_reversed", (3, 4), -1, "float32", None, {"exclusive": True, "reverse": True}),
    ):
        graph = Graph(f"cumsum_{name}")
        x = of_type(graph, shape, dtype)
        y = graph.tensor(shape, out, x.dtype)
        graph.operator("CUMSUM", [x, graph.indices(axis)], [y], "CumsumOptions", **fields)
        yield graph.finish(y)
    for name, count, dtype, out in (
        ("of_int8", 3, "int8", Quant(0.12, 5)),
        ("of_two", 2, "int8", Quant(0.05, -3)),
        ("of_float32", 3, "float32", None),
        ("of_eight", 8, "int8", Quant(0.4, 0)),
    ):
        note = "LiteRT has no ADD_N of int8." if dtype == "int8" else None
        graph = Graph(f"add_n_{name}", note)
        inputs = [of_type(graph, (3, 5), dtype) for _ in range(count)]
        y = graph.tensor((3, 5), out, inputs[0].dtype)
        graph.operator("ADD_N", inputs, [y], "AddNOptions")
        yield graph.finish(y)


def resizes():
    kinds = {
        "": {},
        "_align_corners": {"alignCorners": True},
        "_half_pixel_centers": {"halfPixelCenters": True},
    }
    sizes = {"larger": ((3, 4), (7, 9)), "smaller": ((5, 7), (3, 2)), "twice": ((2, 3), (4, 6))}
    for operator in ("RESIZE_NEAREST_NEIGHBOR", "RESIZE_BILINEAR"):
        for kind, fields in kinds.items():
            for name, (start, end) in sizes.items():
                yield resize(operator, f"{name}{kind}", start, end, "int8", **fields)
            yield resize(operator, f"of_float32{kind}", (3, 4), (5, 7), "float32", **fields)
    for dtype in ("uint8", "int16"):
        yield resize("RESIZE_NEAREST_NEIGHBOR", f"of_{dtype}", (3, 4), (5, 7), dtype)
    yield resize("RESIZE_NEAREST_NEIGHBOR", "rows_alone", (3, 4), (6, 4), "int8")
    yield resize("RESIZE_NEAREST_NEIGHBOR", "both", (3, 4), (5, 7), "int8", alignCorners=True, halfPixelCenters=True)


def resize(operator, name, start, end, dtype, **fields):
    graph = graph_of(operator, name, dtype)
    x = of_type(graph, (2, *start, 3), dtype)
    y = like(graph, x, (2, *end, 3))
    options = operator.title().replace("_", "") + "Options"
    graph.operator(operator, [x, graph.indices(end)], [y], options, **fields)
    return graph.finish(y)


def shapes():
    for name, a, b in (("of_int32", [2, 1, 4], [3, 1]), ("same_rank", [5, 1], [1, 3])):
        graph = Graph(f"broadcast_args_{name}", extremes=False)
        x = graph.input((max(len(a), len(b)),), None, np.int32)
        y = graph.tensor((max(len(a), len(b)),), None, np.int32)
        graph.operator("BROADCAST_ARGS", [graph.indices(a), graph.indices(b)], [y])
        z = graph.tensor(y.shape, None, np.int32)
        graph.operator("ADD", [x, y], [z], "AddOptions")
        yield graph.finish(z)
