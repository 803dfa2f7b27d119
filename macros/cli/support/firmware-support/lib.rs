//! The support of programs under test, the same on emulated boards (by semihosting) and on the
//! host.
//!
//! ```no_run
//! // In firmware: #![cfg_attr(target_os = "none", no_std, no_main)]
//! firmware_support::main!(run);
//!
//! fn run() -> i32 {
//!     firmware_support::println!("hello");
//!     0
//! }
//! ```
//!
//! On a board, a panic ends the program with status 101 and a fault with status 102.

#![no_std]

mod command_line;
pub mod console;
pub mod count;
#[cfg(target_os = "none")]
mod fault;
mod file;
#[cfg(all(target_os = "none", feature = "panic-message"))]
mod panic;
#[cfg_attr(not(target_os = "none"), path = "platform/host.rs")]
#[cfg_attr(target_os = "none", path = "platform/board.rs")]
mod platform;
pub mod stack;

pub use self::command_line::args;
pub use self::file::{Error, File};

/// Items that [`main!`] expands to.
#[doc(hidden)]
pub mod __private {
    #[cfg(target_os = "none")]
    pub use cortex_m_rt::entry;
}

/// Makes a `fn() -> i32` the program's entry point; the program ends with the returned status.
#[macro_export]
macro_rules! main {
    ($run:path) => {
        #[cfg(target_os = "none")]
        #[$crate::__private::entry]
        fn main() -> ! {
            $crate::exit($run())
        }

        #[cfg(not(target_os = "none"))]
        fn main() {
            $crate::exit($run())
        }
    };
}

/// Ends the program with a status.
pub fn exit(status: i32) -> ! {
    platform::exit(status)
}
