"""uint8 at the ends of int8 models: QUANTIZE from and to it, DEQUANTIZE."""

import numpy as np

from builder import Graph, Quant

# Scale and zero point of int8 and of uint8: the same values shifted, others, and zero points at the ends.
PAIRS = {
    "shifted": (Quant(1 / 256, -128), Quant(1 / 256, 0)),
    "finer": (Quant(0.5, -3), Quant(0.11, 131)),
    "ends": (Quant(0.02, 127), Quant(0.03, 255)),
}


def quantize(name, source, target, dtypes):
    graph = Graph(name)
    x = graph.input((2, 9), source, dtypes[0])
    y = graph.tensor((2, 9), target, dtypes[1])
    graph.operator("QUANTIZE", [x], [y], "QuantizeOptions")
    return graph.finish(y)


def dequantize(name, quant):
    graph = Graph(name)
    x = graph.input((3, 5), quant, np.uint8)
    y = graph.tensor((3, 5), None, np.float32)
    graph.operator("DEQUANTIZE", [x], [y], "DequantizeOptions")
    return graph.finish(y)


def graphs():
    for kind, (narrow, wide) in PAIRS.items():
        yield quantize(f"quantize_int8_to_uint8_{kind}", narrow, wide, (np.int8, np.uint8))
        yield quantize(f"quantize_uint8_to_int8_{kind}", wide, narrow, (np.uint8, np.int8))
        yield dequantize(f"dequantize_uint8_{kind}", wide)
