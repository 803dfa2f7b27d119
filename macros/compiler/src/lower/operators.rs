//! The supported operators: the one list, with the types that each takes.

use tflite_schema::{BuiltinOperator as Op, Model, Operator, ReadError, TensorType};

use super::node::Node;
use super::types::{
    ABOVE, ANY, BLOCKS, BOOL, CASTS, EMBEDDINGS, EQUALITIES, FLOAT32, HYBRID, INT8, INT8_INT4,
    INT8_UINT8, INT16, INT16_INT8, INT32, MOVED, NARROW, NUMBERS, ORDERED, ORDERS, PLACES, SHAPES,
    UINT8, WORDS, ZEROS, to,
};
use super::{Problem, Types, legacy, survey};
use super::{
    along, batch_matmul, binary, blocks, broadcast, broadcast_args, call_once, circular_buffer,
    concatenation, control, conv_2d, depthwise_conv_2d, detection, dynamic_update_slice, fill,
    float, fully_connected, gather, lookup, lstm, mean, mirror_pad, pack, pad, pool, quantize,
    reduce, resize, reverse, select, shape, slice, softmax, split, split_v, strided_slice, svdf,
    transpose, transpose_conv, unary, variable, view,
};

/// A supported operator.
pub struct Support {
    code: Op,
    /// TFLite's name.
    pub name: &'static str,
    /// What it has kernels for.
    pub types: &'static [Types],
    /// Whether it moves elements as they are: what they stand for does not matter.
    pub(super) moves: bool,
    pub(super) lower: fn(&mut Node<'_>) -> Result<(), Problem>,
}

/// Every supported operator: the one list.
const OPERATORS: &[Support] = &[
    support(Op::ABS, "ABS", &[INT8, INT16, FLOAT32], lookup::abs),
    support(Op::ADD, "ADD", &[INT8, INT16, INT32, FLOAT32], binary::add),
    support(Op::ADD_N, "ADD_N", &[INT8, FLOAT32], along::add_n),
    support(Op::ARG_MAX, "ARG_MAX", PLACES, along::arg_max),
    support(Op::ARG_MIN, "ARG_MIN", PLACES, along::arg_min),
    moved_of(
        ANY,
        Op::ASSIGN_VARIABLE,
        "ASSIGN_VARIABLE",
        variable::assign_variable,
    ),
    support(
        Op::AVERAGE_POOL_2D,
        "AVERAGE_POOL_2D",
        &[INT8, INT16, FLOAT32],
        pool::average_pool_2d,
    ),
    support(
        Op::BATCH_MATMUL,
        "BATCH_MATMUL",
        &[INT8, INT16, FLOAT32],
        batch_matmul::lower,
    ),
    moved(
        Op::BATCH_TO_SPACE_ND,
        "BATCH_TO_SPACE_ND",
        blocks::batch_to_space_nd,
    ),
    support(
        Op::BROADCAST_ARGS,
        "BROADCAST_ARGS",
        &[INT32],
        broadcast_args::lower,
    ),
    moved_of(ANY, Op::BROADCAST_TO, "BROADCAST_TO", broadcast::to),
    moved_of(&[], Op::CALL_ONCE, "CALL_ONCE", call_once::lower),
    support(Op::CAST, "CAST", CASTS, unary::cast),
    support(Op::CEIL, "CEIL", &[FLOAT32], float::ceil),
    support(
        Op::CUSTOM,
        circular_buffer::NAME,
        &[INT8],
        circular_buffer::lower,
    ),
    moved(Op::CONCATENATION, "CONCATENATION", concatenation::lower),
    support(
        Op::CONV_2D,
        "CONV_2D",
        &[INT8, INT8_INT4, INT8_UINT8, INT16_INT8, FLOAT32, HYBRID],
        conv_2d::lower,
    ),
    support(Op::COS, "COS", &[FLOAT32], float::cos),
    support(Op::CUMSUM, "CUMSUM", &[INT8, FLOAT32], along::cumsum),
    support(
        Op::DEPTHWISE_CONV_2D,
        "DEPTHWISE_CONV_2D",
        &[INT8, INT8_INT4, INT8_UINT8, INT16_INT8, FLOAT32, HYBRID],
        depthwise_conv_2d::lower,
    ),
    moved_of(
        BLOCKS,
        Op::DEPTH_TO_SPACE,
        "DEPTH_TO_SPACE",
        blocks::depth_to_space,
    ),
    support(
        Op::DEQUANTIZE,
        "DEQUANTIZE",
        &[
            to(TensorType::INT8, TensorType::FLOAT32),
            to(TensorType::INT16, TensorType::FLOAT32),
            to(TensorType::UINT8, TensorType::FLOAT32),
            to(TensorType::FLOAT16, TensorType::FLOAT32),
        ],
        quantize::dequantize,
    ),
    support(Op::DIV, "DIV", &[INT8, INT32, FLOAT32], binary::div),
    moved_of(
        MOVED,
        Op::DYNAMIC_UPDATE_SLICE,
        "DYNAMIC_UPDATE_SLICE",
        dynamic_update_slice::lower,
    ),
    support(Op::ELU, "ELU", &[INT8, FLOAT32], lookup::elu),
    moved_of(
        EMBEDDINGS,
        Op::EMBEDDING_LOOKUP,
        "EMBEDDING_LOOKUP",
        gather::embedding_lookup,
    ),
    support(Op::EQUAL, "EQUAL", EQUALITIES, binary::equal),
    support(Op::EXP, "EXP", &[FLOAT32], float::exp),
    moved(Op::EXPAND_DIMS, "EXPAND_DIMS", view::lower),
    moved(Op::FILL, "FILL", fill::fill),
    support(Op::FLOOR, "FLOOR", &[FLOAT32], float::floor),
    support(Op::FLOOR_DIV, "FLOOR_DIV", &[FLOAT32], binary::floor_div),
    support(Op::FLOOR_MOD, "FLOOR_MOD", &[FLOAT32], binary::floor_mod),
    support(
        Op::FULLY_CONNECTED,
        "FULLY_CONNECTED",
        &[INT8, INT8_INT4, INT8_UINT8, INT16_INT8, FLOAT32, HYBRID],
        fully_connected::lower,
    ),
    moved_of(MOVED, Op::GATHER, "GATHER", gather::gather),
    moved_of(MOVED, Op::GATHER_ND, "GATHER_ND", gather::gather_nd),
    support(Op::GREATER, "GREATER", ABOVE, binary::greater),
    support(
        Op::GREATER_EQUAL,
        "GREATER_EQUAL",
        ORDERS,
        binary::greater_equal,
    ),
    support(
        Op::HARD_SWISH,
        "HARD_SWISH",
        &[INT8, FLOAT32],
        lookup::hard_swish,
    ),
    moved(Op::IF, "IF", control::choice),
    support(
        Op::L2_NORMALIZATION,
        "L2_NORMALIZATION",
        &[INT8, FLOAT32],
        softmax::l2_normalization,
    ),
    support(Op::L2_POOL_2D, "L2_POOL_2D", &[FLOAT32], pool::l2_pool_2d),
    support(
        Op::LEAKY_RELU,
        "LEAKY_RELU",
        &[INT8, INT16, FLOAT32],
        lookup::leaky_relu,
    ),
    support(Op::LESS, "LESS", ORDERS, binary::less),
    support(Op::LESS_EQUAL, "LESS_EQUAL", ORDERS, binary::less_equal),
    support(Op::LOG, "LOG", &[FLOAT32], float::log),
    support(Op::LOGICAL_AND, "LOGICAL_AND", &[BOOL], binary::and),
    support(Op::LOGICAL_NOT, "LOGICAL_NOT", &[BOOL], unary::not),
    support(Op::LOGICAL_OR, "LOGICAL_OR", &[BOOL], binary::or),
    support(
        Op::LOGISTIC,
        "LOGISTIC",
        &[INT8, INT16, FLOAT32],
        lookup::logistic,
    ),
    support(
        Op::LOG_SOFTMAX,
        "LOG_SOFTMAX",
        &[INT8, FLOAT32],
        softmax::log_softmax,
    ),
    support(Op::MAXIMUM, "MAXIMUM", ORDERED, binary::maximum),
    support(
        Op::MAX_POOL_2D,
        "MAX_POOL_2D",
        &[INT8, INT16, FLOAT32],
        pool::max_pool_2d,
    ),
    support(Op::MEAN, "MEAN", &[INT8, INT16, FLOAT32], mean::mean),
    support(Op::MINIMUM, "MINIMUM", ORDERED, binary::minimum),
    moved(Op::MIRROR_PAD, "MIRROR_PAD", mirror_pad::lower),
    support(Op::MUL, "MUL", &[INT8, INT16, INT32, FLOAT32], binary::mul),
    support(Op::NEG, "NEG", &[FLOAT32], float::neg),
    support(Op::NOT_EQUAL, "NOT_EQUAL", EQUALITIES, binary::not_equal),
    moved_of(NUMBERS, Op::PACK, "PACK", pack::pack),
    moved(Op::PAD, "PAD", pad::lower),
    moved(Op::PADV2, "PADV2", pad::lower),
    support(Op::PRELU, "PRELU", &[INT8, INT16, FLOAT32], binary::prelu),
    support(
        Op::QUANTIZE,
        "QUANTIZE",
        &[
            to(TensorType::FLOAT32, TensorType::INT8),
            to(TensorType::FLOAT32, TensorType::INT16),
            INT8,
            to(TensorType::INT8, TensorType::UINT8),
            to(TensorType::INT8, TensorType::INT16),
            to(TensorType::INT8, TensorType::INT32),
            to(TensorType::UINT8, TensorType::INT8),
            to(TensorType::INT16, TensorType::INT8),
            INT16,
            to(TensorType::INT16, TensorType::INT32),
            to(TensorType::INT32, TensorType::INT8),
            to(TensorType::INT32, TensorType::INT16),
        ],
        quantize::quantize,
    ),
    support(Op::RANK, "RANK", SHAPES, shape::rank),
    moved_of(
        ANY,
        Op::READ_VARIABLE,
        "READ_VARIABLE",
        variable::read_variable,
    ),
    support(Op::REDUCE_ALL, "REDUCE_ALL", &[BOOL], reduce::all),
    support(Op::REDUCE_MAX, "REDUCE_MAX", ORDERED, reduce::max),
    support(Op::REDUCE_MIN, "REDUCE_MIN", ORDERED, reduce::min),
    support(Op::RELU, "RELU", &[INT8, INT16, FLOAT32], lookup::relu),
    support(Op::RELU6, "RELU6", &[INT8, INT16, FLOAT32], lookup::relu6),
    moved_of(ANY, Op::RESHAPE, "RESHAPE", view::lower),
    support(
        Op::RESIZE_BILINEAR,
        "RESIZE_BILINEAR",
        &[INT8, FLOAT32],
        resize::bilinear,
    ),
    moved_of(
        &[INT8, UINT8, INT16, FLOAT32],
        Op::RESIZE_NEAREST_NEIGHBOR,
        "RESIZE_NEAREST_NEIGHBOR",
        resize::nearest,
    ),
    moved(Op::REVERSE_V2, "REVERSE_V2", reverse::lower),
    support(Op::ROUND, "ROUND", &[FLOAT32], float::round),
    support(Op::RSQRT, "RSQRT", &[INT8, FLOAT32], lookup::rsqrt),
    moved_of(MOVED, Op::SELECT_V2, "SELECT_V2", select::lower),
    support(Op::SHAPE, "SHAPE", SHAPES, shape::shape),
    support(Op::SIN, "SIN", &[FLOAT32], float::sin),
    moved(Op::SLICE, "SLICE", slice::lower),
    support(
        Op::SOFTMAX,
        "SOFTMAX",
        &[
            INT8,
            to(TensorType::INT8, TensorType::INT16),
            INT16,
            FLOAT32,
        ],
        softmax::lower,
    ),
    moved(
        Op::SPACE_TO_BATCH_ND,
        "SPACE_TO_BATCH_ND",
        blocks::space_to_batch_nd,
    ),
    moved_of(
        BLOCKS,
        Op::SPACE_TO_DEPTH,
        "SPACE_TO_DEPTH",
        blocks::space_to_depth,
    ),
    moved_of(NUMBERS, Op::SPLIT, "SPLIT", split::lower),
    moved_of(WORDS, Op::SPLIT_V, "SPLIT_V", split_v::lower),
    support(Op::SQRT, "SQRT", &[FLOAT32], float::sqrt),
    support(Op::SQUARE, "SQUARE", &[FLOAT32], float::square),
    support(
        Op::SQUARED_DIFFERENCE,
        "SQUARED_DIFFERENCE",
        &[INT8, INT16, INT32, FLOAT32],
        binary::squared_difference,
    ),
    moved_of(ANY, Op::SQUEEZE, "SQUEEZE", view::lower),
    moved(Op::STRIDED_SLICE, "STRIDED_SLICE", strided_slice::lower),
    support(Op::SUB, "SUB", &[INT8, INT16, INT32, FLOAT32], binary::sub),
    support(Op::SUM, "SUM", &[INT8, INT16, FLOAT32], reduce::sum),
    support(Op::SVDF, "SVDF", &[INT8, FLOAT32], svdf::lower),
    support(Op::TANH, "TANH", &[INT8, INT16, FLOAT32], lookup::tanh),
    support(
        Op::CUSTOM,
        "TFLite_Detection_PostProcess",
        &[FLOAT32, to(TensorType::UINT8, TensorType::FLOAT32)],
        detection::post_process,
    ),
    moved(Op::TRANSPOSE, "TRANSPOSE", transpose::lower),
    support(
        Op::TRANSPOSE_CONV,
        "TRANSPOSE_CONV",
        &[INT8, INT16_INT8, FLOAT32],
        transpose_conv::lower,
    ),
    support(
        Op::UNIDIRECTIONAL_SEQUENCE_LSTM,
        "UNIDIRECTIONAL_SEQUENCE_LSTM",
        &[INT8, INT16_INT8, FLOAT32],
        lstm::lower,
    ),
    moved_of(NARROW, Op::UNPACK, "UNPACK", pack::unpack),
    moved_of(&[], Op::VAR_HANDLE, "VAR_HANDLE", variable::var_handle),
    moved(Op::WHILE, "WHILE", control::repeat),
    moved_of(ZEROS, Op::ZEROS_LIKE, "ZEROS_LIKE", fill::zeros_like),
];

/// An operator that moves elements of any type as they are.
const fn moved(
    code: Op,
    name: &'static str,
    lower: fn(&mut Node<'_>) -> Result<(), Problem>,
) -> Support {
    moved_of(MOVED, code, name, lower)
}

/// An operator that moves elements of these types as they are.
const fn moved_of(
    types: &'static [Types],
    code: Op,
    name: &'static str,
    lower: fn(&mut Node<'_>) -> Result<(), Problem>,
) -> Support {
    Support {
        moves: true,
        ..support(code, name, types, lower)
    }
}

const fn support(
    code: Op,
    name: &'static str,
    types: &'static [Types],
    lower: fn(&mut Node<'_>) -> Result<(), Problem>,
) -> Support {
    Support {
        code,
        name,
        types,
        moves: false,
        lower,
    }
}

/// The supported operators, in alphabetical order.
pub fn supported() -> impl Iterator<Item = &'static Support> {
    OPERATORS.iter()
}

/// The supported operators that a model has, each with the types that it is of there.
///
/// # Errors
/// The file is damaged or no model at all.
pub fn exercised(bytes: &[u8]) -> Result<Vec<(&'static str, Types)>, ReadError> {
    let model = Model::read(bytes)?;
    let constants = legacy::constants(&model, &[]);
    let model = legacy::as_int8(&model, &constants, &[]).model;
    let operators = model.subgraphs.iter().flat_map(|subgraph| {
        let operators = subgraph.operators.iter();
        operators.filter_map(move |operator| {
            let types = survey::types::row(subgraph, operator)?;
            Some((find(operator)?.name, *types))
        })
    });
    Ok(operators.collect())
}

/// What there is for an operator: of custom ones by their name.
pub(super) fn find(operator: &Operator<'_>) -> Option<&'static Support> {
    let code = operator.builtin();
    let is_custom = code == Op::CUSTOM;
    let mut supported = OPERATORS.iter().filter(|support| support.code == code);
    supported.find(|support| !is_custom || support.name == operator.code.custom)
}
