//! One file per operator: its mathematics, its ranges, its loop over output rows.

mod conv_2d;
mod depthwise_conv_2d;
mod fully_connected;
mod window;

pub use conv_2d::{Conv2d, conv_2d};
pub use depthwise_conv_2d::depthwise_conv_2d;
pub use fully_connected::{FullyConnected, fully_connected};
pub use window::Window;
