//! The DSP backend's kernels, wherever their layouts are exact for the operator's weights.

mod phases;

pub use phases::Phases;

use tiny_model_kernels::layout::{
    ANY_SHIFT, NIBBLES, Packed, PackedPlanes, Shape, Walk, pack_dual, pack_gates, pack_planes,
};
use tiny_model_kernels::op::LstmCell;
use tiny_model_kernels::profile::{Size, Speed};

use super::Kernel;
use crate::choices::Optimize;
use crate::graph::{
    self, Affine, Arithmetic, BatchMatmul, Convolution, FullyConnected, Kind, Lstm, LstmArithmetic,
    Weights,
};

/// Cycles of the start of a block of output channels.
const BLOCK: usize = 40;

/// Pairs of pixels in a tile, where memory is free.
const TILES: [usize; 4] = [48, 32, 24, 16];

/// Multiply-accumulates in which expanding bytes again takes a cycle.
const MACS_A_CYCLE: usize = 16;

/// Rows from which on BATCH_MATMUL's columns are worth it to be brought into the order of products.
const FEWEST_ROWS: usize = 4;

/// A matmul with two channels in each 16 bits.
#[derive(Debug, Clone)]
pub struct Dual {
    /// Its shape, as a convolution's.
    pub shape: Shape,
    /// How the core walks over it.
    pub walk: Walk,
    /// The kernel's `SHIFT`: that of all channels, and whether code is made for it.
    pub shift: usize,
    /// Weights, biases and scales.
    pub packed: Packed,
}

/// The gates of an LSTM: those of a unit are a block.
#[derive(Debug, Clone)]
pub struct Gates {
    /// With the input, and with the hidden state.
    pub products: [Dual; 2],
    /// What follows the gates.
    pub update: LstmCell,
    /// Elements of a state.
    units: usize,
}

/// A depthwise convolution, four channels at a time.
#[derive(Debug, Clone)]
pub struct Planes {
    /// Its shape.
    pub shape: Shape,
    /// Weights, biases and scales.
    pub packed: PackedPlanes,
}

/// The backend's own kernel of an operator; `None` where it has none, or none that is exact.
pub(super) fn kernel(kind: &Kind, optimize: Optimize) -> Option<Kernel> {
    match kind {
        Kind::Conv2d(conv) => Dual::convolution(conv, optimize).map(Kernel::Dual),
        Kind::DepthwiseConv2d(conv) => Planes::new(conv, optimize).map(Kernel::Planes),
        Kind::FullyConnected(layer) => Dual::fully_connected(layer, optimize).map(Kernel::Dual),
        Kind::BatchMatmul(matmul) => columns(matmul).map(Kernel::Columns),
        Kind::TransposeConv(layer) => Phases::new(layer, optimize).map(Kernel::Phases),
        Kind::Lstm(lstm) => Gates::new(lstm, optimize).map(|gates| Kernel::Gates(Box::new(gates))),
        _ => None,
    }
}

/// Words of scratch of BATCH_MATMUL by four columns; `None` where few rows share what is done for those.
fn columns(matmul: &BatchMatmul) -> Option<usize> {
    let turns = matmul.sizes.depth.div_ceil(4);
    let words = match matmul.arithmetic {
        Arithmetic::Int8 { .. } => 8 + 1,
        Arithmetic::Int16Pair(_) => 8 + 2,
        _ => return None,
    };
    (matmul.sizes.output[0] >= FEWEST_ROWS).then_some(turns * words)
}

impl Dual {
    fn convolution(conv: &Convolution, optimize: Optimize) -> Option<Self> {
        Self::new(conv.shape(), &conv.weights, &conv.affine, optimize)
    }

    fn fully_connected(layer: &FullyConnected, optimize: Optimize) -> Option<Self> {
        let shape = Shape::fully_connected(layer.batch, layer.inputs, layer.outputs);
        Self::new(shape, &layer.weights, &layer.affine, optimize)
    }

