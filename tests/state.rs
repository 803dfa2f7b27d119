//! What a model remembers from run to run.

#![deny(warnings)]

use tiny_model::{Arena, Model, tiny_model};

tiny_model!("models/data/accumulator.tflite");
tiny_model!("models/data/delay_int8.tflite");

const INPUTS: &[u8] = include_bytes!("models/data/accumulator.in.bin");
const OUTPUTS: &[u8] = include_bytes!("models/data/accumulator.out.bin");

/// Runs the model on all cases in turn. Between runs the arena is `between`'s.
fn assert_answers(model: &mut Accumulator<'_>, between: impl Fn(&mut [u8])) {
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
