//! Every kernel against a naive oracle, with odd shapes and random values and parameters.

mod conv_2d;
mod copy;
mod data;
mod depthwise_conv_2d;
mod elementwise;
mod fixed_point;
mod fully_connected;
mod integers;
mod mean;
mod overlap;
mod pool;
mod quantize;
mod softmax;
mod unary;

use kernel_cases::oracle;
