"""Models that TFLite accepts and this project does not (yet): operators, types, quantizations."""

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

import layers
from builder import Graph, Quant
from conformance import detection, lstm
from mistakes import sound
from mistakes.sound import X, of_one_operator


def unsupported_operators():
    """CUMSUM, GATHER, DENSIFY twice and, between DEQUANTIZE and QUANTIZE, SIGN in float"""
    graph = Graph("unsupported_operators")
    x = graph.input((1, 8), X)
    layer = [graph.tensor((1, 8), X) for _ in range(5)]
    real = [graph.tensor((1, 8), dtype=np.float32) for _ in range(2)]
    graph.operator("CUMSUM", [x, graph.indices(1)], [layer[0]], "CumsumOptions")
    graph.operator("GATHER", [layer[0], graph.indices([7, 6, 5, 4, 3, 2, 1, 0])], [layer[1]], "GatherOptions", axis=1)
    graph.operator("DENSIFY", [layer[1]], [layer[2]], "DensifyOptions")
    graph.operator("RELU", [layer[2]], [layer[3]])
    graph.operator("DENSIFY", [layer[3]], [layer[4]], "DensifyOptions")
    graph.operator("DEQUANTIZE", [layer[4]], [real[0]], "DequantizeOptions")
    graph.operator("SIGN", [real[0]], [real[1]], "SignOptions")
    y = graph.tensor((1, 8), X)
    graph.operator("QUANTIZE", [real[1]], [y], "QuantizeOptions")
    return graph.finish(y)


def _custom(code):
    graph = of_one_operator("CUSTOM", (1, 8), (1, 8))
    graph.model.operatorCodes[0].customCode = code
    return graph


def custom_operator():
    """a custom operator, AudioSpectrogram"""
    return _custom("AudioSpectrogram")


def compiled_for_edge_tpu():
    """the output of edgetpu_compiler: one operator, edgetpu-custom-op"""
    return _custom("edgetpu-custom-op")


def compiled_for_xcore():
    """the output of xcore-opt: operators such as XC_lookup beside TFLite's"""
    graph = Graph("compiled_for_xcore")
    x = graph.input((1, 8), X)
    layer = [graph.tensor((1, 8), X) for _ in range(2)]
    graph.custom("XC_lookup", [x], [layer[0]])
    graph.operator("RELU", [layer[0]], [layer[1]])
    return graph.finish(layer[1])


def types_of_unsupported_operators():
    """RESHAPE of complex64 between RFFT2D and COMPLEX_ABS, and a shape that UNIQUE leaves open"""
    graph = Graph("types_of_unsupported_operators")
    x = graph.input((1, 1, 8), dtype=np.float32)
    waves = [graph.tensor(shape, dtype=np.complex64) for shape in [(1, 1, 5), (1, 5)]]
    real, unique = graph.tensor((1, 5), dtype=np.float32), graph.tensor((0,), dtype=np.float32)
    places, y = graph.tensor((5,), dtype=np.int32), graph.tensor((0,), dtype=np.float32)
    graph.operator("RFFT2D", [x, graph.indices([1, 8])], [waves[0]], "Rfft2dOptions")
    graph.operator("RESHAPE", [waves[0], graph.indices([1, 5])], [waves[1]], "ReshapeOptions", newShape=[1, 5])
    graph.operator("COMPLEX_ABS", [waves[1]], [real])
    graph.operator("UNIQUE", [real], [unique, places], "UniqueOptions")
    graph.operator("RELU", [unique], [y])
    return graph.finish(y)


def unsupported_operator_and_type():
    """DENSIFY, and beside it RELU of float64; both are reported at once"""
    graph = Graph("unsupported_operator_and_type")
    x, wide = graph.input((1, 8), X), graph.input((1, 8), dtype=np.float64)
    y, z = graph.tensor((1, 8), X), graph.tensor((1, 8), dtype=np.float64)
    graph.operator("DENSIFY", [x], [y], "DensifyOptions")
    graph.operator("RELU", [wide], [z])
    return graph.finish(y, z)


def unsupported_operator_of_uint8():
    """DENSIFY between two layers of uint8, the quantization of TensorFlow 1"""
    graph = Graph("unsupported_operator_of_uint8")
    x = graph.input((1, 8), X, np.uint8)
    layer = [graph.tensor((1, 8), X, np.uint8) for _ in range(3)]
    graph.operator("ADD", [x, x], [layer[0]], "AddOptions")
    graph.operator("DENSIFY", [layer[0]], [layer[1]], "DensifyOptions")
    graph.operator("ADD", [layer[1], x], [layer[2]], "AddOptions")
    return graph.finish(layer[2])


def post_process_option_missing():
    """TFLite_Detection_PostProcess without max_detections"""
    return detection.detections("post_process_option_missing", most=None)


