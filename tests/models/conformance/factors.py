"""A model for every factor that a kernel derives from scales, with scales at which f32 and f64 give different bytes.

A kernel that divides or multiplies scales in another width than its reference fails here and hardly anywhere else.
TFLM's widths have changed: `requirements.txt` states the wheel of the goldens. There is no model for factors for which
a reference would shift by more than 31 bits, which C leaves undefined.
"""

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

import layers
from builder import Graph, Quant
from conformance import legacy

S = 0.05
X = Quant(S)
WEIGHT = Quant(0.01)
PIXELS = 256
CLEARLY = 2**-25.5  # half of f32's rounding error, so that int8 at 20 bits of fraction shows it
ODD = np.array([1, 3, 5, 7], np.int8)
NONE = {"fusedActivationFunction": layers.activation("NONE")}
INT8, INT16 = np.dtype(np.int8), np.dtype(np.int16)


def tie(graph, factor, bits=6, sign=1):
    """A scale that makes `factor` an odd multiple of 2^-bits in f32, and in f64 clearly less; with `sign` -1, more.

    A product of the factor and an odd multiple of 2^(bits - 1) then is a tie, and falls short of one. With 16 bits
    the factor itself is a tie where a kernel keeps the upper half of its significand. `factor` is a function of a
    width and of the scale.
    """

    def wide(scale):
        return np.float64(np.float32(scale))

    for _ in range(10000):
        wanted = (2 * graph.rng.integers(2 ** (bits - 2), 2 ** (bits - 1)) + 1) / 2**bits  # in 0.5..1
        at_one = factor(wide, 1.0)
        scale = np.float32(at_one / wanted if factor(wide, 2.0) < at_one else wanted / at_one)
        for scale in (scale, np.nextafter(scale, np.float32(0)), np.nextafter(scale, np.float32(1))):
            short = sign * (wanted - factor(wide, wide(scale)))
            if sign * factor(np.float32, scale) >= sign * wanted and short > wanted * CLEARLY:
                return float(scale)
    raise SystemExit(f"{graph.name}: f32 never makes more than f64")


def quotient(of, scale):
    return of(S) / scale


def product(of, scale):
    return of(S) * of(WEIGHT.scale) / scale


def graphs():
    for dtype in (INT8, INT16):
        yield of_one_input(dtype)
        yield of_two_inputs(dtype)
        yield scaled_inputs(dtype)
        yield of_layers(dtype)
        yield long_short_term_memory(dtype)
    yield hard_swish()
    yield rsqrt()
    yield svdf()
    yield from softmaxes()
    yield curves_of_int16()
    yield ranges()
    yield floats()
    yield relu6()
    yield uint8()


def model(name, **options):
    return Graph(f"factors_{name}", every=True, **options)


def append(graph, operator, inputs, quant, shape=(1, PIXELS), options=None, dtype=None, **fields):
    y = graph.tensor(shape, quant, dtype or inputs[-1].dtype)
    graph.operator(operator, inputs, [y], options, **fields)
    return y


def of_one_input(dtype):
    """Functions of one input, whose scale is divided by the output's."""
    graph = model(f"one_input_{dtype}")
    x = graph.input((1, PIXELS), X, dtype)
    alpha = 0.3
    below = tie(graph, lambda of, scale: of(S) * of(alpha) / scale, sign=-1)
    outputs = [
        append(graph, "ABS", [x], Quant(tie(graph, quotient)), options="AbsOptions"),
        append(graph, "RELU", [x], Quant(tie(graph, quotient))),
        append(graph, "LEAKY_RELU", [x], Quant(tie(graph, quotient)), options="LeakyReluOptions", alpha=alpha),
        append(graph, "LEAKY_RELU", [x], Quant(below), options="LeakyReluOptions", alpha=alpha),
    ]
    for narrow in (INT8, INT16):
        y = append(graph, "QUANTIZE", [x], Quant(tie(graph, quotient)), options="QuantizeOptions", dtype=narrow)
        outputs.append(y)
    axes = graph.indices([0])
    for operator in ("MEAN", "SUM") if dtype == INT8 else ("MEAN",):
        quant = Quant(tie(graph, quotient))
        y = graph.tensor((PIXELS,), quant, dtype)
        graph.operator(operator, [x, axes], [y], "ReducerOptions", keepDims=False)
        outputs.append(y)
    if dtype == INT8:
        y = graph.tensor(x.shape, Quant(tie(graph, quotient)))
        graph.operator("CUMSUM", [x, graph.indices(0)], [y], "CumsumOptions", exclusive=False, reverse=False)
        outputs.append(y)
    return graph.finish(*outputs)


