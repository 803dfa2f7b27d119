"""Train the field's "hello world": a network of two layers of 16 that has learned sin(x) on [0, 2π], in int8.

    python hello_world.py

writes `hello_world.tflite` beside this script and prints its largest error against the sine.
"""

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


def largest_error(tflite):
    """Over all 256 inputs, by TFLM's reference kernels."""
    interpreter = runtime.Interpreter.from_bytes(tflite, arena_size=16 * 1024)

    def affine(details):
        quantization = details["quantization_parameters"]
        return quantization["scales"][0], quantization["zero_points"][0]

    in_scale, in_zero = affine(interpreter.get_input_details(0))
    out_scale, out_zero = affine(interpreter.get_output_details(0))
    errors = []
    for value in range(-128, 128):
        interpreter.set_input(np.array([[value]], np.int8), 0)
        interpreter.invoke()
        sine = (int(interpreter.get_output(0)[0, 0]) - out_zero) * out_scale
        errors.append(abs(sine - math.sin((value - in_zero) * in_scale)))
    return max(errors)


def main():
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(SEED)
    angles = np.linspace(0, 2 * math.pi, 1024, dtype=np.float32)[:, None]
    tflite = quantize(trained_network(angles), angles)
    (HERE / "hello_world.tflite").write_bytes(tflite)
    print(f"{len(tflite)} bytes, largest error {largest_error(tflite):.3f}")


if __name__ == "__main__":
    main()
