//! The input and output of a step that may share bytes.

use core::marker::PhantomData;
use core::ops::Range;
use core::ptr::{slice_from_raw_parts, slice_from_raw_parts_mut};

use super::Plain;

use crate::stream::Strip;

/// An input and an output that may share bytes: one of them at a time can be borrowed.
///
/// The kernel is responsible for correct results where they do: each states how far its input must
/// lie behind its output. Whatever their places, no bytes outside of them are read or written.
#[derive(Debug)]
pub struct Io<'a, X: ?Sized, Y: ?Sized> {
    x: *const X,
    y: *mut Y,
    memory: PhantomData<(&'a X, &'a mut Y)>,
}

impl<'a, X: ?Sized, Y: ?Sized> Io<'a, X, Y> {
    /// Creates an input and an output that share no bytes.
    #[inline(always)]
    pub const fn new(x: &'a X, y: &'a mut Y) -> Self {
        Self {
            x,
            y,
            memory: PhantomData,
        }
    }

    /// Creates an input and an output that may share bytes.
    ///
    /// # Safety
    /// Both are initialized, aligned and borrowed for `'a` by the caller, and any bytes are values
    /// of both types. Nothing else writes to either of them, or reads the output, during `'a`.
    #[inline(always)]
    pub(super) const unsafe fn from_raw(x: *const X, y: *mut Y) -> Self {
        Self {
            x,
            y,
            memory: PhantomData,
        }
    }

    /// Borrows the input in its current state.
    #[inline(always)]
    pub const fn x(&self) -> &X {
        // SAFETY: valid for `'a` by the contract of the constructors. The output, which may share its
        // bytes, is only borrowed by `y` and `pointers`, which this borrow of `self` keeps away.
        unsafe { &*self.x }
    }

    /// Borrows the output.
    #[inline(always)]
    pub const fn y(&mut self) -> &mut Y {
        // SAFETY: the argument is that of `x`; the exclusive borrow of `self` keeps `x` away.
        unsafe { &mut *self.y }
    }

    /// Returns pointers to both, for loops in assembly.
    #[inline(always)]
    pub const fn pointers(&mut self) -> (*const X, *mut Y) {
        (self.x, self.y)
    }
}

impl<'a, A: Plain, B: Plain> Io<'a, [A], [B]> {
    /// Creates an input and an output from two ranges of bytes, for tests, which place tensors at
    /// run time.
    ///
    /// # Panics
    /// Panics if a range is not in the memory, or is not a slice of values.
    pub fn within(memory: &'a mut [i8], x: Range<usize>, y: Range<usize>) -> Self {
        assert!(x.start <= x.end && x.end <= memory.len());
        assert!(y.start <= y.end && y.end <= memory.len());
        let base = memory.as_mut_ptr();
        let (xs, ys) = (x.len() / size_of::<A>(), y.len() / size_of::<B>());
        assert!(xs * size_of::<A>() == x.len() && ys * size_of::<B>() == y.len());
        let (x, y) = (base.wrapping_add(x.start), base.wrapping_add(y.start));
        let (x, y) = (x.cast::<A>(), y.cast::<B>());
        assert!(x.is_aligned() && y.is_aligned());
        // SAFETY: initialized bytes of the memory, which is borrowed for `'a`, and aligned; any
        // bytes are values of both types (`Plain`).
        unsafe { Self::from_raw(slice_from_raw_parts(x, xs), slice_from_raw_parts_mut(y, ys)) }
    }
}

impl<'a, A, B> Io<'a, [A], [B]> {
    /// Returns ranges of both, which are empty where they are out of bounds.
    #[inline(always)]
    pub fn part(&mut self, x: Range<usize>, y: Range<usize>) -> Io<'_, [A], [B]> {
        let (x, y) = (within(&x, self.x.len()), within(&y, self.y.len()));
        Io {
            x: slice_from_raw_parts(self.x.cast::<A>().wrapping_add(x.start), x.len()),
            y: slice_from_raw_parts_mut(self.y.cast::<B>().wrapping_add(y.start), y.len()),
            memory: PhantomData,
        }
    }

    /// Skips the first `x` elements of the input and the first `y` of the output.
    #[inline(always)]
    pub fn skip(self, x: usize, y: usize) -> Self {
        let (x, y) = (x.min(self.x.len()), y.min(self.y.len()));
        Io {
            x: slice_from_raw_parts(self.x.cast::<A>().wrapping_add(x), self.x.len() - x),
            y: slice_from_raw_parts_mut(self.y.cast::<B>().wrapping_add(y), self.y.len() - y),
            memory: PhantomData,
        }
    }
}