    fn new(shape: Shape, weights: &Weights, affine: &Affine, optimize: Optimize) -> Option<Self> {
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

    fn of_values(
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

    /// The same for strips of at most that many rows.
    pub fn for_strips(&self, input: usize, output: usize) -> Self {
        let mut dual = self.clone();
        (dual.shape.input[1], dual.shape.output[1]) = (input, output);
        dual
    }

    /// The same with that many pairs of pixels expanded at a time, if any are: the less, the less
    /// scratch, and the more cycles as the core begins more often.
    pub fn with_tile(&self, pairs: usize) -> Self {
        let mut dual = self.clone();
        if self.walk.tile > 0 {
            dual.walk.tile = pairs.max(1);
        }
        dual
    }

    /// The same without scratch, a few percent slower: for a fully connected layer of one row, of most
    /// lengths.
    pub fn compact(&self) -> Option<Self> {
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

    /// The same with more scratch and less cycles, the fastest first.
    pub fn larger(&self) -> impl Iterator<Item = Self> + use<'_> {
        let pairs = self.shape.pixels() / 2;
        let tile = self.walk.tile;
        let tiles = TILES.into_iter().map(move |most| most.min(pairs));
        let larger = tiles.filter(move |&pairs| tile > 0 && pairs > tile);
        larger.map(|pairs| self.with_tile(pairs))
    }

    /// The same with less scratch, and about the cycles that it costs.
    pub fn smaller(&self) -> Option<(Self, usize)> {
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

    /// Words of scratch.
    pub fn scratch(&self) -> usize {
        let room = (self.walk).room(&self.shape, self.packed.ties, self.shift);
        room + self.walk.scratch(&self.shape)
    }

    /// Whether weights have four bits.
    pub fn has_nibbles(&self) -> bool {
        self.shift >= NIBBLES
    }
}

impl Gates {
    fn new(lstm: &Lstm, optimize: Optimize) -> Option<Self> {
        let LstmArithmetic::Int8([inputs, recurrent], update) = &lstm.arithmetic else {
            return None;
        };
        let units = lstm.sequences.units;
        let rows = lstm.sequences.batches * lstm.sequences.steps;
        let product = |gates: &graph::Gates| {
            let depth = gates.weights.len() / gates.bias.len();
            // What is unrolled pays with every row.
            let all = Shape::fully_connected(rows, depth, 4 * units);
            let walk = match optimize {
                Optimize::Speed => all.walk_gathered::<Speed>(),
                Optimize::Size => all.walk_gathered::<Size>(),
            }?;
            let (shape, walk) = (
                Shape::fully_connected(1, depth, 4 * units),
                Walk { tile: 1, ..walk },
            );
            let bias: Vec<i32> = gates.bias.iter().map(|&bias| bias as i32).collect();
            let packed = pack_gates(&shape, walk, &gates.weights, &bias, &gates.scales)?;
            Some(Dual {
                shape,
                walk,
                shift: 0,
                packed,
            })
        };
        Some(Self {
            products: [product(inputs)?, product(recurrent)?],
            update: *update,
            units,
        })
    }

    /// Words of scratch: gates of a step, and what they are multiplied from.
    pub fn scratch(&self) -> usize {
        let expanded = self
            .products
            .iter()
            .map(|dual| dual.walk.expanded(&dual.shape));
        2 * self.units + expanded.max().unwrap_or(0)
    }
}

/// How the core walks over a shape.
fn walk(shape: &Shape, optimize: Optimize) -> Option<Walk> {
    match optimize {
        Optimize::Speed => shape.walk::<Speed>(),
        Optimize::Size => shape.walk::<Size>(),
    }
}

impl Planes {
    fn new(conv: &Convolution, optimize: Optimize) -> Option<Self> {
        let shape = conv.shape();
        let pack = match optimize {
            Optimize::Speed => pack_planes::<Speed>,
            Optimize::Size => pack_planes::<Size>,
        };
        let packed = pack(
            &shape,
            &conv.weights.values,
            &conv.affine.bias,
            conv.affine.scales.as_slice(),
            conv.affine.output,
        )?;
        Some(Self { shape, packed })
    }

    /// The same for strips of at most that many rows: the words may lie otherwise.
    pub fn for_strips(&self, input: usize, output: usize) -> Self {
        let mut shape = self.shape;
        (shape.input[1], shape.output[1]) = (input, output);
        let packed = self.packed.for_strips(&shape);
        Self { shape, packed }
    }

    /// About the cycles by planes; 0 for pixels in place.
    pub fn cycles(&self) -> usize {
        match self.packed.planar.stride {
            0 => 0,
            _ => self.packed.planar.cycles(&self.shape),
        }
    }

    /// The same with less scratch, and about the cycles that it costs.
    pub fn smaller(&self) -> Option<(Self, usize)> {
        let mut lower = self.clone();
        lower.packed.planar = self.packed.planar.smaller()?;
        let more = lower.cycles().saturating_sub(self.cycles());
        (lower.scratch() < self.scratch()).then_some((lower, more))
    }

    /// Words of scratch.
    pub fn scratch(&self) -> usize {
        self.packed.planar.scratch(&self.shape)
    }
}
