"""Train a small CNN on Fashion-MNIST and quantize it to full-integer int8.

    python fashion_mnist.py [--data FOLDER] [--epochs N]

FOLDER holds the four `*-ubyte.gz` files of Fashion-MNIST; the default is the folder of
Debian's package `dataset-fashion-mnist`. The script writes beside itself
`fashion_mnist.tflite`, and its first 200 test images with the outputs of TFLM's reference
kernels (see `fashion_mnist_golden.py`; README.md describes the formats).
"""

import argparse
import pathlib

import keras
import tensorflow as tf
from keras import layers

import fashion_mnist_data as data
import fashion_mnist_golden as golden

HERE = pathlib.Path(__file__).parent
SEED = 7


def normalized(x, operation):
    x = layers.BatchNormalization()(operation(x))
    return layers.ReLU(max_value=6.0)(x)


def separable(x, channels, stride):
    """Depthwise 3x3, then pointwise, each with batch normalization and ReLU6."""
    depthwise = layers.DepthwiseConv2D(3, stride, padding="same", use_bias=False)
    return normalized(normalized(x, depthwise), layers.Conv2D(channels, 1, use_bias=False))


def residual(x):
    """The input plus a linear depthwise-separable branch, then ReLU6."""
    y = normalized(x, layers.DepthwiseConv2D(3, padding="same", use_bias=False))
    y = layers.BatchNormalization()(layers.Conv2D(x.shape[-1], 1, use_bias=False)(y))
    return layers.ReLU(max_value=6.0)(layers.Add()([x, y]))


def network():
    """28x28x1 in [0, 1] to 10 probabilities. In int8 the largest live set is a residual block's 3 times 14x14x32 B."""
    image = keras.Input((28, 28, 1))
    x = normalized(image, layers.Conv2D(12, 3, padding="same", use_bias=False))
    x = separable(x, 32, stride=2)
    x = residual(x)
    x = separable(x, 64, stride=2)
    x = residual(x)
    x = residual(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.1)(x)
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))


def batches(images, labels, size):
    """Shuffled training batches, each image shifted by up to one pixel."""

    def augment(image, label):
        return tf.image.random_crop(tf.pad(image, [[1, 1], [1, 1], [0, 0]]), (28, 28, 1)), label

    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.shuffle(len(images), seed=SEED).map(augment).batch(size).prefetch(2)


def train(model, train_set, test_set, epochs):
    images, labels = train_set
    size = 128
    steps = epochs * -(-len(images) // size)
    model.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(4e-3, steps)),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(batches(images, labels, size), epochs=epochs, validation_data=test_set, verbose=2)


def quantize(model, images):
    """Full-integer int8. `images` must hold a 0.0 and a 1.0, for an input of scale 1/255 and zero point -128."""
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([image[None]] for image in images)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    return converter.convert()


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--data", type=pathlib.Path, default=data.DEBIAN_FOLDER)
    arguments.add_argument("--epochs", type=int, default=15)
    options = arguments.parse_args()

    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(SEED)

    (train_pixels, train_labels), (test_pixels, test_labels) = data.load(options.data)
    train_images = data.to_unit_range(train_pixels)
    model = network()
    model.summary()
    train(model, (train_images, train_labels), (data.to_unit_range(test_pixels), test_labels), options.epochs)

    tflite = quantize(model, train_images[:500])
    (HERE / "fashion_mnist.tflite").write_bytes(tflite)
    golden.write(HERE / "fashion_mnist_test200", tflite, test_pixels, test_labels)


if __name__ == "__main__":
    main()
