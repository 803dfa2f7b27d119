"""Train the usual "hello world": a network of two layers of 16 that has learned sin(x) on [0, 2π], in int8.

    python hello_world.py

This writes beside the script `hello_world.tflite` and, for its 256 inputs, TFLM's outputs in `hello_world.json`.
"""

import json
import math
import pathlib

import keras
import numpy as np
import tensorflow as tf
from tflite_micro.python.tflite_micro import runtime

HERE = pathlib.Path(__file__).parent
SEED = 3
EPOCHS = 600


def trained_network(angles):
    model = keras.Sequential([
        keras.Input((1,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(1),
    ])  # fmt: skip
    steps = EPOCHS * -(-len(angles) // 64)
    model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-2, steps)), "mse")
    model.fit(angles, np.sin(angles), batch_size=64, epochs=EPOCHS, verbose=0)
    return model


def quantize(model, angles):
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([angle[None]] for angle in angles)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    return converter.convert()


def tflm_answers(tflite):
    """The raw outputs of TFLM's reference kernels for all 256 inputs, with both tensors' quantization."""
    interpreter = runtime.Interpreter.from_bytes(tflite, arena_size=16 * 1024)

    def affine(details):
        quantization = details["quantization_parameters"]
        return {"scale": float(quantization["scales"][0]), "zero_point": int(quantization["zero_points"][0])}

    outputs = []
    for value in range(-128, 128):
        interpreter.set_input(np.array([[value]], np.int8), 0)
        interpreter.invoke()
        outputs.append(int(interpreter.get_output(0)[0, 0]))
    return {
        "input": affine(interpreter.get_input_details(0)),
        "output": affine(interpreter.get_output_details(0)),
        "outputs": outputs,
    }


def largest_error(answers):
    def real(value, affine):
        return (value - affine["zero_point"]) * affine["scale"]

    pairs = zip(range(-128, 128), answers["outputs"], strict=True)
    return max(abs(real(y, answers["output"]) - math.sin(real(x, answers["input"]))) for x, y in pairs)


def main():
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(SEED)
    angles = np.linspace(0, 2 * math.pi, 1024, dtype=np.float32)[:, None]
    tflite = quantize(trained_network(angles), angles)
    (HERE / "hello_world.tflite").write_bytes(tflite)
    answers = tflm_answers(tflite)
    (HERE / "hello_world.json").write_text(json.dumps(answers) + "\n")
    print(f"{len(tflite)} bytes, largest error {largest_error(answers):.3f}")


if __name__ == "__main__":
    main()
