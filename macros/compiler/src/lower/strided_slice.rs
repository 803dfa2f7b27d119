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
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let bounds = [(1, "begin"), (2, "end"), (3, "strides")];
    let [begins, ends, steps] = bounds.map(|(position, what)| node.integers(position, what));
    let (begins, ends, steps) = (begins?, ends?, steps?);
    let rank = x.shape().len();
    let given = begins.len();
    let entries = entries(options, given, rank);
    if entries.is_none() || ends.len() != given || steps.len() != given {
        let (ends, steps) = (ends.len(), steps.len());
        let says =
            format!("does not fit {given} values of begin, {ends} of end, {steps} of strides");
        return Err(node.mismatch(x, "input", &says));
    }
    let (mut start, mut taken, mut walks) = (0, Vec::new(), Vec::new());
    let entries = entries.unwrap_or_default();
    let axes = x.shape().iter().zip(strides(x.shape())).zip(&entries);
    for (axis, ((&length, stride), entry)) in axes.enumerate() {
        let picked = match entry {
            &Some(at) => picked(options, at, length, [begins[at], ends[at], steps[at]]),
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
    node.expect_elements(y, &shape(options, (&entries, given), &taken))?;
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

/// The shape of what is taken: without the dimensions that are indexed, and with new ones.
fn shape(
    options: &StridedSliceOptions,
    (entries, given): (&[Option<usize>], usize),
    taken: &[usize],
) -> Vec<usize> {
    let is_new = |entry: usize| is_set(options.new_axis_mask, entry);
    let is_indexed = |entry: usize| is_set(options.shrink_axis_mask, entry);
    let (mut shape, mut next) = (Vec::new(), 0);
    for (entry, &length) in entries.iter().zip(taken) {
        // New dimensions come before that of the next entry.
        if let Some(entry) = *entry {
            shape.extend((next..entry).filter(|&entry| is_new(entry)).map(|_| 1));
            next = entry + 1;
        }
        if !entry.is_some_and(is_indexed) {
            shape.push(length);
        }
    }
    shape.extend((next..given).filter(|&entry| is_new(entry)).map(|_| 1));
    shape
}

/// Returns whether a mask has a bit for an entry: it has none for those above 31.
fn is_set(mask: i32, entry: usize) -> bool {
    let bits = u32::try_from(entry)
        .ok()
        .and_then(|bit| mask.checked_shr(bit));
    bits.is_some_and(|bits| bits & 1 == 1)
}

/// For each dimension the entry of the bounds that is about it; none where it is taken whole: by the
/// ellipsis, or after the last entry. Entries for new axes are about no dimension. `None` if there are
/// more entries than dimensions.
fn entries(options: &StridedSliceOptions, given: usize, rank: usize) -> Option<Vec<Option<usize>>> {
    let is_new = |&entry: &usize| is_set(options.new_axis_mask, entry);
    let ellipsis = (0..given).find(|&entry| is_set(options.ellipsis_mask, entry));
    let head = (0..ellipsis.unwrap_or(given)).filter(|entry| !is_new(entry));
    let tail = (ellipsis.map_or(given, |at| at + 1)..given).filter(|entry| !is_new(entry));
    let (head, tail): (Vec<usize>, Vec<usize>) = (head.collect(), tail.collect());
    let whole = rank.checked_sub(head.len() + tail.len())?;
    let whole = std::iter::repeat_n(None, whole);
    let entries = head.into_iter().map(Some).chain(whole);
    Some(entries.chain(tail.into_iter().map(Some)).collect())
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
    entry: usize,
    length: usize,
    [begin, end, step]: [i64; 3],
) -> Option<Picked> {
    let is_set = |mask: i32| is_set(mask, entry);
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
    fn an_ellipsis_is_all_that_is_not_mentioned() {
        let options = |ellipsis_mask, new_axis_mask| StridedSliceOptions {
            ellipsis_mask,
            new_axis_mask,
            ..StridedSliceOptions::default()
        };
        assert_eq!(
            entries(&options(0b10, 0b100), 4, 4),
            Some(vec![Some(0), None, None, Some(3)])
        );
        assert_eq!(entries(&options(0, 0b1), 2, 2), Some(vec![Some(1), None]));
        assert_eq!(
            entries(&options(0b1, 0), 3, 2),
            Some(vec![Some(1), Some(2)])
        );
        assert_eq!(entries(&options(0, 0), 3, 2), None);
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
