"""Operators that move elements unchanged, and operators that only read shapes: every type, every option."""

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

from builder import Graph, Quant
from conformance import joining, padding, slicing, views

# The quantization of tensors of each type.
QUANTS = {"int8": Quant(0.05, -3), "uint8": Quant(0.05, 120), "int16": Quant(0.001, 0)}
TYPES = ("int8", "uint8", "bool", "int16", "int32", "int64", "float32")
# Types that neither TFLM nor LiteRT supports, and types that TFLM supports, where these are not all
# others.
NOBODYS = {
    "SPLIT": "bool",
    "PACK": "bool",
    "UNPACK": "int64",
    "SPACE_TO_DEPTH": "bool int16",
    "DEPTH_TO_SPACE": "bool int16",
    "ZEROS_LIKE": "uint8 bool int16",
}
BY_TFLM = {
    "CONCATENATION": "int8 int16 int32 int64 bool float32",
    "PAD": "int8 int16 int32 float32",
    "PADV2": "int8 int16 int32 float32",
    "SPLIT": "int8 int16 int32 float32",
    "PACK": "int8 int16 int32 int64 float32",
    "UNPACK": "int8 int16 int32 float32",
    "SLICE": "int8 int16 int32 bool float32",
    "STRIDED_SLICE": "int8 int16 int32 bool float32",
    "TRANSPOSE": "int8 int16 float32",
    "EXPAND_DIMS": "int8 int16 float32",
    "BATCH_TO_SPACE_ND": "int8 float32",
    "SPACE_TO_BATCH_ND": "int8 float32",
    "DEPTH_TO_SPACE": "int8 float32",
    "SPACE_TO_DEPTH": "int8 float32",
    "MIRROR_PAD": "int8 float32",
    "FILL": "int8 int32 float32",
    "ZEROS_LIKE": "int8 int32 int64 float32",
    "RANK": "",
    "TILE": "",
}


def model(name, operator, layer, shape, dtype="int8", *arguments, follow=None, note=None, **options):
    """A model of one operator, with TFLM's outputs if it has a kernel for that type."""
    if operator == "SPACE_TO_BATCH_ND" and dtype == "int8":
        follow, note = "litert_ref", "TFLM pads with 0, whatever the zero point."
    by_tflm = dtype in BY_TFLM.get(operator, " ".join((*TYPES, "uint32"))).split()
    follow = follow or ("tflm" if by_tflm else "litert_ref")
    if follow != "tflm" and note is None:
        note = f"TFLM has no {operator} of {dtype}."
    graph = Graph(f"{operator.lower()}_{name}", note, follow=follow)
    x = graph.input(shape, QUANTS.get(dtype), np.dtype(dtype))
    y = layer(graph, x, *arguments, **options)
    return graph.finish(*(y if isinstance(y, list) else [y]))


def like(graph, x, shape):
    return graph.tensor(shape, x.quant, x.dtype)


def reverse(graph, x, axes):
    y = like(graph, x, x.shape)
    graph.operator("REVERSE_V2", [x, graph.indices(axes)], [y], "ReverseV2Options")
    return y


def mirror_pad(graph, x, paddings, mode="REFLECT"):
    y = like(graph, x, tuple(b + n + a for n, (b, a) in zip(x.shape, paddings, strict=True)))
    mode = getattr(schema.MirrorPadMode, mode)
    graph.operator("MIRROR_PAD", [x, graph.indices(paddings)], [y], "MirrorPadOptions", mode=mode)
    return y


def broadcast_to(graph, x, shape):
    y = like(graph, x, shape)
    graph.operator("BROADCAST_TO", [x, graph.indices(shape)], [y], "BroadcastToOptions")
    return y


