//! The options tables that this crate reads, in the order of the schema's union.
//!
//! Windows are in elements of height (h) and width (w). Strides, dilations and block sizes are as written in the
//! file and may be invalid (0, negative) in a damaged one.

use super::{Value, check_type, options};
use crate::error::ReadError;
use crate::field::Field;
use crate::{Activation, LstmKernel, MirrorPadMode, Padding, TensorType, WeightsFormat};

options! {
    Conv2D(Conv2DOptions) = 1 for CONV_2D {
        /// Treatment of the border.
        0 padding: Padding = Padding::Same,
        /// Step between windows along w.
        1 stride_w: i32 = 0,
        /// Step between windows along h.
        2 stride_h: i32 = 0,
        /// Activation of the output.
        3 fused_activation_function: Activation = Activation::None,
        /// Step between the filter's taps along w.
        4 dilation_w_factor: i32 = 1,
        /// Step between the filter's taps along h.
        5 dilation_h_factor: i32 = 1,
        /// Type of a quantized bias; ignored where there is none.
        6 quantized_bias_type: TensorType = TensorType::FLOAT32,
    }
    DepthwiseConv2D(DepthwiseConv2DOptions) = 2 for DEPTHWISE_CONV_2D {
        /// Treatment of the border.
        0 padding: Padding = Padding::Same,
        /// Step between windows along w.
        1 stride_w: i32 = 0,
        /// Step between windows along h.
        2 stride_h: i32 = 0,
        /// Output channels per input channel; redundant with the shapes, and 0 in some files.
        3 depth_multiplier: i32 = 0,
        /// Activation of the output.
        4 fused_activation_function: Activation = Activation::None,
        /// Step between the filter's taps along w.
        5 dilation_w_factor: i32 = 1,
        /// Step between the filter's taps along h.
        6 dilation_h_factor: i32 = 1,
    }
    Pool2D(Pool2DOptions) = 5 for AVERAGE_POOL_2D | MAX_POOL_2D | L2_POOL_2D {
        /// Treatment of the border.
        0 padding: Padding = Padding::Same,
        /// Step between windows along w.
        1 stride_w: i32 = 0,
        /// Step between windows along h.
        2 stride_h: i32 = 0,
        /// Width of the window.
        3 filter_width: i32 = 0,
        /// Height of the window.
        4 filter_height: i32 = 0,
        /// Activation of the output.
        5 fused_activation_function: Activation = Activation::None,
    }
    Svdf(SVDFOptions) = 6 for SVDF {
        /// Filters per unit.
        0 rank: i32 = 0,
        /// Activation of the output.
        1 fused_activation_function: Activation = Activation::None,
        /// Hybrid models: whether the quantized float input has a zero point.
        2 asymmetric_quantize_inputs: bool = false,
    }
    FullyConnected(FullyConnectedOptions) = 8 for FULLY_CONNECTED {
        /// Activation of the output.
        0 fused_activation_function: Activation = Activation::None,
        /// Order of the weights.
        1 weights_format: WeightsFormat = WeightsFormat::Default,
        /// Whether the output has the input's rank; otherwise its rank is 2.
        2 keep_num_dims: bool = false,
        /// Hybrid models: whether the quantized float input has a zero point.
        3 asymmetric_quantize_inputs: bool = false,
        /// Type of a quantized bias; ignored where there is none.
        4 quantized_bias_type: TensorType = TensorType::FLOAT32,
    }
    Softmax(SoftmaxOptions) = 9 for SOFTMAX {
        /// Factor of the logits.
        0 beta: f32 = 0.0,
    }
    Concatenation(ConcatenationOptions) = 10 for CONCATENATION {
        /// Axis along which the inputs are joined; negative counts from the last.
        0 axis: i32 = 0,
        /// Activation of the output.
        1 fused_activation_function: Activation = Activation::None,
    }
    Add(AddOptions) = 11 for ADD {
        /// Activation of the output.
        0 fused_activation_function: Activation = Activation::None,
        /// int16: whether scales are powers of two.
        1 pot_scale_int16: bool = true,
    }
    L2Norm(L2NormOptions) = 12 for L2_NORMALIZATION {
        /// Activation of the output.
        0 fused_activation_function: Activation = Activation::None,
    }
    Lstm(LSTMOptions) = 14 for LSTM {
        /// Activation of the cell.
        0 fused_activation_function: Activation = Activation::None,
        /// Bound of the cell state's magnitude, 0 for none.
        1 cell_clip: f32 = 0.0,
        /// Bound of the projection's magnitude, 0 for none.
        2 proj_clip: f32 = 0.0,
        /// The kind of the input list.
        3 kernel_type: LstmKernel = LstmKernel::Full,
        /// Hybrid models: whether the quantized float input has a zero point.
        4 asymmetric_quantize_inputs: bool = false,
    }
    ResizeBilinear(ResizeBilinearOptions) = 15 for RESIZE_BILINEAR {
        /// Whether corner pixels of input and output coincide.
        2 align_corners: bool = false,
        /// Whether pixels are at their centers.
        3 half_pixel_centers: bool = false,
    }
    Reshape(ReshapeOptions) = 17 for RESHAPE {
        /// The new shape, one dimension may be −1; a second input takes precedence.
        0 new_shape: Vec<i32> = Vec::new(),
    }
    SpaceToDepth(SpaceToDepthOptions) = 19 for SPACE_TO_DEPTH {
        /// Side of the square that becomes channels.
        0 block_size: i32 = 0,
    }
    Mul(MulOptions) = 21 for MUL {
        /// Activation of the output.
        0 fused_activation_function: Activation = Activation::None,
    }
    Gather(GatherOptions) = 23 for GATHER {
        /// Axis of the first input that the indices refer to; negative counts from the last.
        0 axis: i32 = 0,
        /// Leading axes shared by both inputs.
        1 batch_dims: i32 = 0,
    }
    Reducer(ReducerOptions) = 27 for
        MEAN | SUM | REDUCE_PROD | REDUCE_MAX | REDUCE_MIN | REDUCE_ANY | REDUCE_ALL
    {
        /// Whether reduced axes remain with size 1.
        0 keep_dims: bool = false,
    }
    Sub(SubOptions) = 28 for SUB {
        /// Activation of the output.
        0 fused_activation_function: Activation = Activation::None,
        /// int16: whether scales are powers of two.
        1 pot_scale_int16: bool = true,
    }
    Div(DivOptions) = 29 for DIV {
        /// Activation of the output.
        0 fused_activation_function: Activation = Activation::None,
    }
    Squeeze(SqueezeOptions) = 30 for SQUEEZE {
        /// Axes of size 1 that are removed; empty for all.
        0 squeeze_dims: Vec<i32> = Vec::new(),
    }
    StridedSlice(StridedSliceOptions) = 32 for STRIDED_SLICE {
        /// Bit i: axis i starts at its first element, regardless of `begin`.
        0 begin_mask: i32 = 0,
        /// Bit i: axis i ends behind its last element, regardless of `end`.
        1 end_mask: i32 = 0,
        /// Bit i: entry i stands for all axes not mentioned.
        2 ellipsis_mask: i32 = 0,
        /// Bit i: entry i is a new axis of size 1.
        3 new_axis_mask: i32 = 0,
        /// Bit i: axis i is removed, and its element at `begin` is taken.
        4 shrink_axis_mask: i32 = 0,
        /// Whether `end` counts from `begin`.
        5 offset: bool = false,
    }
    Split(SplitOptions) = 35 for SPLIT {
        /// Number of outputs.
        0 num_splits: i32 = 0,
    }
    Cast(CastOptions) = 37 for CAST {
        /// Redundant with the input's type.
        0 in_data_type: TensorType = TensorType::FLOAT32,
        /// Redundant with the output's type.
        1 out_data_type: TensorType = TensorType::FLOAT32,
    }
    ArgMax(ArgMaxOptions) = 40 for ARG_MAX {
        /// Type of the indices.
        0 output_type: TensorType = TensorType::FLOAT32,
    }
    TransposeConv(TransposeConvOptions) = 49 for TRANSPOSE_CONV {
        /// Treatment of the border of the output.
        0 padding: Padding = Padding::Same,
        /// Step between windows of the output along w.
        1 stride_w: i32 = 0,
        /// Step between windows of the output along h.
        2 stride_h: i32 = 0,
        /// Activation of the output.
        3 fused_activation_function: Activation = Activation::None,
        /// Type of a quantized bias; ignored where there is none.
        4 quantized_bias_type: TensorType = TensorType::FLOAT32,
    }
    Shape(ShapeOptions) = 55 for SHAPE {
        /// Type of the output.
        0 out_type: TensorType = TensorType::FLOAT32,
    }
    ArgMin(ArgMinOptions) = 57 for ARG_MIN {
        /// Type of the indices.
        0 output_type: TensorType = TensorType::FLOAT32,
    }
    Pack(PackOptions) = 59 for PACK {
        /// Number of inputs.
        0 values_count: i32 = 0,
        /// Position of the new axis in the output; negative counts from the last.
        1 axis: i32 = 0,
    }
    Unpack(UnpackOptions) = 64 for UNPACK {
        /// Number of outputs.
        0 num: i32 = 0,
        /// Axis of the input that is removed; negative counts from the last.
        1 axis: i32 = 0,
    }
    UnidirectionalSequenceLstm(UnidirectionalSequenceLSTMOptions) = 71 for UNIDIRECTIONAL_SEQUENCE_LSTM {
        /// Activation of the cell.
        0 fused_activation_function: Activation = Activation::None,
        /// Bound of the cell state's magnitude, 0 for none.
        1 cell_clip: f32 = 0.0,
        /// Bound of the projection's magnitude, 0 for none.
        2 proj_clip: f32 = 0.0,
        /// Whether the first axis is time and the second the batch; otherwise the reverse.
        3 time_major: bool = false,
        /// Hybrid models: whether the quantized float input has a zero point.
        4 asymmetric_quantize_inputs: bool = false,
        /// Whether the recurrent weights are diagonals.
        5 diagonal_recurrent_tensors: bool = false,
    }
    ResizeNearestNeighbor(ResizeNearestNeighborOptions) = 74 for RESIZE_NEAREST_NEIGHBOR {
        /// Whether corner pixels of input and output coincide.
        0 align_corners: bool = false,
        /// Whether pixels are at their centers.
        1 half_pixel_centers: bool = false,
    }
    LeakyRelu(LeakyReluOptions) = 75 for LEAKY_RELU {
        /// Slope below zero.
        0 alpha: f32 = 0.0,
    }
    MirrorPad(MirrorPadOptions) = 77 for MIRROR_PAD {
        /// The elements that the border repeats.
        0 mode: MirrorPadMode = MirrorPadMode::Reflect,
    }
    SplitV(SplitVOptions) = 79 for SPLIT_V {
        /// Number of outputs.
        0 num_splits: i32 = 0,
    }
    If(IfOptions) = 92 for IF {
        /// Subgraph that runs if the condition holds.
        0 then_subgraph_index: i32 = 0,
        /// Subgraph that runs otherwise.
        1 else_subgraph_index: i32 = 0,
    }
    While(WhileOptions) = 93 for WHILE {
        /// Subgraph whose output is the condition of the loop.
        0 cond_subgraph_index: i32 = 0,
        /// Subgraph that runs in each iteration.
        1 body_subgraph_index: i32 = 0,
    }
    DepthToSpace(DepthToSpaceOptions) = 94 for DEPTH_TO_SPACE {
        /// Side of the square that channels become.
        0 block_size: i32 = 0,
    }
    BatchMatMul(BatchMatMulOptions) = 101 for BATCH_MATMUL {
        /// Whether the first input's matrices are transposed.
        0 adj_x: bool = false,
        /// Whether the second input's matrices are transposed.
        1 adj_y: bool = false,
        /// Hybrid models: whether the quantized float input has a zero point.
        2 asymmetric_quantize_inputs: bool = false,
    }
    Cumsum(CumsumOptions) = 102 for CUMSUM {
        /// Whether an element is excluded from its own sum.
        0 exclusive: bool = false,
        /// Whether sums run from the end.
        1 reverse: bool = false,
    }
    CallOnce(CallOnceOptions) = 103 for CALL_ONCE {
        /// Subgraph that runs before the first invocation.
        0 init_subgraph_index: i32 = 0,
    }
    VarHandle(VarHandleOptions) = 111 for VAR_HANDLE {
        /// Namespace of the variable.
        0 container: String = String::new(),
        /// The variable's name; equal names denote one variable.
        1 shared_name: String = String::new(),
    }
    Gelu(GeluOptions) = 116 for GELU {
        /// Whether the tanh approximation is used.
        0 approximate: bool = false,
    }
}
