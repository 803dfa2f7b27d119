"""Writes `custom/spread.tflite`: a custom operator among others, with options and two outputs.

python custom.py
"""

import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import numpy as np

from builder import Graph, Quant

FOLDER = pathlib.Path(__file__).parent / "custom"
X = Quant(0.5, -3)


def spread():
    """RELU, then `Spread`: the input times the first option, and as real numbers; then RELU of the first."""
    graph = Graph("spread")
    x = graph.input((1, 4), X)
    positive, times, real = graph.tensor((1, 4), X), graph.tensor((1, 4), X), graph.tensor((1, 4), None, np.float32)
    graph.operator("RELU", [x], [positive])
    graph.custom("Spread", [positive], [times, real], b"\x02")
    y = graph.tensor((1, 4), X)
    graph.operator("RELU", [times], [y])
    return graph.finish(y, real)


def main():
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "spread.tflite").write_bytes(spread().serialize())


if __name__ == "__main__":
    main()
