//! The cases of each kernel, and the list of all kernels.

/// Calls `$f::<…>(draw)` for one of these lists of sizes: shapes that are types are a closed set.
macro_rules! one_of {
    ($draw:ident, $f:ident: $([$($size:expr),*])*) => {
        one_of!($draw, [$($f::<$({ $size }),*>),*])
    };
    ($draw:ident, $f:ident<$t:ident>: $([$size:expr])*) => {
        one_of!($draw, [$($f::<$t, { $size }>),*])
    };
    ($draw:ident, $cases:expr) => {{
        let cases: &[fn(&mut $crate::Draw) -> $crate::Verdict] = &$cases;
        $draw.pick(cases)($draw)
    }};
}

mod accumulate;
mod batch_matmul;
mod binary;
mod circular_buffer;
mod conv_2d;
mod copy;
mod depthwise_conv_2d;
mod detection;
mod float;
mod fully_connected;
mod generic;
mod int16;
mod layer;
mod lookup;
mod lstm;
mod mean;
mod pool_2d;
mod quantize;
mod rows;
mod slide;
mod softmax;
mod svdf;
mod top_k;

tiny_model_kernels::dsp! {
    mod dsp;
    use dsp::KERNELS as OF_THE_BACKEND;
}
tiny_model_kernels::portable! {
    const OF_THE_BACKEND: &[Kernel] = &[];
}
// `cargo fmt` does not format macros.
#[cfg(any())]
mod dsp;

use tiny_model_kernels::op::{Add, Mul, Sub};

use crate::{Draw, Kernel, Verdict};

/// The kernels of `op`, which every backend has.
const EVERYWHERE: &[Kernel] = &[
    kernel("add_n", generic::add_n),
    kernel("arg", generic::arg),
    kernel("cumsum", generic::cumsum),
    kernel("fold", generic::fold),
    kernel("gather", generic::gather),
    kernel("resize_bilinear", generic::resize_bilinear),
    kernel("resize_nearest", generic::resize_nearest),
    kernel("select", generic::select),
    kernel("unary", generic::unary),
    kernel("update_slice", generic::update_slice),
    kernel("accumulate,average_of,mean_of", accumulate::case),
    kernel("average_pool_2d,max_pool_2d", pool_2d::case),
    kernel("batch_matmul", batch_matmul::case),
    kernel("binary/add", binary::case::<Add>),
    kernel("binary/mul", binary::case::<Mul>),
    kernel("binary/sub", binary::case::<Sub>),
    kernel("binary_broadcast/add", binary::broadcast::<Add>),
    kernel("binary_broadcast/mul", binary::broadcast::<Mul>),
    kernel("binary_broadcast/sub", binary::broadcast::<Sub>),
    kernel("circular_buffer,ends_cycle", circular_buffer::case),
    kernel("conv_2d", conv_2d::case),
    kernel("copy,fill", copy::case),
    kernel(
        "depthwise_conv_2d,depthwise_conv_2d_int4",
        depthwise_conv_2d::case,
    ),
    kernel("detection", detection::case),
    kernel(
        "float::average_pool_2d,float::max_pool_2d,float::l2_pool_2d",
        float::pool_2d,
    ),
    kernel("float::conv_2d", float::conv_2d),
    kernel("float::depthwise_conv_2d", float::depthwise_conv_2d),
    kernel("float::fully_connected", float::fully_connected),
    kernel("float::hybrid", float::hybrid),
    kernel("float::l2_normalization,float::log_softmax", float::of_rows),
    kernel("float::mean", float::mean),
    kernel("float::softmax", float::softmax),
    kernel("fully_connected", fully_connected::case),
    kernel("int16::average_pool_2d,int16::max_pool_2d", int16::pool_2d),
    kernel("int16::mean", int16::mean),
    kernel("int16::softmax", int16::softmax),
    kernel("layer::conv_2d", layer::conv_2d),
    kernel("layer::depthwise_conv_2d", layer::depthwise_conv_2d),
    kernel("layer::transpose_conv", layer::transpose_conv),
    kernel("lookup", lookup::case),
    kernel("float_lstm", lstm::float),
    kernel("float_svdf", svdf::float),
    kernel("lstm", lstm::case),
    kernel("map", float::map),
    kernel("mean", mean::case),
    kernel("quantize,dequantize", quantize::case),
    kernel("slide", slide::case),
    kernel("l2_normalization,log_softmax", softmax::of_rows),
    kernel("softmax", softmax::case),
    kernel("svdf", svdf::case),
    kernel("top_k", top_k::case),
    kernel("zip", float::zip),
    kernel("zip_broadcast", float::broadcast),
];

const fn kernel(name: &'static str, case: fn(&mut Draw) -> Verdict) -> Kernel {
    Kernel { name, case }
}

/// The kernels of this target.
pub fn kernels() -> impl Iterator<Item = Kernel> {
    EVERYWHERE.iter().chain(OF_THE_BACKEND).copied()
}
