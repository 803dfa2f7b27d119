//! The memory of a model's activations, owned by the caller.

use core::fmt;
use core::mem::ManuallyDrop;

use super::Memory;
use crate::binary::{IsTrue, Larger, Natural};

/// A type that determines the size of an [`Arena`]: a model, or a tuple of models that run in turn.
pub trait Footprint {
    /// The bytes of the size and alignment that are needed.
    #[doc(hidden)]
    type Memory: Room;
    /// The size in words of [`ALIGNMENT`](super::ALIGNMENT) bytes, for the type checker.
    #[doc(hidden)]
    type Words: Natural;
}

impl<A: Footprint, B: Footprint> Footprint for (A, B) {
    type Memory = Shared<A::Memory, B::Memory>;
    type Words = Larger<A::Words, B::Words>;
}

/// Longer tuples are nested pairs of the first element and the rest.
macro_rules! tuples {
    ($a:ident $b:ident) => {};
    ($first:ident $($rest:ident)+) => {
        impl<$first: Footprint, $($rest: Footprint),+> Footprint for ($first, $($rest),+) {
            type Memory = <($first, ($($rest),+)) as Footprint>::Memory;
            type Words = <($first, ($($rest),+)) as Footprint>::Words;
        }
        tuples!($($rest)+);
    };
}
tuples!(A B C D E F G H I J K L);

/// States that an arena for `Self` has room for a model `M`: it is at least as large as an arena
/// for `M`.
///
/// Functions that accept the arena of any models have it as a bound:
///
/// ```
/// use tiny_model_kernels::bytes::{Arena, Footprint, RoomFor};
///
/// fn lend<M: Footprint, F: RoomFor<M>>(arena: &mut Arena<F>) -> &mut Arena<M> {
///     arena.lend()
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "an arena for `{Self}` cannot be lent to `{M}`",
    label = "not known to be large enough for `{M}`",
    note = "models that take turns share `Arena<(A, B)>`, which is as large as the largest of them needs",
    note = "generic code asks for an arena that is large enough by `F: RoomFor<M>`"
)]
pub trait RoomFor<M: Footprint>: Footprint {}

#[diagnostic::do_not_recommend]
impl<F: Footprint, M: Footprint> RoomFor<M> for F where
    <F::Words as Natural>::AtLeast<M::Words>: IsTrue
{
}

/// The memory of a model's inputs, activations and outputs.
///
/// Several models that do not run at the same time may share one: `Arena<(A, B)>` is as large as
/// the larger of them, and [`lend`](Arena::lend) hands it to one at a time.
#[repr(transparent)]
pub struct Arena<F: Footprint> {
    memory: F::Memory,
}

/// Prints the size and none of the bytes.
impl<F: Footprint> fmt::Debug for Arena<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = F::Memory::BYTES;
        f.debug_struct("Arena").field("bytes", &bytes).finish()
    }
}

impl<F: Footprint> Default for Arena<F> {
    fn default() -> Self {
        Self::new()
    }
}

impl<F: Footprint> Arena<F> {
    /// Creates an arena for a `static`: it is zeroed, so it takes no flash.
    pub const fn new() -> Self {
        Self {
            memory: F::Memory::ZEROED,
        }
    }

    /// Returns this arena as an arena for one of the models that share it, or for another model
    /// that needs no more.
    pub const fn lend<M: Footprint>(&mut self) -> &mut Arena<M>
    where
        F: RoomFor<M>,
    {
        // `RoomFor` compares words; this assertion rejects a footprint whose memory and words
        // differ.
        const {
            assert!(
                M::Memory::BYTES <= F::Memory::BYTES,
                "the arena is too small"
            )
        };
        // SAFETY: an `Arena` is its memory (`repr(transparent)`), and memory consists of
        // initialized bytes aligned to `ALIGNMENT`, without padding (`Room`): this arena has at
        // least as many (asserted above), and any write to the lent part, even of a whole arena,
        // leaves all of them initialized. The exclusive borrow passes on to the result.
        unsafe { &mut *core::ptr::from_mut(self).cast::<Arena<M>>() }
    }

    /// Returns all bytes, for any use of the memory while no model uses it: a frame of audio, a
    /// packet, a decoder's tables. They begin at a multiple of 4 and hold the values that were last
    /// written; a model that uses the arena again computes from the input that is written then.
    pub const fn bytes(&mut self) -> &mut [u8] {
        let bytes = core::ptr::from_mut(self).cast::<u8>();
        // SAFETY: an `Arena` is its memory (`repr(transparent)`), and memory is `BYTES` bytes, all of
        // them initialized, any values of which are valid (`Room`). The exclusive borrow passes on to
        // the result.
        unsafe { core::slice::from_raw_parts_mut(bytes, F::Memory::BYTES) }
    }

    /// Returns the memory, for generated code.
    #[doc(hidden)]
    pub const fn memory(&mut self) -> &mut F::Memory {
        &mut self.memory
    }

