//! The state of a model between runs.

#![deny(warnings)]

use tiny_model::{Arena, Borrowed, Model, tiny_model};

tiny_model!("models/data/accumulator.tflite");
tiny_model!("models/data/circular_buffer_cycle_3.tflite");
tiny_model!("models/data/delay_int8.tflite");

const INPUTS: &[u8] = include_bytes!("models/data/accumulator.in.bin");
const OUTPUTS: &[u8] = include_bytes!("models/data/accumulator.out.bin");

/// Runs the model on all cases in turn. Between runs `between` changes the arena.
fn assert_answers(model: &mut Accumulator<Borrowed<'_>>, between: impl Fn(&mut [u8])) {
    for (x, y) in INPUTS.chunks(5).zip(OUTPUTS.chunks(5)) {
        for (input, &x) in model.input().iter_mut().zip(x) {
            *input = x.cast_signed();
        }
        let found = model.run().iter().map(|y| y.cast_unsigned());
        assert_eq!(Vec::from_iter(found), y);
        between(model.arena().bytes());
    }
}

#[test]
fn a_model_that_was_reset_answers_as_a_new_one() {
    let mut arena = Arena::new();
    let mut model = Accumulator::new(&mut arena);
    assert_answers(&mut model, |_| ());
    model.reset();
    assert_answers(&mut model, |_| ());
}

#[test]
fn the_arena_may_be_used_between_runs() {
    let mut arena = Arena::new();
    assert_answers(&mut Accumulator::new(&mut arena), |bytes| bytes.fill(0x5a));
}

#[test]
fn only_first_values_that_differ_take_flash() {
    assert_eq!((Accumulator::STATE_BYTES, Accumulator::FLASH_BYTES), (8, 5));
    assert_eq!((DelayInt8::STATE_BYTES, DelayInt8::FLASH_BYTES), (8, 0));
}

#[test]
fn a_run_that_waits_for_input_has_no_outputs() {
    let mut arena = Arena::new();
    let mut model = CircularBufferCycle3::new(&mut arena);
    let mut run = |value: i8| {
        model.input().fill(value);
        let outputs = model.run().copied();
        // The state is not in the arena.
        model.arena().bytes().fill(0x5a);
        outputs
    };
    let runs = [1, 2, 3, 4, 5, 6].map(&mut run);
    assert_eq!(
        runs.map(|run| run.is_some()),
        [false, false, true, false, false, true]
    );
    run(7);
    model.reset();
    let again = [1, 2, 3].map(|value| {
        model.input().fill(value);
        model.run().copied()
    });
    assert_eq!(again, [None, None, runs[2]]);
}
