"""Writes `named/`: models whose signature and metadata name inputs and outputs.

python named.py
"""

import io
import os
import pathlib
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import flatbuffers
import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

from builder import Graph, Quant

FOLDER = pathlib.Path(__file__).parent / "named"
X = Quant(0.5, -3)
AXIS_LABELS = 2  # AssociatedFileType.TENSOR_AXIS_LABELS
DATE = (2020, 1, 1, 0, 0, 0)  # of files in archives


def sign(graph, key, inputs, outputs):
    """Adds a signature with these names of tensors of the graph."""
    table = schema.SignatureDefT()
    table.signatureKey, table.subgraphIndex = key, 0
    table.inputs, table.outputs = names(inputs), names(outputs)
    graph.model.signatureDefs = [*(graph.model.signatureDefs or []), table]


def names(tensors):
    maps = []
    for name, tensor in tensors.items():
        table = schema.TensorMapT()
        table.name, table.tensorIndex = name, tensor.index
        maps.append(table)
    return maps


def two_signatures():
    """The tensors have the names of TensorFlow's converter; the names of the signature `train` are not used."""
    graph = Graph("two_signatures")
    image, gain = graph.input((1, 4), X), graph.input((1, 4), X)
    sums, positive = graph.tensor((1, 4), X), graph.tensor((1, 4), X)
    graph.operator("ADD", [image, gain], [sums], "AddOptions")
    graph.operator("RELU", [sums], [positive])
    tensors = ["serving_default_args_0:0", "serving_default_args_1:0", "PartitionedCall:1", "PartitionedCall:0"]
    for table, name in zip(graph.subgraph.tensors, tensors, strict=True):
        table.name = name
    sign(graph, "train", {"a": image, "b": gain}, {"c": sums, "d": positive})
    sign(graph, "serving_default", {"gain": gain, "image": image}, {"scores": positive, "sum": sums})
    return graph.finish(sums, positive).serialize()


def classifier(metadata=None):
    graph = Graph("classifier")
    x, y = graph.input((1, 3), X), graph.tensor((1, 3), X)
    graph.operator("RELU", [x], [y])
    if metadata is not None:
        describe(graph, metadata)
    return graph.finish(y).serialize()


def describe(graph, metadata):
    """Adds TFLite's metadata to the model."""
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(metadata, np.uint8)
    graph.model.buffers.append(buffer)
    entry = schema.MetadataT()
    entry.name, entry.buffer = "TFLITE_METADATA", len(graph.model.buffers) - 1
    graph.model.metadata = [entry]


# Names that equal others with a prefix, a suffix or a number, keywords, methods of the generated type, and
# characters that are not allowed in identifiers.
HOSTILE_INPUTS = ["a", "a_nested", "gen", "new", "run", "input", "inputs", "input_a"]
HOSTILE_OUTPUTS = [
    "a", "output_a", "a_nested", "a_labels", "a_2", "a", "a", "A", "gen", "union", "type", "self", "Self", "crate",
    "output", "outputs", "output_1", "0", "_", "__", "\u00e9", "\u65e5\u672c", "r#x", "run", "new", "MACS",
    "very_long_" * 1000,
]  # fmt: skip


def hostile_names():
    """Output i is a sum of inputs i and i + 1."""
    graph = Graph("hostile_names")
    inputs = [graph.input((1, 2, 3), X) for _ in HOSTILE_INPUTS]
    outputs = [graph.tensor((1, 2, 3), X) for _ in HOSTILE_OUTPUTS]
    for index, output in enumerate(outputs):
        operands = [inputs[(index + step) % len(inputs)] for step in (0, 1)]
        graph.operator("ADD", operands, [output], "AddOptions")
    for tensors, names in ((inputs, HOSTILE_INPUTS), (outputs, HOSTILE_OUTPUTS)):
        for tensor, name in zip(tensors, names, strict=True):
            graph.subgraph.tensors[tensor.index].name = name
    describe(graph, metadata("labels.txt"))
    return graph.finish(*outputs).serialize()


def metadata(name):
    """A ModelMetadata whose first output has a file of axis labels."""
    builder = flatbuffers.Builder(64)
    name = builder.CreateString(name)

    def table(slots, **fields):
        builder.StartObject(slots)
        for slot, value in fields.items():
            slot = int(slot.removeprefix("slot"))
            if slot == 2:
                builder.PrependInt8Slot(slot, value, 0)
            else:
                builder.PrependUOffsetTRelativeSlot(slot, value, 0)
        return builder.EndObject()

    def vector(entry):
        builder.StartVector(4, 1, 4)
        builder.PrependUOffsetTRelative(entry)
        return builder.EndVector()

    file = table(5, slot0=name, slot2=AXIS_LABELS)
    tensor = table(7, slot6=vector(file))
    subgraph = table(8, slot3=vector(tensor))
    builder.Finish(table(8, slot3=vector(subgraph)), b"M001")
    return bytes(builder.Output())


def with_files(model, files, method=zipfile.ZIP_STORED):
    """An archive behind the model, as TFLite's metadata writer appends it."""
    file = io.BytesIO(model)
    with zipfile.ZipFile(file, "a", method) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type = method
            archive.writestr(entry, text)
    return file.getvalue()


def models():
    labels = "cat\ndog\nlong-tailed tit\n"
    yield "two_signatures", two_signatures()
    files = {"notes.txt": "one\ntwo\nthree\n", "labels.txt": labels}
    yield "labels_by_metadata", with_files(classifier(metadata("labels.txt")), files)
    files = {"labelmap.txt": labels.replace("\n", "\r\n"), "readme.txt": "two\nlines\n"}
    yield "labels_by_count", with_files(classifier(), files, zipfile.ZIP_DEFLATED)
    yield "labels_of_another_count", with_files(classifier(metadata("labels.txt")), {"labels.txt": "cat\ndog\n"})
    yield "hostile_names", with_files(hostile_names(), {"labels.txt": labels})
    damaged = bytearray(with_files(classifier(), {"labels.txt": labels}, zipfile.ZIP_DEFLATED))
    damaged[damaged.rindex(b"PK\3\4") + 40] ^= 0xFF
    yield "labels_damaged", bytes(damaged)


def main():
    FOLDER.mkdir(exist_ok=True)
    for name, model in models():
        (FOLDER / f"{name}.tflite").write_bytes(model)


if __name__ == "__main__":
    main()
