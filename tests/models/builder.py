"""Writes `.tflite` models operator by operator.

TensorFlow's converter chooses scales, zero points and fusions itself; a conformance model
needs them exactly as stated. So the tables are filled here, through TensorFlow's own
schema objects, and nothing is inferred: every shape and quantization is the caller's.
"""

import contextlib
import zlib
from dataclasses import dataclass

import flatbuffers
import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

IDENTIFIER = b"TFL3"
SCHEMA_VERSION = 3
NO_TENSOR = -1

TYPES = {
    np.dtype(np.int8): schema.TensorType.INT8,
    np.dtype(np.uint8): schema.TensorType.UINT8,
    np.dtype(np.bool_): schema.TensorType.BOOL,
    np.dtype(np.int16): schema.TensorType.INT16,
    np.dtype(np.int32): schema.TensorType.INT32,
    np.dtype(np.uint32): schema.TensorType.UINT32,
    np.dtype(np.int64): schema.TensorType.INT64,
    np.dtype(np.float64): schema.TensorType.FLOAT64,
    np.dtype(np.float32): schema.TensorType.FLOAT32,
    np.dtype(np.float16): schema.TensorType.FLOAT16,
    np.dtype(np.complex64): schema.TensorType.COMPLEX64,
}


@dataclass(frozen=True)
class Quant:
    """real = scale * (integer - zero_point); several scales are one per index of dimension `axis`."""

    scale: float | tuple[float, ...]
    zero_point: int = 0
    axis: int = 0

    def table(self):
        scales = np.atleast_1d(np.array(self.scale, np.float32))
        table = schema.QuantizationParametersT()
        table.scale = scales
        table.zeroPoint = np.full(len(scales), self.zero_point, np.int64)
        table.quantizedDimension = self.axis
        return table


@dataclass(frozen=True)
class Tensor:
    """A handle on a tensor of the graph that created it."""

    index: int
    shape: tuple[int, ...]
    dtype: np.dtype
    quant: Quant | None


