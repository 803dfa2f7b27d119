//! The cases of the kernels of this machine's backend, on this machine.

use kernel_cases::cases::kernels;

#[test]
fn every_kernel_gives_the_outputs_of_its_oracle() {
    for kernel in kernels() {
        let batch = kernel.run(0, 2_000, |_| ());
        if let Some((seed, how)) = &batch.wrong {
            panic!("{}, seed {seed}: {how}", kernel.name);
        }
        assert_eq!(batch.equal, 2_000, "{}: {batch:?}", kernel.name);
    }
}

#[test]
fn a_seed_is_one_case() {
    for kernel in kernels() {
        assert_eq!(kernel.run(7, 3, |_| ()), kernel.run(7, 3, |_| ()));
    }
}
