//! Typed views of raw bytes: the only module outside [`crate::arch`] that needs `unsafe`.
//!
//! This module makes weights (a byte string becomes a typed `static`) and activations (ranges of an
//! arena become tensors). Their soundness is checked at compile time: sizes, alignment and
//! disjointness are constants, so a wrong plan does not compile.
#![allow(unsafe_code)]

mod arena;
mod copy;
mod elements;
mod io;

use core::marker::PhantomData;

use crate::layout::{Blocked, Dual, Lanes, Planes};
use crate::requantize::Scale;

pub(crate) use copy::copy;

pub use arena::{Arena, Footprint, Room, RoomFor, Shared};
pub use elements::{Bool, I64};
pub use half::f16;
pub use io::Io;

#[cfg(target_endian = "big")]
compile_error!("tiny-model stores weights little-endian; big-endian targets are not supported");

/// A type without padding in which every bit pattern is a value, so that raw bytes can be viewed as
/// it.
///
/// # Safety
/// The implementor guarantees both properties.
pub unsafe trait Plain: Copy + 'static {}

macro_rules! plain {
    ($($t:ty)*) => { $(
        // SAFETY: a primitive number: no padding, every bit pattern is a value.
        unsafe impl Plain for $t {}
    )* };
}
plain!(i8 u8 i16 u16 i32 u32 i64 f32);

// SAFETY: two `i32` in `repr(C)`: no padding, and every bit pattern is a value.
unsafe impl Plain for Scale {}

// SAFETY: an array of plain values, `repr(transparent)`.
unsafe impl<
    const C: usize,
    const KW: usize,
    const KH: usize,
    const B: usize,
    const G: usize,
    W: Plain,
> Plain for Blocked<C, KW, KH, B, G, W>
{
}

// SAFETY: an array of plain values, `repr(transparent)`.
unsafe impl<const K: usize, const CO: usize, T: Plain> Plain for Lanes<K, CO, T> {}

// SAFETY: `u32` in `repr(C, align(4))`: no padding, and every bit pattern is a value.
unsafe impl<
    const UNROLL: usize,
    const SEGMENTS: usize,
    const DISTANCE: usize,
    const TILE: usize,
    const TIES: bool,
    const SHIFT: usize,
    const WORDS: usize,
> Plain for Dual<UNROLL, SEGMENTS, DISTANCE, TILE, TIES, SHIFT, WORDS>
{
}

// SAFETY: `u32` in `repr(C, align(4))`: no padding, and every bit pattern is a value.
unsafe impl<
    const STRIDE: usize,
    const TURN: usize,
    const SWAPPED: bool,
    const EXPONENT: usize,
    const TIES: bool,
    const WORDS: usize,
> Plain for Planes<STRIDE, TURN, SWAPPED, EXPONENT, TIES, WORDS>
{
}

// SAFETY: an array has the layout of its elements one after another, without padding.
unsafe impl<T: Plain, const N: usize> Plain for [T; N] {}

/// A type that may lie in an arena: a tensor, or the memory of a step that consists of other steps.
///
/// # Safety
/// The requirements are those of [`Plain`]: there is no padding, and every bit pattern is a value.
pub unsafe trait Stored: 'static {
    /// Fails to compile where the implementation is unsound.
    const IS_SOUND: () = ();
}

// SAFETY: a plain type has no padding, and every bit pattern is a value.
unsafe impl<T: Plain> Stored for T {}

// SAFETY: `u8` in `repr(C, align(4))`, whose number is a multiple of 4 (asserted where it gets a place).
unsafe impl<const N: usize> Stored for Memory<N> {
    const IS_SOUND: () = assert!(N.is_multiple_of(ALIGNMENT), "the memory has no padding");
}

/// Returns the value that the bytes of a tensor, little-endian, represent.
pub const fn from_bytes<T: Plain, const N: usize>(bytes: [u8; N]) -> T {
    const {
        assert!(
            N == size_of::<T>(),
            "the byte string has the size of its type"
        )
    };
    // SAFETY: the sizes are equal (asserted above), and `T: Plain` is valid for every bit pattern.
    unsafe { core::mem::transmute_copy(&bytes) }
}

/// The largest alignment of a tensor in an arena, in bytes, and the alignment of every [`Memory`].
pub const ALIGNMENT: usize = 4;

/// `N` bytes for activations, a multiple of [`ALIGNMENT`], so that there is no padding.
#[derive(Debug)]
#[repr(C, align(4))]
pub struct Memory<const N: usize>([u8; N]);

impl<const N: usize> Default for Memory<N> {
    fn default() -> Self {
        Self::new()
    }
}

/// A tensor of type `T` in an arena, from byte `AT` on.
#[derive(Debug)]
pub struct Slot<T, const AT: usize>(PhantomData<T>);

