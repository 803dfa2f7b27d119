//! TRANSPOSE_CONV as convolutions: outputs that use the same taps are the pixels of one convolution.
//!
//! Along an axis, output `o` is the sum over all taps `k` of inputs `i` with `i·stride + k = o + pad`.
//! Outputs that are `stride` apart, a *phase*, use the same taps, `k ≡ o + pad (mod stride)`, on
//! adjacent inputs: with `o = r + stride·n`, `t = (r + pad) mod stride` and `q = ⌊(r + pad) / stride⌋`,
//! tap `k = t + stride·j` uses input `i = n + q − j`. That is a convolution of stride 1 over the input,
//! whose window has the taps in the opposite order. Phases share no tap and no output: nothing is
//! computed twice, and their weights together are the operator's.

/// The pixels of a phase in the output, and the rows of the input that each row of pixels reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lattice {
    /// Row and column of the first pixel.
    pub first: [usize; 2],
    /// Rows and columns between neighboring pixels.
    pub step: [usize; 2],
    /// Rows of pixels.
    pub rows: usize,
    /// Rows of padding above the input that the first row of pixels reads.
    pub pad_top: usize,
}

#[cfg(any(test, feature = "pack"))]
mod pack {
    use alloc::vec::Vec;

    use super::Lattice;
    use crate::op::Shape;
    use crate::op::Window;

    /// A convolution that computes the outputs of one phase, row by row.
    #[derive(Debug, Clone)]
    pub struct PhaseShape {
        /// The shape of the convolution: one row of pixels, from the rows of the input under its windows.
        pub shape: Shape,
        /// The place of its pixels in the output.
        pub lattice: Lattice,
        taps: [PhaseTaps; 2],
    }

    /// The taps of a phase along an axis, with their padding and outputs.
    #[derive(Debug, Clone, Copy)]
    struct PhaseTaps {
        /// The first tap, which comes last in the window.
        first: usize,
        count: usize,
        stride: usize,
        /// Padding before the first input in the window of the first output.
        pad: usize,
        outputs: usize,
    }

    impl PhaseTaps {
        /// The taps of the outputs `phase`, `phase + stride` …; `None` if no tap meets them, or the first
        /// window begins inside of the input.
        fn new(
            phase: usize,
            stride: usize,
            pad: usize,
            taps: usize,
            outputs: usize,
        ) -> Option<Self> {
            let (first, last) = ((phase + pad) % stride, (phase + pad) / stride);
            let count = taps.checked_sub(first)?.div_ceil(stride);
            Some(Self {
                first,
                count,
                stride,
                pad: count.checked_sub(1 + last)?,
                outputs: (outputs - phase).div_ceil(stride),
            })
        }

        /// The operator's tap at a place in the window.
        fn tap(&self, place: usize) -> usize {
            self.first + self.stride * (self.count - 1 - place)
        }
    }

    impl PhaseShape {
        /// Returns all phases; `None` if one of them is not a convolution with a window over the input.
        pub fn all(layer: &Shape) -> Option<Vec<Self>> {
            let Window {
                stride_h,
                stride_w,
                pad_top,
                pad_left,
                ..
            } = layer.window;
            let [_, height, width, _] = layer.output;
            let [kernel_h, kernel_w] = layer.kernel;
            let mut phases = Vec::new();
            for row in 0..stride_h.min(height) {
                for column in 0..stride_w.min(width) {
                    let taps = [
                        PhaseTaps::new(row, stride_h, pad_top, kernel_h, height)?,
                        PhaseTaps::new(column, stride_w, pad_left, kernel_w, width)?,
                    ];
                    phases.push(Self::new(layer, [row, column], taps)?);
                }
            }
            Some(phases)
        }

        fn new(
            layer: &Shape,
            first: [usize; 2],
            taps @ [down, right]: [PhaseTaps; 2],
        ) -> Option<Self> {
            let [_, height, width, channels] = layer.input;
            // A kernel gives each window of one row exactly one row.
            let sees_rows = down.count > 1 || down.outputs <= height;
            let shape = Shape {
                input: [1, down.count, width, channels],
                output: [1, 1, right.outputs, layer.output[3]],
                kernel: [down.count, right.count],
                window: Window {
                    stride_h: 1,
                    stride_w: 1,
                    dilation_h: 1,
                    dilation_w: 1,
                    pad_top: down.count - 1,
                    pad_left: right.pad,
                },
                groups: 1,
            };
            let lattice = Lattice {
                first,
                step: [down.stride, right.stride],
                rows: down.outputs,
                pad_top: down.pad,
            };
            sees_rows.then_some(Self {
                shape,
                lattice,
                taps,
            })
        }

        /// The phase's weights `[CO][KH][KW][CI]`, taken from the operator's.
        pub fn weights(&self, layer: &Shape, weights: &[i8]) -> Vec<i8> {
            let ([kernel_h, kernel_w], channels) = (layer.kernel, layer.input[3]);
            let [down, right] = &self.taps;
            let mut of_phase = Vec::new();
            for filter in weights.chunks_exact(kernel_h * kernel_w * channels) {
                for ky in (0..down.count).map(|place| down.tap(place)) {
                    for kx in (0..right.count).map(|place| right.tap(place)) {
                        let tap = &filter[(ky * kernel_w + kx) * channels..][..channels];
                        of_phase.extend_from_slice(tap);
                    }
                }
            }
            of_phase
        }
    }
}

#[cfg(any(test, feature = "pack"))]
pub use pack::PhaseShape;