def space_to_depth(graph, x, block):
    n, h, w, c = x.shape
    y = like(graph, x, (n, h // block, w // block, c * block * block))
    graph.operator("SPACE_TO_DEPTH", [x], [y], "SpaceToDepthOptions", blockSize=block)
    return y


def depth_to_space(graph, x, block):
    n, h, w, c = x.shape
    y = like(graph, x, (n, h * block, w * block, c // (block * block)))
    graph.operator("DEPTH_TO_SPACE", [x], [y], "DepthToSpaceOptions", blockSize=block)
    return y


def space_to_batch_nd(graph, x, blocks, paddings):
    rank = len(blocks)
    padded = [n + b + a for n, (b, a) in zip(x.shape[1:], paddings)]
    inner = [n // block for n, block in zip(padded, blocks, strict=True)]
    y = like(graph, x, (x.shape[0] * int(np.prod(blocks)), *inner, *x.shape[1 + rank :]))
    indices = [graph.indices(blocks), graph.indices(paddings)]
    graph.operator("SPACE_TO_BATCH_ND", [x, *indices], [y], "SpaceToBatchNDOptions")
    return y


def batch_to_space_nd(graph, x, blocks, crops):
    rank = len(blocks)
    inner = [n * block - b - a for n, block, (b, a) in zip(x.shape[1:], blocks, crops)]
    y = like(graph, x, (x.shape[0] // int(np.prod(blocks)), *inner, *x.shape[1 + rank :]))
    indices = [graph.indices(blocks), graph.indices(crops)]
    graph.operator("BATCH_TO_SPACE_ND", [x, *indices], [y], "BatchToSpaceNDOptions")
    return y


def fill(graph, x, shape):
    """The result beside zeros, so that the output is not constant."""
    y, zeros = like(graph, x, shape), graph.constant(np.zeros(shape, x.dtype), x.quant)
    graph.operator("FILL", [graph.indices(shape), x], [y], "FillOptions")
    return joining.concatenation(graph, [y, zeros], 0)


def zeros_like(graph, x):
    """The result beside its input, so that the output is not constant."""
    y = like(graph, x, x.shape)
    graph.operator("ZEROS_LIKE", [x], [y], "ZerosLikeOptions")
    return joining.concatenation(graph, [x, y], 0)


def shape_of(graph, x):
    y = graph.tensor((len(x.shape),), None, np.int32)
    graph.operator("SHAPE", [x], [y], "ShapeOptions", outType=schema.TensorType.INT32)
    return y


def rank_of(graph, x):
    y = graph.tensor((), None, np.int32)
    graph.operator("RANK", [x], [y], "RankOptions")
    return y


def graphs():
    for dtype in TYPES:
        yield from of_type(dtype)
    yield from of_uint32()
    yield from reversals()
    yield from mirrors()
    yield from broadcasts()
    yield from blocks()
    yield from masks()
    yield from shapes()
    yield from tiles()


def tile(graph, x, multiples):
    y = like(graph, x, tuple(n * times for n, times in zip(x.shape, multiples, strict=True)))
    graph.operator("TILE", [x, graph.indices(multiples)], [y], "TileOptions")
    return y


def tiles():
    for dtype in TYPES:
        yield model(f"of_{dtype}", "TILE", tile, (2, 3), dtype, [2, 3])
    yield model("rows", "TILE", tile, (3, 4), "int8", [4, 1])
    yield model("columns_of_an_image", "TILE", tile, (1, 3, 2, 3), "int8", [1, 1, 5, 1])
    yield model("every_dimension", "TILE", tile, (2, 1, 3, 2), "float32", [2, 3, 2, 2])


def of_type(dtype):
    for graph in of_every_operator(dtype):
        operator, _ = graph.name.upper().split("_OF_")
        if dtype not in NOBODYS.get(operator, "").split():
            yield graph


def of_every_operator(dtype):
    """The forms of each operator that otherwise exist only with int8, or no others, with every type."""
    if dtype != "int8":
        yield model(f"of_{dtype}", "RESHAPE", views.reshape, (2, 3), dtype, (3, 2), as_input=[3, 2])
        yield model(f"of_{dtype}", "SQUEEZE", views.squeeze, (1, 5), dtype, (5,), [0])
        yield model(f"of_{dtype}", "EXPAND_DIMS", views.expand_dims, (3, 2), dtype, 1)
        yield model(f"of_{dtype}", "TRANSPOSE", views.transpose, (2, 3, 4), dtype, [2, 0, 1])
        yield model(f"of_{dtype}", "SLICE", slicing.slice_, (3, 4, 2), dtype, [1, 1, 0], [2, 2, -1])
        yield model(
            f"of_{dtype}", "STRIDED_SLICE", slicing.strided_slice, (4, 5), dtype,
            np.s_[1:4:2, ::-2], [1, 0], [4, 0], [2, -2], beginMask=2, endMask=2,
        )  # fmt: skip
        yield model(f"of_{dtype}", "SPLIT", joining.split, (2, 6), dtype, 3, 1)
        yield model(f"of_{dtype}", "UNPACK", joining.unpack, (3, 2), dtype, 1)
        yield model(f"of_{dtype}", "PACK", lambda g, x: joining.pack(g, [x, x], 1), (2, 3), dtype)
        yield model(f"of_{dtype}", "CONCATENATION", lambda g, x: joining.concatenation(g, [x, x], 1), (2, 3), dtype)
        yield model(f"of_{dtype}", "PAD", padding.pad, (2, 3), dtype, [[1, 0], [2, 1]])
        yield model(f"of_{dtype}", "PADV2", padding.pad, (2, 3), dtype, [[1, 0], [2, 1]], 1)
    yield model(f"of_{dtype}", "REVERSE_V2", reverse, (2, 3, 2), dtype, [1])
    yield model(f"of_{dtype}", "MIRROR_PAD", mirror_pad, (3, 4), dtype, [[2, 1], [1, 3]])
    yield model(f"of_{dtype}", "BROADCAST_TO", broadcast_to, (3, 1, 2), dtype, (2, 3, 4, 2))
    yield model(f"of_{dtype}", "SPACE_TO_DEPTH", space_to_depth, (1, 4, 6, 2), dtype, 2)
    yield model(f"of_{dtype}", "DEPTH_TO_SPACE", depth_to_space, (1, 2, 3, 8), dtype, 2)
    yield model(f"of_{dtype}", "SPACE_TO_BATCH_ND", space_to_batch_nd, (1, 4, 6, 2), dtype, [2, 3], [[1, 1], [0, 0]])
    yield model(f"of_{dtype}", "BATCH_TO_SPACE_ND", batch_to_space_nd, (6, 2, 2, 2), dtype, [2, 3], [[1, 0], [1, 2]])
    yield model(f"of_{dtype}", "FILL", fill, (), dtype, (2, 3))
    yield model(f"of_{dtype}", "ZEROS_LIKE", zeros_like, (2, 3), dtype)
    yield model(f"of_{dtype}", "SHAPE", shape_of, (2, 3, 5), dtype)
    yield model(f"of_{dtype}", "RANK", rank_of, (2, 3, 5), dtype)


def of_uint32():
    """Operators that read no element."""
    yield model("of_uint32", "RESHAPE", views.reshape, (2, 3), "uint32", (3, 2), as_input=[3, 2])
    yield model("of_uint32", "SQUEEZE", views.squeeze, (1, 5), "uint32", (5,), [0])
    yield model("of_uint32", "BROADCAST_TO", broadcast_to, (3, 1, 2), "uint32", (2, 3, 4, 2))
    yield model("of_uint32", "SHAPE", shape_of, (2, 3, 5), "uint32")
    yield model("of_uint32", "RANK", rank_of, (2, 3, 5), "uint32")


def reversals():
    yield model("one_dimension", "REVERSE_V2", reverse, (7,), "int8", [0])
    yield model("negative_axis", "REVERSE_V2", reverse, (2, 3, 4), "int8", [-1])
    yield model("of_images", "REVERSE_V2", reverse, (2, 3, 4, 3), "int8", [2])


def mirrors():
    image = (1, 4, 3, 2)
    border = [[0, 0], [2, 1], [1, 2], [0, 0]]
    yield model("reflecting_borders", "MIRROR_PAD", mirror_pad, image, "int8", border)
    yield model("symmetric_borders", "MIRROR_PAD", mirror_pad, image, "int8", border, "SYMMETRIC")
    yield model("all_that_is_there", "MIRROR_PAD", mirror_pad, (3, 4), "int8", [[2, 2], [3, 0]])
    yield model("all_that_is_there_symmetric", "MIRROR_PAD", mirror_pad, (3, 4), "int8", [[3, 3], [4, 0]], "SYMMETRIC")
    yield model("every_dimension", "MIRROR_PAD", mirror_pad, (2, 3, 2, 3), "int8", [[1, 1], [1, 2], [0, 1], [2, 0]])
    yield model("nothing", "MIRROR_PAD", mirror_pad, (2, 3), "int8", [[0, 0], [0, 0]])


def broadcasts():
    yield model("channels", "BROADCAST_TO", broadcast_to, (1, 4), "int8", (2, 3, 4))
    yield model("pixels_of_one_channel", "BROADCAST_TO", broadcast_to, (2, 3, 1), "int8", (2, 3, 5))
    yield model("five_dimensions", "BROADCAST_TO", broadcast_to, (2, 1, 2, 1, 3), "int8", (2, 3, 2, 2, 3))
    yield model("same_shape", "BROADCAST_TO", broadcast_to, (2, 3), "int8", (2, 3))


def blocks():
    yield model("block_3", "SPACE_TO_DEPTH", space_to_depth, (2, 3, 6, 2), "int8", 3)
    yield model("block_1", "SPACE_TO_DEPTH", space_to_depth, (1, 2, 3, 2), "int8", 1)
    yield model("block_3", "DEPTH_TO_SPACE", depth_to_space, (2, 1, 2, 18), "int8", 3)
    yield model("no_padding", "SPACE_TO_BATCH_ND", space_to_batch_nd, (2, 4, 4, 3), "int8", [2, 2], [[0, 0], [0, 0]])
    yield model("wide_padding", "SPACE_TO_BATCH_ND", space_to_batch_nd, (1, 3, 2, 1), "int8", [3, 2], [[4, 2], [1, 3]])
    yield model("three_dimensions", "SPACE_TO_BATCH_ND", space_to_batch_nd, (1, 5, 2), "int8", [3], [[1, 0]])
    yield model("no_crops", "BATCH_TO_SPACE_ND", batch_to_space_nd, (4, 2, 3, 2), "int8", [2, 2], [[0, 0], [0, 0]])
    yield model("wide_crops", "BATCH_TO_SPACE_ND", batch_to_space_nd, (6, 3, 3, 1), "int8", [3, 2], [[4, 1], [1, 3]])
    yield model("three_dimensions", "BATCH_TO_SPACE_ND", batch_to_space_nd, (3, 3, 2), "int8", [3], [[2, 0]])


def masks():
    s = np.s_
    note = "TFLM refuses these masks."
    for name, index, begin, end, strides, options in [
        ("ellipsis", s[1, ..., 1:3], [1, 0, 1], [2, 0, 3], [1, 1, 1], {"ellipsisMask": 2, "shrinkAxisMask": 1}),
        ("new_axis", s[0:2, None, 1:3], [0, 0, 1], [2, 0, 3], [1, 1, 1], {"newAxisMask": 2}),
        ("both", s[..., None, ::2], [0, 0, 0], [0, 0, 4], [1, 1, 2], {"ellipsisMask": 1, "newAxisMask": 2}),
    ]:
        yield model(
            f"mask_{name}", "STRIDED_SLICE", slicing.strided_slice, (2, 3, 4), "int8", index, begin, end, strides,
            follow="litert_ref", note=note, **options,
        )  # fmt: skip


def shapes():
    """A computed shape becomes one that operators are planned with."""
    graph = Graph("shape_arithmetic")
    x = graph.input((2, 3, 4), QUANTS["int8"])
    shape = shape_of(graph, x)
    rows = slicing.strided_slice(graph, shape, np.s_[0:2], [0], [2], [1])
    last = slicing.strided_slice(graph, shape, np.s_[2:3], [2], [3], [1])
    turned = joining.concatenation(graph, [last, rows], 0)
    y = graph.tensor((4, 2, 3), x.quant)
    graph.operator("RESHAPE", [x, turned], [y])
    yield graph.finish(y)