class Graph:
    """A model under construction. `rng` depends only on the name, so that models do not depend on one another."""

    def __init__(self, name, note=None, follow="tflm", extremes=True, every=False, tolerance=0, sequence=False):
        """`note` goes into the manifest, `follow` names the reference; without `extremes` inputs are random only.

        With `every` there is one case, of every 8-bit value in order. Floats may differ by `tolerance`; in a
        `sequence` each case starts with the state after the ones before it.
        """
        self.name = name
        self.note = note
        self.follow = follow
        self.extremes = extremes
        self.every = every
        self.tolerance = tolerance
        self.sequence = sequence
        self.rng = np.random.default_rng(zlib.crc32(name.encode()))
        self.inputs = []
        self.outputs = []
        self.subgraph = self.new_subgraph()
        self.model = schema.ModelT()
        self.model.version = SCHEMA_VERSION
        self.model.subgraphs = [self.subgraph]
        self.model.operatorCodes = []
        self.model.buffers = [schema.BufferT()]  # buffer 0 is the empty one, by convention

    def tensor(self, shape, quant=None, dtype=np.int8, buffer=0):
        table = schema.TensorT()
        table.name = f"t{len(self.subgraph.tensors)}"
        table.shape = np.array(shape, np.int32)
        table.type = TYPES[np.dtype(dtype)]
        table.buffer = buffer
        if quant is not None:
            table.quantization = quant.table()
        self.subgraph.tensors.append(table)
        return Tensor(len(self.subgraph.tensors) - 1, tuple(shape), np.dtype(dtype), quant)

    def input(self, shape, quant=None, dtype=np.int8):
        self.inputs.append(self.tensor(shape, quant, dtype))
        return self.inputs[-1]

    def variable(self, shape, quant=None, dtype=np.int8):
        """A tensor that keeps its value between runs."""
        tensor = self.tensor(shape, quant, dtype)
        self.subgraph.tensors[tensor.index].isVariable = True
        return tensor

    def handle(self, shared_name, container=""):
        """A variable, by the name of its VAR_HANDLE."""
        table = schema.TensorT()
        table.name = f"t{len(self.subgraph.tensors)}"
        table.shape = np.array([], np.int32)
        table.type = schema.TensorType.RESOURCE
        self.subgraph.tensors.append(table)
        handle = Tensor(len(self.subgraph.tensors) - 1, (), None, None)
        self.operator("VAR_HANDLE", [], [handle], "VarHandleOptions", sharedName=shared_name, container=container)
        return handle

    def read(self, handle, shape, quant=None, dtype=np.int8):
        value = self.tensor(shape, quant, dtype)
        self.operator("READ_VARIABLE", [handle], [value], "ReadVariableOptions")
        return value

    def assign(self, handle, value):
        self.operator("ASSIGN_VARIABLE", [handle, value], [], "AssignVariableOptions")

    @contextlib.contextmanager
    def once(self):
        """A subgraph that CALL_ONCE calls: operators that are added within it belong to it."""
        entry, self.subgraph = self.subgraph, self.new_subgraph()
        self.model.subgraphs.append(self.subgraph)
        yield
        self.subgraph = entry
        index = len(self.model.subgraphs) - 1
        self.operator("CALL_ONCE", [], [], "CallOnceOptions", initSubgraphIndex=index)

    def subgraph_of(self, values, compute):
        """(index, outputs) of a subgraph that takes such values and returns the results of `compute`."""
        outer, self.subgraph = self.subgraph, self.new_subgraph()
        self.model.subgraphs.append(self.subgraph)
        index = len(self.model.subgraphs) - 1
        inputs = [self.tensor(value.shape, value.quant, value.dtype) for value in values]
        outputs = compute(*inputs)
        self.subgraph.inputs = np.array([t.index for t in inputs], np.int32)
        self.subgraph.outputs = np.array([t.index for t in outputs], np.int32)
        self.subgraph = outer
        return index, outputs

    def choose(self, condition, values, then, otherwise):
        """IF: the outputs of one of two functions of the values."""
        (then, outputs), (otherwise, _) = [self.subgraph_of(values, compute) for compute in (then, otherwise)]
        outputs = [self.tensor(y.shape, y.quant, y.dtype) for y in outputs]
        options = {"thenSubgraphIndex": then, "elseSubgraphIndex": otherwise}
        self.operator("IF", [condition, *values], outputs, "IfOptions", **options)
        return outputs

    def repeat(self, values, condition, body):
        """WHILE: the values after the turns of the body for which the condition holds."""
        (condition, _), (body, _) = [self.subgraph_of(values, compute) for compute in (condition, body)]
        outputs = [self.tensor(x.shape, x.quant, x.dtype) for x in values]
        options = {"condSubgraphIndex": condition, "bodySubgraphIndex": body}
        self.operator("WHILE", values, outputs, "WhileOptions", **options)
        return outputs

    @staticmethod
    def new_subgraph():
        subgraph = schema.SubGraphT()
        subgraph.tensors, subgraph.operators = [], []
        subgraph.inputs, subgraph.outputs = np.array([], np.int32), np.array([], np.int32)
        return subgraph

    def constant(self, values, quant=None):
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(values.tobytes(), np.uint8)
        self.model.buffers.append(buffer)
        return self.tensor(values.shape, quant, values.dtype, len(self.model.buffers) - 1)

    def indices(self, values):
        """An int32 constant: axes, paddings, permutations."""
        return self.constant(np.array(values, np.int32))

    def int8_constant(self, values, quant):
        return self.constant(np.array(values, np.int8), quant)

    def int4_constant(self, values, quant):
        """Two values of -8..=7 in a byte, the first in its lower half."""
        nibbles = np.append(values.ravel(), np.zeros(values.size % 2, np.int8)).astype(np.uint8) & 15
        constant = self.constant(nibbles[0::2] | nibbles[1::2] << 4, quant)
        table = self.subgraph.tensors[constant.index]
        table.shape = np.array(values.shape, np.int32)
        table.type = schema.TensorType.INT4
        return Tensor(constant.index, values.shape, constant.dtype, quant)

    def random(self, shape, quant):
        """An int8 constant over the symmetric range, as weights are."""
        return self.constant(self.rng.integers(-127, 128, shape, np.int8), quant)

    def custom(self, name, inputs, outputs, options=b""):
        """Appends a custom operator; `options` are its bytes."""
        table = self.operator("CUSTOM", inputs, outputs)
        self.model.operatorCodes[table.opcodeIndex].customCode = name
        table.customOptions = np.frombuffer(options, np.uint8)

    def operator(self, name, inputs, outputs, options=None, **fields):
        """Appends an operator; `options` is the name of its options table, `fields` that table's fields."""
        table = schema.OperatorT()
        table.opcodeIndex = self.opcode(name)
        table.inputs = np.array([NO_TENSOR if t is None else t.index for t in inputs], np.int32)
        table.outputs = np.array([t.index for t in outputs], np.int32)
        if options is not None:
            table.builtinOptionsType = getattr(schema.BuiltinOptions, options)
            table.builtinOptions = getattr(schema, options + "T")()
            for field, value in fields.items():
                assert hasattr(table.builtinOptions, field), f"{options} has no {field}"
                setattr(table.builtinOptions, field, value)
        self.subgraph.operators.append(table)
        return table

    def opcode(self, name):
        code = getattr(schema.BuiltinOperator, name)
        known = [entry.builtinCode for entry in self.model.operatorCodes]
        if code not in known:
            entry = schema.OperatorCodeT()
            entry.builtinCode = code
            entry.deprecatedBuiltinCode = min(code, 127)
            entry.version = 1
            self.model.operatorCodes.append(entry)
            known.append(code)
        return known.index(code)

    def finish(self, *outputs):
        """Names the model's outputs; returns the graph, so that a model is one expression."""
        self.outputs = list(outputs)
        return self

    def serialize(self):
        self.subgraph.inputs = np.array([t.index for t in self.inputs], np.int32)
        self.subgraph.outputs = np.array([t.index for t in self.outputs], np.int32)
        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), IDENTIFIER)
        return bytes(builder.Output())

    def operator_names(self):
        """Lower-case names in order of first use."""
        names = {code: name for name, code in vars(schema.BuiltinOperator).items() if isinstance(code, int)}
        return [names[entry.builtinCode].lower() for entry in self.model.operatorCodes]
