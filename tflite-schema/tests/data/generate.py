"""Writes the models of this folder. Needs TensorFlow; run it in this folder.

conv_dense_int8.tflite     one subgraph, per-channel int8, one signature
counter_signatures.tflite  several subgraphs (WHILE, CALL_ONCE), a resource variable, two signatures
"""

import pathlib
import tempfile

import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).parent


def conv_dense_int8() -> bytes:
    tf.keras.utils.set_random_seed(7)
    image = tf.keras.Input((6, 6, 1), batch_size=1, name="image")
    x = tf.keras.layers.Conv2D(2, 3, strides=2, padding="same", activation="relu")(image)
    x = tf.keras.layers.Flatten()(x)
    x = tf.keras.layers.Dense(3, activation="softmax", name="class")(x)
    converter = tf.lite.TFLiteConverter.from_keras_model(tf.keras.Model(image, x))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    samples = np.random.default_rng(7).uniform(-1, 1, (16, 1, 6, 6, 1)).astype(np.float32)
    converter.representative_dataset = lambda: ([sample] for sample in samples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    return converter.convert()


class Counter(tf.Module):
    def __init__(self):
        self.total = tf.Variable(tf.zeros([2]), name="total")

    @tf.function(input_signature=[tf.TensorSpec([2], tf.float32, name="step")])
    def count(self, step):
        return {"total": self.total.assign_add(step)}

    @tf.function(input_signature=[tf.TensorSpec([2], tf.float32, name="seed")])
    def double_until_large(self, seed):
        small = lambda x: tf.reduce_sum(x) < 100.0
        return {"large": tf.while_loop(small, lambda x: [x + x], [seed])[0]}


def counter_signatures() -> bytes:
    counter = Counter()
    functions = [counter.count.get_concrete_function(), counter.double_until_large.get_concrete_function()]
    folder = tempfile.mkdtemp()
    tf.saved_model.save(counter, folder, signatures=dict(zip(["count", "double"], functions)))
    converter = tf.lite.TFLiteConverter.from_saved_model(folder)
    converter.experimental_enable_resource_variables = True
    return converter.convert()


if __name__ == "__main__":
    for model in conv_dense_int8, counter_signatures:
        (HERE / f"{model.__name__}.tflite").write_bytes(model())
