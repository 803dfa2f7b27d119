"""Well-formed flatbuffers whose parts contradict each other."""

import copy

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

import layers
from builder import Graph, Quant
from mistakes import sound
from mistakes.sound import X, of_one_operator

NAN = float("nan")


def _with(change):
    graph = sound.convolution()
    change(graph)
    return graph


def _with_tensor(index, **fields):
    graph = sound.convolution()
    for field, value in fields.items():
        setattr(graph.subgraph.tensors[index], field, value)
    return graph


def _with_quantization(index, **fields):
    graph = sound.convolution()
    for field, value in fields.items():
        setattr(graph.subgraph.tensors[index].quantization, field, value)
    return graph


def _with_options(**fields):
    graph = sound.convolution()
    for field, value in fields.items():
        setattr(graph.subgraph.operators[0].builtinOptions, field, value)
    return graph


def negative_dimension():
    """the input's shape is [1, 4, -4, 2]"""
    return _with_tensor(0, shape=np.array([1, 4, -4, 2], np.int32))


def shape_overflows():
    """the input's shape is [65536, 65536, 65536, 65536]"""
    return _with_tensor(0, shape=np.array([65536] * 4, np.int32))


def constant_too_short():
    """the filters' buffer has 53 bytes, their shape and type need 54"""
    graph = sound.convolution()
    buffer = graph.model.buffers[graph.subgraph.tensors[1].buffer]
    buffer.data = buffer.data[:-1]
    return graph


def constant_too_long():
    """the biases' buffer has 16 bytes, their shape and type need 12"""
    graph = sound.convolution()
    buffer = graph.model.buffers[graph.subgraph.tensors[3].buffer]
    buffer.data = np.concatenate([buffer.data, np.zeros(4, np.uint8)])
    return graph


def operator_without_inputs():
    """a convolution with an empty list of inputs"""
    return _with(lambda graph: setattr(graph.subgraph.operators[0], "inputs", np.array([], np.int32)))


def missing_operator_input():
    """a convolution whose filters are tensor -1, which means none"""
    return _with(lambda graph: setattr(graph.subgraph.operators[0], "inputs", np.array([0, -1, 3], np.int32)))


def operator_without_outputs():
    """a convolution with an empty list of outputs"""
    return _with(lambda graph: setattr(graph.subgraph.operators[0], "outputs", np.array([], np.int32)))


def options_missing():
    """a convolution without its options: no stride, no padding"""

    def change(graph):
        graph.subgraph.operators[0].builtinOptionsType = 0
        graph.subgraph.operators[0].builtinOptions = None

    return _with(change)


def options_of_another_operator():
    """a convolution with the options of a pool"""
    graph = sound.convolution()
    pool = of_one_operator("MAX_POOL_2D", (1, 4, 4, 2), (1, 4, 4, 2), "Pool2DOptions", strideH=1, strideW=1)
    for field in ("builtinOptionsType", "builtinOptions"):
        setattr(graph.subgraph.operators[0], field, getattr(pool.subgraph.operators[0], field))
    return graph


def stride_zero():
    """a convolution with a stride of 0"""
    return _with_options(strideW=0)


def dilation_negative():
    """a convolution with a dilation of -1"""
    return _with_options(dilationHFactor=-1)


def activation_unknown():
    """a fused activation numbered 77"""
    return _with_options(fusedActivationFunction=77)


def quantization_lengths_differ():
    """the filters have three scales and two zero points"""
    return _with_quantization(1, zeroPoint=np.zeros(2, np.int64))


def channel_scales_too_few():
    """two scales and zero points for three output channels"""
    return _with_quantization(1, scale=np.array([0.01, 0.02], np.float32), zeroPoint=np.zeros(2, np.int64))


def scale_zero():
    """the output's scale is 0"""
    return _with_quantization(2, scale=np.array([0.0], np.float32))


def scale_nan():
    """the output's scale is not a number"""
    return _with_quantization(2, scale=np.array([NAN], np.float32))


def scale_negative():
    """the input's scale is -0.05"""
    return _with_quantization(0, scale=np.array([-0.05], np.float32))


def scale_infinite():
    """the input's scale is infinite"""
    return _with_quantization(0, scale=np.array([np.inf], np.float32))


def zero_point_out_of_range():
    """the int8 input's zero point is 1000"""
    return _with_quantization(0, zeroPoint=np.array([1000], np.int64))


def output_shape_mismatch():
    """the convolution's output is [1, 4, 4, 3] by its input and window, its tensor has [1, 2, 2, 3]"""
    return _with_tensor(2, shape=np.array([1, 2, 2, 3], np.int32))


def output_channels_mismatch():
    """three filters, but the output tensor has five channels"""
    return _with_tensor(2, shape=np.array([1, 4, 4, 5], np.int32))


