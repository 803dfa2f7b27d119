//! One file per kernel, and the list of them all.

/// `$f::<…>(draw)` for one of these lists of sizes: shapes that are types are a closed set.
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

mod binary;
mod conv_2d;
mod depthwise_conv_2d;
mod fully_connected;
mod pool_2d;
mod softmax;

tiny_model_kernels::dsp! {
    mod dsp;
    use dsp::KERNELS as OF_THE_BACKEND;
}
tiny_model_kernels::portable! {
    const OF_THE_BACKEND: &[Kernel] = &[];
}
// `cargo fmt` does not look into macros.
#[cfg(any())]
mod dsp;

use tiny_model_kernels::op::{Add, Mul, Sub};

use crate::Kernel;

/// The kernels of `op`, which every backend has.
const EVERYWHERE: &[Kernel] = &[
    Kernel {
        name: "binary/add",
        case: binary::case::<Add>,
    },
    Kernel {
        name: "binary/sub",
        case: binary::case::<Sub>,
    },
    Kernel {
        name: "binary/mul",
        case: binary::case::<Mul>,
    },
    Kernel {
        name: "conv_2d",
        case: conv_2d::case,
    },
    Kernel {
        name: "depthwise_conv_2d",
        case: depthwise_conv_2d::case,
    },
    Kernel {
        name: "fully_connected",
        case: fully_connected::case,
    },
    Kernel {
        name: "average_pool_2d,max_pool_2d",
        case: pool_2d::case,
    },
    Kernel {
        name: "softmax",
        case: softmax::case,
    },
];

/// The kernels of this target.
pub fn kernels() -> impl Iterator<Item = Kernel> {
    EVERYWHERE.iter().chain(OF_THE_BACKEND).copied()
}
