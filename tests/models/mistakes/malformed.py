"""Flatbuffers whose offsets, lengths or indices lead nowhere."""

import dataclasses
import struct

from tensorflow.lite.python import schema_py_generated as schema

from mistakes import sound

FAR = 1 << 20  # beyond the end of any of these files

# Field positions in the vtable, by the schema: 4 + 2 * (the field's number).
MODEL_SUBGRAPHS = 8
SUBGRAPH_TENSORS = 4
TENSOR_SHAPE = 4
TENSOR_NAME = 10


def _patched(field_position, value, format="<I"):
    """The intact model with `value` written at `field_position(model root, subgraph, tensor 0)`."""
    model = bytearray(sound.convolution().serialize())
    root = schema.Model.GetRootAs(model, 0)
    subgraph = root.Subgraphs(0)
    position = field_position(root._tab, subgraph._tab, subgraph.Tensors(0)._tab)
    struct.pack_into(format, model, position, value)
    return bytes(model)


def _vtable(table):
    return table.Pos - struct.unpack_from("<i", table.Bytes, table.Pos)[0]


def _field(table, slot):
    """Position of a field's value; for a vector or string, of the offset to it."""
    return table.Pos + table.Offset(slot)


def _length(table, slot):
    """Position of a vector's or string's length."""
    return table.Indirect(_field(table, slot))


def root_out_of_file():
    """the offset to the root table is beyond the end of the file"""
    return _patched(lambda root, subgraph, tensor: 0, FAR)


def vtable_out_of_file():
    """the root table's vtable is beyond the end of the file"""
    return _patched(lambda root, subgraph, tensor: root.Pos, -FAR, "<i")


def vtable_too_short():
    """the root table's vtable states a length of 2 bytes"""
    return _patched(lambda root, subgraph, tensor: _vtable(root), 2, "<H")


def field_out_of_table():
    """the vtable puts the subgraphs' offset beyond the end of the file"""
    return _patched(lambda root, subgraph, tensor: _vtable(root) + MODEL_SUBGRAPHS, 0xFFF0, "<H")


def offset_out_of_file():
    """the offset to the subgraphs is beyond the end of the file"""
    return _patched(lambda root, subgraph, tensor: _field(root, MODEL_SUBGRAPHS), FAR)


def offset_overflows():
    """the offset to the subgraphs is 2^32 - 4"""
    return _patched(lambda root, subgraph, tensor: _field(root, MODEL_SUBGRAPHS), 0xFFFF_FFFC)


def vector_too_long():
    """the vector of tensors states a million entries"""
    return _patched(lambda root, subgraph, tensor: _length(subgraph, SUBGRAPH_TENSORS), FAR)


def vector_length_overflows():
    """the shape of tensor 0 states 2^31 - 1 dimensions"""
    return _patched(lambda root, subgraph, tensor: _length(tensor, TENSOR_SHAPE), 0x7FFF_FFFF)


def string_too_long():
    """the name of tensor 0 states a length of a million bytes"""
    return _patched(lambda root, subgraph, tensor: _length(tensor, TENSOR_NAME), FAR)


def name_not_utf8():
    """the name of tensor 0 is the bytes ff fe"""
    return _patched(lambda root, subgraph, tensor: _length(tensor, TENSOR_NAME) + 4, b"\xff\xfe", "2s")


def _with(change):
    graph = sound.convolution()
    change(graph)
    return graph


def buffer_index_out_of_range():
    """the filters' tensor names buffer 99"""
    return _with(lambda graph: setattr(graph.subgraph.tensors[1], "buffer", 99))


def tensor_index_out_of_range():
    """the convolution's first input is tensor 99"""

    def change(graph):
        graph.subgraph.operators[0].inputs[0] = 99

    return _with(change)


def tensor_index_negative():
    """the convolution's first input is tensor -7; only -1 has a meaning, which is none"""

    def change(graph):
        graph.subgraph.operators[0].inputs[0] = -7

    return _with(change)


def operator_code_out_of_range():
    """the operator's code has index 9 in a list of one"""
    return _with(lambda graph: setattr(graph.subgraph.operators[0], "opcodeIndex", 9))


def model_output_out_of_range():
    """the model's output is tensor 99"""
    graph = sound.convolution()
    return graph.finish(dataclasses.replace(graph.outputs[0], index=99))


def external_buffer_out_of_file():
    """the filters' buffer lies outside the flatbuffer, at an offset beyond the end of the file"""

    def change(graph):
        buffer = graph.model.buffers[graph.subgraph.tensors[1].buffer]
        buffer.data, buffer.offset, buffer.size = None, FAR, 54

    return _with(change)


def no_subgraph():
    """a model without a subgraph"""
    return _with(lambda graph: setattr(graph.model, "subgraphs", []))