/// Restricts the implementors that the `unsafe` code below relies on to this module.
mod sealed {
    pub trait Sealed {}
}
use sealed::Sealed;

/// The place of one tensor, implemented by [`Slot`] only: `START` is aligned for the tensor, and
/// `END` is after its last byte.
pub trait Place: Sealed {
    /// The tensor's type.
    type Tensor: Stored;
    /// The first byte of the tensor.
    const START: usize;
    /// The byte after the last byte of the tensor.
    const END: usize;
}

impl<T, const AT: usize> Sealed for Slot<T, AT> {}

impl<T: Stored, const AT: usize> Place for Slot<T, AT> {
    type Tensor = T;
    const START: usize = {
        let () = T::IS_SOUND;
        assert!(
            align_of::<T>() <= ALIGNMENT,
            "the arena is aligned for the tensor"
        );
        assert!(AT.is_multiple_of(align_of::<T>()), "the tensor is aligned");
        AT
    };
    const END: usize = AT + size_of::<T>();
}

/// Places that are read together: they may overlap each other.
pub trait Reads: Sealed {
    /// Shared references to the tensors.
    type Tensors<'a>;
    /// `[start, end)` of each tensor.
    const RANGES: &'static [(usize, usize)];
    /// Returns the tensors in the allocation at `base`.
    ///
    /// # Safety
    /// All ranges lie in the allocation at `base`, which is aligned to `ALIGNMENT`, borrowed for
    /// `'a`, and not written through anything else while the references live.
    unsafe fn tensors<'a>(base: *mut u8) -> Self::Tensors<'a>;
}

/// Places that are written together: disjoint from each other and from all places that are read.
pub trait Writes: Sealed {
    /// Exclusive references to the tensors.
    type Tensors<'a>;
    /// `[start, end)` of each tensor.
    const RANGES: &'static [(usize, usize)];
    /// Returns the tensors in the allocation at `base`.
    ///
    /// # Safety
    /// The requirements are those of [`Reads::tensors`]; in addition the ranges are disjoint from
    /// each other and not accessed through anything else while the references live.
    unsafe fn tensors<'a>(base: *mut u8) -> Self::Tensors<'a>;
}

macro_rules! places {
    ($($place:ident)*) => {
        impl<$($place: Place),*> Sealed for ($($place,)*) {}
        impl<$($place: Place),*> Reads for ($($place,)*) {
            type Tensors<'a> = ($(&'a $place::Tensor,)*);
            const RANGES: &'static [(usize, usize)] = &[$(($place::START, $place::END)),*];
            #[inline(always)]
            #[allow(clippy::unused_unit, reason = "the tuple of no places")]
            unsafe fn tensors<'a>(_base: *mut u8) -> Self::Tensors<'a> {
                // SAFETY: in bounds and shared by this function's contract; aligned because the
                // base is aligned to `ALIGNMENT`, the tensor to no more, and `START` to the tensor
                // (the latter two asserted in `Place for Slot`, its only implementor); any bytes
                // are a value of a `Stored` type.
                ($(unsafe { &*_base.wrapping_add($place::START).cast::<$place::Tensor>() },)*)
            }
        }
        impl<$($place: Place),*> Writes for ($($place,)*) {
            type Tensors<'a> = ($(&'a mut $place::Tensor,)*);
            const RANGES: &'static [(usize, usize)] = &[$(($place::START, $place::END)),*];
            #[inline(always)]
            #[allow(clippy::unused_unit, reason = "the tuple of no places")]
            unsafe fn tensors<'a>(_base: *mut u8) -> Self::Tensors<'a> {
                // SAFETY: the argument is that of `Reads`, and the references are exclusive by this
                // function's contract.
                ($(unsafe { &mut *_base.wrapping_add($place::START).cast::<$place::Tensor>() },)*)
            }
        }
    };
}
places!();
places!(A);
places!(A B);
places!(A B C);
places!(A B C D);
places!(A B C D E);
places!(A B C D E F);
places!(A B C D E F G);
places!(A B C D E F G H);
places!(A B C D E F G H I);
places!(A B C D E F G H I J);
places!(A B C D E F G H I J K);
places!(A B C D E F G H I J K L);
places!(A B C D E F G H I J K L M);
places!(A B C D E F G H I J K L M N);
places!(A B C D E F G H I J K L M N O);
places!(A B C D E F G H I J K L M N O P);

impl<const N: usize> Memory<N> {
    /// Creates zeroed bytes: the value of a `static` in `.bss`.
    pub const fn new() -> Self {
        const { assert!(N.is_multiple_of(ALIGNMENT), "the memory has no padding") };
        Self([0; N])
    }

