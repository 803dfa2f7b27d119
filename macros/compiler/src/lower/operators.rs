//! The supported operators: the one list, with the types that each takes.

use tflite_schema::{BuiltinOperator as Op, Operator, TensorType};

use super::support::{MANY, Support, moved, moved_of, pair, support};
use super::types::{
    ABOVE, ANY, BLOCKS, BOOL, CASTS, EMBEDDINGS, EQUALITIES, FLOAT32, HYBRID, INT8, INT8_INT4,
    INT8_UINT8, INT16, INT16_INT8, INT32, MOVED, NARROW, NUMBERS, ORDERED, ORDERS, PLACES, SHAPES,
    UINT8, WORDS, ZEROS, to,
};
use super::{
    along, batch_matmul, binary, blocks, broadcast, broadcast_args, call_once, circular_buffer,
    concatenation, control, conv_2d, depthwise_conv_2d, detection, dynamic_update_slice, fill,
    float, fully_connected, gather, lookup, lstm, mean, mirror_pad, pack, pad, pool, quantize,
    reduce, resize, reverse, select, shape, slice, softmax, split, split_v, strided_slice, svdf,
    top_k, transpose, transpose_conv, unary, variable, view,
};

/// Every supported operator: the one list. What is not said has one input of any rank, and one output.
/// Numbers are those that TFLM's `Prepare` asks for, or where it is more lenient LiteRT's.
const OPERATORS: &[Support] = &[
    support(Op::ABS, "ABS", &[INT8, INT16, FLOAT32], lookup::abs),
    pair(Op::ADD, "ADD", &[INT8, INT16, INT32, FLOAT32], binary::add),
    support(Op::ADD_N, "ADD_N", &[INT8, FLOAT32], along::add_n)
        .reads([0, MANY])
        .takes([2, MANY]),
    support(Op::ARG_MAX, "ARG_MAX", PLACES, along::arg_max).takes([2, 2]),
    support(Op::ARG_MIN, "ARG_MIN", PLACES, along::arg_min).takes([2, 2]),
    moved_of(
        ANY,
        Op::ASSIGN_VARIABLE,
        "ASSIGN_VARIABLE",
        variable::assign_variable,
    )
    .reads([1, 2])
    .takes([2, 2])
    .gives([0, 0]),
    support(
        Op::AVERAGE_POOL_2D,
        "AVERAGE_POOL_2D",
        &[INT8, INT16, FLOAT32],
        pool::average_pool_2d,
    )
    .ranks([4, 4]),
    pair(
        Op::BATCH_MATMUL,
        "BATCH_MATMUL",
        &[INT8, INT16, FLOAT32],
        batch_matmul::lower,
    )
    .ranks([2, 5]),
    moved(
        Op::BATCH_TO_SPACE_ND,
        "BATCH_TO_SPACE_ND",
        blocks::batch_to_space_nd,
    )
    .takes([3, 3])
    .ranks([3, 4]),
    pair(
        Op::BROADCAST_ARGS,
        "BROADCAST_ARGS",
        &[INT32],
        broadcast_args::lower,
    )
    .ranks([1, 1]),
    moved_of(ANY, Op::BROADCAST_TO, "BROADCAST_TO", broadcast::to).takes([2, 2]),
    moved_of(&[], Op::CALL_ONCE, "CALL_ONCE", call_once::lower)
        .reads([0, 0])
        .takes([0, 0])
        .gives([0, 0]),
    support(Op::CAST, "CAST", CASTS, unary::cast),
    support(Op::CEIL, "CEIL", &[FLOAT32], float::ceil),
    support(
        Op::CUSTOM,
        circular_buffer::NAME,
        &[INT8],
        circular_buffer::lower,
    )
    .ranks([4, 4]),
    moved(Op::CONCATENATION, "CONCATENATION", concatenation::lower)
        .reads([0, MANY])
        .takes([1, MANY]),
    support(
        Op::CONV_2D,
        "CONV_2D",
        &[INT8, INT8_INT4, INT8_UINT8, INT16_INT8, FLOAT32, HYBRID],
        conv_2d::lower,
    )
    .weighs(1)
    .takes([2, 3])
    .ranks([4, 4]),
    support(Op::COS, "COS", &[FLOAT32], float::cos),
    support(Op::CUMSUM, "CUMSUM", &[INT8, FLOAT32], along::cumsum)
        .takes([2, 2])
        .ranks([1, MANY]),
    support(
        Op::DEPTHWISE_CONV_2D,
        "DEPTHWISE_CONV_2D",
        &[INT8, INT8_INT4, INT8_UINT8, INT16_INT8, FLOAT32, HYBRID],
        depthwise_conv_2d::lower,
    )
    .weighs(1)
    .takes([2, 3])
    .ranks([4, 4]),
    moved_of(
        BLOCKS,
        Op::DEPTH_TO_SPACE,
        "DEPTH_TO_SPACE",
        blocks::depth_to_space,
    )
    .ranks([4, 4]),
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
    pair(Op::DIV, "DIV", &[INT8, INT32, FLOAT32], binary::div),
    moved_of(
        MOVED,
        Op::DYNAMIC_UPDATE_SLICE,
        "DYNAMIC_UPDATE_SLICE",
        dynamic_update_slice::lower,
    )
    .reads([0, 2])
    .takes([3, 3]),
    support(Op::ELU, "ELU", &[INT8, FLOAT32], lookup::elu),
    moved_of(
        EMBEDDINGS,
        Op::EMBEDDING_LOOKUP,
        "EMBEDDING_LOOKUP",
        gather::embedding_lookup,
    )
    .reads([1, 2])
    .takes([2, 2])
    .ranks([2, MANY]),
    pair(Op::EQUAL, "EQUAL", EQUALITIES, binary::equal),
    support(Op::EXP, "EXP", &[FLOAT32], float::exp),
    moved(Op::EXPAND_DIMS, "EXPAND_DIMS", view::lower).takes([2, 2]),
    moved(Op::FILL, "FILL", fill::fill)
        .reads([1, 2])
        .takes([2, 2]),
    support(Op::FLOOR, "FLOOR", &[FLOAT32], float::floor),
    pair(Op::FLOOR_DIV, "FLOOR_DIV", &[FLOAT32], binary::floor_div),
    pair(Op::FLOOR_MOD, "FLOOR_MOD", &[FLOAT32], binary::floor_mod),
    support(
        Op::FULLY_CONNECTED,
        "FULLY_CONNECTED",
        &[INT8, INT8_INT4, INT8_UINT8, INT16_INT8, FLOAT32, HYBRID],
        fully_connected::lower,
    )
    .weighs(1)
    .takes([2, 3]),
    moved_of(MOVED, Op::GATHER, "GATHER", gather::gather).takes([2, 2]),
    moved_of(MOVED, Op::GATHER_ND, "GATHER_ND", gather::gather_nd).takes([2, 2]),
    pair(Op::GREATER, "GREATER", ABOVE, binary::greater),
    pair(
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
    moved(Op::IF, "IF", control::choice)
        .results(1)
        .reads([0, 0])
        .takes([1, MANY])
        .gives([1, MANY]),
    support(
        Op::L2_NORMALIZATION,
        "L2_NORMALIZATION",
        &[INT8, FLOAT32],
        softmax::l2_normalization,
    )
    .ranks([1, 4]),
    support(Op::L2_POOL_2D, "L2_POOL_2D", &[FLOAT32], pool::l2_pool_2d).ranks([4, 4]),
    support(
        Op::LEAKY_RELU,
        "LEAKY_RELU",
        &[INT8, INT16, FLOAT32],
        lookup::leaky_relu,
    ),
    pair(Op::LESS, "LESS", ORDERS, binary::less),
    pair(Op::LESS_EQUAL, "LESS_EQUAL", ORDERS, binary::less_equal),
    support(Op::LOG, "LOG", &[FLOAT32], float::log),
    pair(Op::LOGICAL_AND, "LOGICAL_AND", &[BOOL], binary::and),
    support(Op::LOGICAL_NOT, "LOGICAL_NOT", &[BOOL], unary::not),
    pair(Op::LOGICAL_OR, "LOGICAL_OR", &[BOOL], binary::or),
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
    )
    .ranks([1, MANY]),
    pair(Op::MAXIMUM, "MAXIMUM", ORDERED, binary::maximum),
    support(
        Op::MAX_POOL_2D,
        "MAX_POOL_2D",
        &[INT8, INT16, FLOAT32],
        pool::max_pool_2d,
    )
    .ranks([4, 4]),
    support(Op::MEAN, "MEAN", &[INT8, INT16, FLOAT32], mean::mean).takes([2, 2]),
    pair(Op::MINIMUM, "MINIMUM", ORDERED, binary::minimum),
    moved(Op::MIRROR_PAD, "MIRROR_PAD", mirror_pad::lower).takes([2, 2]),
    pair(Op::MUL, "MUL", &[INT8, INT16, INT32, FLOAT32], binary::mul),
    support(Op::NEG, "NEG", &[FLOAT32], float::neg),
    pair(Op::NOT_EQUAL, "NOT_EQUAL", EQUALITIES, binary::not_equal),
    moved_of(NUMBERS, Op::PACK, "PACK", pack::pack)
        .reads([0, MANY])
        .takes([1, MANY]),
    moved(Op::PAD, "PAD", pad::lower).takes([2, 3]),
    moved(Op::PADV2, "PADV2", pad::lower).takes([2, 3]),
    support(Op::PRELU, "PRELU", &[INT8, INT16, FLOAT32], binary::prelu).takes([2, 2]),
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
    )
    .reads([0, 0]),
    support(Op::REDUCE_ALL, "REDUCE_ALL", &[BOOL], reduce::all).takes([2, 2]),
    support(Op::REDUCE_MAX, "REDUCE_MAX", ORDERED, reduce::max).takes([2, 2]),
    support(Op::REDUCE_MIN, "REDUCE_MIN", ORDERED, reduce::min).takes([2, 2]),
    support(Op::RELU, "RELU", &[INT8, INT16, FLOAT32], lookup::relu),
    support(Op::RELU6, "RELU6", &[INT8, INT16, FLOAT32], lookup::relu6),
    moved_of(ANY, Op::RESHAPE, "RESHAPE", view::lower).takes([1, 2]),
    support(
        Op::RESIZE_BILINEAR,
        "RESIZE_BILINEAR",
        &[INT8, FLOAT32],
        resize::bilinear,
    )
    .takes([2, 2])
    .ranks([4, 4]),
    moved_of(
        &[INT8, UINT8, INT16, FLOAT32],
        Op::RESIZE_NEAREST_NEIGHBOR,
        "RESIZE_NEAREST_NEIGHBOR",
        resize::nearest,
    )
    .takes([2, 2])
    .ranks([4, 4]),
    moved(Op::REVERSE_V2, "REVERSE_V2", reverse::lower).takes([2, 2]),
    support(Op::ROUND, "ROUND", &[FLOAT32], float::round),
    support(Op::RSQRT, "RSQRT", &[INT8, FLOAT32], lookup::rsqrt),
    moved_of(MOVED, Op::SELECT_V2, "SELECT_V2", select::lower)
        .reads([1, 3])
        .takes([3, 3]),
    support(Op::SHAPE, "SHAPE", SHAPES, shape::shape),
    support(Op::SIN, "SIN", &[FLOAT32], float::sin),
    moved(Op::SLICE, "SLICE", slice::lower).takes([3, 3]),
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
    )
    .ranks([1, MANY]),
    moved(
        Op::SPACE_TO_BATCH_ND,
        "SPACE_TO_BATCH_ND",
        blocks::space_to_batch_nd,
    )
    .takes([3, 3])
    .ranks([3, 4]),
    moved_of(
        BLOCKS,
        Op::SPACE_TO_DEPTH,
        "SPACE_TO_DEPTH",
        blocks::space_to_depth,
    )
    .ranks([4, 4]),
    moved_of(NUMBERS, Op::SPLIT, "SPLIT", split::lower)
        .reads([1, 2])
        .takes([2, 2])
        .gives([1, MANY]),
    moved_of(WORDS, Op::SPLIT_V, "SPLIT_V", split_v::lower)
        .takes([3, 3])
        .gives([1, MANY]),
    support(Op::SQRT, "SQRT", &[FLOAT32], float::sqrt),
    support(Op::SQUARE, "SQUARE", &[FLOAT32], float::square),
    pair(
        Op::SQUARED_DIFFERENCE,
        "SQUARED_DIFFERENCE",
        &[INT8, INT16, INT32, FLOAT32],
        binary::squared_difference,
    ),
    moved_of(ANY, Op::SQUEEZE, "SQUEEZE", view::lower),
    moved(Op::STRIDED_SLICE, "STRIDED_SLICE", strided_slice::lower).takes([4, 4]),
    pair(Op::SUB, "SUB", &[INT8, INT16, INT32, FLOAT32], binary::sub),
    support(Op::SUM, "SUM", &[INT8, INT16, FLOAT32], reduce::sum).takes([2, 2]),
    support(Op::SVDF, "SVDF", &[INT8, FLOAT32], svdf::lower)
        .takes([5, 5])
        .ranks([2, 2]),
    support(Op::TANH, "TANH", &[INT8, INT16, FLOAT32], lookup::tanh),
    support(
        Op::CUSTOM,
        "TFLite_Detection_PostProcess",
        &[FLOAT32, to(TensorType::UINT8, TensorType::FLOAT32)],
        detection::post_process,
    )
    .reads([0, 2])
    .takes([3, 3])
    .gives([4, 4])
    .ranks([3, 3]),
    moved_of(
        &[INT8, INT32, FLOAT32],
        Op::TOPK_V2,
        "TOPK_V2",
        top_k::lower,
    )
    .results(1)
    .takes([2, 2])
    .gives([2, 2])
    .ranks([1, MANY]),
    moved(Op::TRANSPOSE, "TRANSPOSE", transpose::lower).takes([2, 2]),
    support(
        Op::TRANSPOSE_CONV,
        "TRANSPOSE_CONV",
        &[INT8, INT16_INT8, FLOAT32],
        transpose_conv::lower,
    )
    .weighs(1)
    .reads([2, 3])
    .takes([3, 4])
    .ranks([4, 4]),
    support(
        Op::UNIDIRECTIONAL_SEQUENCE_LSTM,
        "UNIDIRECTIONAL_SEQUENCE_LSTM",
        &[INT8, INT16_INT8, FLOAT32],
        lstm::lower,
    )
    .weighs(2)
    .takes([20, 24])
    .ranks([3, 3]),
    moved_of(NARROW, Op::UNPACK, "UNPACK", pack::unpack).gives([1, MANY]),
    moved_of(&[], Op::VAR_HANDLE, "VAR_HANDLE", variable::var_handle)
        .reads([0, 0])
        .takes([0, 0]),
    moved(Op::WHILE, "WHILE", control::repeat)
        .results(1)
        .reads([0, 0])
        .takes([1, MANY])
        .gives([1, MANY]),
    moved_of(ZEROS, Op::ZEROS_LIKE, "ZEROS_LIKE", fill::zeros_like),
];

/// The supported operators, in alphabetical order.
pub fn supported() -> impl Iterator<Item = &'static Support> {
    OPERATORS.iter()
}

/// The support of an operator: of a custom one by its name.
pub(super) fn find(operator: &Operator<'_>) -> Option<&'static Support> {
    let code = operator.builtin();
    let is_custom = code == Op::CUSTOM;
    let mut supported = OPERATORS.iter().filter(|support| support.code == code);
    supported.find(|support| !is_custom || support.name == operator.code.custom)
}
