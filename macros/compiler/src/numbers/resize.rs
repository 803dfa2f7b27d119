//! RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR along an axis.

/// An axis of an input and an output.
#[derive(Debug, Clone, Copy)]
pub struct Resized {
    /// The input's length.
    pub from: usize,
    /// The output's length.
    pub to: usize,
    /// Whether the ends of the axis are the centers of its first and last elements.
    pub align_corners: bool,
}

impl Resized {
    /// What a step over the input is in proportion to one over the output: a quotient of lengths.
    fn lengths(&self) -> (usize, usize) {
        match self.align_corners && self.to > 1 {
            true => (self.from - 1, self.to - 1),
            false => (self.from, self.to),
        }
    }

    /// Elements of the input for one of the output, as LiteRT's `GetNearestNeighbor` and `ResizeBilinear` divide.
    pub fn scale(&self) -> f32 {
        let (from, to) = self.lengths();
        from as f32 / to as f32
    }

    /// The [`scale`](Self::scale) with ten bits of fraction, rounded: LiteRT's `ResizeBilinearInteger`.
    pub fn ten_bits(&self) -> i32 {
        // Sizes are below 2^24: the largest tensor.
        let (from, to) = self.lengths();
        (((from << 10) + to / 2) / to) as i32
    }

    /// For each element of the output the nearest of the input: LiteRT's `GetNearestNeighbor`.
    pub fn nearest(&self, half_pixel_centers: bool) -> Vec<usize> {
        let scale = self.scale();
        let offset = if half_pixel_centers { 0.5 } else { 0.0 };
        let place = |index: usize| {
            let at = (index as f32 + offset) * scale;
            let at = if self.align_corners {
                at.round()
            } else {
                at.floor()
            };
            (at as usize).min(self.from - 1)
        };
        (0..self.to).map(place).collect()
    }
}