def of_two_inputs(dtype):
    """Functions of an input and a constant, whose scales are both in the factor of the output."""
    graph = model(f"two_inputs_{dtype}")
    x = graph.input((1, PIXELS), X, dtype)
    zero, one = (graph.constant(np.array([value], dtype), WEIGHT) for value in (0, 1))
    minus_one = graph.int8_constant([-1], WEIGHT)
    plain = {} if dtype == INT8 else {"potScaleInt16": False}
    outputs = [
        append(graph, "ADD", [x, zero], Quant(tie(graph, quotient)), options="AddOptions", **NONE, **plain),
        append(graph, "SUB", [x, zero], Quant(tie(graph, quotient)), options="SubOptions", **NONE, **plain),
        append(graph, "MUL", [x, one], Quant(tie(graph, product)), options="MulOptions", **NONE),
        append(graph, "PRELU", [x, minus_one], Quant(tie(graph, quotient)), dtype=dtype),
        append(graph, "PRELU", [x, minus_one], Quant(tie(graph, product)), dtype=dtype),
    ]
    if dtype == INT8:
        # The reciprocal of 1 is a little less than 1, so a tie in f32 is not a tie.
        quant = Quant(tie(graph, lambda of, scale: of(S) / (of(WEIGHT.scale) * scale), sign=-1))
        outputs.append(append(graph, "DIV", [x, one], quant, options="DivOptions", **NONE))
    return graph.finish(*outputs)


def scaled_inputs(dtype):
    """ADD, SUB and SQUARED_DIFFERENCE, which scale their inputs to twice the larger scale and then the output."""
    graph = model(f"scaled_inputs_{dtype}")
    plain = {} if dtype == INT8 else {"potScaleInt16": False}
    quant = Quant(0.064)
    x = graph.input((1, PIXELS), quant, dtype)
    large = graph.constant(np.array([126 if dtype == INT8 else 32766], dtype), Quant(0.75 * quant.scale))
    outputs = [
        append(graph, operator, inputs, quant, options=f"{operator.title()}Options", **NONE, **plain)
        for operator, inputs in (("ADD", [x, large]), ("SUB", [large, x]))
    ]
    # For int8 the difference has seven bits of fraction.
    values = np.array([[1], [3]] if dtype == INT8 else [[128], [384]], dtype)
    close = graph.constant(values, Quant(tie(graph, lambda of, scale: scale / of(quant.scale), bits=8)))
    fine = Quant(quant.scale**2 / 4, -128) if dtype == INT8 else Quant(quant.scale**2 * 1024)
    options = "SquaredDifferenceOptions"
    for pair in ([x, close], [close, x]):
        outputs.append(append(graph, "SQUARED_DIFFERENCE", pair, fine, (2, PIXELS), options))
    # The square of the scale over the output's scale, which is 512 times as large.
    x = graph.input((1, PIXELS), Quant(0.12), dtype)
    zero = graph.constant(np.array([0], dtype), Quant(0.06))
    coarse = Quant(7.3728) if dtype == INT8 else Quant(4 * 7.3728)
    outputs.append(append(graph, "SQUARED_DIFFERENCE", [x, zero], coarse, options=options))
    return graph.finish(*outputs)


