"""Models of uint8 throughout, as TensorFlow's first quantizer wrote them: LiteRT has their kernels, TFLM no longer."""

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

from builder import Graph, Quant
from conformance.padding import pad
from layers import activation, window_shape

X = Quant(0.05, 120)
W = Quant(0.01, 137)
Y = Quant(0.11, 100)
NOTE = "TFLM has no kernels of uint8."


def new(name, shape=(1, 5, 6, 3), quant=X):
    graph = Graph(f"uint8_{name}", NOTE, "litert_ref")
    return graph, graph.input(shape, quant, np.uint8)


def tensor(graph, shape, quant=X):
    return graph.tensor(shape, quant, np.uint8)


def random(graph, shape, quant):
    return graph.constant(graph.rng.integers(0, 256, shape, np.uint8), quant)


def bias(graph, channels, x, weights):
    scale = float(np.float32(x.quant.scale) * np.float32(weights.quant.scale))
    return graph.constant(graph.rng.integers(-2000, 2000, channels, np.int32), Quant(scale))


def conv_2d(graph, x, channels, kernel=(3, 3), stride=(1, 1), dilation=(1, 1), padding="SAME", act="NONE", w=W, out=Y):
    weights = random(graph, (channels, *kernel, x.shape[3]), w)
    y = tensor(graph, window_shape(x.shape, kernel, stride, dilation, padding, channels), out)
    graph.operator(
        "CONV_2D", [x, weights, bias(graph, channels, x, weights)], [y], "Conv2DOptions",
        padding=getattr(schema.Padding, padding), strideH=stride[0], strideW=stride[1],
        dilationHFactor=dilation[0], dilationWFactor=dilation[1], fusedActivationFunction=activation(act),
    )  # fmt: skip
    return y


def depthwise_conv_2d(graph, x, multiplier=1, kernel=(3, 3), stride=(1, 1), padding="SAME", act="NONE", w=W, out=Y):
    channels = x.shape[3] * multiplier
    weights = random(graph, (1, *kernel, channels), w)
    y = tensor(graph, window_shape(x.shape, kernel, stride, (1, 1), padding, channels), out)
    graph.operator(
        "DEPTHWISE_CONV_2D", [x, weights, bias(graph, channels, x, weights)], [y], "DepthwiseConv2DOptions",
        padding=getattr(schema.Padding, padding), strideH=stride[0], strideW=stride[1], depthMultiplier=multiplier,
        dilationHFactor=1, dilationWFactor=1, fusedActivationFunction=activation(act),
    )  # fmt: skip
    return y


def fully_connected(graph, x, units, act="NONE", w=W, out=Y):
    weights = random(graph, (units, x.shape[-1]), w)
    y = tensor(graph, (x.shape[0], units), out)
    graph.operator(
        "FULLY_CONNECTED", [x, weights, bias(graph, units, x, weights)], [y], "FullyConnectedOptions",
        fusedActivationFunction=activation(act),
    )  # fmt: skip
    return y


def pool(graph, x, operator, window=(2, 2), stride=(2, 2), padding="VALID", act="NONE"):
    y = tensor(graph, window_shape(x.shape, window, stride, (1, 1), padding, x.shape[3]), x.quant)
    graph.operator(
        operator, [x], [y], "Pool2DOptions", padding=getattr(schema.Padding, padding), strideH=stride[0],
        strideW=stride[1], filterHeight=window[0], filterWidth=window[1], fusedActivationFunction=activation(act),
    )  # fmt: skip
    return y


def simple(graph, operator, inputs, shape, quant=X, options=None, **fields):
    y = tensor(graph, shape, quant)
    graph.operator(operator, inputs, [y], options, **fields)
    return y


def graphs():
    yield from layers()
    yield from others()
    yield from networks()


