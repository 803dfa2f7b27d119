//! The integer types of activations.

/// An integer type of tensors whose values fit in i32.
pub trait Integer: Copy + Ord + Into<i32> {
    /// The smallest value.
    const MIN: i32;
    /// The largest value.
    const MAX: i32;

    /// Returns the lowest bits of `x`, which are `x` itself where it is in the range.
    fn truncate(x: i32) -> Self;
}

macro_rules! integer {
    ($($t:ty)*) => { $(
        impl Integer for $t {
            const MIN: i32 = <$t>::MIN as i32;
            const MAX: i32 = <$t>::MAX as i32;

            #[inline(always)]
            fn truncate(x: i32) -> Self {
                x as $t
            }
        }
    )* };
}
integer!(i8 u8 i16 i32);