impl<'a, A, B, const H: usize, const OH: usize> Io<'a, [A; H], [B; OH]> {
    /// Converts arrays of rows to slices.
    #[inline(always)]
    pub const fn rows(self) -> Io<'a, [A], [B]> {
        Io {
            x: self.x,
            y: self.y,
            memory: PhantomData,
        }
    }

    /// Returns the rows of one strip, or none where they are out of bounds.
    #[inline(always)]
    pub fn strip(self, strip: &Strip) -> Io<'a, [A], [B]> {
        let (x, y) = (within(&strip.x, H), within(&strip.y, OH));
        Io {
            x: slice_from_raw_parts(self.x.cast::<A>().wrapping_add(x.start), x.len()),
            y: slice_from_raw_parts_mut(self.y.cast::<B>().wrapping_add(y.start), y.len()),
            memory: PhantomData,
        }
    }
}

impl<A, B, const H: usize, const OH: usize, const N: usize> Io<'_, [[A; H]; N], [[B; OH]; N]> {
    /// Returns one of several images, or nothing where there is no such image.
    #[inline(always)]
    pub fn image(&mut self, image: usize) -> Io<'_, [A], [B]> {
        let images = within(&(image..image + 1), N);
        Io {
            x: slice_from_raw_parts(
                self.x.cast::<A>().wrapping_add(images.start * H),
                images.len() * H,
            ),
            y: slice_from_raw_parts_mut(
                self.y.cast::<B>().wrapping_add(images.start * OH),
                images.len() * OH,
            ),
            memory: PhantomData,
        }
    }
}

impl<'a, A, B, const N: usize, const M: usize> Io<'a, [[A; N]], [[B; M]]> {
    /// Returns all elements of all rows.
    #[inline(always)]
    pub const fn flat(self) -> Io<'a, [A], [B]> {
        Io {
            x: slice_from_raw_parts(self.x.cast(), self.x.len().wrapping_mul(N)),
            y: slice_from_raw_parts_mut(self.y.cast(), self.y.len().wrapping_mul(M)),
            memory: PhantomData,
        }
    }
}

/// Returns the range if it lies below `len`, otherwise an empty one.
#[inline(always)]
const fn within(range: &Range<usize>, len: usize) -> Range<usize> {
    if range.start <= range.end && range.end <= len {
        range.start..range.end
    } else {
        0..0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Memory, Slot};

    fn rows(x: Range<usize>, y: Range<usize>) -> Strip {
        Strip {
            x,
            pad_top: 0,
            y,
            first: 0,
        }
    }

    #[test]
    fn an_output_may_lie_over_its_input() {
        let mut memory = Memory::<12>::new();
        *memory.get_mut::<Slot<[i8; 8], 4>>() = [1, 2, 3, 4, 5, 6, 7, 8];
        let (mut io, (), (scratch,)) =
            memory.io::<Slot<[i8; 8], 4>, Slot<[i8; 6], 2>, (), (Slot<[i8; 2], 0>,)>();
        for i in 0..6 {
            io.y()[i] = 10 * io.x()[i];
        }
        scratch[0] = -1;
        assert_eq!(io.x(), &[30, 40, 50, 60, 5, 6, 7, 8]);
        assert_eq!(
            memory.get::<Slot<[i8; 12], 0>>(),
            &[-1, 0, 10, 20, 30, 40, 50, 60, 5, 6, 7, 8]
        );
    }

    #[test]
    fn strips_and_images_are_parts() {
        let mut memory = Memory::<16>::new();
        *memory.get_mut::<Slot<[i8; 8], 0>>() = [1, 2, 3, 4, 5, 6, 7, 8];
        let whole = memory
            .io::<Slot<[[i8; 2]; 4], 0>, Slot<[[i8; 2]; 4], 8>, (), ()>()
            .0;
        let mut strip = whole.strip(&rows(1..3, 2..3));
        assert_eq!(strip.x(), [[3, 4], [5, 6]]);
        assert_eq!(strip.y(), [[0, 0]]);
        let mut flat = strip.flat();
        flat.y()[1] = flat.x()[2];
        let outside = memory
            .io::<Slot<[[i8; 2]; 4], 0>, Slot<[[i8; 2]; 4], 8>, (), ()>()
            .0;
        assert!(outside.strip(&rows(1..5, 1..9)).x().is_empty());
        let mut images = memory
            .io::<Slot<[[i8; 4]; 2], 0>, Slot<[[i8; 4]; 2], 8>, (), ()>()
            .0;
        assert_eq!(images.image(1).x(), [5, 6, 7, 8]);
        assert_eq!(images.image(0).y(), [0, 0, 0, 0]);
        assert_eq!(memory.get::<Slot<[i8; 8], 8>>(), &[0, 0, 0, 0, 0, 5, 0, 0]);
    }
}
