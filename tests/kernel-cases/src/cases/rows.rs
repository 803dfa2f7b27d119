//! All ways to call a kernel of `op` that computes rows of an image: image by image, with the input
//! beside the output and over it, and in strips.

use tiny_model_kernels::bytes::{Io, Plain};
use tiny_model_kernels::op::Window;
use tiny_model_kernels::overlap::Overlap;

use crate::oracle::convolution::Shapes;
use crate::shared::{Shared, few_bytes};
use crate::strips::strips;
use crate::{Draw, Verdict};

/// A kernel on slices of rows, below rows of padding.
pub(super) type Run<'a, X, Y> = &'a mut dyn FnMut(Io<'_, [X], [Y]>, usize);

/// A kernel that is called once, on slices of values.
pub(super) type Once<'a, X, Y> = &'a mut dyn FnMut(Io<'_, [X], [Y]>);

/// Runs the kernel on an input in all ways.
pub(super) fn check<X: Plain, Y: Plain>(
    draw: &mut Draw,
    (shapes, window, overlap): (Shapes, Window, Overlap),
    values: &[i8],
    expected: &[i8],
    run: Run<'_, X, Y>,
) -> Verdict {
    let beside = expected.len() + few_bytes::<X, Y>(draw);
    let mut verdict = Verdict::Equal;
    for distance in distances(draw, overlap).into_iter().chain([beside]) {
        if verdict == Verdict::Equal {
            let mut memory = Shared::of::<X, Y>(draw, values, expected.len(), distance);
            for image in 0..shapes.x[0] {
                let sizes = [shapes.x[1] * size_of::<X>(), shapes.y[1] * size_of::<Y>()];
                run(memory.image(image, sizes), window.pad_top);
            }
            let case = (overlap, "input behind the output by", distance);
            verdict = memory.compare(expected, &case);
        }
    }
    if verdict == Verdict::Equal {
        verdict = in_strips(draw, (shapes, window), values, expected, run);
    }
    verdict.with(&(shapes, window, values))
}

/// Runs a kernel that is called once, with the input over the output and beside it.
pub(super) fn over<X: Plain, Y: Plain>(
    draw: &mut Draw,
    overlap: Overlap,
    values: &[i8],
    expected: &[i8],
    run: Once<'_, X, Y>,
) -> Verdict {
    let beside = expected.len() + few_bytes::<X, Y>(draw);
    for distance in distances(draw, overlap).into_iter().chain([beside]) {
        let mut memory = Shared::of::<X, Y>(draw, values, expected.len(), distance);
        run(memory.io());
        let case = (overlap, "input behind the output by", distance);
        let verdict = memory.compare(expected, &case);
        if verdict != Verdict::Equal {
            return verdict;
        }
    }
    Verdict::Equal
}

/// Returns the smallest distance, and a larger one.
pub(super) fn distances(draw: &mut Draw, overlap: Overlap) -> [usize; 2] {
    let further = overlap.distance + overlap.step * draw.size(0..=9);
    [overlap.distance, further]
}

/// Computes the first image in strips, each of them in separate memory.
fn in_strips<X: Plain, Y: Plain>(
    draw: &mut Draw,
    (shapes, window): (Shapes, Window),
    values: &[i8],
    expected: &[i8],
    run: Run<'_, X, Y>,
) -> Verdict {
    let rows = [shapes.x[1], shapes.y[1]];
    let [x, y] = [size_of::<X>(), size_of::<Y>()];
    for strip in strips(draw, rows, shapes.kernel[0], window) {
        let values = &values[strip.x.start * x..strip.x.end * x];
        let expected = &expected[strip.y.start * y..strip.y.end * y];
        let mut memory = Shared::of::<X, Y>(draw, values, expected.len(), expected.len());
        run(memory.io(), strip.pad_top);
        let verdict = memory.compare(expected, &strip);
        if verdict != Verdict::Equal {
            return verdict;
        }
    }
    Verdict::Equal
}
