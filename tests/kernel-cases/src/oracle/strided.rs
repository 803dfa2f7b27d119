//! Positions in tensors by their coordinates.

use alloc::vec;
use alloc::vec::Vec;

/// Returns all coordinates of a shape in row-major order.
pub fn coordinates(shape: &[usize]) -> Vec<Vec<usize>> {
    shape.iter().fold(vec![vec![]], |prefixes, &len| {
        let longer = |prefix: &Vec<usize>, i| prefix.iter().copied().chain([i]).collect();
        prefixes
            .iter()
            .flat_map(|prefix| (0..len).map(move |i| longer(prefix, i)))
            .collect()
    })
}

/// Returns the row-major position of coordinates; an axis of length 1 broadcasts.
pub fn position(shape: &[usize], coordinates: &[usize]) -> usize {
    let coordinates = &coordinates[coordinates.len() - shape.len()..];
    shape
        .iter()
        .zip(coordinates)
        .fold(0, |at, (&len, &i)| at * len + if len == 1 { 0 } else { i })
}

/// Returns row-major strides.
pub fn strides<const R: usize>(shape: [usize; R]) -> [usize; R] {
    core::array::from_fn(|r| shape[r + 1..].iter().product())
}

/// Returns the strides of a shape that broadcasts to another of the same rank.
pub fn broadcast_strides<const R: usize>(shape: [usize; R]) -> [usize; R] {
    let strides = strides(shape);
    core::array::from_fn(|r| if shape[r] == 1 { 0 } else { strides[r] })
}