    /// Returns the arena in `memory`, for generated code.
    #[doc(hidden)]
    pub const fn from_memory(memory: &mut F::Memory) -> &mut Self {
        // SAFETY: an `Arena` is its memory (`repr(transparent)`) and has no further requirements.
        // The exclusive borrow passes on to the result.
        unsafe { &mut *core::ptr::from_mut(memory).cast::<Self>() }
    }
}

/// Memory as large as the larger of two types that are not used at the same time.
#[repr(C)]
pub union Shared<A, B> {
    first: ManuallyDrop<A>,
    second: ManuallyDrop<B>,
}

/// Initialized bytes aligned to [`ALIGNMENT`](super::ALIGNMENT), any values of which are valid.
///
/// # Safety
/// A value is `BYTES` bytes, all of them always initialized and none of them padding, and its
/// alignment is exactly `ALIGNMENT`.
pub unsafe trait Room: Sized {
    /// The size in bytes.
    const BYTES: usize;
    /// The memory filled with zeros.
    const ZEROED: Self;
}

// SAFETY: the array is always initialized; `align(4)` is `ALIGNMENT`, and `new`, the only
// constructor, asserts that the length is a multiple of it, so there is no padding.
unsafe impl<const N: usize> Room for Memory<N> {
    const BYTES: usize = N;
    const ZEROED: Self = Self::new();
}

// SAFETY: the fields are private and `ZEROED` is the only constructor; it initializes every byte, and
// only `Room`s, which keep bytes initialized, are ever lent from it. Fields of the same alignment
// without padding make a union that is as large as the larger field, without padding.
unsafe impl<A: Room, B: Room> Room for Shared<A, B> {
    const BYTES: usize = if A::BYTES > B::BYTES {
        A::BYTES
    } else {
        B::BYTES
    };
    // SAFETY: both fields are bytes, for which zeros are valid.
    const ZEROED: Self = unsafe { core::mem::zeroed() };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binary::{End, One, Zero};
    use crate::bytes::Slot;

    struct Small;
    impl Footprint for Small {
        type Memory = Memory<8>;
        type Words = Zero<One<End>>;
    }

    struct Large;
    impl Footprint for Large {
        type Memory = Memory<40>;
        type Words = Zero<One<Zero<One<End>>>>;
    }

    #[test]
    fn a_tuple_needs_what_the_largest_needs() {
        type Turns = (
            Small,
            Large,
            Small,
            Small,
            Small,
            Small,
            Small,
            Small,
            Small,
            Small,
            Small,
            Small,
        );
        assert_eq!(size_of::<Arena<Turns>>(), 40);
        assert_eq!(4 * <Turns as Footprint>::Words::VALUE, 40);
        assert_eq!(Arena::<Turns>::new().lend::<Large>().bytes().len(), 40);
    }

    #[test]
    fn the_debug_form_is_the_size() {
        let text = std::format!("{:?}", Arena::<(Small, Large)>::new());
        assert_eq!(text, "Arena { bytes: 40 }");
    }

    #[test]
    fn a_lent_arena_may_be_replaced() {
        let mut arena = Arena::<(Small, Large)>::new();
        *arena
            .lend::<Large>()
            .memory()
            .get_mut::<Slot<[u8; 40], 0>>() = [7; 40];
        *arena.lend::<Small>() = Arena::new();
        let bytes = arena.lend::<Large>().memory().get::<Slot<[u8; 40], 0>>();
        assert_eq!(bytes.split_at(8), ([0; 8].as_slice(), [7; 32].as_slice()));
    }

    #[test]
    fn bytes_are_the_whole_arena() {
        let mut arena = Arena::<(Small, Large)>::new();
        assert_eq!(arena.bytes().len(), size_of_val(&arena));
        arena.bytes().copy_from_slice(&[3; 40]);
        let small = arena.lend::<Small>();
        assert_eq!(small.bytes(), [3; 8]);
        *small.memory().get_mut::<Slot<u8, 7>>() = 9;
        assert_eq!(arena.bytes()[6..9], [3, 9, 3]);
    }

    #[test]
    fn memory_is_an_arena() {
        let mut memory = Memory::<8>::new();
        Arena::<Small>::from_memory(&mut memory).bytes()[6] = 5;
        assert_eq!(memory.get::<Slot<[u8; 3], 5>>(), &[0, 5, 0]);
    }

    #[test]
    fn models_take_turns() {
        let mut arena = Arena::<(Small, Large)>::new();
        *arena
            .lend::<Large>()
            .memory()
            .get_mut::<Slot<[u8; 2], 38>>() = [7, 8];
        *arena.lend::<Small>().memory().get_mut::<Slot<u8, 4>>() = 9;
        let large = arena.lend::<Large>().memory();
        assert_eq!(large.get::<Slot<[u8; 2], 38>>(), &[7, 8]);
        assert_eq!(large.get::<Slot<[u8; 5], 0>>(), &[0, 0, 0, 0, 9]);
    }
}
