//! Numbers as types, which the type checker compares, so that a mistake is an error where it was made, before any
//! code is generated.
//!
//! The lowest bit is outermost and the highest is a one: `Zero<One<End>>` is 2.

use core::marker::PhantomData;

/// Zero: no bits remain.
pub struct End;

/// Twice `N`, which is not zero.
pub struct Zero<N>(PhantomData<N>);

/// Twice `N`, plus one.
pub struct One<N>(PhantomData<N>);

/// A number.
pub trait Natural {
    /// Its value.
    const VALUE: usize;
    /// `True` if this number is at least `N`.
    type AtLeast<N: Natural>: Boolean;
    /// `True` if this number is at most `2 N`.
    type AtMostZero<N: Natural>: Boolean;
    /// `True` if this number is at most `2 N + 1`.
    type AtMostOne<N: Natural>: Boolean;
}

/// The larger of two numbers.
pub type Larger<A, B> = <<A as Natural>::AtLeast<B> as Boolean>::Choice<A, B>;

impl Natural for End {
    const VALUE: usize = 0;
    // 0 is at least `N` only if `N` is at most 0.
    type AtLeast<N: Natural> = N::AtMostZero<End>;
    type AtMostZero<N: Natural> = True;
    type AtMostOne<N: Natural> = True;
}

impl<H: Natural> Natural for Zero<H> {
    const VALUE: usize = 2 * H::VALUE;
    type AtLeast<N: Natural> = N::AtMostZero<H>;
    // 2 H ≤ 2 N and 2 H ≤ 2 N + 1 each mean H ≤ N.
    type AtMostZero<N: Natural> = N::AtLeast<H>;
    type AtMostOne<N: Natural> = N::AtLeast<H>;
}

impl<H: Natural> Natural for One<H> {
    const VALUE: usize = 2 * H::VALUE + 1;
    type AtLeast<N: Natural> = N::AtMostOne<H>;
    // 2 H + 1 ≤ 2 N means H < N.
    type AtMostZero<N: Natural> = <H::AtLeast<N> as Boolean>::Not;
    type AtMostOne<N: Natural> = N::AtLeast<H>;
}

/// A boolean as a type.
pub trait Boolean {
    /// Its value.
    const VALUE: bool;
    /// The negation.
    type Not: Boolean;
    /// `A` if this is `True`, otherwise `B`.
    type Choice<A: Natural, B: Natural>: Natural;
}

/// The type of `true`.
pub struct True;

/// The type of `false`.
pub struct False;

impl Boolean for True {
    const VALUE: bool = true;
    type Not = False;
    type Choice<A: Natural, B: Natural> = A;
}

impl Boolean for False {
    const VALUE: bool = false;
    type Not = True;
    type Choice<A: Natural, B: Natural> = B;
}

/// Implemented by [`True`] only.
pub trait IsTrue {}

impl IsTrue for True {}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare<A: Natural, B: Natural>() {
        let [a, b] = [A::VALUE, B::VALUE];
        assert_eq!(A::AtLeast::<B>::VALUE, a >= b, "{a} ≥ {b}");
        assert_eq!(Larger::<A, B>::VALUE, a.max(b), "{a}, {b}");
    }

    /// Compares each number of the first list with each of the second.
    macro_rules! compare_all {
        ([$($a:ty),*] $b:tt) => { $(compare_all!(@ $a, $b);)* };
        (@ $a:ty, [$($b:ty),*]) => { $(compare::<$a, $b>();)* };
    }

    type N1 = One<End>;
    type N2 = Zero<N1>;
    type N3 = One<N1>;
    type N4 = Zero<N2>;
    type N5 = One<N2>;
    type N6 = Zero<N3>;
    type N7 = One<N3>;
    type N8 = Zero<N4>;
    type N11 = One<N5>;
    type N12 = Zero<N6>;
    /// 2³² − 1 and 2³¹: numbers of bytes have no more bits.
    type Ones = Octet<Octet<Octet<Octet<End>>>>;
    type Octet<N> = One<One<One<One<One<One<One<One<N>>>>>>>>;
    type Highest = Zero<Zero<Zero<Zero<Zero<Zero<Zero<Zeros<Zeros<Zeros<N1>>>>>>>>>>;
    type Zeros<N> = Zero<Zero<Zero<Zero<Zero<Zero<Zero<Zero<N>>>>>>>>;

    #[test]
    fn numbers_compare_as_their_values() {
        compare_all!(
            [End, N1, N2, N3, N4, N5, N6, N7, N8, N11, N12, Ones, Highest]
            [End, N1, N2, N3, N4, N5, N6, N7, N8, N11, N12, Ones, Highest]
        );
        let values = [N7::VALUE, N12::VALUE, Highest::VALUE, Ones::VALUE];
        assert_eq!(values, [7, 12, 1 << 31, u32::MAX as usize]);
    }
}
