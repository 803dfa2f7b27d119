"""Elementwise operators on int16: ADD, SUB, MUL, SQUARED_DIFFERENCE, PRELU, activations, QUANTIZE, DEQUANTIZE.

SQUARED_DIFFERENCE, PRELU, ABS and QUANTIZE of int8 too.
"""

import numpy as np

from builder import Graph, Quant
from layers import activation

A = Quant(0.0005)
B = Quant(0.0003)
SHAPE = (1, 3, 4, 5)
MANY = (1, 4, 4, 24)
Q0_15 = Quant(1 / 32768)
OPTIONS = {
    "ADD": "AddOptions",
    "SUB": "SubOptions",
    "MUL": "MulOptions",
    "SQUARED_DIFFERENCE": "SquaredDifferenceOptions",
    "LEAKY_RELU": "LeakyReluOptions",
    "ABS": "AbsOptions",
    "QUANTIZE": "QuantizeOptions",
    "DEQUANTIZE": "DequantizeOptions",
}
NAMES = {np.int8: "int8", np.int16: "int16", np.int32: "int32", np.float32: "floats"}


def graphs():
    for operator in ("ADD", "SUB", "MUL"):
        yield from arithmetic(operator)
    yield from squared_differences()
    yield from prelus()
    yield from activations()
    yield from absolutes()
    yield from quantizations()


def binary(operator, name, shapes, quants, dtypes=(np.int16, np.int16), constant=None, out_type=None, **fields):
    """`constant` is the position of a constant input."""
    graph = Graph(f"{operator.lower()}_{NAMES[dtypes[0]]}_{name}")
    inputs = []
    for position, (shape, quant, dtype) in enumerate(zip(shapes, quants, dtypes)):
        if position == constant:
            limits = np.iinfo(dtype)
            values = graph.rng.integers(limits.min, limits.max, shape, dtype, endpoint=True)
            inputs.append(graph.constant(values, quant))
        else:
            inputs.append(graph.input(shape, quant, dtype))
    y = graph.tensor(np.broadcast_shapes(*shapes), quants[2], out_type or dtypes[0])
    graph.operator(operator, inputs, [y], OPTIONS.get(operator), **fields)
    return graph.finish(y)


def arithmetic(operator):
    out = Quant(0.0003 if operator == "MUL" else 0.0006)
    # Scales that are not powers of two, as in quantized models.
    fields = {} if operator == "MUL" else {"potScaleInt16": False}
    same = (A, B, out)
    yield binary(operator, "same_shape", (SHAPE, SHAPE), same, **fields)
    yield binary(operator, "channels", (SHAPE, (5,)), same, **fields)
    yield binary(operator, "both_sides", ((1, 3, 1, 5), (1, 1, 4, 5)), same, **fields)
    yield binary(operator, "constant_first", (SHAPE, SHAPE), same, constant=0, **fields)
    yield binary(operator, "constant_scalar_relu", (SHAPE, ()), same, constant=1,
                 fusedActivationFunction=activation("RELU"), **fields)  # fmt: skip
    yield binary(operator, "relu6", (SHAPE, SHAPE), same, fusedActivationFunction=activation("RELU6"), **fields)
    yield binary(operator, "saturating", (SHAPE, SHAPE), (A, B, Quant(0.00005)), **fields)
    yield binary(operator, "scales_far_apart", (SHAPE, SHAPE), (Quant(0.000004), Quant(0.02), Quant(0.03)), **fields)


def squared_differences():
    int8, int16 = (np.int8, np.int8), (np.int16, np.int16)
    yield binary("SQUARED_DIFFERENCE", "same_shape", (SHAPE, SHAPE),
                 (Quant(0.05, -3), Quant(0.03, 11), Quant(0.4, -128)), int8)  # fmt: skip
    yield binary("SQUARED_DIFFERENCE", "channels", (SHAPE, (5,)),
                 (Quant(0.05, -128), Quant(0.05, 127), Quant(0.9, 3)), int8)  # fmt: skip
    yield binary("SQUARED_DIFFERENCE", "saturating", (SHAPE, (3, 1, 1)),
                 (Quant(0.1, -3), Quant(0.03, 11), Quant(0.02, -100)), int8, constant=1)  # fmt: skip
    yield binary("SQUARED_DIFFERENCE", "same_shape", (SHAPE, SHAPE), (A, B, Quant(0.006)), int16)
    yield binary("SQUARED_DIFFERENCE", "channels", (SHAPE, (5,)), (A, A, Quant(0.02)), int16)
    yield binary("SQUARED_DIFFERENCE", "saturating", (SHAPE, SHAPE), (A, B, Quant(0.0003)), int16)


