//! Functions of one or two numbers, as TFLM's reference kernels compute them.

/// ADD.
#[inline(always)]
pub fn add(x1: f32, x2: f32) -> f32 {
    x1 + x2
}

/// SUB.
#[inline(always)]
pub fn sub(x1: f32, x2: f32) -> f32 {
    x1 - x2
}

/// MUL.
#[inline(always)]
pub fn mul(x1: f32, x2: f32) -> f32 {
    x1 * x2
}

/// LOGISTIC: `1 / (1 + e^−x)`, as `reference_ops::Logistic`.
#[inline]
pub fn logistic(x: f32) -> f32 {
    // From there on the nearest number is 1, and below −9 that of e^x is as good.
    if x > 16.619_047 {
        1.0
    } else if x < -9.0 {
        libm::expf(x)
    } else {
        1.0 / (1.0 + libm::expf(-x))
    }
}

/// TANH.
#[inline]
pub fn tanh(x: f32) -> f32 {
    libm::tanhf(x)
}

/// HARD_SWISH: `x · min(6, max(0, x + 3)) / 6`.
#[inline]
pub fn hard_swish(x: f32) -> f32 {
    let gate = x + 3.0;
    let gate = if gate > 0.0 { gate } else { 0.0 };
    x * (if gate < 6.0 { gate } else { 6.0 }) / 6.0
}

/// LEAKY_RELU: `x`, or `alpha · x` where that is not above 0.
#[inline]
pub fn leaky_relu(x: f32, alpha: f32) -> f32 {
    if x > 0.0 { x } else { x * alpha }
}
