"""Activations as separate operators, SOFTMAX, QUANTIZE and DEQUANTIZE."""

import numpy as np

from builder import Graph, Quant

X = Quant(0.05, -3)
PROBABILITY = Quant(1 / 256, -128)
TANH = Quant(1 / 128, 0)
OPTIONS = {
    "SOFTMAX": "SoftmaxOptions",
    "LEAKY_RELU": "LeakyReluOptions",
    "HARD_SWISH": "HardSwishOptions",
    "LOG_SOFTMAX": "LogSoftmaxOptions",
    "L2_NORMALIZATION": "L2NormOptions",
    "GELU": "GeluOptions",
    "QUANTIZE": "QuantizeOptions",
    "DEQUANTIZE": "DequantizeOptions",
}


def unary(graph, name, x, out, dtype=np.int8, **fields):
    y = graph.tensor(x.shape, out, dtype)
    graph.operator(name, [x], [y], OPTIONS.get(name), **fields)
    return y


def model(operator, name, quant, out, shape=(1, 4, 4, 16), **fields):
    """The default shape is so large that a random case has nearly every int8 value."""
    graph = Graph(f"{operator.lower()}_{name}")
    return graph.finish(unary(graph, operator, graph.input(shape, quant), out, **fields))


def graphs():
    yield from softmax()
    yield from curves()
    yield from rows()
    yield from saturating_curves()
    yield from rectifiers()
    yield from requantizations()


def curves():
    """int8: ELU by floats, RSQRT by fixed point; values below 0 have no root, and TFLM stops there."""
    yield model("ELU", "rescaling", X, Quant(0.03, -90))
    yield model("ELU", "same_quantization", Quant(0.02, 10), Quant(0.02, 10))
    yield model("ELU", "zero_point_high", Quant(0.1, 127), Quant(0.01, 100))
    yield model("ELU", "large_scale", Quant(1.5, 0), Quant(0.7, -127))
    yield from tables()
    yield model("RSQRT", "middle_scale", Quant(0.1, -128), Quant(0.02, -128))
    yield model("RSQRT", "small_scale", Quant(0.0007, -128), Quant(0.3, -60))
    yield model("RSQRT", "large_scale", Quant(9.0, -128), Quant(0.002, -128))
    yield model("RSQRT", "saturated", Quant(0.01, -128), Quant(0.04, 0))


def tables():
    """int8 functions that LiteRT alone has, on all values; a negative value has no square root, and LiteRT stops there."""
    for operator, name, quant, out, fields in (
        ("EXP", "middle_scale", Quant(0.02, 10), Quant(0.1, -128), {}),
        ("EXP", "small_outputs", Quant(0.05, 127), Quant(0.004, -128), {}),
        ("EXP", "saturated", Quant(0.03, -60), Quant(0.05, -100), {}),
        ("LOG", "middle_scale", Quant(0.1, -128), Quant(0.04, 0), {}),
        ("LOG", "of_negative_values", Quant(0.02, -3), Quant(0.05, 20), {}),
        ("SQRT", "middle_scale", Quant(0.1, -128), Quant(0.02, -128), {}),
        ("SQRT", "saturated", Quant(0.5, -128), Quant(0.03, -100), {}),
        ("GELU", "exact", X, Quant(0.03, -120), {"approximate": False}),
        ("GELU", "approximate", X, Quant(0.03, -120), {"approximate": True}),
        ("GELU", "large_scale", Quant(0.4, 0), Quant(0.4, 0), {"approximate": False}),
        ("RELU_N1_TO_1", "rescaling", X, Quant(0.01, -3), {}),
        ("RELU_N1_TO_1", "same_quantization", Quant(0.02, 10), Quant(0.02, 10), {}),
        ("RELU_0_TO_1", "rescaling", X, Quant(1 / 255, -128), {}),
        ("RELU_0_TO_1", "same_quantization", Quant(0.02, -100), Quant(0.02, -100), {}),
    ):
        note = f"TFLM has no {operator} of int8."
        graph = Graph(f"{operator.lower()}_{name}", note, follow="litert_ref", every=True)
        x = graph.input((1, 256), quant)
        yield graph.finish(unary(graph, operator, x, out, **fields))


def rows():
    """int8, over the last dimension."""
    for name, shape, quant in (
        ("ten_classes", (1, 10), Quant(0.1, 4)),
        ("one_dimension", (9,), Quant(0.03, 4)),
        ("four_dimensions", (2, 3, 2, 6), Quant(0.05, -128)),
        ("large_scale", (4, 6), Quant(1.7, 40)),
        ("small_scale", (4, 6), Quant(0.0007, 127)),
        ("one_hundred", (2, 100), Quant(0.2, -3)),
        ("two_classes", (5, 2), Quant(0.02, -3)),
    ):
        yield model("LOG_SOFTMAX", name, quant, Quant(1 / 16, 127), shape)
        yield model("L2_NORMALIZATION", name, quant, Quant(1 / 128, 0), shape)


