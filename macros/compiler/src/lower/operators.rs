//! The supported operators: the one list, with the types that each takes.

use tflite_schema::{BuiltinOperator as Op, Operator, TensorType};

use super::support::{MANY, Support, moved, moved_of, pair, support};
use super::types::{
    ABOVE, ANY, BLOCKS, BOOL, CASTS, EMBEDDINGS, EQUALITIES, FLOAT32, HYBRID, INT8, INT8_INT4,
    INT8_UINT8, INT16, INT16_INT8, INT32, INT64, MOVED, NARROW, NUMBERS, ORDERED, ORDERS, PLACES,
    SHAPES, UINT8, WORDS, ZEROS, to,
};
use super::{
    along, batch_matmul, binary, blocks, broadcast, broadcast_args, call_once, circular_buffer,
    concatenation, control, conv_2d, depthwise_conv_2d, detection, dynamic_update_slice, fill,
    float, fully_connected, gather, lookup, lstm, mean, mirror_pad, pack, pad, pool, quantize,
    reduce, resize, reverse, select, shape, slice, softmax, split, split_v, strided_slice, svdf,
    tile, top_k, transpose, transpose_conv, unary, variable, view,
};

/// An operator with its name, which is TFLite's.
macro_rules! op {
    ($name:ident) => {
        (Op::$name, stringify!($name))
    };
}