def of_layers(dtype):
    """Layers of one product per output, with a factor for all channels and with one for each."""
    graph = model(f"layers_{dtype}")
    x = graph.input((1, 1, PIXELS, 1), X, dtype)
    rows = append(graph, "RESHAPE", [x], X, (PIXELS, 1), "ReshapeOptions", newShape=[PIXELS, 1])
    # Sums of int64, which int16 has unless the bias is of int32, keep 16 bits of the factor.
    bits = 6 if dtype == INT8 else 16
    each = Quant((WEIGHT.scale,) * 4, axis=0)
    outputs = []
    for weights, kind in ((WEIGHT, np.int64), (each, np.int32)):
        of_int64 = kind == np.int64 and dtype == INT16
        # LiteRT requires this option; TFLM reads the bias.
        fields = {} if of_int64 or dtype == INT8 else {"quantizedBiasType": schema.TensorType.INT32}
        bias = graph.constant(np.zeros(4, np.int64 if of_int64 else np.int32), Quant(S * WEIGHT.scale))
        quant = Quant(tie(graph, product, 16 if of_int64 else 6))
        filters = graph.int8_constant(ODD.reshape(4, 1, 1, 1), weights)
        y = append(graph, "CONV_2D", [x, filters, bias], quant, (1, 1, PIXELS, 4), "Conv2DOptions", dtype,
                   padding=0, strideH=1, strideW=1, dilationHFactor=1, dilationWFactor=1, **NONE,
                   **fields)  # fmt: skip
        outputs.append(y)
        quant = Quant(tie(graph, product, 16 if of_int64 else 6))
        matrix = graph.int8_constant(ODD.reshape(4, 1), weights)
        y = append(graph, "FULLY_CONNECTED", [rows, matrix, bias], quant, (PIXELS, 4), "FullyConnectedOptions",
                   dtype, **NONE, **fields)  # fmt: skip
        outputs.append(y)
    wide = graph.constant(np.zeros(4, np.int64 if dtype == INT16 else np.int32), Quant(S * WEIGHT.scale))
    filters = graph.int8_constant(ODD.reshape(1, 1, 1, 4), Quant((WEIGHT.scale,) * 4, axis=3))
    y = append(graph, "DEPTHWISE_CONV_2D", [x, filters, wide], Quant(tie(graph, product, bits)), (1, 1, PIXELS, 4),
               "DepthwiseConv2DOptions", dtype, padding=0, strideH=1, strideW=1, dilationHFactor=1,
               dilationWFactor=1, depthMultiplier=4, **NONE)  # fmt: skip
    outputs.append(y)
    filters = graph.int8_constant(ODD.reshape(4, 1, 1, 1), each)
    shape = (1, 1, PIXELS, 4)
    y = append(graph, "TRANSPOSE_CONV", [graph.indices(shape), filters, x, wide], Quant(tie(graph, product, bits)),
               shape, "TransposeConvOptions", dtype, padding=0, strideH=1, strideW=1, **NONE)  # fmt: skip
    outputs.append(y)
    second = graph.constant(ODD.reshape(1, 4).astype(dtype), WEIGHT)
    y = append(graph, "BATCH_MATMUL", [rows, second], Quant(tie(graph, product, bits)), (PIXELS, 4),
               "BatchMatMulOptions")  # fmt: skip
    return graph.finish(*outputs, y)


def long_short_term_memory(dtype):
    """The factors of the gates, in units of 1/4096."""
    graph = Graph(f"factors_lstm_{dtype}", sequence=True)
    scale, units, shift = (0.02, 8, 0) if dtype == INT8 else (0.00013, 8, 10)
    x = graph.input((1, 8, 4), Quant(scale), dtype)

    def gate(of, weight):
        return of(scale) * weight * of(4096 * 2**shift)

    inputs = [x]
    inputs += [graph.random((units, 4), Quant(tie(graph, gate, 6 if dtype == INT8 else 16))) for _ in range(4)]
    inputs += [graph.random((units, units), Quant(0.003 / 2**shift)) for _ in range(4)]
    kind = np.int32 if dtype == INT8 else np.int64
    biases = [graph.constant(graph.rng.integers(-3000, 3000, units, kind), Quant(1e-4)) for _ in range(4)]
    hidden, cell = (Quant(0.007) if dtype == INT8 else Quant(0.00003)), Quant(2**-11)
    states = [graph.variable((1, units), hidden, dtype), graph.variable((1, units), cell, np.int16)]
    y = graph.tensor((1, 8, units), hidden, dtype)
    graph.operator(
        "UNIDIRECTIONAL_SEQUENCE_LSTM", [*inputs, *[None] * 3, *biases, *[None] * 2, *states, *[None] * 4], [y],
        "UnidirectionalSequenceLSTMOptions", fusedActivationFunction=layers.activation("TANH"), cellClip=10.0,
        timeMajor=False,
    )  # fmt: skip
    return graph.finish(y)


def hard_swish():
    """The output's factor, of which 16 bits are kept. The bits of the input's, over 3/32768, are the same in f32."""
    graph = model("hard_swish")
    x = graph.input((1, PIXELS), Quant(S, -40))
    scales = [tie(graph, quotient, 16) for _ in range(6)]
    return graph.finish(*[append(graph, "HARD_SWISH", [x], Quant(y, -60), options="HardSwishOptions") for y in scales])


def rsqrt():
    """Scales for which a search found that TFLM's bytes are not those of a root and a product in f32."""
    graph = model("rsqrt")
    x = graph.input((1, PIXELS), Quant(0.0089, -128))
    return graph.finish(append(graph, "RSQRT", [x], Quant(0.0424, -128)))


def svdf():
    """One product per filter, kept as int16, and one per output."""
    graph = model("svdf", sequence=True)
    x = graph.input((PIXELS, 1), X)
    features = graph.int8_constant(ODD.reshape(4, 1), WEIGHT)
    kept, over_time = tie(graph, product), 0.00005
    time = graph.constant(np.ones((4, 1), np.int16), Quant(over_time))
    bias = graph.constant(np.zeros(4, np.int32), Quant(float(np.float32(kept) * np.float32(over_time))))
    state = graph.variable((PIXELS, 4), Quant(kept), np.int16)
    y = graph.tensor((PIXELS, 4), Quant(tie(graph, lambda of, scale: of(kept) * of(over_time) / scale)))
    graph.operator("SVDF", [x, features, time, bias, state], [y], "SVDFOptions", rank=1, **NONE)
    return graph.finish(y)


