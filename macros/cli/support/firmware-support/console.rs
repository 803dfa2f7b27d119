//! Output to the terminal, or to the tool that runs the program.

use core::fmt;

use crate::platform;

/// Prints text without the code for formatting. Errors are ignored.
pub fn print(text: &str) {
    platform::print(text.as_bytes());
}

/// Prints formatted text.
#[macro_export]
macro_rules! print {
    ($($text:tt)*) => {
        $crate::console::print_formatted(::core::format_args!($($text)*))
    };
}

/// Prints formatted text and ends the line.
#[macro_export]
macro_rules! println {
    ($($text:tt)*) => {{
        $crate::print!($($text)*);
        $crate::console::print("\n");
    }};
}

/// The function that [`print!`] and [`println!`] expand to.
#[doc(hidden)]
pub fn print_formatted(text: fmt::Arguments<'_>) {
    struct Console;

    impl fmt::Write for Console {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            print(text);
            Ok(())
        }
    }

    // `Console` never fails; a failing `Display` of the program has printed as much as it could.
    let _ = fmt::Write::write_fmt(&mut Console, text);
}
