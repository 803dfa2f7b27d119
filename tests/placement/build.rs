//! Adds the linker fragment where there is no operating system.

fn main() {
    println!("cargo::rerun-if-changed=placement.x");
    let os = std::env::var("CARGO_CFG_TARGET_OS");
    if os.as_deref() == Ok("none") {
        let folder = env!("CARGO_MANIFEST_DIR");
        println!("cargo::rustc-link-arg-bins=-T{folder}/placement.x");
    }
}