    /// Borrows one tensor for reading.
    #[inline(always)]
    pub fn get<P: Place>(&self) -> &P::Tensor {
        const { check(N, <(P,) as Reads>::RANGES, &[]) };
        // SAFETY: in bounds (checked above); `&self` is aligned to `ALIGNMENT` and keeps writers
        // away.
        let (tensor,) = unsafe { <(P,) as Reads>::tensors(self.0.as_ptr().cast_mut()) };
        tensor
    }

    /// Borrows one tensor for writing.
    #[inline(always)]
    pub fn get_mut<P: Place>(&mut self) -> &mut P::Tensor {
        let ((), (tensor,)) = self.borrow::<(), (P,)>();
        tensor
    }

    /// Borrows the tensors that one step reads and writes.
    #[inline(always)]
    pub fn borrow<R: Reads, W: Writes>(&mut self) -> (R::Tensors<'_>, W::Tensors<'_>) {
        const { check(N, R::RANGES, W::RANGES) };
        let base = self.0.as_mut_ptr();
        // SAFETY: all ranges are in bounds and no written one overlaps another (checked above);
        // `&mut self` is aligned to `ALIGNMENT` and nothing else reaches the bytes during the borrow.
        let reads = unsafe { R::tensors(base) };
        // SAFETY: the argument is that of `reads`.
        let writes = unsafe { W::tensors(base) };
        (reads, writes)
    }

    /// Borrows the tensors that one step reads and writes where the output `Y` may lie over the
    /// input `X`.
    #[inline(always)]
    #[allow(clippy::type_complexity, reason = "the three kinds of places")]
    pub fn io<X: Place, Y: Place, R: Reads, W: Writes>(
        &mut self,
    ) -> (Io<'_, X::Tensor, Y::Tensor>, R::Tensors<'_>, W::Tensors<'_>) {
        const {
            check(N, <(X,) as Reads>::RANGES, W::RANGES);
            check(N, R::RANGES, W::RANGES);
            check(N, R::RANGES, <(Y,) as Writes>::RANGES);
            check(N, <(Y,) as Reads>::RANGES, W::RANGES);
        }
        let base = self.0.as_mut_ptr();
        let x = base.wrapping_add(X::START).cast::<X::Tensor>();
        let y = base.wrapping_add(Y::START).cast::<Y::Tensor>();
        // SAFETY: all ranges are in bounds, and no written one overlaps another, except `Y`, which
        // may overlap `X` (checked above); `&mut self` is aligned to `ALIGNMENT` and nothing else
        // reaches the bytes during the borrow. The slots' types are `Stored`.
        let io = unsafe { Io::from_raw(x, y) };
        // SAFETY: the argument is that of `io`.
        let reads = unsafe { R::tensors(base) };
        // SAFETY: the argument is that of `io`.
        let writes = unsafe { W::tensors(base) };
        (io, reads, writes)
    }
}

/// Fails to compile unless all ranges lie in `size` bytes and no written one overlaps another.
const fn check(size: usize, reads: &[(usize, usize)], writes: &[(usize, usize)]) {
    let mut r = 0;
    while r < reads.len() {
        assert!(reads[r].1 <= size, "the tensor lies in the arena");
        r += 1;
    }
    let mut w = 0;
    while w < writes.len() {
        assert!(writes[w].1 <= size, "the tensor lies in the arena");
        let mut r = 0;
        while r < reads.len() {
            assert!(
                disjoint(writes[w], reads[r]),
                "a step does not write what it reads"
            );
            r += 1;
        }
        let mut other = 0;
        while other < w {
            assert!(
                disjoint(writes[w], writes[other]),
                "outputs of a step are disjoint"
            );
            other += 1;
        }
        w += 1;
    }
}

const fn disjoint(a: (usize, usize), b: (usize, usize)) -> bool {
    a.1 <= b.0 || b.1 <= a.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_little_endian() {
        const TABLE: [[i16; 2]; 2] = from_bytes(*b"\x01\x00\xff\xff\x00\x80\xff\x7f");
        assert_eq!(TABLE, [[1, -1], [i16::MIN, i16::MAX]]);
    }

    #[test]
    fn a_step_reads_and_writes() {
        let mut memory = Memory::<16>::new();
        *memory.get_mut::<Slot<[i8; 4], 4>>() = [1, 2, 3, 4];
        let ((x, same), (y,)) =
            memory.borrow::<(Slot<[i8; 4], 4>, Slot<[[i8; 2]; 2], 4>), (Slot<[i32; 2], 8>,)>();
        assert_eq!(same, &[[1, 2], [3, 4]]);
        y[1] = x.iter().map(|&x| i32::from(x)).sum();
        assert_eq!(memory.get::<Slot<[i32; 2], 8>>(), &[0, 10]);
    }
}