def _lstm(name, position, shape):
    """An LSTM of float32 with an input that plain ones omit, or without one that they have."""
    graph = lstm.float32(name, (1, 2, 3), 4)
    extra = -1 if shape is None else graph.constant(np.ones(shape, np.float32)).index
    graph.subgraph.operators[-1].inputs[position] = extra
    return graph


def lstm_with_peepholes():
    """UNIDIRECTIONAL_SEQUENCE_LSTM with a peephole connection"""
    return _lstm("lstm_with_peepholes", 9, (4,))


def lstm_with_projection():
    """UNIDIRECTIONAL_SEQUENCE_LSTM with projection weights"""
    return _lstm("lstm_with_projection", 16, (4, 4))


def lstm_with_layer_normalization():
    """UNIDIRECTIONAL_SEQUENCE_LSTM with layer normalization"""
    return _lstm("lstm_with_layer_normalization", 20, (4,))


def lstm_with_coupled_gates():
    """UNIDIRECTIONAL_SEQUENCE_LSTM without weights of the input gate: coupled with the forget gate (CIFG)"""
    return _lstm("lstm_with_coupled_gates", 1, None)


def flex_operator():
    """a TensorFlow operator that the converter passed through (select TF ops), FlexErf"""
    return _custom("FlexErf")


def unknown_operator_code():
    """builtin operator 4000, from a future schema"""
    graph = of_one_operator("RELU", (1, 8), (1, 8))
    graph.model.operatorCodes[0].builtinCode = 4000
    return graph


def _convolution_of(activations, weights, bias):
    """A convolution with tensors of the given types, quantized unless they are floats."""
    graph = Graph("convolution_of")

    def quant(dtype, scale):
        return None if dtype == np.float32 else Quant(scale)

    x = graph.input((1, 4, 4, 2), quant(activations, 0.001), activations)
    filters = graph.constant(np.ones((3, 3, 3, 2), weights), quant(weights, 0.01))
    biases = graph.constant(np.zeros(3, bias), quant(bias, 1e-5))
    y = graph.tensor((1, 4, 4, 3), quant(activations, 0.01), activations)
    graph.operator("CONV_2D", [x, filters, biases], [y], "Conv2DOptions", strideH=1, strideW=1)
    return graph.finish(y)


def float_convolution_with_integer_bias():
    """CONV_2D in float32 with int32 biases"""
    return _convolution_of(np.float32, np.float32, np.int32)


def int16_activations():
    """HARD_SWISH of int16, which has kernels only for int8"""
    graph = Graph("int16_activations")
    x = graph.input((1, 4, 4, 2), Quant(0.001), np.int16)
    y = graph.tensor((1, 4, 4, 2), Quant(0.001), np.int16)
    graph.operator("HARD_SWISH", [x], [y], "HardSwishOptions")
    return graph.finish(y)


def int16_zero_point():
    """CONV_2D of int16 activations whose input has a zero point"""
    graph = _convolution_of(np.int16, np.int8, np.int64)
    graph.subgraph.tensors[0].quantization.zeroPoint = np.array([7], np.int64)
    return graph


def uint8_activations():
    """ABS in uint8, the quantization of TensorFlow 1"""
    graph = of_one_operator("ABS", (1, 8), (1, 8))
    for tensor in graph.subgraph.tensors:
        tensor.type = schema.TensorType.UINT8
    return graph


def int2_weights():
    """CONV_2D with int2 filters, four in a byte"""
    graph = sound.convolution()
    filters = graph.subgraph.tensors[1]
    filters.type = schema.TensorType.INT2
    graph.model.buffers[filters.buffer].data = np.zeros(14, np.uint8)
    return graph


def _with_input_shape(shape, signature):
    graph = sound.convolution()
    graph.subgraph.tensors[0].shape = np.array(shape, np.int32)
    graph.subgraph.tensors[0].shapeSignature = np.array(signature, np.int32)
    return graph


def dynamic_shape():
    """height and width of the input are left open: shape [1, 0, 0, 2], signature [-1, -1, -1, 2]"""
    return _with_input_shape([1, 0, 0, 2], [-1, -1, -1, 2])


def dynamic_shape_negative():
    """the input's shape itself is [1, -1, 4, 2]"""
    return _with_input_shape([1, -1, 4, 2], [1, -1, 4, 2])


def dynamic_shape_of_one():
    """height and width are left open and, as the converter writes them, 1 in the shape: signature [-1, -1, -1, 2]"""
    graph = Graph("dynamic_shape_of_one")
    y = layers.conv_2d(graph, graph.input((1, 1, 1, 2), X), 3)
    graph.subgraph.tensors[0].shapeSignature = np.array([-1, -1, -1, 2], np.int32)
    return graph.finish(y)


