//! Compares placements with those of every order of their items, and checks their bytes.

use std::ops::Range;

use proptest::prelude::*;

use super::*;

fn lifetime(first: usize, last: usize) -> Lifetime {
    Lifetime { first, last }
}

fn item(bytes: usize, first: usize, last: usize) -> Item {
    Item::whole(bytes, lifetime(first, last))
}

/// A number of steps larger than in any problem.
const STEPS: usize = 12;

/// Returns whether two items may lie at two offsets, checked step by step from the definitions of the types.
fn may_be(
    items: &[Item],
    overlaps: &[Overlap],
    [i, j]: [usize; 2],
    [at_i, at_j]: [usize; 2],
) -> bool {
    (0..STEPS).all(|step| {
        let [live_i, live_j] = [i, j].map(|item| items[item].live(step));
        let apart = at_i + live_i <= at_j || at_j + live_j <= at_i;
        let shared = overlaps.iter().any(|o| {
            let (low, up) = if o.lower.0 == i {
                (at_i, at_j)
            } else {
                (at_j, at_i)
            };
            let is_theirs = [(i, j), (j, i)].contains(&(o.lower.0, o.upper.0)) && o.step == step;
            let more = up.checked_sub(low + o.distance);
            is_theirs && more.is_some_and(|more| more.is_multiple_of(o.grid))
        });
        live_i == 0 || live_j == 0 || apart || shared
    })
}

/// Returns whether a step writes over several items at these offsets.
fn rivals_share(items: &[Item], overlaps: &[Overlap], offsets: &[usize]) -> bool {
    let shares = |o: &&Overlap| {
        let [lower, upper] = [o.lower.0, o.upper.0];
        let there = lower.max(upper) < offsets.len();
        there && {
            let [below, above] = [lower, upper].map(|item| items[item].live(o.step));
            let (at_below, at_above) = (offsets[lower], offsets[upper]);
            let live = below > 0 && above > 0;
            live && at_below < at_above + above && at_above < at_below + below
        }
    };
    overlaps.iter().filter(shares).any(|o| {
        let mut others = overlaps.iter().filter(shares);
        others.any(|other| (o.step, o.lower) == (other.step, other.lower) && o.upper != other.upper)
    })
}

/// The least end of all placements that end before `least`, or `least`.
fn least_end(
    items: &[Item],
    overlaps: &[Overlap],
    offsets: &mut Vec<usize>,
    least: usize,
) -> usize {
    let item = offsets.len();
    if item == items.len() {
        let ends = items
            .iter()
            .zip(offsets)
            .map(|(item, at)| item.size() + *at);
        return ends.max().unwrap_or(0);
    }
    let mut least = least;
    let mut at = 0;
    while at + items[item].size() < least {
        let free =
            (0..item).all(|other| may_be(items, overlaps, [other, item], [offsets[other], at]));
        if free {
            offsets.push(at);
            if !rivals_share(items, overlaps, offsets) {
                least = least_end(items, overlaps, offsets, least);
            }
            offsets.pop();
        }
        at += ALIGNMENT;
    }
    least
}

/// Asserts that no byte is used twice in a step, except where overlaps allow it.
fn assert_disjoint(items: &[Item], overlaps: &[Overlap], placement: &Placement) {
    let may_share = |step: usize, i: usize, j: usize| {
        overlaps.iter().any(|o| {
            let [lower, upper] = [o.lower, o.upper].map(|id| placement.offsets[id.0]);
            let more = upper.checked_sub(lower + o.distance);
            let is_theirs = [(i, j), (j, i)].contains(&(o.lower.0, o.upper.0)) && o.step == step;
            is_theirs && more.is_some_and(|more| more.is_multiple_of(o.grid))
        })
    };
    assert!(!rivals_share(items, overlaps, &placement.offsets));
    for step in 0..STEPS {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); placement.end];
        for (i, item) in items.iter().enumerate() {
            for user in &mut users[placement.offsets[i]..][..item.live(step)] {
                let shares = user.iter().all(|&j| may_share(step, i, j));
                assert!(shares, "items {i} and {user:?} share a byte in step {step}");
                user.push(i);
            }
        }
    }
}

