//! A box of elements moved between two row-major arrays.

/// Elements copied by nested loops. Offsets and strides in elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// Lengths of the loops, outermost first; neighbours that walk on evenly are one. At least one.
    pub dims: Vec<usize>,
    /// First element read.
    pub from: usize,
    /// Steps of the reading side.
    pub from_strides: Vec<isize>,
    /// First element written.
    pub to: usize,
    /// Steps of the writing side.
    pub to_strides: Vec<isize>,
}

/// One side of a copy before loops are merged: where it starts, and its steps.
#[derive(Debug, Clone)]
pub struct Side {
    /// First element.
    pub start: usize,
    /// A step for each loop.
    pub strides: Vec<isize>,
}

impl Side {
    /// A whole row-major array.
    pub fn whole(shape: &[usize]) -> Self {
        Self {
            start: 0,
            strides: strides(shape),
        }
    }

    /// A box in a row-major array, from `at` on.
    pub fn part(shape: &[usize], at: &[usize]) -> Self {
        let strides = strides(shape);
        let start = at
            .iter()
            .zip(&strides)
            .map(|(at, stride)| at * stride.unsigned_abs())
            .sum();
        Self { start, strides }
    }
}

/// Steps of a row-major array.
pub fn strides(shape: &[usize]) -> Vec<isize> {
    let mut strides = vec![1; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis] * shape[axis].cast_signed();
    }
    strides
}

impl Copy {
    /// Loops of `dims` turns. Loops of one turn go, and two loops that are one walk on both sides
    /// become one.
    pub fn new(dims: &[usize], from: Side, to: Side) -> Self {
        let mut copy = Self {
            dims: Vec::new(),
            from: from.start,
            from_strides: Vec::new(),
            to: to.start,
            to_strides: Vec::new(),
        };
        for ((&length, from), to) in dims.iter().zip(from.strides).zip(to.strides) {
            copy.push(length, from, to);
        }
        if copy.dims.is_empty() {
            copy.push_always(1, 1, 1);
        }
        copy
    }

    /// All of `length` elements.
    pub fn whole(length: usize) -> Self {
        Self::new(&[length], Side::whole(&[length]), Side::whole(&[length]))
    }

    /// A whole array of `shape` into a larger one, from `at` on.
    pub fn into_box(shape: &[usize], larger: &[usize], at: &[usize]) -> Self {
        Self::new(shape, Side::whole(shape), Side::part(larger, at))
    }

    /// Returns whether it copies all of `length` elements in order.
    pub fn is_whole(&self, length: usize) -> bool {
        *self == Self::whole(length)
    }

    /// Adds an inner loop.
    fn push(&mut self, length: usize, from: isize, to: isize) {
        if length == 1 {
            return;
        }
        let signed = length.cast_signed();
        match (
            self.dims.last_mut(),
            self.from_strides.last_mut(),
            self.to_strides.last_mut(),
        ) {
            (Some(dim), Some(outer_from), Some(outer_to))
                if *outer_from == from * signed && *outer_to == to * signed =>
            {
                *dim *= length;
                (*outer_from, *outer_to) = (from, to);
            }
            _ => self.push_always(length, from, to),
        }
    }

    fn push_always(&mut self, length: usize, from: isize, to: isize) {
        self.dims.push(length);
        self.from_strides.push(from);
        self.to_strides.push(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_array_is_one_loop() {
        let shape = [2, 1, 3, 4];
        let copy = Copy::new(&shape, Side::whole(&shape), Side::whole(&shape));
        assert_eq!(copy, Copy::whole(24));
        assert!(copy.is_whole(24) && !copy.is_whole(12));
        assert!(Copy::whole(1).is_whole(1));
    }

    #[test]
    fn a_border_keeps_the_rows() {
        let copy = Copy::into_box(&[1, 2, 3, 4], &[1, 4, 5, 4], &[0, 1, 1, 0]);
        assert_eq!(copy.dims, [2, 12]);
        assert_eq!((copy.from, copy.from_strides), (0, vec![12, 1]));
        assert_eq!((copy.to, copy.to_strides), (24, vec![20, 1]));
    }

    #[test]
    fn a_transposition_keeps_all_loops() {
        let mut from = Side::whole(&[2, 3]);
        from.strides.reverse();
        let copy = Copy::new(&[3, 2], from, Side::whole(&[3, 2]));
        assert_eq!((copy.dims, copy.from_strides), (vec![3, 2], vec![1, 3]));
    }
}
