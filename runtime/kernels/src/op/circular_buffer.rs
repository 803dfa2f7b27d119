//! CIRCULAR_BUFFER: the last inputs, the newest at the end.
//!
//! `y ← y[D..], x` with `D` elements of input. Only one run in each cycle continues with the rest of the model,
//! as in TFLM's `CircularBufferEval`, which ends the other runs with `kTfLiteAbort`.

/// Moves all elements towards the start, and appends the input. `y` has `N` elements, at least `D`.
pub fn circular_buffer<const D: usize, const N: usize>(x: &[i8; D], y: &mut [i8; N]) {
    const { assert!(D <= N, "the buffer holds an input") };
    let mut at = 0;
    while at + D < N {
        y[at] = y[at + D];
        at += 1;
    }
    let end = y.last_chunk_mut::<D>();
    if let Some(end) = end {
        *end = *x;
    }
}

/// Counts a run, and returns whether it is the last of a cycle of `cycle` runs. `runs` counts the runs of the
/// current cycle and starts at 0.
pub fn ends_cycle(runs: &mut [i32; 1], cycle: i32) -> bool {
    let run = runs[0].wrapping_add(1);
    let ends = run >= cycle;
    runs[0] = if ends { 0 } else { run };
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_is_last() {
        let mut y = [9, 9, 9, 9, 9, 9];
        let mut runs = [0];
        let ends = [1, 2, 3, 4, 5].map(|run| {
            circular_buffer(&[run, -run], &mut y);
            ends_cycle(&mut runs, 2)
        });
        assert_eq!(y, [3, -3, 4, -4, 5, -5]);
        assert_eq!(ends, [false, true, false, true, false]);
    }

    #[test]
    fn a_buffer_of_one_input_is_that_input() {
        let mut y = [0; 3];
        circular_buffer(&[1, 2, 3], &mut y);
        assert_eq!(y, [1, 2, 3]);
    }
}
