//! A copy as what it does to channels.

use crate::graph::{Copy, Side};

/// A copy that moves neighbouring channels of pixels to neighbouring channels of pixels.
///
/// CONCATENATION and SPLIT along channels are such copies, and so are all that move whole pixels:
/// PAD, SLICE and TRANSPOSE of height and width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moved {
    /// Loops over pixels.
    dims: Vec<usize>,
    /// Channels of each pixel that are moved.
    pub(super) channels: usize,
    pub(super) from: MovedSide,
    pub(super) to: MovedSide,
}

/// One side of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MovedSide {
    /// The first pixel.
    pixel: usize,
    /// The first of the channels.
    pub(super) channel: usize,
    /// Steps of the loops, in pixels.
    strides: Vec<isize>,
}

impl Moved {
    /// The copy between tensors of `from` and `to` channels; `None` if it is none of that kind.
    ///
    /// An element's channel is its position modulo the number of channels. Steps of all loops but
    /// the innermost, being whole pixels, leave it, and the innermost stays within a pixel.
    pub(super) fn new(copy: &Copy, [from, to]: [usize; 2]) -> Option<Self> {
        let mut dims = copy.dims.clone();
        let mut strides = [copy.from_strides.clone(), copy.to_strides.clone()];
        let mut channels = 1;
        if strides.iter().all(|strides| strides.last() == Some(&1)) {
            channels = dims.pop()?;
            for strides in &mut strides {
                strides.pop();
            }
        }
        if from == to && channels > from && channels.is_multiple_of(from) {
            dims.push(channels / from);
            strides.iter_mut().for_each(|s| s.push(from.cast_signed()));
            channels = from;
        }
        let [from_strides, to_strides] = strides;
        Some(Self {
            dims,
            channels,
            from: MovedSide::new(copy.from, &from_strides, channels, from)?,
            to: MovedSide::new(copy.to, &to_strides, channels, to)?,
        })
    }

    /// The copy that moves only those channels for which `kept` says so, in tensors that have but
    /// the kept channels; `None` if that is none.
    pub(super) fn kept(&self, from: &[bool], to: &[bool]) -> Option<Copy> {
        let moved = from.iter().skip(self.from.channel).take(self.channels);
        let channels = moved.filter(|kept| **kept).count();
        let mut dims = self.dims.clone();
        dims.push(channels);
        let [from, to] = [(&self.from, from), (&self.to, to)].map(|(walk, kept)| walk.kept(kept));
        (channels > 0).then(|| Copy::new(&dims, from, to))
    }
}

impl MovedSide {
    fn new(start: usize, strides: &[isize], moved: usize, channels: usize) -> Option<Self> {
        let pixel = channels.cast_signed();
        let steps = strides
            .iter()
            .map(|&s| (s % pixel == 0).then_some(s / pixel));
        let channel = start % channels;
        Some(Self {
            pixel: start / channels,
            channel,
            strides: steps.collect::<Option<_>>()?,
        })
        .filter(|_| channel + moved <= channels)
    }

    fn kept(&self, kept: &[bool]) -> Side {
        let count = |kept: &[bool]| kept.iter().filter(|kept| **kept).count();
        let channels = count(kept);
        let steps = self.strides.iter().map(|s| s * channels.cast_signed());
        Side {
            start: self.pixel * channels + count(&kept[..self.channel]),
            strides: steps.chain([1]).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [bool; 4] = [true; 4];
    const SOME: [bool; 4] = [true, false, false, true];

    #[test]
    fn channels_move_from_pixel_to_pixel() {
        let pixels = Copy::into_box(&[1, 2, 3, 4], &[1, 4, 5, 4], &[0, 1, 1, 0]);
        let narrow = Copy::into_box(&[1, 2, 3, 2], &[1, 4, 5, 2], &[0, 1, 1, 0]);
        assert_eq!(kept(&pixels, &SOME, &SOME), Some(narrow));
        // Height and width change places.
        let mut from = Side::whole(&[3, 2, 4]);
        from.strides.swap(0, 1);
        let transposed = Copy::new(&[2, 3, 4], from, Side::whole(&[2, 3, 4]));
        assert_eq!(kept(&transposed, &ALL, &ALL), Some(transposed.clone()));
    }

    #[test]
    fn channels_move_within_pixels() {
        let joined = Copy::into_box(&[6, 4], &[6, 7], &[0, 2]);
        let to = [true, false, true, false, false, true, true];
        assert_eq!(
            kept(&joined, &SOME, &to),
            Some(Copy::into_box(&[6, 2], &[6, 4], &[0, 1]))
        );
        let nothing = [true, true, false, false, false, false, true];
        assert_eq!(kept(&joined, &[false; 4], &nothing), None);
        // One channel only: no loop goes over channels.
        let one = Copy::into_box(&[6, 1], &[6, 3], &[0, 2]);
        let to = [false, true, true];
        assert_eq!(
            kept(&one, &[true], &to),
            Some(Copy::into_box(&[6, 1], &[6, 2], &[0, 1]))
        );
    }

    #[test]
    fn other_copies_are_none_of_that_kind() {
        let mut backwards = Side::whole(&[6, 4]);
        (backwards.start, backwards.strides) = (23, vec![-4, -1]);
        let channels_first = Side {
            start: 0,
            strides: vec![1, 6],
        };
        for from in [backwards, channels_first] {
            let copy = Copy::new(&[6, 4], from, Side::whole(&[6, 4]));
            assert_eq!(Moved::new(&copy, [4, 4]), None);
        }
        // The end of one pixel and the start of the next.
        let across = Copy::new(
            &[4],
            Side {
                start: 2,
                strides: vec![1],
            },
            Side::whole(&[4]),
        );
        assert_eq!(Moved::new(&across, [4, 4]), None);
    }

    fn kept(copy: &Copy, from: &[bool], to: &[bool]) -> Option<Copy> {
        let moved = Moved::new(copy, [from.len(), to.len()]);
        moved.expect("a copy of channels").kept(from, to)
    }
}
