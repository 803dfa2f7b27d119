//! The matmul core: two output channels in each 16 bits of a multiplication.

use std::borrow::Cow;
use std::rc::Rc;

use tiny_model_kernels::layout::{ANY_SHIFT, DualWalk, NIBBLES, Packed, pack_dual};
use tiny_model_kernels::op::Shape;
use tiny_model_kernels::profile::{Size, Speed};

use super::super::Kernel;
use crate::call::{Generic, Type, Value, bytes, generics};
use crate::choices::Optimize;
use crate::graph::{Affine, Weights};

/// Cycles of the start of a block of output channels.
const BLOCK: usize = 40;

/// Pairs of pixels in a tile, where memory is free.
const TILES: [usize; 4] = [48, 32, 24, 16];

/// Multiply-accumulates in which expanding bytes again takes a cycle.
const MACS_A_CYCLE: usize = 16;

/// A matmul by the core, with its weights.
#[derive(Debug, Clone)]
pub(super) struct PairedMatmul {
    /// Its shape, as a convolution's.
    pub(super) shape: Shape,
    /// How the core walks over it.
    pub(super) walk: DualWalk,
    /// The kernel's `SHIFT`: that of all channels, and whether code is made for it.
    pub(super) shift: usize,
    /// Weights, biases and scales.
    pub(super) packed: Packed,
}

impl PairedMatmul {
    pub(super) fn new(
        shape: Shape,
        weights: &Weights,
        affine: &Affine,
        optimize: Optimize,
    ) -> Option<Self> {
        match weights.are_int4 {
            true => Self::of_nibbles(shape, &weights.values, affine, optimize),
            false => Self::of_values(shape, &weights.values, affine, optimize),
        }
    }

    /// With weights of four bits. Their code is small: it is shared by all shifts.
    fn of_nibbles(
        shape: Shape,
        weights: &[i8],
        affine: &Affine,
        optimize: Optimize,
    ) -> Option<Self> {
        let walk = match optimize {
            Optimize::Speed => shape.walk_gathered::<Speed>(),
            Optimize::Size => shape.walk_gathered::<Size>(),
        }?;
        let (bias, scales) = (&affine.bias, affine.scales.as_slice());
        let packed = pack_dual(&shape, walk, weights, bias, scales, affine.output)?;
        let packed = packed.nibbles(&shape, walk)?;
        let shift = match packed.shift {
            0 => NIBBLES,
            shift => NIBBLES + ANY_SHIFT + shift,
        };
        Some(Self {
            shape,
            walk,
            shift,
            packed,
        })
    }

    pub(super) fn of_values(
        shape: Shape,
        weights: &[i8],
        affine: &Affine,
        optimize: Optimize,
    ) -> Option<Self> {
        let walk = walk(&shape, optimize)?;
        let (bias, scales) = (&affine.bias, affine.scales.as_slice());
        let packed = pack_dual(&shape, walk, weights, bias, scales, affine.output)?;
        // Cores for single pixels take any shift, and small code is shared by all shifts.
        let shift = match (packed.shift, optimize) {
            (0, _) => 0,
            (shift, Optimize::Speed) if shape.pixels() > 1 => shift,
            (shift, _) => ANY_SHIFT + shift,
        };
        Some(Self {
            shape,
            walk,
            shift,
            packed,
        })
    }

    /// The matmul for strips of at most so many rows.
    pub(super) fn for_strips(&self, [input, output]: [usize; 2]) -> Self {
        let mut strips = self.clone();
        (strips.shape.input[1], strips.shape.output[1]) = (input, output);
        strips
    }

    /// The matmul with that many pairs of pixels expanded at a time, if any are: fewer pairs need less scratch, and
    /// more cycles as the core begins more often.
    fn with_tile(&self, pairs: usize) -> Self {
        let mut tiled = self.clone();
        if self.walk.tile > 0 {
            tiled.walk.tile = pairs.max(1);
        }
        tiled
    }

    /// The matmul without scratch, a few percent slower: for a fully connected layer of one row, of most lengths.
    fn compact(&self) -> Option<Self> {
        if self.has_nibbles() {
            return None;
        }
        let walk = self.walk.in_place(&self.shape)?;
        let packed = self.packed.walked(&self.shape, self.walk, walk);
        Some(Self {
            walk,
            packed,
            ..self.clone()
        })
    }

    /// Matmuls with more scratch and fewer cycles, the fastest first.
    fn larger(&self) -> impl Iterator<Item = Self> + use<'_> {
        let pairs = self.shape.pixels() / 2;
        let tile = self.walk.tile;
        let tiles = TILES.into_iter().map(move |most| most.min(pairs));
        let larger = tiles.filter(move |&pairs| tile > 0 && pairs > tile);
        larger.map(|pairs| self.with_tile(pairs))
    }

    /// A matmul with less scratch, and about the cycles that it takes more.
    fn smaller(&self) -> Option<(Self, usize)> {
        let (shape, tile) = (&self.shape, self.walk.tile);
        if let Some(compact) = self.compact() {
            return Some((compact, shape.input[3] * shape.output[3] / MACS_A_CYCLE));
        }
        let fewer = self.with_tile(tile - (tile / 8).max(1));
        let is_tiled = shape.pixels() > 1 && fewer.scratch() < self.scratch();
        let tiles = |tile: usize| (shape.pixels() / 2).div_ceil(tile.max(1));
        let more = tiles(fewer.walk.tile) - tiles(tile);
        let blocks = shape.output[3].div_ceil(4);
        is_tiled.then_some((fewer, more * blocks * BLOCK))
    }

    /// A kernel with a matmul that has less scratch, and about the cycles that it takes more.
    pub(super) fn smaller_kernel<K: Kernel + 'static>(
        &self,
        kernel: impl Fn(Self) -> K,
    ) -> Option<(Rc<dyn Kernel>, usize)> {
        let (matmul, more) = self.smaller()?;
        Some((Rc::new(kernel(matmul)), more))
    }

    /// Kernels with matmuls that have more scratch and take fewer cycles, the fastest first.
    pub(super) fn larger_kernels<K: Kernel + 'static>(
        &self,
        kernel: impl Fn(Self) -> K,
    ) -> Vec<Rc<dyn Kernel>> {
        let larger = self.larger();
        larger
            .map(|matmul| -> Rc<dyn Kernel> { Rc::new(kernel(matmul)) })
            .collect()
    }

    /// Words of scratch.
    pub(super) fn scratch(&self) -> usize {
        let room = (self.walk).room(&self.shape, self.packed.ties, self.shift);
        room + self.walk.scratch(&self.shape)
    }

    /// Returns whether weights have four bits.
    pub(super) fn has_nibbles(&self) -> bool {
        self.shift >= NIBBLES
    }

    /// The weights as a table of that name.
    pub(super) fn weights(&self, name: impl Into<Cow<'static, str>>) -> Value {
        let DualWalk {
            unroll,
            segments,
            distance,
            tile,
            ..
        } = self.walk;
        let words = &self.packed.words;
        let mut generic = generics([unroll, segments, distance, tile]);
        generic.push(Generic::Bool(self.packed.ties));
        generic.extend(generics([self.shift, words.len()]));
        Value::table(name, Type::Named("Dual".into(), generic), bytes(words))
    }
}

/// How the core walks over a shape.
fn walk(shape: &Shape, optimize: Optimize) -> Option<DualWalk> {
    match optimize {
        Optimize::Speed => shape.walk::<Speed>(),
        Optimize::Size => shape.walk::<Size>(),
    }
}
