//! UNIDIRECTIONAL_SEQUENCE_LSTM by the matmul core, on shapes that are drawn with its walks.

use tiny_model_kernels::arch::dsp::lstm_of_shape;
use tiny_model_kernels::layout::{DualWalk, Packed, pack_gates};
use tiny_model_kernels::op::Shape;

use crate::gates::Case;
use crate::{Draw, Verdict};

/// The number of layers that are drawn until one can be packed.
const TRIES: usize = 16;

/// The word at the end of scratch.
const GUARD: u32 = 0xa5a5_a5a5;

/// Calls `walks::<UNROLL, SEGMENTS>` for the input and for the hidden state.
pub(super) fn case(draw: &mut Draw) -> Verdict {
    one_of!(draw, walks:
        [1, 0, 1, 0] [4, 0, 3, 0] [7, 0, 8, 0] [32, 0, 4, 0]
        [1, 1, 1, 1] [7, 1, 5, 1] [14, 1, 10, 1] [25, 1, 3, 0] [5, 0, 4, 1])
}

fn walks<const XU: usize, const XS: usize, const HU: usize, const HS: usize>(
    draw: &mut Draw,
) -> Verdict {
    let (inputs, units) = loop {
        let (inputs, units) = (draw.size(1..=70), draw.size(1..=20));
        let fits = |depth, unroll, segments| {
            let (shape, walk) = shape(depth, units, unroll, segments);
            walk.fits(&shape)
        };
        if fits(inputs, XU, XS) && fits(units, HU, HS) {
            break (inputs, units);
        }
    };
    // Each of eight gates may be rejected, and one rejection is enough.
    for _ in 0..TRIES {
        let case = Case::draw(draw, inputs, units);
        let pack = |product: usize, (shape, walk): (Shape, DualWalk)| {
            let (weights, bias, scales) = case.packed(product);
            let packed = pack_gates(&shape, walk, &weights, &bias, &scales)?;
            Some((packed, walk.expanded(&shape)))
        };
        let both = (
            pack(0, shape(inputs, units, XU, XS)),
            pack(1, shape(units, units, HU, HS)),
        );
        if let (Some((x, x_words)), Some((h, h_words))) = both {
            let scratch = 2 * units + x_words.max(h_words);
            return run::<XU, XS, HU, HS>(draw, &case, [&x, &h], scratch);
        }
    }
    Verdict::Declined
}

fn shape(depth: usize, units: usize, unroll: usize, segments: usize) -> (Shape, DualWalk) {
    let walk = DualWalk {
        unroll,
        segments,
        distance: 0,
        tile: 1,
    };
    (Shape::fully_connected(1, depth, 4 * units), walk)
}

fn run<const XU: usize, const XS: usize, const HU: usize, const HS: usize>(
    draw: &mut Draw,
    case: &Case,
    [inputs, recurrent]: [&Packed; 2],
    needed: usize,
) -> Verdict {
    let run = match (inputs.ties, recurrent.ties) {
        (false, false) => lstm_of_shape::<XU, XS, false, HU, HS, false>,
        (false, true) => lstm_of_shape::<XU, XS, false, HU, HS, true>,
        (true, false) => lstm_of_shape::<XU, XS, true, HU, HS, false>,
        (true, true) => lstm_of_shape::<XU, XS, true, HU, HS, true>,
    };
    let mut scratch = alloc::vec![GUARD; needed + 4];
    let (free, guards) = scratch.split_at_mut(needed);
    let verdict = case.check(draw, |x, (y, hidden, cells)| {
        let (of, weights) = (
            &case.lstm,
            [inputs, recurrent].map(|packed| packed.words.as_slice()),
        );
        run(x, y, hidden, cells, free, &of.sequences, weights, &of.cell);
    });
    match *guards == [GUARD; 4] {
        true => verdict,
        false => Verdict::Differs(alloc::format!("past scratch: {case:?}")),
    }
}