def filter_depth_mismatch():
    """filters of depth 3 on an input of 2 channels"""
    graph = Graph("filter_depth_mismatch")
    x = graph.input((1, 4, 4, 2), X)
    filters = graph.random((3, 3, 3, 3), Quant(0.01))
    return graph.finish(layers.conv_2d(graph, x, 3, filters=filters))


def bias_length_mismatch():
    """three output channels and two biases"""
    graph = sound.convolution()
    graph.subgraph.tensors[3].shape = np.array([2], np.int32)
    buffer = graph.model.buffers[graph.subgraph.tensors[3].buffer]
    buffer.data = buffer.data[:8]
    return graph


def addition_does_not_broadcast():
    """[1, 4, 4, 3] plus [1, 4, 4, 2]"""
    graph = Graph("addition_does_not_broadcast")
    a, b = graph.input((1, 4, 4, 3), X), graph.input((1, 4, 4, 2), X)
    y = graph.tensor((1, 4, 4, 3), X)
    graph.operator("ADD", [a, b], [y], "AddOptions")
    return graph.finish(y)


def operand_of_another_type():
    """an int8 tensor plus a constant of float32"""
    graph = Graph("operand_of_another_type")
    x, y = graph.input((1, 8), X), graph.tensor((1, 8), X)
    graph.operator("ADD", [x, graph.constant(np.ones((1, 8), np.float32), X)], [y], "AddOptions")
    return graph.finish(y)


def concatenation_of_two_types():
    """an int8 and a float32 tensor joined in an int8 one"""
    graph = Graph("concatenation_of_two_types")
    x, real = graph.input((1, 8), X), graph.input((1, 4), dtype=np.float32)
    y = graph.tensor((1, 12), X)
    graph.operator("CONCATENATION", [x, real], [y], "ConcatenationOptions", axis=1)
    return graph.finish(y)


def reshape_changes_the_type():
    """int8 reshaped to the same number of float32"""
    graph = Graph("reshape_changes_the_type")
    x, y = graph.input((1, 8), X), graph.tensor((2, 4), dtype=np.float32)
    graph.operator("RESHAPE", [x, graph.indices([2, 4])], [y], "ReshapeOptions", newShape=[2, 4])
    return graph.finish(y)


def bias_scale_mismatch():
    """a fully connected layer whose biases have a thousand times the scale of its sums"""
    graph = Graph("bias_scale_mismatch")
    y = layers.fully_connected(graph, graph.input((1, 8), X), 4)
    graph.subgraph.tensors[2].quantization.scale *= np.float32(1000)
    return graph.finish(y)


def input_is_constant():
    """the model's second input has a constant's buffer"""
    graph = Graph("input_is_constant")
    x, y = graph.input((1, 8), X), graph.tensor((1, 8), X)
    constant = graph.random((1, 8), X)
    graph.inputs.append(constant)
    graph.operator("ADD", [x, constant], [y], "AddOptions")
    return graph.finish(y)


def input_is_a_variable():
    """the model's input is_variable"""
    graph = sound.convolution()
    graph.subgraph.tensors[graph.inputs[0].index].isVariable = True
    return graph


def operator_writes_a_variable():
    """the output of CONV_2D is_variable"""
    graph = sound.convolution()
    graph.subgraph.tensors[graph.outputs[0].index].isVariable = True
    return graph


def variable_with_data():
    """the second operand of ADD is_variable, and has a constant's buffer"""
    graph = Graph("variable_with_data")
    x, kept, y = graph.input((1, 8), X), graph.random((1, 8), X), graph.tensor((1, 8), X)
    graph.subgraph.tensors[kept.index].isVariable = True
    graph.operator("ADD", [x, kept], [y], "AddOptions")
    return graph.finish(y)


def call_once_after_the_variable_is_read():
    """READ_VARIABLE comes before the CALL_ONCE that sets the variable's first value"""
    graph = Graph("call_once_after_the_variable_is_read")
    x, handle = graph.input((1, 8), X), graph.handle("kept")
    value, y = graph.read(handle, (1, 8), X), graph.tensor((1, 8), X)
    with graph.once():
        graph.assign(graph.handle("kept"), graph.random((1, 8), X))
    graph.operator("ADD", [x, value], [y], "AddOptions")
    return graph.finish(y)


def call_once_of_the_entry():
    """CALL_ONCE calls the subgraph that it is in"""
    graph = sound.convolution()
    graph.operator("CALL_ONCE", [], [], "CallOnceOptions", initSubgraphIndex=0)
    return graph


