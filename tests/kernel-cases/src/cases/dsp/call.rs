//! The common calls of all kernels that compute rows of an image: whole images, and strips.

use alloc::vec::Vec;

use tiny_model_kernels::bytes::Io;
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::overlap::Overlap;
use tiny_model_kernels::stream::Strip;

use crate::memory::Tensor;
use crate::shared::Shared;
use crate::strips::strips;
use crate::{Draw, Verdict};

/// The word at the end of scratch.
const GUARD: u32 = u32::from_le_bytes([0xa5; 4]);

/// A kernel with its weights, for images or strips of a shape.
pub(super) trait Kernel {
    /// Returns the shape of all calls.
    fn shape(&self) -> &Shape;

    /// Returns the kernel for strips of at most `rows` rows of input and output.
    fn for_strips(&self, rows: [usize; 2]) -> Self;

    /// Returns how far the input may lie over the output.
    fn overlap(&self) -> Overlap;

    /// Returns the words of scratch.
    fn scratch(&self) -> usize;

    /// Computes rows, below rows of padding.
    fn run(&self, io: Io<'_, [i8], [i8]>, pad_top: usize, scratch: &mut [u32]);
}

/// Calls the kernel with the scratch that it needs, filled with a pattern; returns whether nothing
/// beyond it was written.
fn call(kernel: &impl Kernel, io: Io<'_, [i8], [i8]>, pad_top: usize) -> bool {
    let needed = kernel.scratch();
    let mut scratch = alloc::vec![GUARD; needed + 4];
    kernel.run(io, pad_top, &mut scratch[..needed]);
    scratch[needed..] == [GUARD; 4]
}

/// Returns the sizes of a row and of an image.
fn sizes([_, h, w, c]: [usize; 4]) -> [usize; 2] {
    [w * c, h * w * c]
}

/// Checks all ways to call it: image by image, over the input, in strips.
pub(super) fn check(
    draw: &mut Draw,
    kernel: &impl Kernel,
    values: &[i8],
    expected: &[i8],
) -> Verdict {
    let overlap = kernel.overlap();
    let further = overlap.distance + overlap.step * draw.size(0..=9);
    let mut verdict = images(draw, kernel, values, expected);
    for distance in [overlap.distance, further] {
        if verdict == Verdict::Equal {
            verdict = over_input(draw, kernel, distance, values, expected).with(&(
                overlap,
                distance,
                "bytes behind the output",
            ));
        }
    }
    if verdict == Verdict::Equal {
        verdict = in_strips(draw, kernel, values, expected);
    }
    verdict
}

/// Computes one image after another, with the input `distance` bytes behind the output.
fn over_input(
    draw: &mut Draw,
    kernel: &impl Kernel,
    distance: usize,
    values: &[i8],
    expected: &[i8],
) -> Verdict {
    let shape = kernel.shape();
    let sizes = [shape.input, shape.output].map(|shape| sizes(shape)[1]);
    let mut memory = Shared::of::<i8, i8>(draw, values, expected.len(), distance);
    for image in 0..shape.input[0] {
        let io = memory.image(image, sizes);
        if !call(kernel, io, shape.window.pad_top) {
            return Verdict::Differs(alloc::format!("past scratch: {shape:?}"));
        }
    }
    memory.compare(expected, shape)
}

/// Computes one image after another.
fn images(draw: &mut Draw, kernel: &impl Kernel, values: &[i8], expected: &[i8]) -> Verdict {
    let shape = kernel.shape();
    let [x, y] = [sizes(shape.input)[1], sizes(shape.output)[1]];
    for (values, expected) in values.chunks_exact(x).zip(expected.chunks_exact(y)) {
        let verdict = one(draw, kernel, shape.window.pad_top, values, expected);
        if verdict != Verdict::Equal {
            return verdict;
        }
    }
    Verdict::Equal
}

/// Computes the first image in strips, each of them in separate memory.
fn in_strips(draw: &mut Draw, kernel: &impl Kernel, values: &[i8], expected: &[i8]) -> Verdict {
    let shape = kernel.shape();
    let rows = [shape.input[1], shape.output[1]];
    if shape.kernel == [1, 1] && rows[0] < rows[1] {
        // Windows of one pixel receive their rows directly.
        return Verdict::Equal;
    }
    let strips = strips(draw, rows, shape.kernel[0], shape.window);
    let kernel = kernel.for_strips(highest(&strips));
    let [x, y] = [sizes(shape.input)[0], sizes(shape.output)[0]];
    for strip in &strips {
        let values = &values[strip.x.start * x..strip.x.end * x];
        let expected = &expected[strip.y.start * y..strip.y.end * y];
        let verdict = one(draw, &kernel, strip.pad_top, values, expected);
        if let Verdict::Differs(how) = verdict {
            let strips = Vec::from_iter(strips.iter().map(|strip| strip.y.clone()));
            return Verdict::Differs(alloc::format!("{strip:?} of {strips:?}: {how}"));
        }
    }
    Verdict::Equal
}

fn one(
    draw: &mut Draw,
    kernel: &impl Kernel,
    pad_top: usize,
    values: &[i8],
    expected: &[i8],
) -> Verdict {
    let x = Tensor::of(draw, values);
    let mut y = Tensor::rubbish(draw, expected.len());
    if !call(kernel, Io::new(x.values(), y.values_mut()), pad_top) {
        return Verdict::Differs(alloc::format!("past scratch: {:?}", kernel.shape()));
    }
    y.compare(expected, kernel.shape())
}

/// Returns the largest numbers of rows of input and output in a strip.
fn highest(strips: &[Strip]) -> [usize; 2] {
    let most = |rows: fn(&Strip) -> usize| strips.iter().map(rows).max().unwrap_or(0);
    [most(|strip| strip.x.len()), most(|strip| strip.y.len())]
}
