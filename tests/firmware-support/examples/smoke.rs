//! A program with one action of each kind, to test the boards and the tools.
//!
//! `smoke WHAT [WORDS]`, see [`run`].

#![cfg_attr(target_os = "none", no_std, no_main)]

use core::hint::black_box;

use firmware_support::{Error, File, args, count, println, stack};

firmware_support::main!(run);

fn run() -> i32 {
    let mut buffer = [0; 256];
    let Some(mut words) = args(&mut buffer) else {
        return 1;
    };
    match (words.next(), words.next(), words.next()) {
        (Some("greet"), Some(who), None) => {
            println!("hello {who}");
            0
        }
        (Some("status"), Some(status), None) => status.parse().unwrap_or(1),
        (Some("reverse"), Some(from), Some(to)) => match reverse(from, to) {
            Ok(length) => {
                println!("{length} bytes");
                0
            }
            Err(error) => {
                println!("{from} or {to} {error}");
                1
            }
        },
        (Some("stack"), Some(depth), None) => {
            let (_, peak) = stack::peak(|| descend(depth.parse().unwrap_or(0)));
            println!("{peak:?}");
            0
        }
        (Some("count"), Some(rounds), None) => {
            let rounds = rounds.parse().unwrap_or(0);
            count::count(|| (0..rounds).for_each(|round: u32| _ = black_box(round)));
            0
        }
        (Some("panic"), None, None) => panic!("as asked"),
        (Some("hang"), None, None) => loop {
            core::hint::spin_loop();
        },
        #[cfg(target_os = "none")]
        (Some("fault"), None, None) => fault::fault(),
        #[cfg(target_os = "none")]
        (Some("lockup"), None, None) => fault::lockup(),
        _ => 1,
    }
}

/// Writes the bytes of one file to another in reverse order.
fn reverse(from: &str, to: &str) -> Result<usize, Error> {
    let mut bytes = [0; 64];
    let mut file = File::open(from)?;
    let length = file.length()?;
    let bytes = bytes.get_mut(..length).ok_or(Error::Length)?;
    file.read(bytes)?;
    bytes.reverse();
    File::create(to)?.write(bytes)?;
    Ok(length)
}

/// Uses 64 bytes of stack per level, and a little more.
#[inline(never)]
fn descend(depth: u32) -> u32 {
    let words = black_box([depth; 16]);
    if depth == 0 {
        0
    } else {
        words[0] + descend(depth - 1)
    }
}

#[cfg(target_os = "none")]
#[allow(unsafe_code)]
mod fault {
    use core::arch::asm;

    /// Executes an undefined instruction.
    pub(crate) fn fault() -> ! {
        // SAFETY: it does not return: the fault handler ends the program.
        unsafe { asm!("udf #0", options(noreturn)) }
    }

    /// Causes a fault where the processor has no stack to call the fault handler.
    pub(crate) fn lockup() -> ! {
        // SAFETY: it does not return: without a stack the fault handler cannot be called, and the processor
        // stops.
        unsafe {
            asm!("mov sp, {none}", "udf #0", none = in(reg) 0xf000_0000_u32, options(noreturn))
        }
    }
}