/// Items with one or two uses, each of fewer than `words` words.
fn items(number: Range<usize>, words: usize) -> impl Strategy<Value = Vec<Item>> {
    let time = (0usize..8, 0usize..4);
    let one = (time, 0..words).prop_map(|((first, length), words)| Use {
        lifetime: lifetime(first, first + length),
        bytes: ALIGNMENT * words,
    });
    let uses = prop::collection::vec(one, 1..3);
    prop::collection::vec(uses.prop_map(|uses| Item { uses }), number)
}

/// Overlaps of older items over younger ones.
fn overlaps(items: &[Item], words: usize) -> impl Strategy<Value = Vec<Overlap>> + use<> {
    let item = 0..items.len().max(1);
    let numbers = (0usize..6, 0..words, 1usize..4);
    let one = (item.clone(), item, numbers).prop_map(|(i, j, (step, words, grid))| Overlap {
        step,
        upper: ItemId(i.min(j)),
        lower: ItemId(i.max(j)),
        distance: ALIGNMENT * words,
        grid: ALIGNMENT * grid,
    });
    prop::collection::vec(one, 0..8).prop_map(|mut overlaps| {
        overlaps.retain(|overlap| overlap.upper != overlap.lower);
        // If two overlaps have different grids, the planner may miss distances that both allow.
        overlaps.sort_by_key(|overlap| (overlap.upper, overlap.lower));
        overlaps.dedup_by_key(|overlap| (overlap.upper, overlap.lower));
        overlaps
    })
}

fn problem(number: Range<usize>, words: usize) -> impl Strategy<Value = (Vec<Item>, Vec<Overlap>)> {
    items(number, words).prop_flat_map(move |items| {
        let overlaps = overlaps(&items, words / 2);
        (Just(items), overlaps)
    })
}

/// A network in which each tensor is the input of the next step, with 4 bytes of scratch in each step,
/// and every output `distance` bytes below its input.
fn chain(sizes: &[usize], distance: Option<usize>) -> (Vec<Item>, Vec<Overlap>) {
    let steps = sizes.len() - 1;
    let tensors = sizes.iter().enumerate();
    let mut items: Vec<Item> = tensors.map(|(i, &size)| item(size, i, i + 1)).collect();
    items.extend((0..=steps).map(|step| item(4, step, step)));
    let overlap = |step: usize| Overlap {
        step: step + 1,
        upper: ItemId(step),
        lower: ItemId(step + 1),
        distance: distance.unwrap_or_default(),
        grid: ALIGNMENT,
    };
    let overlaps = (0..steps).map(overlap).filter(|_| distance.is_some());
    (items, overlaps.collect())
}

// A network like MobileNet, in which a greedy placement by size leaves a hole.
const NETWORK: [usize; 8] = [27_648, 18_432, 18_432, 36_864, 9_216, 18_432, 18_432, 4_608];

#[test]
fn nothing_needs_nothing() {
    let nothing = Placement {
        offsets: vec![],
        end: 0,
        bound: 0,
    };
    assert_eq!(place(&[], &[]), nothing);
    assert_eq!(place(&[item(0, 0, 3)], &[]).end, 0);
}

#[test]
fn a_chain_needs_its_largest_pair() {
    let (items, overlaps) = chain(&NETWORK, None);
    let placement = place(&items, &overlaps);
    assert_eq!(placement.end, 18_432 + 36_864 + 4);
    assert_eq!(placement.bound, placement.end);
}

#[test]
fn a_chain_in_place_needs_its_largest() {
    let (items, overlaps) = chain(&NETWORK, Some(0));
    let placement = place(&items, &overlaps);
    assert_eq!(placement.end, 36_864 + 4);
    assert_eq!(placement.bound, placement.end);
    assert_disjoint(&items, &overlaps, &placement);
}

