"""The first 200 Fashion-MNIST test images and TFLM's outputs for them.

    python fashion_mnist_golden.py [--data FOLDER]

This renews `fashion_mnist_test200.{bin,json}` for the existing `fashion_mnist.tflite`.
"""

import argparse
import json
import pathlib

import numpy as np
from tflite_micro.python.tflite_micro import runtime

import fashion_mnist_data as data

COUNT = 200
ARENA_BYTES = 256 * 1024


def tflm_scores(tflite, images):
    """Raw int8 outputs [n, 10] of TFLM's reference kernels."""
    interpreter = runtime.Interpreter.from_bytes(tflite, arena_size=ARENA_BYTES)
    scores = []
    for image in images:
        interpreter.set_input(image[None], 0)
        interpreter.invoke()
        scores.append(interpreter.get_output(0)[0].copy())
    return np.stack(scores)


def write(stem, tflite, pixels, labels):
    """`stem`.bin: COUNT images of 784 u8 pixels, then COUNT u8 labels. `stem`.json: TFLM's scores and accuracy."""
    scores = tflm_scores(tflite, data.to_int8(pixels))
    predicted = scores.argmax(axis=1)
    print(f"TFLM on all {len(labels)} test images: {np.mean(predicted == labels):.2%}, model {len(tflite)} bytes")

    stem.with_suffix(".bin").write_bytes(pixels[:COUNT].tobytes() + labels[:COUNT].tobytes())
    correct = int((predicted == labels)[:COUNT].sum())
    facts = {
        "images": COUNT,
        "correct": correct,
        "accuracy": correct / COUNT,
        "accuracy_all_test_images": round(float(np.mean(predicted == labels)), 4),
        "classes": data.CLASSES,
        "predicted": predicted[:COUNT].tolist(),
        "scores": scores[:COUNT].tolist(),
    }
    lines = (f' "{key}": {json.dumps(value, separators=(",", ":"))}' for key, value in facts.items())
    stem.with_suffix(".json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--data", type=pathlib.Path, default=data.DEBIAN_FOLDER)
    options = arguments.parse_args()
    here = pathlib.Path(__file__).parent
    _, (pixels, labels) = data.load(options.data)
    write(here / "fashion_mnist_test200", (here / "fashion_mnist.tflite").read_bytes(), pixels, labels)


if __name__ == "__main__":
    main()
