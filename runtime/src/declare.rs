//! The macro that users call.

/// Declares a type for a TensorFlow Lite model.
///
/// ```
/// # use tiny_model::{Model, tiny_model};
/// tiny_model!("../examples/models/fashion_mnist.tflite");
/// # assert_eq!(FashionMnist::NAME, "FashionMnist");
/// ```
///
/// declares `pub struct FashionMnist`, named after the file. The long form has documentation, attributes, a visibility
/// and a name of your own:
///
/// ```
/// # use tiny_model::{Model, tiny_model};
/// const FLASH_SIZE: usize = 64 * 1024;
///
/// tiny_model! {
///     /// Tells ten kinds of clothes apart in grey photographs of 28×28 pixels.
///     pub(crate) struct Clothes = "../examples/models/fashion_mnist.tflite";
///     arena <= 24 * 1024,
///     flash <= FLASH_SIZE - 16 * 1024,
///     optimize = size,
/// }
/// # assert!(Clothes::ARENA_BYTES <= 24 * 1024);
/// ```
///
/// # The path
/// is relative to the package's folder, or else to that of the source file. It may be made of string literals by
/// `concat!` and `env!`: `concat!(env!("OUT_DIR"), "/model.tflite")` is what a build script wrote. The crate is built
/// again when the file changes.
///
/// # Budgets
/// `arena <= BYTES` bounds the RAM, `flash <= BYTES` the weights, biases, scales and tables; the kernels' code comes on
/// top. Both forms take them, and `BYTES` is any constant expression of type `usize`. When the model needs more, the
/// build fails with the operators that need the most. What a model needs depends on the target's kernels, and is judged
/// for those that the crate is built for.
///
/// # Speed or size
/// `optimize = size` takes smaller kernels, shared by all layers; `optimize = speed` is the default.
///
/// # Schedule
/// `schedule = fastest`, the default, takes the fastest schedule that fits the budget of the arena;
/// `schedule = smallest` the one that takes the least RAM without being much slower: the first operators compute strips
/// of rows and keep only the rows that are still needed. The outputs are the same bytes.
///
/// # Input
/// `input = whole`, the default, has the input in the arena: write it by `input()`, then `run()`. With `input = rows` the
/// model takes one row of the input at a time and never stores the whole: `feed(&row)` for each of the `ROWS` rows, then
/// `finish()` gives what `run()` would; `restart()` forgets the rows that have been fed. For models with one image or
/// sequence as their input:
///
/// ```
/// # use tiny_model::{Arena, tiny_model};
/// tiny_model! {
///     pub struct Clothes = "../examples/models/fashion_mnist.tflite";
///     input = rows,
/// }
/// # let photograph = [[0; 28]; 28];
/// # let mut arena = Arena::new();
/// let mut clothes = Clothes::new(&mut arena);
/// for row in &photograph {
///     clothes.feed(row)?;
/// }
/// let scores: &[i8; 10] = clothes.finish()?;
/// # Ok::<(), tiny_model::FeedError>(())
/// ```
///
/// # Weights of float16
/// in models on float32 are widened when the model is compiled: `float16 = widened`, the default. `float16 = kept` keeps
/// them at half the flash, and kernels widen each when they use it. The outputs are the same bytes.
///
/// # Weights
/// `weights = ".ext_flash"` puts the model's weights, biases, scales and tables into that link section, for which the
/// linker script has a place:
///
/// ```text
/// MEMORY { EXT_FLASH : ORIGIN = 0x90000000, LENGTH = 8M }
/// SECTIONS { .ext_flash : ALIGN(4) { *(.ext_flash .ext_flash.*) } > EXT_FLASH } INSERT AFTER .rodata;
/// ```
///
/// What lies there must be readable before the first run, and must not change: that is a promise which the compiler cannot
/// check, so rustc's lint `unsafe_code` looks at the option. A crate that denies the lint allows it for the module of the
/// model; one that forbids it cannot place weights. Programs that are not ELF (macOS, Windows, WebAssembly) ignore the
/// option, so that tests on a host go on.
///
/// ```
/// #![deny(unsafe_code)]
///
/// #[allow(unsafe_code, reason = "the linker script puts `.ext_flash` where it can be read")]
/// mod clothes {
///     tiny_model::tiny_model! {
///         pub struct Clothes = "../examples/models/fashion_mnist.tflite";
///         weights = ".ext_flash",
///     }
/// }
/// # let mut arena = tiny_model::Arena::new();
/// # clothes::Clothes::new(&mut arena);
/// ```
///
/// # Custom operators
/// `custom "Name" = path::to::function` computes the custom operators of that name by a function, which gets a
/// `tiny_model::Tensor` for each input and output, and the operator's options. It may be given for several names.
///
/// ```
/// use tiny_model::{Quantization, Tensor, tiny_model};
///
/// tiny_model! {
///     pub struct Spreading = "../tests/models/custom/spread.tflite";
///     custom "Spread" = spread,
/// }
///
/// fn spread<const N: usize>(
///     x: Tensor<&[i8; N], Quantization, 2>,
///     y: Tensor<&mut [i8; N], Quantization, 2>,
///     real: Tensor<&mut [f32; N], (), 2>,
///     _options: &[u8],
/// ) {
///     for (index, &value) in x.data.iter().enumerate() {
///         real.data[index] = x.info.dequantize(value);
///         y.data[index] = y.info.quantize(2.0 * real.data[index]);
///     }
/// }
/// ```
///
/// # The type
/// has a model card as its documentation: see `cargo doc`.
#[macro_export]
macro_rules! tiny_model {
    ($($declaration:tt)*) => {
        $crate::__private::declare! { $crate $($declaration)* }
    };
}
