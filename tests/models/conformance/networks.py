"""Small whole networks of the kinds that firmware runs."""

import numpy as np

import layers
from builder import Graph, Quant
from conformance.elementwise import binary
from conformance.joining import concatenation
from conformance.padding import pad
from conformance.pooling import pool
from conformance.reduction import mean
from conformance.unary import PROBABILITY, unary
from conformance.views import reshape

PIXELS = Quant(1 / 255, -128)
X = Quant(0.05, -3)


def graphs():
    yield residual_network()
    yield residual_network_batch_2()
    yield mobile_network()
    yield squeeze_and_excite()
    yield float_in_float_out()
    yield float_and_int8_inputs()
    yield sequence_network()
    yield autoencoder()
    yield inception_network()


def classified(graph, x, classes):
    """Probabilities and the scores that they come from, because random weights mostly give 0 and 1."""
    scores = layers.fully_connected(graph, mean(graph, x, [1, 2]), classes, bias_as="missing")
    return graph.finish(unary(graph, "SOFTMAX", scores, PROBABILITY, beta=1.0), scores)


def residual_block(graph, x):
    y = layers.conv_2d(graph, x, x.shape[3], act="RELU")
    return binary(graph, "ADD", layers.conv_2d(graph, y, x.shape[3]), x, act="RELU")


def residual(graph, batch):
    x = layers.conv_2d(graph, graph.input((batch, 8, 8, 3), PIXELS), 6, act="RELU")
    x = residual_block(graph, x)
    short = layers.conv_2d(graph, x, 8, kernel=(1, 1), stride=(2, 2))
    x = layers.conv_2d(graph, layers.conv_2d(graph, x, 8, stride=(2, 2), act="RELU"), 8)
    return classified(graph, binary(graph, "ADD", short, x, act="RELU"), 5)


def residual_network():
    return residual(Graph("residual_network"), 1)


def residual_network_batch_2():
    return residual(Graph("residual_network_batch_2"), 2)


def mobile_network():
    """Inverted residuals; stride 2 by an explicit PAD before a VALID window, as Keras exports MobileNets."""
    graph = Graph("mobile_network")
    corner = [[0, 0], [0, 1], [0, 1], [0, 0]]
    x = pad(graph, graph.input((1, 10, 10, 3), PIXELS), corner)
    x = layers.conv_2d(graph, x, 4, stride=(2, 2), padding="VALID", act="RELU6")
    y = layers.conv_2d(graph, x, 8, kernel=(1, 1), act="RELU6")
    y = layers.depthwise_conv_2d(graph, y, act="RELU6")
    x = binary(graph, "ADD", x, layers.conv_2d(graph, y, 4, kernel=(1, 1)))
    y = pad(graph, layers.conv_2d(graph, x, 8, kernel=(1, 1), act="RELU6"), corner)
    y = layers.depthwise_conv_2d(graph, y, stride=(2, 2), padding="VALID", act="RELU6")
    return classified(graph, layers.conv_2d(graph, y, 6, kernel=(1, 1)), 3)


def squeeze_and_excite():
    graph = Graph("squeeze_and_excite")
    x = layers.conv_2d(graph, graph.input((1, 5, 5, 3), X), 6)
    squeezed = mean(graph, x, [1, 2], keep_dims=True)
    gate = layers.conv_2d(graph, layers.conv_2d(graph, squeezed, 2, kernel=(1, 1), act="RELU"), 6, kernel=(1, 1))
    gate = unary(graph, "LOGISTIC", gate, PROBABILITY)
    return graph.finish(unary(graph, "HARD_SWISH", binary(graph, "MUL", x, gate, out=x.quant), x.quant))


def float_in_float_out():
    graph = Graph("float_in_float_out")
    x = unary(graph, "QUANTIZE", graph.input((1, 6, 6, 1), dtype=np.float32), Quant(0.06, 4))
    x = layers.conv_2d(graph, x, 3, stride=(2, 2), act="RELU")
    x = layers.fully_connected(graph, reshape(graph, x, (1, 27), as_input=[1, 27]), 4)
    return graph.finish(unary(graph, "DEQUANTIZE", x, None, np.float32))


def float_and_int8_inputs():
    graph = Graph("float_and_int8_inputs")
    real, x = graph.input((1, 12), dtype=np.float32), graph.input((1, 12), X)
    total = binary(graph, "ADD", unary(graph, "QUANTIZE", real, Quant(0.06, 4)), x)
    return graph.finish(unary(graph, "DEQUANTIZE", total, None, np.float32), total)


def sequence_network():
    """One-dimensional convolutions over time, as for audio and accelerometers."""
    graph = Graph("sequence_network")
    x = reshape(graph, graph.input((1, 24, 3), X), (1, 1, 24, 3), as_input=[1, 1, 24, 3])
    x = layers.conv_2d(graph, x, 6, kernel=(1, 5), stride=(1, 2), act="RELU")
    x = pool(graph, "MAX_POOL_2D", x, (1, 2), (1, 2))
    x = layers.conv_2d(graph, x, 8, kernel=(1, 3), dilation=(1, 2), act="RELU")
    x = reshape(graph, x, (1, 48), as_input=[1, -1])
    return graph.finish(layers.fully_connected(graph, x, 4))


def autoencoder():
    graph = Graph("autoencoder")
    x = graph.input((1, 32), X)
    for units in (12, 4, 12):
        x = layers.fully_connected(graph, x, units, act="RELU")
    return graph.finish(layers.fully_connected(graph, x, 32))


def inception_network():
    """Branches by depth, as Keras exports them: the wide tensors of all branches would be in memory at once."""
    graph = Graph("inception_network")
    x, joined = graph.input((1, 8, 8, 8), PIXELS), Quant(0.25, 4)
    wide = [layers.conv_2d(graph, x, channels, kernel=(1, 1), act="RELU") for channels in (24, 20)]
    pooled = pool(graph, "MAX_POOL_2D", x, (3, 3), (1, 1), padding="SAME")
    branches = [layers.conv_2d(graph, x, 4, kernel=(1, 1), out=joined)]
    branches += [layers.conv_2d(graph, y, 4, out=joined) for y in wide]
    branches += [layers.conv_2d(graph, pooled, 4, kernel=(1, 1), out=joined)]
    return classified(graph, concatenation(graph, branches, 3), 5)