def layers():
    for name, options in (
        ("3x3", {}),
        ("3x3_valid_relu", {"padding": "VALID", "act": "RELU"}),
        ("stride_2_relu6", {"stride": (2, 2), "act": "RELU6"}),
        ("1x1_low_zero_point", {"kernel": (1, 1), "w": Quant(0.02, 0)}),
        ("high_zero_points", {"w": Quant(0.02, 255), "out": Quant(0.2, 255)}),
        ("symmetric", {"w": Quant(0.013, 128)}),
    ):
        graph, x = new(f"conv_2d_{name}")
        yield graph.finish(conv_2d(graph, x, 5, **options))
        graph, x = new(f"depthwise_conv_2d_{name}")
        yield graph.finish(depthwise_conv_2d(graph, x, 2, **options))
    for name, w in (("one_channel", W), ("one_channel_symmetric", Quant(0.013, 128))):
        graph, x = new(f"depthwise_conv_2d_{name}", (1, 7, 6, 1))
        yield graph.finish(depthwise_conv_2d(graph, x, 6, stride=(2, 2), w=w))
    for layer in (conv_2d, depthwise_conv_2d):
        graph, x = new(f"pad_before_{layer.__name__}")
        yield graph.finish(layer(graph, pad(graph, x, [[0, 0], [1, 2], [2, 1], [0, 0]]), 2, padding="VALID"))
    graph, x = new("conv_2d_dilated", (2, 6, 7, 3), Quant(0.05, 0))
    yield graph.finish(conv_2d(graph, x, 4, dilation=(2, 2)))
    graph, x = new("fully_connected", (3, 17))
    yield graph.finish(fully_connected(graph, x, 6))
    graph, x = new("fully_connected_relu_high", (1, 33), Quant(0.05, 255))
    yield graph.finish(fully_connected(graph, x, 9, act="RELU", w=Quant(0.01, 3), out=Quant(0.3, 0)))


    for name, seed in (("many_rows", 3), ("many_rows_fine", 4)):  # rounding once and twice differ here
        graph, x = new(f"fully_connected_{name}", (8, 8))
        yield graph.finish(fully_connected(graph, x, 40, w=Quant(0.007 * seed, 60 * seed), out=Quant(0.2 * seed, 110)))


def others():
    for operator in ("AVERAGE_POOL_2D", "MAX_POOL_2D"):
        graph, x = new(operator.lower())
        yield graph.finish(pool(graph, x, operator))
        graph, x = new(f"{operator.lower()}_same_relu6")
        yield graph.finish(pool(graph, x, operator, (3, 3), (1, 1), "SAME", "RELU6"))
    for operator in ("ADD", "SUB", "MUL"):
        for name, other, out in (("", Quant(0.02, 7), Y), ("_ends", Quant(0.07, 255), Quant(0.3, 0))):
            graph, x = new(f"{operator.lower()}{name}")
            b = graph.input(x.shape, other, np.uint8)
            act = activation("RELU" if name else "NONE")
            options = f"{operator.title()}Options"
            yield graph.finish(simple(graph, operator, [x, b], x.shape, out, options, fusedActivationFunction=act))
        graph, x = new(f"{operator.lower()}_broadcast")
        b = random(graph, (3,), Quant(0.03, 99))
        yield graph.finish(simple(graph, operator, [x, b], x.shape, Y, f"{operator.title()}Options"))
    graph, x = new("concatenation")
    b = graph.input((1, 5, 6, 2), X, np.uint8)
    yield graph.finish(simple(graph, "CONCATENATION", [x, b], (1, 5, 6, 5), X, "ConcatenationOptions", axis=3))
    probability = Quant(1 / 256, 0)
    graph, x = new("logistic")
    yield graph.finish(simple(graph, "LOGISTIC", [x], x.shape, probability))
    graph, x = new("softmax", (3, 10), Quant(0.1, 44))
    yield graph.finish(simple(graph, "SOFTMAX", [x], x.shape, probability, "SoftmaxOptions", beta=1.0))
    graph, x = new("mean")
    axes = graph.indices([1, 2])
    yield graph.finish(simple(graph, "MEAN", [x, axes], (1, 3), Quant(0.04, 90), "ReducerOptions", keepDims=False))
    graph, x = new("mean_same_quantization")
    axes = graph.indices([1, 2])
    yield graph.finish(simple(graph, "MEAN", [x, axes], (1, 1, 1, 3), X, "ReducerOptions", keepDims=True))


def networks():
    """uint8 inside and at both ends; constants, paddings, views, a residual sum and a tensor read twice."""
    graph, x = new("network", (1, 8, 8, 3), Quant(1 / 128, 128))
    padded = simple(graph, "PAD", [x, graph.indices([[0, 0], [1, 1], [1, 1], [0, 0]])], (1, 10, 10, 3), x.quant, "PadOptions")
    y = conv_2d(graph, padded, 8, stride=(2, 2), padding="VALID", act="RELU6", out=Quant(0.05, 0))
    z = depthwise_conv_2d(graph, y, act="RELU6", out=Quant(0.1, 0))
    z = conv_2d(graph, z, 8, kernel=(1, 1), out=Quant(0.2, 130))
    z = simple(graph, "ADD", [y, z], z.shape, Quant(0.2, 120), "AddOptions")
    z = pool(graph, z, "AVERAGE_POOL_2D", (4, 4))
    z = simple(graph, "RESHAPE", [z, graph.indices([1, 8])], (1, 8), z.quant)
    z = fully_connected(graph, z, 5, out=Quant(0.3, 110))
    yield graph.finish(simple(graph, "SOFTMAX", [z], z.shape, Quant(1 / 256, 0), "SoftmaxOptions", beta=1.0))
