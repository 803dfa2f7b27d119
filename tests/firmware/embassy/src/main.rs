#![no_std]
#![no_main]

use cortex_m as _; // Its critical section.
use embassy_executor::Spawner;
use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use embassy_sync::signal::Signal;
use panic_halt as _;
use static_cell::ConstStaticCell;
use tiny_model::{Arena, tiny_model};

tiny_model! {
    /// Tells ten kinds of clothes apart in grey photographs of 28×28 pixels.
    pub struct Fashion = "models/fashion_mnist.tflite";
}

type Mailbox<T> = Signal<CriticalSectionRawMutex, T>;

/// From the camera's task.
static PHOTOGRAPH: Mailbox<[i8; 784]> = Signal::new();

/// To the display's task.
static SCORES: Mailbox<[i8; 10]> = Signal::new();

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    static ARENA: ConstStaticCell<Arena<Fashion>> = ConstStaticCell::new(Arena::new());
    spawner.spawn(classify(Fashion::new(ARENA.take())).unwrap());
}

#[embassy_executor::task]
async fn classify(mut fashion: Fashion) {
    loop {
        *fashion.input() = PHOTOGRAPH.wait().await;
        SCORES.signal(*fashion.run());
    }
}
