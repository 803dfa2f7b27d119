"""The inputs that every model is run on."""

import numpy as np


def cases(graph):
    """Two random cases over the full range, six in a sequence, then the extremes; with several inputs also opposite ones."""
    if graph.every:
        yield [every(tensor) for tensor in graph.inputs]
        return
    corners = [(0, 0), (1, 1)] if len(graph.inputs) == 1 else [(0, 0), (1, 1), (0, 1), (1, 0)]
    for _ in range(6 if graph.sequence else 2):
        yield [random(graph, tensor) for tensor in graph.inputs]
    for even, odd in corners if graph.extremes else []:
        yield [extreme(tensor, odd if i % 2 else even) for i, tensor in enumerate(graph.inputs)]


def random(graph, tensor):
    if tensor.dtype == np.float32:
        return floats(graph, tensor.shape)
    if tensor.dtype == np.bool_:
        return graph.rng.integers(0, 2, tensor.shape, np.uint8).astype(np.bool_)
    # Wider integers stay in the range in which differences and products of two do not overflow.
    low, high = limits(tensor.dtype)
    if tensor.quant is None and tensor.dtype.itemsize > 2:
        low, high = max(low, -128), 127
    return graph.rng.integers(low, high, tensor.shape, tensor.dtype, endpoint=True)


def every(tensor):
    """All 8-bit values in order, repeated; for int16, odd multiples of 32 over the whole range."""
    values = np.arange(-128, 128) + (128 if tensor.dtype == np.uint8 else 0)
    return np.resize(values * 256 + 32 if tensor.dtype == np.int16 else values, tensor.shape).astype(tensor.dtype)


def limits(dtype):
    """The smallest and the largest value of a type."""
    if dtype == np.bool_:
        return 0, 1
    return np.iinfo(dtype).min, np.iinfo(dtype).max


def floats(graph, shape):
    """Normal values; every second one is a multiple of 1/4, so that scales that are powers of two have ties."""
    values = graph.rng.normal(0, 4, shape).astype(np.float32)
    values.flat[::2] = np.round(values.flat[::2] * 4) / 4
    return values


def extreme(tensor, high):
    """Floats far beyond the range of int8, so that they saturate."""
    low_high = (-1e4, 1e4) if tensor.dtype == np.float32 else limits(tensor.dtype)
    return np.full(tensor.shape, low_high[high], tensor.dtype)