def asymmetric_weights():
    """FULLY_CONNECTED of int16 activations, with weights of -127 that have the zero point 100"""
    graph = Graph("asymmetric_weights")
    x = graph.input((1, 4), Quant(0.001), np.int16)
    weights = graph.constant(np.full((3, 4), -127, np.int8), Quant(0.01, 100))
    y = graph.tensor((1, 3), Quant(0.01), np.int16)
    graph.operator("FULLY_CONNECTED", [x, weights], [y], "FullyConnectedOptions")
    return graph.finish(y)


def channel_scales_along_the_input():
    """CONV_2D filters with a scale for each input channel: quantized dimension 3"""
    graph = Graph("channel_scales_along_the_input")
    x = graph.input((1, 4, 4, 3), X)
    filters = graph.random((3, 3, 3, 3), Quant((0.01, 0.02, 0.03), axis=3))
    return graph.finish(layers.conv_2d(graph, x, 3, filters=filters))


def per_channel_activations():
    """an activation with a scale for each channel"""
    graph = sound.convolution()
    graph.subgraph.tensors[2].quantization = Quant((0.1, 0.2, 0.3), axis=3).table()
    return graph


def missing_quantization():
    """the int8 input has no quantization at all"""
    graph = sound.convolution()
    graph.subgraph.tensors[0].quantization = None
    return graph


def missing_scale():
    """the int8 output has a quantization without scale and zero point"""
    graph = sound.convolution()
    graph.subgraph.tensors[2].quantization = schema.QuantizationParametersT()
    return graph


def pool_rescales():
    """MAX_POOL_2D whose output has another scale than its input; TFLM ignores it, TFLite forbids it"""
    graph = of_one_operator(
        "MAX_POOL_2D", (1, 4, 4, 2), (1, 2, 2, 2), "Pool2DOptions",
        padding=schema.Padding.VALID, strideH=2, strideW=2, filterHeight=2, filterWidth=2,
    )  # fmt: skip
    graph.subgraph.tensors[1].quantization = Quant(0.1, 0).table()
    return graph


def concatenation_rescales():
    """CONCATENATION of two scales"""
    graph = Graph("concatenation_rescales")
    a, b = graph.input((1, 4), X), graph.input((1, 4), Quant(0.2, 0))
    y = graph.tensor((1, 8), X)
    graph.operator("CONCATENATION", [a, b], [y], "ConcatenationOptions", axis=1)
    return graph.finish(y)


def softmax_output_scale():
    """SOFTMAX whose output's scale is 0.01; the operator fixes it at 1/256"""
    graph = of_one_operator("SOFTMAX", (1, 8), (1, 8), "SoftmaxOptions", beta=1.0)
    graph.subgraph.tensors[1].quantization = Quant(0.01, -128).table()
    return graph


def softmax_without_beta():
    """SOFTMAX with beta 0, the schema's default, which makes every class equal"""
    graph = of_one_operator("SOFTMAX", (1, 8), (1, 8), "SoftmaxOptions", beta=0.0)
    graph.subgraph.tensors[1].quantization = Quant(1 / 256, -128).table()
    return graph


def permutation_not_constant():
    """TRANSPOSE whose permutation is an input of the model"""
    graph = Graph("permutation_not_constant")
    x, permutation = graph.input((2, 3), X), graph.input((2,), dtype=np.int32)
    y = graph.tensor((3, 2), X)
    graph.operator("TRANSPOSE", [x, permutation], [y], "TransposeOptions")
    return graph.finish(y)


def filters_not_constant():
    """CONV_2D whose filters are an input of the model"""
    graph = Graph("filters_not_constant")
    x = graph.input((1, 4, 4, 2), X)
    return graph.finish(layers.conv_2d(graph, x, 3, filters=graph.input((3, 3, 3, 2), Quant(0.01))))


def _sparsity():
    sparsity = schema.SparsityParametersT()
    sparsity.traversalOrder = [0, 1]
    sparsity.dimMetadata = [schema.DimensionMetadataT(), schema.DimensionMetadataT()]
    return sparsity


def sparse_filters():
    """FULLY_CONNECTED with weights in TFLite's sparse format"""
    graph = Graph("sparse_filters")
    y = layers.fully_connected(graph, graph.input((1, 8), X), 4)
    graph.subgraph.tensors[1].sparsity = _sparsity()
    return graph.finish(y)


def sparse_operand():
    """RESHAPE of a constant in TFLite's sparse format, of which 5 of 8 elements are stored"""
    graph = Graph("sparse_operand")
    x, y = graph.random((1, 8), X), graph.tensor((2, 4), X)
    graph.model.buffers[-1].data = graph.model.buffers[-1].data[:5]
    graph.subgraph.tensors[x.index].sparsity = _sparsity()
    graph.operator("RESHAPE", [x, graph.indices([2, 4])], [y], "ReshapeOptions", newShape=[2, 4])
    return graph.finish(y)


