//! `kernel-cases [KERNEL FIRST_SEED COUNT]`: runs a batch of one kernel's cases, or lists the
//! kernels.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
mod heap;

use firmware_support::{args, println};
use kernel_cases::cases::kernels;

firmware_support::main!(run);

fn run() -> i32 {
    #[cfg(target_os = "none")]
    heap::init();
    let mut buffer = [0; 256];
    let Some(mut words) = args(&mut buffer) else {
        println!("the command line is too long");
        return 1;
    };
    let Some(name) = words.next() else {
        kernels().for_each(|kernel| println!("{}", kernel.name));
        return 0;
    };
    let mut number = || words.next().and_then(|word| word.parse().ok());
    let (Some(first), Some(count)) = (number(), number()) else {
        println!("KERNEL FIRST_SEED COUNT");
        return 1;
    };
    let Some(kernel) = kernels().find(|kernel| kernel.name == name) else {
        println!("there is no kernel {name} here");
        return 1;
    };
    // Each seed is printed before its case, which may panic, fault or hang.
    let batch = kernel.run(first, count, |seed| println!("{seed}"));
    if let Some((seed, how)) = &batch.wrong {
        println!("{name}, seed {seed}: {how}");
        return 2;
    }
    println!("{} equal, {} declined", batch.equal, batch.declined);
    i32::from(batch.equal < count)
}
