//! BATCH_MATMUL by loops over four columns.

use super::super::portable::matrices;
use super::super::{Kernel, Site};
use super::scratch;
use crate::call::Call;
use crate::graph::{self, Products};

/// Rows from which on it is worth it to bring columns into the order of products.
const FEWEST_ROWS: usize = 4;

/// BATCH_MATMUL of int8 or int16.
#[derive(Debug)]
pub(super) struct BatchMatmul {
    matmul: graph::BatchMatmul,
    kernel: &'static str,
    /// Words of scratch.
    words: usize,
}

impl BatchMatmul {
    /// `None` where few rows share what is done for columns.
    pub(super) fn new(matmul: &graph::BatchMatmul) -> Option<Self> {
        let turns = matmul.sizes.depth.div_ceil(4);
        let (words, kernel) = match matmul.products {
            Products::Int8 { .. } => (8 + 1, "arch::dsp::batch_matmul_int8"),
            Products::Int16(_) => (8 + 2, "arch::dsp::batch_matmul_int16"),
            Products::Float(_) => return None,
        };
        (matmul.sizes.output[0] >= FEWEST_ROWS).then(|| Self {
            matmul: matmul.clone(),
            kernel,
            words: turns * words,
        })
    }
}

impl Kernel for BatchMatmul {
    fn scratch(&self) -> usize {
        4 * self.words
    }

    fn call(&self, _site: &Site<'_>) -> Call {
        let [x1, x2, y, sizes, arithmetic] = matrices(&self.matmul);
        let scratch = scratch(self.words);
        Call::new(self.kernel, [x1, x2, y, scratch, sizes, arithmetic])
    }
}