def variable_of_two_sizes():
    """ASSIGN_VARIABLE assigns 8 elements, READ_VARIABLE reads 6"""
    graph = Graph("variable_of_two_sizes")
    x, handle = graph.input((1, 8), X), graph.handle("kept")
    graph.assign(handle, x)
    return graph.finish(graph.read(handle, (1, 6), X))


def variable_without_a_handle():
    """READ_VARIABLE's resource is an input of the model, not VAR_HANDLE's"""
    graph = Graph("variable_without_a_handle")
    x = graph.input((1,), dtype=np.int32)
    return graph.finish(graph.read(x, (1, 6), X))


def _choice(then=None, otherwise=None, shape=(1, 8), flag=np.bool_):
    """IF of an int8 tensor and its RELU, or of the results of `then` and `otherwise`."""
    graph = Graph("choice")
    condition, x = graph.input((1,), dtype=flag), graph.input(shape, X)
    then = then or (lambda x: [x])
    return graph.finish(*graph.choose(condition, [x], then, otherwise or then))


def _loop(condition=None, body=None):
    """WHILE whose condition is a bool variable."""
    graph = Graph("loop")
    flag, x = graph.input((1,), dtype=np.bool_), graph.input((1, 8), X)
    condition, body = condition or (lambda flag, x: [flag]), body or (lambda flag, x: [flag, x])
    return graph.finish(graph.repeat([flag, x], lambda *values: condition(*values), lambda *values: body(*values))[1])


def if_condition_of_int32():
    """IF whose condition is an int32"""
    return _choice(flag=np.int32)


def if_of_a_missing_subgraph():
    """IF whose then branch is subgraph 7 of 3"""
    graph = _choice()
    graph.subgraph.operators[0].builtinOptions.thenSubgraphIndex = 7
    return graph


def if_with_too_many_inputs():
    """IF passes two values to its branches, but they take one"""
    graph = _choice()
    operator = graph.subgraph.operators[0]
    operator.inputs = np.append(operator.inputs, operator.inputs[1:])
    return graph


def if_with_too_few_outputs():
    """IF has two outputs, its branches give one"""
    graph = _choice()
    y = graph.tensor((1, 8), X)
    operator = graph.subgraph.operators[0]
    operator.outputs = np.append(operator.outputs, np.int32(y.index))
    return graph


def if_of_another_shape():
    """IF passes 8 elements to its branches, but the else branch takes 6"""
    graph = _choice()
    graph.model.subgraphs[2].tensors[0].shape = np.array([1, 6], np.int32)
    return graph


def if_of_another_type():
    """the then branch gives int8, which IF has for int32"""
    graph = _choice()
    graph.subgraph.tensors[2].type = schema.TensorType.INT32
    return graph


def if_rescales():
    """the then branch gives a tensor of another scale than IF's output"""
    graph = _choice()
    graph.subgraph.tensors[2].quantization.scale = np.array([0.5], np.float32)
    return graph


def if_takes_an_input_twice():
    """the then branch names one tensor as both of its inputs"""
    graph = Graph("if_takes_an_input_twice")
    flag, a, b = graph.input((1,), dtype=np.bool_), graph.input((1, 8), X), graph.input((1, 8), X)
    graph.finish(*graph.choose(flag, [a, b], lambda a, b: [a], lambda a, b: [b]))
    graph.model.subgraphs[1].inputs = np.array([0, 0], np.int32)
    return graph


def if_runs_the_entry():
    """the else branch of IF is the subgraph that it is in"""
    graph = _choice()
    graph.subgraph.operators[0].builtinOptions.elseSubgraphIndex = 0
    return graph


def while_runs_itself():
    """the body of WHILE has a WHILE with the same body"""
    graph = _loop()
    body = graph.model.subgraphs[2]
    body.tensors += [copy.copy(tensor) for tensor in body.tensors]
    operator = copy.copy(graph.subgraph.operators[0])
    operator.inputs, operator.outputs = np.array([0, 1], np.int32), np.array([2, 3], np.int32)
    body.operators, body.outputs = [operator], operator.outputs
    return graph


def while_without_an_output():
    """WHILE has two inputs, but one output"""
    graph = _loop()
    operator = graph.subgraph.operators[0]
    operator.outputs = operator.outputs[1:]
    return graph


def while_condition_of_int8():
    """the condition of WHILE gives 8 elements of int8"""
    return _loop(condition=lambda flag, x: [x])


def while_condition_of_two():
    """the condition of WHILE gives two bools"""
    return _loop(condition=lambda flag, x: [flag, flag])


def while_body_is_broken():
    """an operator in the body of WHILE reads a tensor that no operator writes"""
    graph = _loop()
    graph.subgraph = graph.model.subgraphs[2]
    y, unwritten = graph.tensor((1, 8), X), graph.tensor((1, 8), X)
    graph.operator("RELU", [unwritten], [y])
    graph.subgraph.outputs = np.array([0, y.index], np.int32)
    graph.subgraph = graph.model.subgraphs[0]
    return graph


