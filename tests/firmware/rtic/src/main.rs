#![no_std]
#![no_main]

use panic_halt as _;

#[rtic::app(device = lm3s6965)]
mod app {
    use tiny_model::{Arena, tiny_model};

    tiny_model! {
        /// Tells ten kinds of clothes apart in grey photographs of 28×28 pixels.
        pub struct Fashion = "models/fashion_mnist.tflite";
    }

    #[shared]
    struct Shared {}

    #[local]
    struct Local {
        fashion: Fashion,
    }

    #[init(local = [arena: Arena<Fashion> = Arena::new()])]
    fn init(context: init::Context) -> (Shared, Local) {
        let fashion = Fashion::new(context.local.arena);
        (Shared {}, Local { fashion })
    }

    #[idle(local = [fashion])]
    fn idle(context: idle::Context) -> ! {
        let fashion = context.local.fashion;
        loop {
            fashion.input().fill(Fashion::INPUT.zero_point());
            core::hint::black_box(fashion.run());
        }
    }
}