#[test]
fn an_overlap_speaks_of_its_step_only() {
    // Both items are in use in two steps; in one of the steps, the second is written over the first.
    let items = [item(16, 0, 2), item(16, 1, 3)];
    let overlap = |step| Overlap {
        step,
        upper: ItemId(0),
        lower: ItemId(1),
        distance: 4,
        grid: ALIGNMENT,
    };
    assert_eq!(place(&items, &[overlap(1)]).end, 32);
    assert_eq!(place(&items, &[overlap(1), overlap(2)]).end, 20);
    assert_eq!(place(&items, &[overlap(1), overlap(0)]).end, 32);
}

#[test]
fn an_overlap_is_on_its_grid() {
    // A step writes 24 bytes over its input, which shares the arena with 8 bytes in the step before:
    // those fit below the input if it lies 8 bytes higher.
    let items = [item(16, 0, 1), item(24, 1, 1), item(8, 0, 0)];
    let end = |grid| {
        let overlap = Overlap {
            step: 1,
            upper: ItemId(0),
            lower: ItemId(1),
            distance: 4,
            grid,
        };
        let placement = place(&items, &[overlap]);
        assert_eq!(placement.bound, placement.end);
        placement.end
    };
    assert_eq!([4, 8, 12].map(end), [24, 28, 28]);
}

#[test]
fn an_output_lies_over_one_input() {
    // Two inputs either of which the output may overwrite, except one that a later step reads.
    let end = |last: [usize; 2]| {
        let items = [item(16, 0, last[0]), item(16, 0, last[1]), item(16, 1, 2)];
        let overlap = |input| Overlap {
            step: 1,
            upper: ItemId(input),
            lower: ItemId(2),
            distance: 0,
            grid: ALIGNMENT,
        };
        let placement = place(&items, &[overlap(0), overlap(1)]);
        assert_eq!(placement.bound, placement.end);
        placement.end
    };
    assert_eq!([[1, 1], [2, 1], [1, 2], [2, 2]].map(end), [32, 32, 32, 48]);
}

#[test]
fn a_head_takes_less_than_the_whole() {
    // The first bytes of one item are in use while another comes and goes.
    let heads = Item {
        uses: vec![
            Use {
                lifetime: lifetime(0, 1),
                bytes: 8,
            },
            Use {
                lifetime: lifetime(2, 2),
                bytes: 64,
            },
        ],
    };
    let placement = place(&[item(56, 1, 1), heads], &[]);
    assert_eq!((placement.end, placement.bound), (64, 64));
    assert_eq!(placement.offsets, [8, 0]);
}

#[test]
fn no_step_shows_what_an_odd_circle_needs() {
    // Each item is in use together with the next two, in a cycle: 3 at a time, but 5 do not fit into 3
    // places.
    let around = |i: usize| Item {
        uses: [i, (i + 1) % 5]
            .map(|step| Use {
                lifetime: lifetime(step, step),
                bytes: 4,
            })
            .into(),
    };
    let items: Vec<Item> = (0..5).map(around).collect();
    let placement = place(&items, &[]);
    assert_eq!((placement.end, placement.bound), (12, 12));
    let distances = Distances::new(&items, &[]);
    assert_eq!(bound::lower(&items, &distances), 8);
}

proptest! {
    #[test]
    fn small_problems_are_solved((items, overlaps) in problem(0..6, 6)) {
        let placement = place(&items, &overlaps);
        assert_disjoint(&items, &overlaps, &placement);
        let least = least_end(&items, &overlaps, &mut Vec::new(), placement.end);
        prop_assert_eq!(placement.end, least);
        prop_assert_eq!(placement.bound, least);
        let distances = Distances::new(&items, &overlaps);
        prop_assert!(bound::lower(&items, &distances) <= least);
    }

    #[test]
    fn items_in_use_together_are_disjoint((items, overlaps) in problem(0..16, 16)) {
        let placement = place(&items, &overlaps);
        prop_assert_eq!(placement.offsets.len(), items.len());
        prop_assert!(placement.bound <= placement.end);
        assert_disjoint(&items, &overlaps, &placement);
        prop_assert_eq!(place(&items, &overlaps), placement);
    }
}
