//! Unary operators by a table of all 256 inputs: LOGISTIC, TANH, RELU, LEAKY_RELU, HARD_SWISH,
//! QUANTIZE from int8 to int8, and any chain of them.
//!
//! The compiler evaluates the operators; the target only looks up.

/// `y[i] = table[x[i]]`, the index being the input's byte: entry `0x80` is for −128.
#[inline(always)]
pub fn lookup<const N: usize>(x: &[i8; N], y: &mut [i8; N], table: &[i8; 256]) {
    lookups(x, y, table);
}

/// One body for all lengths.
#[inline(never)]
fn lookups(x: &[i8], y: &mut [i8], table: &[i8; 256]) {
    let at = |x: i8| table[usize::from(x.cast_unsigned())];
    // Four together: their loads follow each other.
    let ((blocks, rest), (y_blocks, y_rest)) = (x.as_chunks::<4>(), y.as_chunks_mut());
    for (y, x) in y_blocks.iter_mut().zip(blocks) {
        *y = x.map(at);
    }
    for (y, &x) in y_rest.iter_mut().zip(rest) {
        *y = at(x);
    }
}

/// The table of a function, in the order that [`lookup`] expects.
pub fn tabulate(f: impl Fn(i8) -> i8) -> [i8; 256] {
    core::array::from_fn(|byte| f((byte as u8).cast_signed()))
}