def prelus():
    int8, int16 = (np.int8, np.int8), (np.int16, np.int8)
    alphas = (Quant(0.05, -3), Quant(0.01, 5), Quant(0.04, -20))
    yield binary("PRELU", "channels", (SHAPE, (5,)), alphas, int8, constant=1)
    yield binary("PRELU", "same_shape", (SHAPE, SHAPE), (Quant(0.05, 30), Quant(0.01, -128), Quant(0.06, 127)), int8)
    yield binary("PRELU", "shared_axes", (SHAPE, (1, 1, 5)), (Quant(0.05, 127), Quant(0.02, 5), Quant(0.07, 0)), int8,
                 constant=1)  # fmt: skip
    wide = (A, Quant(0.01, 0), Quant(0.0004))
    yield binary("PRELU", "channels", (SHAPE, (5,)), wide, int16, constant=1)
    yield binary("PRELU", "same_shape_coarser", (SHAPE, SHAPE), (A, Quant(0.02, 9), Quant(0.002)), int16)


def unary(operator, name, x, y, dtypes, shape=MANY, follow="tflm", note=None, **fields):
    graph = Graph(f"{operator.lower()}_{name}", follow=follow, note=note)
    source = graph.input(shape, x, dtypes[0])
    target = graph.tensor(shape, y, dtypes[1])
    graph.operator(operator, [source], [target], OPTIONS.get(operator), **fields)
    return graph.finish(target)


def activations():
    int16 = (np.int16, np.int16)
    for operator in ("LOGISTIC", "TANH"):
        for name, scale in (
            ("of_q3_12", 1 / 4096),
            ("of_q4_11", 1 / 2048),
            ("small_scale", 0.00001),
            ("middle_scale", 0.00017),
            ("large_scale", 0.0021),
            ("tiny_scale", 1e-7),
        ):
            if (operator, name) != ("LOGISTIC", "tiny_scale"):
                yield unary(operator, f"int16_{name}", Quant(scale), Q0_15, int16)
    yield unary("RELU", "int16_same_scale", A, A, int16)
    yield unary("RELU", "int16_finer", A, Quant(0.0003), int16)
    yield unary("RELU", "int16_coarser", A, Quant(0.011), int16)
    yield unary("RELU6", "int16_same_scale", A, A, int16)
    yield unary("RELU6", "int16_rescaling", A, Quant(0.0003), int16, follow="litert_ref",
                note="TFLM's RELU6 does not rescale; LiteRT and float do.")  # fmt: skip
    yield unary("LEAKY_RELU", "int16_alpha_0_1", A, Quant(0.0004), int16, alpha=0.1)
    yield unary("LEAKY_RELU", "int16_alpha_negative", A, Quant(0.0007), int16, alpha=-0.5)
    yield unary("LEAKY_RELU", "int16_alpha_above_one", A, A, int16, alpha=1.7)


def absolutes():
    yield unary("ABS", "int8_same_scale", Quant(0.05, -3), Quant(0.05, -128), (np.int8, np.int8))
    yield unary("ABS", "int8_finer", Quant(0.05, -128), Quant(0.03, -20), (np.int8, np.int8))
    yield unary("ABS", "int8_coarser", Quant(0.05, 127), Quant(0.4, 5), (np.int8, np.int8))
    yield unary("ABS", "int16_same_scale", A, A, (np.int16, np.int16))
    yield unary("ABS", "int16_coarser", A, Quant(0.0009), (np.int16, np.int16))


def quantizations():
    """From integers of each type to integers of every other, with a scale that is the same, finer or coarser."""
    quants = {np.int8: Quant(0.05, -3), np.int16: Quant(0.0002), np.int32: Quant(0.0000001)}
    pairs = [
        (np.int8, np.int16),
        (np.int8, np.int32),
        (np.int16, np.int8),
        (np.int16, np.int16),
        (np.int16, np.int32),
    ]
    for x, y in pairs:
        name = f"{NAMES[x]}_to_{NAMES[y]}"
        out = Quant(0.00031) if x == y else quants[y]
        yield unary("QUANTIZE", name, quants[x], out, (x, y))
        yield unary("QUANTIZE", f"{name}_saturating", quants[x], Quant(out.scale / 700, out.zero_point), (x, y))
    yield unary("QUANTIZE", "int16_to_int8_same_scale", Quant(0.01), Quant(0.01, 5), (np.int16, np.int8))
    yield unary("QUANTIZE", "int32_to_int8", Quant(0.05, -3), Quant(0.3, 7), (np.int32, np.int8))
    yield unary("QUANTIZE", "int32_to_int16", Quant(0.0005), Quant(0.0002), (np.int32, np.int16))
    yield unary("QUANTIZE", "floats_to_int16", None, Quant(0.0007), (np.float32, np.int16))
    yield unary("QUANTIZE", "floats_to_int16_half_steps", None, Quant(0.5), (np.float32, np.int16))
    yield unary("QUANTIZE", "floats_to_int16_zero_point", None, Quant(0.001, 1200), (np.float32, np.int16))
    yield unary("DEQUANTIZE", "int16_to_floats", Quant(0.0007), None, (np.int16, np.float32))
    yield unary("DEQUANTIZE", "int16_to_floats_zero_point", Quant(1.2345, -300), None, (np.int16, np.float32))
