//! The memory of models between runs, and its placement.

#![deny(warnings)]

use tiny_model::{Arena, Borrowed, FeedError, Model, tiny_model};

tiny_model! {
    struct Sequence = "models/data/sequence_network.tflite";
    schedule = smallest,
}

tiny_model! {
    struct Wide = "models/data/conv_2d_3x3_stride_2_wide.tflite";
    input = rows,
}

tiny_model! {
    struct Pool = "models/data/max_pool_2d_one_dimensional.tflite";
    input = rows,
}

tiny_model! {
    struct Halves = "models/data/float_half_fully_connected.tflite";
    float16 = kept,
}

tiny_model! {
    struct Widened = "models/data/float_half_fully_connected.tflite";
}

#[allow(unsafe_code)]
mod placed {
    tiny_model::tiny_model!(
        "models/data/sequence_network.tflite",
        weights = ".ext_flash"
    );
}
use placed::SequenceNetwork;

/// The first case of a model and TFLM's outputs.
macro_rules! golden {
    ($name:literal) => {
        [
            include_bytes!(concat!("models/data/", $name, ".in.bin")).as_slice(),
            include_bytes!(concat!("models/data/", $name, ".out.bin")),
        ]
        .map(|bytes| Vec::from_iter(bytes.iter().map(|byte| byte.cast_signed())))
    };
}

/// Copies the first input.
fn begin(input: &mut [i8], golden: &[i8]) {
    input.copy_from_slice(&golden[..input.len()]);
}

fn agrees(output: &[i8], golden: &[i8]) {
    assert_eq!(output, &golden[..output.len()]);
}

/// Feeds `rows` rows.
fn feed(model: &mut Wide<Borrowed<'_>>, input: &[i8], rows: usize) {
    for row in input.as_chunks().0.iter().take(rows) {
        model.feed(row).expect("a row is missing");
    }
}

#[test]
fn the_application_has_the_arena_between_runs() {
    let mut arena = Arena::<(Sequence, Wide)>::new();
    let [sequence, wide] = [
        golden!("sequence_network"),
        golden!("conv_2d_3x3_stride_2_wide"),
    ];
    for byte in [0x00, 0x80, 0xff] {
        arena.bytes().fill(byte);

        let mut model = Sequence::new(arena.lend());
        let [input, output] = &sequence;
        begin(model.input(), input);
        agrees(model.run(), output);
        assert_eq!(model.arena().bytes().len(), Sequence::ARENA_BYTES);
        model.arena().bytes().fill(byte);
        begin(model.input(), input);
        agrees(model.run(), output);

        let mut model = Wide::new(arena.lend());
        let [input, output] = &wide;
        feed(&mut model, input, Wide::ROWS);
        agrees(model.finish().expect("all rows"), output);
        assert_eq!(model.arena().bytes().len(), Wide::ARENA_BYTES);
    }
}

#[test]
fn a_model_lends_its_arena_to_another() {
    let mut arena = Arena::new();
    let mut outer = Wide::new(&mut arena);
    let [input, output] = golden!("sequence_network");
    let mut inner = Sequence::new(outer.arena().lend());
    begin(inner.input(), &input);
    agrees(inner.run(), &output);
    let [input, output] = golden!("conv_2d_3x3_stride_2_wide");
    feed(&mut outer, &input, Wide::ROWS);
    agrees(outer.finish().expect("all rows"), &output);
}

#[test]
fn rows_that_were_fed_before_are_forgotten() {
    let mut arena = Arena::new();
    let mut model = Wide::new(&mut arena);
    let [input, output] = golden!("conv_2d_3x3_stride_2_wide");
    for rows in 0..=Wide::ROWS {
        feed(&mut model, &input, rows);
        model.arena().bytes().fill(0x5a);
        assert_eq!(
            model.finish().err(),
            Some(FeedError::RowsMissing {
                fed: 0,
                height: Wide::ROWS
            })
        );
        feed(&mut model, &input, Wide::ROWS);
        agrees(model.finish().expect("all rows"), &output);
    }
}

/// No window reads the last of eleven rows.
#[test]
fn rows_that_no_window_sees_are_fed_too() {
    let mut arena = Arena::new();
    let mut model = Pool::new(&mut arena);
    let [input, output] = golden!("max_pool_2d_one_dimensional");
    for _ in 0..2 {
        for row in input.as_chunks().0.iter().take(Pool::ROWS) {
            model.feed(row).expect("a row is missing");
        }
        let height = Pool::ROWS;
        assert_eq!(model.feed(&[0; 3]), Err(FeedError::TooManyRows { height }));
        agrees(model.finish().expect("all rows"), &output);
    }
}

#[test]
fn weights_in_a_section_of_their_own() {
    let mut arena = Arena::new();
    let mut model = SequenceNetwork::new(&mut arena);
    let [input, output] = golden!("sequence_network");
    begin(model.input(), &input);
    agrees(model.run(), &output);
}

#[test]
fn weights_kept_as_float16_take_half_the_flash() {
    // There are six outputs of seven inputs.
    assert_eq!(Halves::FLASH_BYTES + 2 * 6 * 7, Widened::FLASH_BYTES);
    let (mut arenas, input) = (
        (Arena::new(), Arena::new()),
        [0.5, -1.25, 3.0, 0.1, -0.7, 2.0, 8.5],
    );
    let (mut halves, mut widened) = (Halves::new(&mut arenas.0), Widened::new(&mut arenas.1));
    halves.input().copy_from_slice(&[input; 2].concat());
    widened.input().copy_from_slice(&[input; 2].concat());
    assert_eq!(
        halves.run().map(f32::to_bits),
        widened.run().map(f32::to_bits)
    );
}
