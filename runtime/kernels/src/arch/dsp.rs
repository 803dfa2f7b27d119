//! Armv7E-M and Armv8-M Mainline with the DSP extension: whole loops in assembly.
//!
//! The `pub` functions are the kernels of the DSP backend's own layouts, which generated code calls. The others are
//! rows of the table in `select`.

/// The first line of assembly: the processor, where the target alone does not have the extension.
#[cfg(armv8m)]
macro_rules! extension {
    () => {
        ".cpu cortex-m33"
    };
}
/// The first line of assembly: the target has the extension.
#[cfg(not(armv8m))]
macro_rules! extension {
    () => {
        ""
    };
}

mod add;
mod batch_matmul;
mod clamp;
mod conv_2d;
mod copy;
mod depthwise_conv_2d;
mod dot_rows;
mod dot_taps;
mod expand;
mod fully_connected;
mod geometry;
mod lstm;
mod matmul;
mod mul;
mod reduce;
mod svdf_state;
mod transpose_conv;

pub(crate) use add::add;
pub use batch_matmul::{batch_matmul_int8, batch_matmul_int16};
pub use conv_2d::{Conv2d, conv_2d, conv_2d_of_shape};
pub(crate) use copy::copy;
pub use depthwise_conv_2d::{depthwise_conv_2d, depthwise_conv_2d_of_shape};
pub(crate) use dot_rows::{dots, dots_of_bytes};
pub(crate) use dot_taps::lanes;
pub use fully_connected::{fully_connected, fully_connected_of_shape};
pub use geometry::Geometry;
pub use lstm::{Recurrence, lstm, lstm_of_shape};
pub(crate) use mul::mul;
pub(crate) use reduce::{maximum_of_lanes, sum_of_blocks, sum_of_lanes};
pub(crate) use svdf_state::{move_bytes_on, move_on};
pub use transpose_conv::{Phase, ShapeOfPhase, TransposeConv, transpose_conv};
