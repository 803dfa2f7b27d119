"""Float32 activations and int8 weights (dynamic-range quantization), which TFLM rejects: LiteRT is followed."""

import numpy as np

import floats
from builder import Graph, Quant

NOTE = "TFLM refuses int8 weights of float32 activations."


def random_scales(graph, count):
    return tuple(graph.rng.uniform(0.005, 0.02, count).astype(np.float32).tolist())


def model(layer, name, shape, weights, scales, *arguments, axis=0, **options):
    """Weights of a shape, with a number of scales, or with given ones."""
    graph = Graph(f"float_hybrid_{layer.__name__}_{name}", follow="litert", note=NOTE)
    values = random_scales(graph, scales) if isinstance(scales, int) else scales
    filters = graph.random(weights, Quant(values, axis=axis))
    x = graph.input(shape, dtype=np.float32)
    return graph.finish(layer(graph, x, *arguments, filters=filters, **options))


def symmetric_ranges(layer, weights, scales, *arguments, axis=0, **options):
    """Inputs in [-h, h], such as the output of TANH: the last bits of f64 decide whether the zero point is 0 or -1."""
    graph = Graph(f"float_hybrid_{layer.__name__}_symmetric_ranges", follow="litert", note=NOTE)
    x = floats.unary(graph, "TANH", graph.input((1, 6, 6, 3), dtype=np.float32))
    outputs = []
    for high in (0.07, 0.13, 3.01, 0.32, 2.27, 2.54):
        scaled = floats.binary(graph, "MUL", x, graph.constant(np.full(1, high, np.float32)), act="NONE")
        filters = graph.random(weights, Quant(random_scales(graph, scales), axis=axis))
        outputs.append(layer(graph, scaled, *arguments, filters=filters, **options))
    return graph.finish(*outputs)


def graphs():
    dense, conv, depthwise = floats.fully_connected, floats.conv_2d, floats.depthwise_conv_2d
    yield model(dense, "per_tensor", (1, 13), (7, 13), 1, 7)
    yield model(dense, "batch_3_relu", (3, 10), (8, 10), 1, 8, act="RELU")
    yield model(dense, "per_channel_no_bias", (2, 9), (5, 9), 5, 5, with_bias=False)
    yield model(dense, "asymmetric", (2, 11), (6, 11), 1, 6, asymmetricQuantizeInputs=True)
    yield model(dense, "asymmetric_per_channel_relu6", (2, 11), (6, 11), 6, 6, act="RELU6", asymmetricQuantizeInputs=True)
    yield model(conv, "per_tensor", (1, 5, 4, 3), (6, 3, 3, 3), 1, 6)
    yield model(conv, "per_tensor_batch_2_relu", (2, 5, 4, 3), (5, 1, 1, 3), 1, 5, kernel=(1, 1), act="RELU")
    yield model(conv, "per_channel", (1, 5, 4, 3), (6, 3, 3, 3), 6, 6)
    yield model(conv, "per_channel_batch_2_stride_2", (2, 5, 6, 2), (3, 3, 3, 2), 3, 3, stride=(2, 2), padding="VALID")
    yield model(conv, "per_channel_dilation_2_relu6", (1, 7, 6, 2), (4, 3, 3, 2), 4, 4, dilation=(2, 2), act="RELU6")
    yield model(conv, "equal_scales", (1, 5, 4, 3), (6, 3, 3, 3), (0.01,) * 6, 6)
    yield symmetric_ranges(conv, (2, 1, 1, 3), 2, 2, kernel=(1, 1))
    yield symmetric_ranges(depthwise, (1, 1, 1, 3), 3, axis=3, kernel=(1, 1))
    yield model(depthwise, "equal_scales", (1, 5, 4, 5), (1, 3, 3, 5), (0.01,) * 5, axis=3)
    yield model(depthwise, "one_channel", (2, 6, 5, 1), (1, 3, 3, 6), 6, 6, axis=3, stride=(2, 2))
    yield model(depthwise, "3x3_same", (1, 5, 4, 5), (1, 3, 3, 5), 5, axis=3)
    yield model(depthwise, "multiplier_2_batch_2_relu", (2, 5, 4, 3), (1, 3, 3, 6), 6, 2, axis=3, act="RELU")
    yield model(depthwise, "stride_2_no_bias", (1, 6, 5, 4), (1, 3, 2, 4), 4, axis=3, stride=(2, 2), kernel=(3, 2), with_bias=False)
