//! The geometry of layers, as the code that is made for each of them knows it.

use crate::bytes::Io;
use crate::op::Shape;

/// A type that stands for a layer in generic code. Where a kernel takes a reference to it, the type alone matters.
pub trait Geometry {
    /// The shape of one image, or of the strip with most rows.
    const SHAPE: Shape;
}

impl Shape {
    /// Fails to build unless rows of one image have these columns and channels.
    pub(super) const fn check_rows(&self, x: [usize; 2], y: [usize; 2]) {
        let ([images, _, w, ci], [_, _, ow, co]) = (self.input, self.output);
        assert!(images == 1, "the shape is that of one image");
        assert!(w == x[0] && ci == x[1], "rows of the input fit the shape");
        assert!(ow == y[0] && co == y[1], "rows of the output fit the shape");
    }

    /// Returns whether it has fewer rows of input, rows of output or rows of padding than these.
    #[inline(always)]
    pub(super) const fn has_fewer(&self, height: usize, rows: usize, pad_top: usize) -> bool {
        self.input[1] < height || self.output[1] < rows || self.window.pad_top < pad_top
    }

    /// How many rows of input and output there are: for tests.
    ///
    /// # Panics
    /// If they are not whole, or more than the shape has.
    pub(super) fn rows(&self, io: &mut Io<'_, [i8], [i8]>) -> [usize; 2] {
        let (x, y) = io.pointers();
        let rows = |values: usize, [_, most, w, c]: [usize; 4]| {
            assert!(values.is_multiple_of(w * c) && values <= most * w * c);
            values / (w * c)
        };
        [rows(x.len(), self.input), rows(y.len(), self.output)]
    }
}
