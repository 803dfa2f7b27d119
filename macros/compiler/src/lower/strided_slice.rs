//! STRIDED_SLICE: bounds as TFLite's `strided_slice_logic.h` resolves them.

use tflite_schema::{Options, StridedSliceOptions};

use super::Problem;
use super::node::Node;
use crate::diagnostics::model as text;
use crate::graph::{Copy, Kind, Side, strides};

pub(super) fn lower(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::StridedSlice(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    if options.ellipsis_mask != 0 || options.new_axis_mask != 0 {
        let name = "ellipsis_mask or new_axis_mask";
        return Err(text::unsupported_option(node.place(), name));
    }
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let bounds = [(1, "begin"), (2, "end"), (3, "strides")];
    let [begins, ends, steps] = bounds.map(|(position, what)| node.integers(position, what));
    let (begins, ends, steps) = (begins?, ends?, steps?);
    let rank = x.shape().len();
    let given = begins.len();
    if given > rank || ends.len() != given || steps.len() != given {
        let (ends, steps) = (ends.len(), steps.len());
        let says =
            format!("does not fit {given} values of begin, {ends} of end, {steps} of strides");
        return Err(node.mismatch(x, "input", &says));
    }
    let (mut start, mut taken, mut walks) = (0, Vec::new(), Vec::new());
    for (axis, (&length, stride)) in x.shape().iter().zip(strides(x.shape())).enumerate() {
        // Dimensions without bounds are taken whole.
        let picked = match begins.get(axis).zip(ends.get(axis)).zip(steps.get(axis)) {
            Some(((&begin, &end), &step)) => picked(options, axis, length, [begin, end, step]),
            None => Some(Picked {
                first: 0,
                step: 1,
                count: length,
            }),
        };
        let Some(Picked { first, step, count }) = picked else {
            return Err(text::option(
                node.place(),
                &format!("it takes nothing of dimension {axis}"),
            ));
        };
        start += first * stride.unsigned_abs();
        taken.push(count);
        walks.push(stride * step);
    }
    node.expect_len(y, "output", taken.iter().product())?;
    let copy = Copy::new(
        &taken,
        Side {
            start,
            strides: walks,
        },
        Side::whole(&taken),
    );
    node.emit(Kind::Copy(copy), &[x], y);
    Ok(())
}

/// The elements that are taken of a dimension: at least one.
#[derive(Debug, PartialEq, Eq)]
struct Picked {
    first: usize,
    step: isize,
    count: usize,
}

fn picked(
    options: &StridedSliceOptions,
    axis: usize,
    length: usize,
    [begin, end, step]: [i64; 3],
) -> Option<Picked> {
    // A mask has no bits for dimensions above 31.
    let bit = u32::try_from(axis).ok()?;
    let is_set = |mask: i32| mask.checked_shr(bit).is_some_and(|bits| bits & 1 == 1);
    let size = i64::try_from(length).ok()?;
    let forward = step > 0;
    // The ends that a walk in this direction may have.
    let (lowest, highest) = if forward { (0, size) } else { (-1, size - 1) };
    let wrapped = |index: i64| {
        if index < 0 {
            index.saturating_add(size)
        } else {
            index
        }
    };
    let first = match (is_set(options.begin_mask), forward) {
        (true, true) => 0,
        (true, false) => size - 1,
        (false, _) => wrapped(begin).clamp(lowest, highest),
    };
    if is_set(options.shrink_axis_mask) {
        let first = usize::try_from(first)
            .ok()
            .filter(|&first| first < length)?;
        return Some(Picked {
            first,
            step: 1,
            count: 1,
        });
    }
    let last = match (is_set(options.end_mask), options.offset) {
        (true, _) => {
            if forward {
                size
            } else {
                -1
            }
        }
        // The end counts from the begin.
        (false, true) => first.saturating_add(end).clamp(lowest, highest),
        (false, false) => wrapped(end).clamp(lowest, highest),
    };
    let distance = if forward { last - first } else { first - last };
    let step_length = step.unsigned_abs();
    let count = u64::try_from(distance)
        .ok()?
        .checked_add(step_length.checked_sub(1)?)?
        / step_length;
    let (first, count) = (usize::try_from(first).ok()?, usize::try_from(count).ok()?);
    // A step over everything takes one element; its length does not matter then.
    let step = if count == 1 {
        1
    } else {
        isize::try_from(step).ok()?
    };
    (count > 0).then_some(Picked { first, step, count })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pick(options: StridedSliceOptions, bounds: [i64; 3]) -> Option<(usize, isize, usize)> {
        picked(&options, 0, 10, bounds).map(|p| (p.first, p.step, p.count))
    }

    #[test]
    fn bounds_are_pythons() {
        let plain = StridedSliceOptions::default;
        for (bounds, expected) in [
            ([2, 5, 1], Some((2, 1, 3))),
            ([0, 10, 3], Some((0, 3, 4))),
            ([-3, 100, 1], Some((7, 1, 3))),
            ([9, -11, -4], Some((9, -4, 3))),
            ([5, 5, 1], None),
            ([5, 2, 1], None),
            ([0, 5, 0], None),
            ([i64::MIN, i64::MAX, i64::MAX], Some((0, 1, 1))),
        ] {
            assert_eq!(pick(plain(), bounds), expected, "{bounds:?}");
        }
    }

    #[test]
    fn masks_open_and_shrink() {
        let options = StridedSliceOptions::default;
        assert_eq!(
            pick(
                StridedSliceOptions {
                    begin_mask: 1,
                    ..options()
                },
                [5, 8, -1]
            ),
            Some((9, 1, 1))
        );
        assert_eq!(
            pick(
                StridedSliceOptions {
                    end_mask: 1,
                    ..options()
                },
                [5, 0, -1]
            ),
            Some((5, -1, 6))
        );
        assert_eq!(
            pick(
                StridedSliceOptions {
                    shrink_axis_mask: 1,
                    ..options()
                },
                [-1, 0, 1]
            ),
            Some((9, 1, 1))
        );
        assert_eq!(
            pick(
                StridedSliceOptions {
                    offset: true,
                    ..options()
                },
                [3, 4, 1]
            ),
            Some((3, 1, 4))
        );
    }

    #[test]
    fn dimensions_beyond_a_mask_are_not_in_it() {
        let options = StridedSliceOptions {
            begin_mask: -1,
            ..StridedSliceOptions::default()
        };
        let begin = |axis| picked(&options, axis, 10, [2, 5, 1]).map(|picked| picked.first);
        assert_eq!((begin(31), begin(32)), (Some(0), Some(2)));
    }
}
