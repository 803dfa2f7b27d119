//! The names of arenas and models in functions, fields, statics and generic code.

#![deny(warnings, rust_2018_idioms)]

use std::sync::Mutex;

use tiny_model::{Arena, Borrowed, Footprint, Model, RoomFor, tiny_model};

tiny_model! {
    /// A convolution.
    pub struct Conv = "models/data/conv_2d_1x1.tflite";
}
tiny_model! {
    struct Sum = "models/data/add_same_shape.tflite";
}
tiny_model! {
    struct Memory = "models/data/accumulator.tflite";
}
tiny_model! {
    struct Wide = "models/data/conv_2d_3x3_stride_2_wide.tflite";
    input = rows,
}

static ARENA: Mutex<Arena<Conv>> = Mutex::new(Arena::new());

/// Eight models that run in turn.
type Turns = (Conv, Sum, Memory, Wide, Conv, Sum, Memory, Wide);

static TURNS: Mutex<Arena<Turns>> = Mutex::new(Arena::new());

const SIZES: [usize; 4] = [
    Conv::ARENA_BYTES,
    Sum::ARENA_BYTES,
    Memory::ARENA_BYTES,
    Wide::ARENA_BYTES,
];

/// The state of a firmware: a model, and the arena of another.
#[derive(Debug)]
struct App {
    conv: Conv,
    sum: &'static mut Arena<Sum>,
    buffer: [u8; Conv::ARENA_BYTES],
}

/// A model and an arena of any lifetimes.
#[derive(Debug)]
struct Lent<'a> {
    conv: Conv<Borrowed<'a>>,
    sum: &'a mut Arena<Sum>,
}

/// Arenas that nothing borrows.
#[derive(Debug)]
struct Owned<F: Footprint> {
    arena: Arena<F>,
    other: Option<Arena<Conv>>,
}

fn leaked<F: Footprint>() -> &'static mut Arena<F> {
    Box::leak(Box::new(Arena::new()))
}

fn on_an_arena(arena: &mut Arena<Conv>) -> [i8; 100] {
    let mut conv = Conv::new(arena);
    on_a_model(&mut conv)
}

fn on_a_static_arena(arena: &'static mut Arena<Conv>) -> Conv {
    Conv::new(arena)
}

fn on_a_model(conv: &mut Conv<Borrowed<'_>>) -> [i8; 100] {
    conv.input().fill(Conv::INPUT.quantize(0.5));
    *conv.run()
}

fn on_a_static_model(conv: &mut Conv) -> [i8; 100] {
    on_a_model(conv)
}

fn on_any_arena<F: RoomFor<Conv>>(arena: &mut Arena<F>) -> [i8; 100] {
    on_an_arena(arena.lend())
}

fn bytes_of<M: Model>(_: &M) -> usize {
    M::ARENA_BYTES
}

#[test]
fn functions_take_them() {
    let expected = on_an_arena(&mut Arena::new());
    assert_eq!(on_an_arena(&mut ARENA.lock().expect("one test")), expected);
    assert_eq!(on_any_arena(&mut Arena::<(Sum, Conv)>::new()), expected);
    assert_eq!(on_any_arena(&mut Arena::<Conv>::new()), expected);
    assert_eq!(
        on_a_static_model(&mut on_a_static_arena(leaked())),
        expected
    );
}

#[test]
fn structs_hold_them() {
    let mut app = App {
        conv: Conv::new(leaked()),
        sum: leaked(),
        buffer: [0; Conv::ARENA_BYTES],
    };
    let expected = on_a_static_model(&mut app.conv);
    let mut arenas = (Arena::new(), Arena::new());
    let mut lent = Lent {
        conv: Conv::new(&mut arenas.0),
        sum: &mut arenas.1,
    };
    assert_eq!(on_a_model(&mut lent.conv), expected);
    assert_eq!(Sum::new(app.sum).run(), Sum::new(lent.sum).run());
    assert_eq!(bytes_of(&app.conv), app.buffer.len());
    assert_eq!(bytes_of(&lent.conv), app.buffer.len());
    let mut owned = Owned::<Turns> {
        arena: Arena::new(),
        other: None,
    };
    assert_eq!(on_any_arena(&mut owned.arena), expected);
    assert!(owned.other.is_none());
}

#[test]
fn eight_models_take_turns() {
    let mut arena = TURNS.lock().expect("one test");
    assert_eq!(arena.bytes().len(), SIZES.into_iter().max().expect("sizes"));
    let expected = on_an_arena(&mut Arena::new());
    assert_eq!(on_an_arena(arena.lend()), expected);
    let _ = Sum::new(arena.lend()).run();
    let _ = Memory::new(arena.lend()).run();
    Wide::new(arena.lend()).restart();
    assert_eq!(on_an_arena(arena.lend()), expected);
}

#[test]
fn they_have_a_short_debug_form() {
    let mut arena = Arena::new();
    assert_eq!(
        format!("{arena:?}"),
        format!("Arena {{ bytes: {} }}", Memory::ARENA_BYTES)
    );
    assert_eq!(format!("{:?}", Memory::new(&mut arena)), "Memory { .. }");
    assert_eq!(format!("{:?}", Wide::new(&mut Arena::new())), "Wide { .. }");
}