def softmax():
    yield softmax_of("ten_classes", (1, 10), Quant(0.1, 4))
    yield softmax_of("two_classes", (1, 2), Quant(0.02, -3))
    yield softmax_of_a_thousand()
    yield softmax_of("rows", (5, 7), Quant(0.03, 4))
    yield softmax_of("four_dimensions", (1, 3, 2, 6), Quant(0.03, 4))
    yield softmax_of("one_dimension", (9,), Quant(0.03, 4))
    yield softmax_of("large_scale", (4, 6), Quant(1.7, 40))
    yield softmax_of("small_scale", (4, 6), Quant(0.0007, 40))
    yield softmax_of("beta_two", (4, 6), Quant(0.02, 4), beta=2.0)
    yield softmax_of("beta_small", (4, 6), Quant(0.4, 4), beta=0.1)


def softmax_of(name, shape, quant, beta=1.0):
    return model("SOFTMAX", name, quant, PROBABILITY, shape, beta=beta)


def softmax_of_a_thousand():
    """Random inputs only: where the exponentials sum to 512 or more, as for equal inputs, a TFLM assertion aborts."""
    graph = Graph("softmax_thousand_classes", extremes=False)
    return graph.finish(unary(graph, "SOFTMAX", graph.input((1, 1000), Quant(0.06, 4)), PROBABILITY, beta=1.0))


def saturating_curves():
    for operator, out in (("LOGISTIC", PROBABILITY), ("TANH", TANH)):
        yield model(operator, "middle_scale", Quant(0.04, 3), out)
        yield model(operator, "small_scale", Quant(0.003, -17), out)
        yield model(operator, "tiny_scale", Quant(0.0006, 0), out)
        yield model(operator, "large_scale", Quant(0.9, 5), out)
        yield model(operator, "zero_point_low", Quant(0.03, -128), out)
        yield model(operator, "zero_point_high", Quant(0.03, 127), out)
        yield model(operator, "power_of_two_scale", Quant(1 / 32, 0), out)


def rectifiers():
    yield model("RELU", "same_quantization", X, X)
    yield model("RELU", "rescaling", X, Quant(0.031, -128))
    yield model("RELU", "finer", X, Quant(0.013, -100))
    yield model("RELU", "coarser", X, Quant(0.4, 20))
    yield model("RELU", "one_dimension", X, Quant(0.031, -128), (23,))
    yield model("RELU6", "same_quantization", Quant(0.08, -3), Quant(0.08, -3))
    yield model("RELU6", "zero_point_low", Quant(0.08, -128), Quant(0.08, -128))
    yield relu6_rescaling()
    yield model("RELU6", "beyond_the_range", Quant(0.01, 0), Quant(0.01, 0))
    yield model("LEAKY_RELU", "alpha_0_1", X, Quant(0.04, -60), alpha=0.1)
    yield model("LEAKY_RELU", "alpha_0_3_same_quantization", X, X, alpha=0.3)
    yield model("LEAKY_RELU", "alpha_above_one", X, Quant(0.11, 3), alpha=1.7)
    yield model("LEAKY_RELU", "alpha_negative", X, Quant(0.06, -20), alpha=-0.5)
    yield model("LEAKY_RELU", "alpha_zero", X, X, alpha=0.0)
    yield model("HARD_SWISH", "middle_scale", Quant(0.05, -3), Quant(0.04, -110))
    yield model("HARD_SWISH", "same_quantization", Quant(0.06, 10), Quant(0.06, 10))
    yield model("HARD_SWISH", "small_scale", Quant(0.004, 0), Quant(0.003, 5))
    yield model("HARD_SWISH", "large_scale", Quant(0.5, 20), Quant(0.4, -50))
    yield model("HARD_SWISH", "output_much_finer", Quant(0.1, -20), Quant(0.02, -100))


def relu6_rescaling():
    """The one exception to TFLM's semantics: its RELU6 clamps the integers and does not change their scale."""
    graph = Graph("relu6_rescaling", follow="litert_ref", note="TFLM's RELU6 does not rescale; LiteRT and float do.")
    return graph.finish(unary(graph, "RELU6", graph.input((1, 4, 4, 16), X), Quant(0.031, -128)))


def requantizations():
    yield model("QUANTIZE", "finer", X, Quant(0.021, 7))
    yield model("QUANTIZE", "coarser", X, Quant(0.3, -9))
    yield model("QUANTIZE", "same", X, X)
    yield model("QUANTIZE", "zero_point_moves", Quant(0.05, -128), Quant(0.05, 0))
    yield model("QUANTIZE", "half_scale", Quant(0.5, 0), Quant(1.0, 0))
    yield model("QUANTIZE", "much_coarser", Quant(0.02, 3), Quant(2.0, 3), shape=(1, 40))
    yield floats_to_int8("quantize_of_floats", Quant(0.07, 12))
    yield floats_to_int8("quantize_of_floats_zero_point_low", Quant(1 / 255, -128))
    yield floats_to_int8("quantize_of_floats_half_steps", Quant(0.5, -3))
    yield int8_to_floats("dequantize", Quant(0.07, 12))
    yield int8_to_floats("dequantize_zero_point_low", Quant(1 / 256, -128))
    yield int8_to_floats("dequantize_large_scale", Quant(123.456, 127))


def floats_to_int8(name, out):
    graph = Graph(name)
    return graph.finish(unary(graph, "QUANTIZE", graph.input((1, 4, 4, 8), dtype=np.float32), out))


def int8_to_floats(name, quant):
    graph = Graph(name)
    return graph.finish(unary(graph, "DEQUANTIZE", graph.input((1, 4, 4, 8), quant), None, np.float32))
