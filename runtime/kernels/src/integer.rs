//! The integers that activations are made of.

/// An integer that a tensor holds and that i32 holds too.
pub trait Integer: Copy + Ord + Into<i32> {
    /// Its smallest value.
    const MIN: i32;
    /// Its largest value.
    const MAX: i32;

    /// The lowest bits of a number: itself, where it is in the range.
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