def sparse_output():
    """the model's second output is a constant in TFLite's sparse format"""
    graph = Graph("sparse_output")
    x, kept, y = graph.input((1, 8), X), graph.random((1, 8), X), graph.tensor((1, 8), X)
    graph.model.buffers[-1].data = graph.model.buffers[-1].data[:5]
    graph.subgraph.tensors[kept.index].sparsity = _sparsity()
    graph.operator("RELU", [x], [y])
    return graph.finish(y, kept)


def while_gives_a_variable():
    """an output of WHILE's body is_variable"""
    graph = Graph("while_gives_a_variable")
    flag, x = graph.input((1,), dtype=np.bool_), graph.input((1, 8), X)
    body = lambda flag, x: [flag, graph.variable((1, 8), X)]  # noqa: E731
    return graph.finish(graph.repeat([flag, x], lambda flag, x: [flag], body)[1])


def input_of_float64():
    """a float64 input that no operator reads"""
    graph = Graph("input_of_float64")
    x, y = graph.input((1, 8), X), graph.tensor((1, 8), X)
    graph.input((1,), dtype=np.float64)
    graph.operator("RELU", [x], [y])
    return graph.finish(y)


def variable_of_unknown_first_value():
    """CALL_ONCE assigns the output of SOFTMAX, which is not evaluated at compile time"""
    graph = Graph("variable_of_unknown_first_value")
    with graph.once():
        value = graph.tensor((1, 8), Quant(1 / 256, -128))
        graph.operator("SOFTMAX", [graph.random((1, 8), X)], [value], "SoftmaxOptions", beta=1.0)
        graph.assign(graph.handle("kept"), value)
    x, handle = graph.input((1, 8), X), graph.handle("kept")
    value, y = graph.read(handle, (1, 8), X), graph.tensor((1, 8), X)
    graph.operator("ADD", [x, value], [y], "AddOptions")
    return graph.finish(y)


def _branch(compute, values=1, name="branch"):
    """IF of some values, both of whose branches compute the same."""
    graph = Graph(name)
    condition = graph.input((1,), dtype=np.bool_)
    inputs = [graph.input((1, 8), X) for _ in range(values)]
    return graph.finish(*graph.choose(condition, inputs, *[lambda *inputs: compute(graph, *inputs)] * 2))


def _of_one(graph, operator, x, options=None):
    y = graph.tensor(x.shape, x.quant)
    graph.operator(operator, [x], [y], options)
    return [y]


def if_unsupported_operator():
    """both branches of IF have a DENSIFY"""
    return _branch(lambda graph, x: _of_one(graph, "DENSIFY", x, "DensifyOptions"))


def if_keeps_a_variable():
    """a branch of IF assigns a variable"""

    def compute(graph, x):
        graph.assign(graph.handle("kept"), x)
        return [x]

    return _branch(compute)


def if_of_many_values():
    """IF of 15 inputs"""
    return _branch(lambda graph, *values: [values[0]], 15)


def if_too_deep():
    """nine IFs, each in a branch of the one before"""

    def compute(graph, x, depth=8):
        if depth == 0:
            return [x]
        flag = graph.constant(np.array([True]))
        return graph.choose(flag, [x], lambda x: compute(graph, x, depth - 1), lambda x: [x])

    return _branch(compute)


def if_too_often():
    """IF whose branches each have an IF whose branches do, six deep: 126 branches"""

    def compute(graph, x, depth=5):
        if depth == 0:
            return _of_one(graph, "RELU", x)
        flag = graph.constant(np.array([True]))
        return graph.choose(flag, [x], *[lambda x: compute(graph, x, depth - 1)] * 2)

    return _branch(compute)


def fused_tanh():
    """CONV_2D with TANH fused into it, which neither TFLite nor TFLM computes"""
    graph = sound.convolution()
    graph.subgraph.operators[0].builtinOptions.fusedActivationFunction = schema.ActivationFunctionType.TANH
    return graph


def output_scale_too_small():
    """ADD whose output's scale is a millionth of its inputs'"""
    graph = Graph("output_scale_too_small")
    a, b = graph.input((1, 8), Quant(1.0)), graph.input((1, 8), Quant(1.0))
    y = graph.tensor((1, 8), Quant(1e-6))
    graph.operator("ADD", [a, b], [y], "AddOptions")
    return graph.finish(y)


def tensor_too_large():
    """RELU of 32 MiB"""
    return of_one_operator("RELU", (1, 4096, 4096, 2), (1, 4096, 4096, 2))
