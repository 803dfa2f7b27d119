"""Reads Fashion-MNIST's IDX files."""

import gzip
import pathlib

import numpy as np

DEBIAN_FOLDER = pathlib.Path("/usr/share/datasets/fashion-mnist")

CLASSES = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
]  # fmt: skip


def load(folder):
    """((train pixels, train labels), (test pixels, test labels)), pixels u8 [n, 28, 28]."""

    def idx(name, header):
        return np.frombuffer(gzip.decompress((folder / name).read_bytes()), np.uint8, offset=header)

    def part(name):
        pixels = idx(f"{name}-images-idx3-ubyte.gz", header=16).reshape(-1, 28, 28)
        return pixels, idx(f"{name}-labels-idx1-ubyte.gz", header=8)

    return part("train"), part("t10k")


def to_unit_range(pixels):
    """f32 [n, 28, 28, 1] in [0, 1], the input of the network's training."""
    return (pixels.astype(np.float32) / 255.0)[..., None]


def to_int8(pixels):
    """The same values at the quantized model's input (scale 1/255, zero point -128): the pixel minus 128."""
    return (pixels.astype(np.int16) - 128).astype(np.int8)[..., None]
