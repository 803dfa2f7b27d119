//! The small enums inside operator options.

use crate::open_enum::closed_enum;

closed_enum! {
    /// The schema's `Padding`: the treatment of windows at the border of the input.
    Padding {
        /// The output size is ⌈input / stride⌉; the missing elements are padded, the odd one at the
        /// end.
        Same = 0,
        /// The window never leaves the input.
        Valid = 1,
    }
}

closed_enum! {
    /// The schema's `ActivationFunctionType`: the function fused into an operator.
    Activation {
        /// The identity.
        None = 0,
        /// `max(x, 0)`.
        Relu = 1,
        /// `x` clamped to −1..=1.
        ReluN1To1 = 2,
        /// `x` clamped to 0..=6.
        Relu6 = 3,
        /// Hyperbolic tangent.
        Tanh = 4,
        /// 1 where the sign bit is set.
        SignBit = 5,
    }
}

closed_enum! {
    /// The schema's `MirrorPadMode`.
    MirrorPadMode {
        /// The border element is not repeated.
        Reflect = 0,
        /// The border element is repeated.
        Symmetric = 1,
    }
}

closed_enum! {
    /// The schema's `FullyConnectedOptionsWeightsFormat`.
    WeightsFormat {
        /// Row-major `[outputs, inputs]`.
        Default = 0,
        /// Blocks of 4 × 16, signed bytes stored with their top bit flipped.
        Shuffled4x16Int8 = 1,
    }
}

closed_enum! {
    /// The schema's `LSTMKernelType`.
    LstmKernel {
        /// Supports peepholes, projection and layer normalization; 20 or 24 inputs.
        Full = 0,
        /// The concatenated form with five inputs.
        Basic = 1,
    }
}