def softmaxes():
    """int8 to int16, at a scale and a beta that a search found, and int16."""
    graph = Graph("factors_softmax_int8")
    x = graph.input((64, 16), Quant(0.03))
    out = Quant(1 / 65536, -32768)
    yield graph.finish(append(graph, "SOFTMAX", [x], out, x.shape, "SoftmaxOptions", np.int16, beta=0.3))
    # Differences are multiples of 256.
    graph = model("softmax_int16")
    beta = 0.3
    scale = tie(graph, lambda of, scale: scale * of(beta) / (of(10) / of(65535)), bits=9)
    x = graph.input((16, 16), Quant(scale), np.int16)
    yield graph.finish(append(graph, "SOFTMAX", [x], Quant(1 / 32768), x.shape, "SoftmaxOptions", beta=beta))


def curves_of_int16():
    """4096 * 3 times the scale, truncated to 15 bits: in f64 just below a whole number."""
    graph = model("curves_int16")
    x = graph.input((1, PIXELS), Quant(5 / 98304), np.int16)
    outputs = [append(graph, operator, [x], Quant(1 / 32768)) for operator in ("LOGISTIC", "TANH")]
    return graph.finish(*outputs)


def ranges():
    """Bounds of fused activations, which are quotients in f32: in f64 they would be rounded to one less."""
    graph = model("ranges")
    x = graph.input((1, PIXELS), Quant(0.096))
    zero = graph.int8_constant([0], Quant(0.01))
    outputs = [append(graph, "RELU6", [x], Quant(0.096))]
    for name, scale in (("RELU6", 0.096), ("RELU_N1_TO_1", 0.4)):
        fields = {"fusedActivationFunction": layers.activation(name)}
        outputs.append(append(graph, "ADD", [x, zero], Quant(scale), options="AddOptions", **fields))
    return graph.finish(*outputs)


def floats():
    """Quarters divided by a tenth, in f32 as well."""
    graph = Graph("factors_quantize_floats")
    x = graph.input((1, PIXELS), dtype=np.float32)
    outputs = [append(graph, "QUANTIZE", [x], Quant(0.1), options="QuantizeOptions", dtype=dtype) for dtype in (INT8, INT16)]
    return graph.finish(*outputs)


def relu6():
    """LiteRT's quotient, in f32."""
    graph = model("relu6", follow="litert_ref", note="TFLM's RELU6 does not rescale; LiteRT and float do.")
    x = graph.input((1, PIXELS), X)
    return graph.finish(append(graph, "RELU6", [x], Quant(tie(graph, quotient))))


def uint8():
    """LiteRT's product of two scales, which is in f32 except for FULLY_CONNECTED."""
    graph = model("uint8", follow="litert_ref", note=legacy.NOTE)
    x = graph.input((1, 1, PIXELS, 1), Quant(S, 128), np.uint8)
    odd, weight = (ODD.astype(np.uint8) + 128), Quant(WEIGHT.scale, 128)
    bias = graph.constant(np.zeros(4, np.int32), Quant(float(np.float32(S) * np.float32(WEIGHT.scale))))

    def layer(of, scale):
        """The product is in the layers' width, the quotient always in f64."""
        return np.float64(of(S) * of(WEIGHT.scale)) / np.float64(scale)

    def out(factor):
        return Quant(tie(graph, factor), 128)

    one_by_one = {"padding": 0, "strideH": 1, "strideW": 1, "dilationHFactor": 1, "dilationWFactor": 1, **NONE}
    shape = (1, 1, PIXELS, 4)
    first, last = (graph.constant(odd.reshape(of), weight) for of in ((4, 1, 1, 1), (1, 1, 1, 4)))
    rows = append(graph, "RESHAPE", [x], x.quant, (PIXELS, 1), "ReshapeOptions", newShape=[PIXELS, 1])
    matrix = graph.constant(odd.reshape(4, 1), weight)
    one = graph.constant(np.array([129], np.uint8), weight)
    return graph.finish(
        append(graph, "CONV_2D", [x, first, bias], out(layer), shape, "Conv2DOptions", np.uint8, **one_by_one),
        append(graph, "DEPTHWISE_CONV_2D", [x, last, bias], out(layer), shape, "DepthwiseConv2DOptions", np.uint8,
               depthMultiplier=4, **one_by_one),
        append(graph, "FULLY_CONNECTED", [rows, matrix, bias], out(layer), (PIXELS, 4), "FullyConnectedOptions",
               np.uint8, **NONE),
        append(graph, "MUL", [x, one], out(product), x.shape, "MulOptions", **NONE),
    )  # fmt: skip
