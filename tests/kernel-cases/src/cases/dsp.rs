//! Kernels of `arch::dsp` with separate layouts, and therefore signatures.

mod call;
mod depthwise;
mod lstm;
mod matmul;
mod row;
mod transpose_conv;
mod words;

use super::batch_matmul;
use crate::Kernel;

pub(super) const KERNELS: &[Kernel] = &[
    Kernel {
        name: "dsp::batch_matmul_int8",
        case: batch_matmul::int8_by_columns,
    },
    Kernel {
        name: "dsp::batch_matmul_int16",
        case: batch_matmul::int16_by_columns,
    },
    Kernel {
        name: "dsp::conv_2d",
        case: matmul::conv_2d,
    },
    Kernel {
        name: "dsp::conv_2d/int4",
        case: matmul::nibbles,
    },
    Kernel {
        name: "dsp::depthwise_conv_2d",
        case: depthwise::case,
    },
    Kernel {
        name: "dsp::fully_connected",
        case: matmul::fully_connected,
    },
    Kernel {
        name: "dsp::lstm",
        case: lstm::case,
    },
    Kernel {
        name: "dsp::transpose_conv",
        case: transpose_conv::case,
    },
];