/// Every supported operator: the one list. What is not said has one input of any rank, and one output.
/// Numbers are those that TFLM's `Prepare` asks for, or where it is more lenient LiteRT's.
const OPERATORS: &[Support] = &[
    support(op!(ABS), &[INT8, INT16, FLOAT32], lookup::abs),
    pair(op!(ADD), &[INT8, INT16, INT32, FLOAT32], binary::add),
    support(op!(ADD_N), &[INT8, FLOAT32], along::add_n)
        .reads([0, MANY])
        .takes([2, MANY]),
    support(op!(ARG_MAX), PLACES, along::arg_max)
        .takes([2, 2])
        .takes_integers(),
    support(op!(ARG_MIN), PLACES, along::arg_min)
        .takes([2, 2])
        .takes_integers(),
    moved_of(ANY, op!(ASSIGN_VARIABLE), variable::assign_variable)
        .reads([1, 2])
        .takes([2, 2])
        .gives([0, 0]),
    support(
        op!(AVERAGE_POOL_2D),
        &[INT8, INT16, FLOAT32],
        pool::average_pool_2d,
    )
    .ranks([4, 4]),
    pair(
        op!(BATCH_MATMUL),
        &[INT8, INT16, FLOAT32],
        batch_matmul::lower,
    )
    .ranks([2, 5]),
    moved(op!(BATCH_TO_SPACE_ND), blocks::batch_to_space_nd)
        .takes([3, 3])
        .ranks([3, 4]),
    pair(op!(BROADCAST_ARGS), &[INT32], broadcast_args::lower).ranks([1, 1]),
    moved_of(ANY, op!(BROADCAST_TO), broadcast::to).takes([2, 2]),
    moved_of(&[], op!(CALL_ONCE), call_once::lower)
        .reads([0, 0])
        .takes([0, 0])
        .gives([0, 0]),
    support(op!(CAST), CASTS, unary::cast).takes_integers(),
    support(op!(CEIL), &[FLOAT32], float::ceil),
    support(
        (Op::CUSTOM, circular_buffer::NAME),
        &[INT8],
        circular_buffer::lower,
    )
    .ranks([4, 4]),
    moved(op!(CONCATENATION), concatenation::lower)
        .reads([0, MANY])
        .takes([1, MANY]),
    support(
        op!(CONV_2D),
        &[INT8, INT8_INT4, INT8_UINT8, INT16_INT8, FLOAT32, HYBRID],
        conv_2d::lower,
    )
    .weighs(1)
    .takes([2, 3])
    .ranks([4, 4]),
    support(op!(COS), &[FLOAT32], float::cos),
    support(op!(CUMSUM), &[INT8, FLOAT32], along::cumsum)
        .takes([2, 2])
        .ranks([1, MANY]),
    support(
        op!(DEPTHWISE_CONV_2D),
        &[INT8, INT8_INT4, INT8_UINT8, INT16_INT8, FLOAT32, HYBRID],
        depthwise_conv_2d::lower,
    )
    .weighs(1)
    .takes([2, 3])
    .ranks([4, 4]),
    moved_of(BLOCKS, op!(DEPTH_TO_SPACE), blocks::depth_to_space).ranks([4, 4]),
    support(
        op!(DEQUANTIZE),
        &[
            to(TensorType::INT8, TensorType::FLOAT32),
            to(TensorType::INT16, TensorType::FLOAT32),
            to(TensorType::UINT8, TensorType::FLOAT32),
            to(TensorType::FLOAT16, TensorType::FLOAT32),
        ],
        quantize::dequantize,
    ),
    pair(op!(DIV), &[INT8, INT32, FLOAT32], binary::div),
    moved_of(
        MOVED,
        op!(DYNAMIC_UPDATE_SLICE),
        dynamic_update_slice::lower,
    )
    .reads([0, 2])
    .takes([3, 3]),
    support(op!(ELU), &[INT8, FLOAT32], lookup::elu),
    moved_of(EMBEDDINGS, op!(EMBEDDING_LOOKUP), gather::embedding_lookup)
        .reads([1, 2])
        .takes([2, 2])
        .ranks([2, MANY]),
    pair(op!(EQUAL), EQUALITIES, binary::equal).takes_integers(),
    support(op!(EXP), &[INT8, FLOAT32], lookup::exp),
    moved(op!(EXPAND_DIMS), view::expand_dims).takes([2, 2]),
    moved(op!(FILL), fill::fill).reads([1, 2]).takes([2, 2]),
    support(op!(FLOOR), &[FLOAT32], float::floor),
    pair(op!(FLOOR_DIV), &[INT32, FLOAT32], binary::floor_div),
    pair(op!(FLOOR_MOD), &[INT32, FLOAT32], binary::floor_mod),
    support(
        op!(FULLY_CONNECTED),
        &[INT8, INT8_INT4, INT8_UINT8, INT16_INT8, FLOAT32, HYBRID],
        fully_connected::lower,
    )
    .weighs(1)
    .takes([2, 3]),
    moved_of(MOVED, op!(GATHER), gather::gather).takes([2, 2]),
    moved_of(MOVED, op!(GATHER_ND), gather::gather_nd).takes([2, 2]),
    support(op!(GELU), &[INT8, FLOAT32], lookup::gelu),
    pair(op!(GREATER), ABOVE, binary::greater).takes_integers(),
    pair(op!(GREATER_EQUAL), ORDERS, binary::greater_equal).takes_integers(),
    support(op!(HARD_SWISH), &[INT8, FLOAT32], lookup::hard_swish),
    moved(op!(IF), control::choice)
        .results(1)
        .reads([0, 0])
        .takes([1, MANY])
        .gives([1, MANY]),
    support(
        op!(L2_NORMALIZATION),
        &[INT8, FLOAT32],
        softmax::l2_normalization,
    )
    .ranks([1, 4]),
    support(op!(L2_POOL_2D), &[FLOAT32], pool::l2_pool_2d).ranks([4, 4]),
    support(op!(LEAKY_RELU), &[INT8, INT16, FLOAT32], lookup::leaky_relu),
    pair(op!(LESS), ORDERS, binary::less).takes_integers(),
    pair(op!(LESS_EQUAL), ORDERS, binary::less_equal).takes_integers(),
    support(op!(LOG), &[INT8, FLOAT32], lookup::log),
    pair(op!(LOGICAL_AND), &[BOOL], binary::and),
    support(op!(LOGICAL_NOT), &[BOOL], unary::not),
    pair(op!(LOGICAL_OR), &[BOOL], binary::or),
    support(op!(LOGISTIC), &[INT8, INT16, FLOAT32], lookup::logistic),
    support(op!(LOG_SOFTMAX), &[INT8, FLOAT32], softmax::log_softmax).ranks([1, MANY]),
    pair(op!(MAXIMUM), ORDERED, binary::maximum).takes_integers(),
    support(op!(MAX_POOL_2D), &[INT8, INT16, FLOAT32], pool::max_pool_2d).ranks([4, 4]),
    support(op!(MEAN), &[INT8, INT16, FLOAT32], mean::mean).takes([2, 2]),
    pair(op!(MINIMUM), ORDERED, binary::minimum).takes_integers(),
    moved(op!(MIRROR_PAD), mirror_pad::lower).takes([2, 2]),
    pair(op!(MUL), &[INT8, INT16, INT32, FLOAT32], binary::mul),
    support(op!(NEG), &[FLOAT32], float::neg),
    pair(op!(NOT_EQUAL), EQUALITIES, binary::not_equal).takes_integers(),
    moved_of(NUMBERS, op!(PACK), pack::pack)
        .reads([0, MANY])
        .takes([1, MANY]),
    moved(op!(PAD), pad::lower).takes([2, 3]),
    moved(op!(PADV2), pad::lower).takes([2, 3]),
    support(op!(PRELU), &[INT8, INT16, FLOAT32], binary::prelu).takes([2, 2]),
    support(
        op!(QUANTIZE),
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
    support(op!(RANK), SHAPES, shape::rank),
    moved_of(ANY, op!(READ_VARIABLE), variable::read_variable).reads([0, 0]),
    support(op!(REDUCE_ALL), &[BOOL], reduce::all).takes([2, 2]),
    support(op!(REDUCE_ANY), &[BOOL], reduce::any).takes([2, 2]),
    support(op!(REDUCE_MAX), ORDERED, reduce::max)
        .takes([2, 2])
        .takes_integers(),
    support(op!(REDUCE_MIN), ORDERED, reduce::min)
        .takes([2, 2])
        .takes_integers(),
    support(op!(REDUCE_PROD), &[INT32, INT64, FLOAT32], reduce::product).takes([2, 2]),
    support(op!(RELU), &[INT8, INT16, FLOAT32], lookup::relu),
    support(op!(RELU6), &[INT8, INT16, FLOAT32], lookup::relu6),
    support(op!(RELU_0_TO_1), &[INT8, FLOAT32], lookup::relu_0_to_1),
    support(op!(RELU_N1_TO_1), &[INT8, FLOAT32], lookup::relu_n1_to_1),
    moved_of(ANY, op!(RESHAPE), view::reshape).takes([1, 2]),
    support(op!(RESIZE_BILINEAR), &[INT8, FLOAT32], resize::bilinear)
        .takes([2, 2])
        .ranks([4, 4]),
    moved_of(
        &[INT8, UINT8, INT16, FLOAT32],
        op!(RESIZE_NEAREST_NEIGHBOR),
        resize::nearest,
    )
    .takes([2, 2])
    .ranks([4, 4]),
    moved(op!(REVERSE_V2), reverse::lower).takes([2, 2]),
    support(op!(ROUND), &[FLOAT32], float::round),
    support(op!(RSQRT), &[INT8, FLOAT32], lookup::rsqrt),
    moved_of(MOVED, op!(SELECT), select::select)
        .reads([1, 3])
        .takes([3, 3]),
    moved_of(MOVED, op!(SELECT_V2), select::select_v2)
        .reads([1, 3])
        .takes([3, 3]),
    support(op!(SHAPE), SHAPES, shape::shape),
    support(op!(SIN), &[FLOAT32], float::sin),
    moved(op!(SLICE), slice::lower).takes([3, 3]),
    support(
        op!(SOFTMAX),
        &[
            INT8,
            to(TensorType::INT8, TensorType::INT16),
            INT16,
            FLOAT32,
        ],
        softmax::lower,
    )
    .ranks([1, MANY]),
    moved(op!(SPACE_TO_BATCH_ND), blocks::space_to_batch_nd)
        .takes([3, 3])
        .ranks([3, 4]),
    moved_of(BLOCKS, op!(SPACE_TO_DEPTH), blocks::space_to_depth).ranks([4, 4]),
    moved_of(NUMBERS, op!(SPLIT), split::lower)
        .reads([1, 2])
        .takes([2, 2])
        .gives([1, MANY]),
    moved_of(WORDS, op!(SPLIT_V), split_v::lower)
        .takes([3, 3])
        .gives([1, MANY]),
    support(op!(SQRT), &[INT8, FLOAT32], lookup::sqrt),
    support(op!(SQUARE), &[FLOAT32], float::square),
    pair(
        op!(SQUARED_DIFFERENCE),
        &[INT8, INT16, INT32, FLOAT32],
        binary::squared_difference,
    ),
    moved_of(ANY, op!(SQUEEZE), view::squeeze),
    moved(op!(STRIDED_SLICE), strided_slice::lower).takes([4, 4]),
    pair(op!(SUB), &[INT8, INT16, INT32, FLOAT32], binary::sub),
    support(op!(SUM), &[INT8, INT16, INT32, INT64, FLOAT32], reduce::sum).takes([2, 2]),
    support(op!(SVDF), &[INT8, FLOAT32], svdf::lower)
        .takes([5, 5])
        .ranks([2, 2]),
    support(op!(TANH), &[INT8, INT16, FLOAT32], lookup::tanh),
    support(
        (Op::CUSTOM, "TFLite_Detection_PostProcess"),
        &[FLOAT32, to(TensorType::UINT8, TensorType::FLOAT32)],
        detection::post_process,
    )
    .reads([0, 2])
    .takes([3, 3])
    .gives([4, 4])
    .ranks([3, 3]),
    moved(op!(TILE), tile::lower).takes([2, 2]),
    moved_of(&[INT8, INT32, FLOAT32], op!(TOPK_V2), top_k::lower)
        .results(1)
        .takes([2, 2])
        .gives([2, 2])
        .ranks([1, MANY]),
    moved(op!(TRANSPOSE), transpose::lower).takes([2, 2]),
    support(
        op!(TRANSPOSE_CONV),
        &[INT8, INT16_INT8, FLOAT32],
        transpose_conv::lower,
    )
    .weighs(1)
    .reads([2, 3])
    .takes([3, 4])
    .ranks([4, 4]),
    support(
        op!(UNIDIRECTIONAL_SEQUENCE_LSTM),
        &[INT8, INT16_INT8, FLOAT32],
        lstm::lower,
    )
    .weighs(2)
    .takes([20, 24])
    .ranks([3, 3]),
    moved_of(NARROW, op!(UNPACK), pack::unpack).gives([1, MANY]),
    moved_of(&[], op!(VAR_HANDLE), variable::var_handle)
        .reads([0, 0])
        .takes([0, 0]),
    moved(op!(WHILE), control::repeat)
        .results(1)
        .reads([0, 0])
        .takes([1, MANY])
        .gives([1, MANY]),
    moved_of(ZEROS, op!(ZEROS_LIKE), fill::zeros_like),
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