def _buffer(shape=(1, 4, 1, 6), quant=X, options=b""):
    graph = Graph("buffer")
    x, y = graph.input((1, 1, 1, 6), X), graph.variable(shape, quant)
    graph.custom("CIRCULAR_BUFFER", [x], [y], options)
    return graph.finish(y)


def circular_buffer_of_other_channels():
    """CIRCULAR_BUFFER keeps 5 channels of an input of 6"""
    return _buffer(shape=(1, 4, 1, 5))


def circular_buffer_rescales():
    """CIRCULAR_BUFFER whose output has another scale than its input"""
    return _buffer(quant=Quant(X.scale * 2, X.zero_point))


def circular_buffer_options_damaged():
    """the options of CIRCULAR_BUFFER are not a map of names"""
    return _buffer(options=b"cycles_max")


def reshape_changes_element_count():
    """24 elements reshaped to 25"""
    return of_one_operator("RESHAPE", (1, 24), (5, 5), "ReshapeOptions", [[5, 5]], newShape=[5, 5])


def permutation_repeats_an_axis():
    """TRANSPOSE by [0, 2, 2]"""
    return of_one_operator("TRANSPOSE", (2, 3, 4), (2, 4, 4), "TransposeOptions", [[0, 2, 2]])


def axis_out_of_range():
    """MEAN over axis 4 of four dimensions"""
    return of_one_operator("MEAN", (1, 4, 4, 2), (1, 4, 4), "ReducerOptions", [[4]])


def slice_out_of_range():
    """SLICE from 2 of size 3 in a dimension of 4"""
    return of_one_operator("SLICE", (4,), (3,), "SliceOptions", [[2], [3]])


def padding_negative():
    """PAD by -1"""
    return of_one_operator("PAD", (4,), (4,), "PadOptions", [[[-1, 1]]])


def tensor_nobody_produces():
    """an addition reads a tensor that is not an input, a constant or an operator's output"""
    graph = Graph("tensor_nobody_produces")
    x, orphan = graph.input((1, 8), X), graph.tensor((1, 8), X)
    y = graph.tensor((1, 8), X)
    graph.operator("ADD", [x, orphan], [y], "AddOptions")
    return graph.finish(y)


def output_nobody_produces():
    """the model's output is not an input, a constant or an operator's output"""
    graph = sound.convolution()
    return graph.finish(graph.tensor((1, 8), X))


def operators_out_of_order():
    """the first operator reads the output of the second one"""
    graph = Graph("operators_out_of_order")
    x, middle, y = graph.input((1, 8), X), graph.tensor((1, 8), X), graph.tensor((1, 8), X)
    graph.operator("RELU", [middle], [y])
    graph.operator("RELU", [x], [middle])
    return graph.finish(y)


def tensor_produced_twice():
    """two operators write the same tensor"""
    graph = Graph("tensor_produced_twice")
    x, y = graph.input((1, 8), X), graph.tensor((1, 8), X)
    graph.operator("RELU", [x], [y])
    graph.operator("RELU6", [x], [y])
    return graph.finish(y)


def operator_writes_the_input():
    """an operator's output is the model's input"""
    graph = Graph("operator_writes_the_input")
    x = graph.input((1, 8), X)
    graph.operator("RELU", [x], [x])
    return graph.finish(x)


def operator_writes_a_constant():
    """an operator's output has a constant's buffer"""
    graph = Graph("operator_writes_a_constant")
    x = graph.input((1, 8), X)
    y = graph.random((1, 8), X)
    graph.operator("RELU", [x], [y])
    return graph.finish(y)


def top_of_too_few():
    """TOPK_V2 of the largest 9 of 8 elements"""
    graph = Graph("top_of_too_few")
    x, values, places = graph.input((2, 8), X), graph.tensor((2, 9), X), graph.tensor((2, 9), dtype=np.int32)
    graph.operator("TOPK_V2", [x, graph.indices(9)], [values, places], "TopKV2Options")
    return graph.finish(values, places)


def tile_of_other_rank():
    """TILE of two dimensions by three multiples"""
    return of_one_operator("TILE", (2, 3), (2, 6), "TileOptions", constants=[[1, 2, 1]])


def reshape_to_nothing():
    """the open output of a RESHAPE is made 0 rows"""
    graph = of_one_operator("RESHAPE", (1, 6), (1, 6), "ReshapeOptions", constants=[[0, 6]])
    graph.subgraph.tensors[1].shapeSignature = np.array([-1, 6], np.int32)
    return graph


def no_outputs():
    """a model without an output"""
    return sound.convolution().finish()
