//! Pools: the elements under a window, reduced.

use alloc::vec::Vec;

use tiny_model_kernels::op::Pool2d;

use super::convolution::{Shapes, at, taps};

/// `AveragePool` and `MaxPool`, in this order.
pub fn pools(shapes: Shapes, pool: &Pool2d, x: &[i8]) -> [Vec<i8>; 2] {
    let [batch, height, width, channels] = shapes.y;
    let mut y = [const { Vec::new() }; 2];
    for n in 0..batch {
        for (oy, ox) in (0..height).flat_map(|oy| (0..width).map(move |ox| (oy, ox))) {
            for c in 0..channels {
                let seen: Vec<i8> = taps(shapes, pool.window, (oy, ox))
                    .map(|(_, _, iy, ix)| x[at(shapes.x, [n, iy, ix, c])])
                    .collect();
                y[0].push(mean(&seen, pool));
                let largest = seen.into_iter().max().expect("a window sees a pixel");
                y[1].push(largest.clamp(pool.min, pool.max));
            }
        }
    }
    y
}

/// Rounds as TFLM does: C's division truncates.
fn mean(values: &[i8], pool: &Pool2d) -> i8 {
    let count = values.len() as i32;
    let sum: i32 = values.iter().map(|&x| i32::from(x)).sum();
    let mean = if sum > 0 {
        (sum + count / 2) / count
    } else {
        (sum - count / 2) / count
    };
    mean.clamp(pool.min.into(), pool.max.into()) as i8
}
