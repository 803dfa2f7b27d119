//! The macro `tiny_model!`.

/// Declares a type for a TensorFlow Lite model.
///
/// ```
/// # use tiny_model::{Model, tiny_model};
/// tiny_model!("../examples/models/fashion_mnist.tflite");
/// # assert_eq!(FashionMnist::NAME, "FashionMnist");
/// ```
///
/// This declares `pub struct FashionMnist`, named after the file. The long form has documentation, attributes, a
/// visibility and a custom name:
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
/// The path is relative to the package's folder; if there is no such file, to the folder of the source file. It may
/// be built from string literals by `concat!` and `env!`: `concat!(env!("OUT_DIR"), "/model.tflite")` is a file that
/// a build script wrote. The crate is rebuilt when the file changes.
///
/// # Budgets
/// `arena <= BYTES` bounds the RAM, `flash <= BYTES` the weights, biases, scales and tables; the kernels' code is not
/// included. Both forms of the macro accept budgets, and `BYTES` is any constant expression of type `usize`. When the
/// model needs more, the build fails and lists the operators that need the most. The need of a model depends on the
/// target's kernels; it is checked for the target that the crate is built for.
///
/// # Speed or size
/// `optimize = size` selects smaller kernels, shared by all layers; `optimize = speed` is the
/// default.
///
/// # Schedule
/// `schedule = fastest`, the default, selects the fastest schedule that fits the arena's budget; `schedule = smallest`
/// selects the schedule that needs the least RAM without being much slower: the first operators compute strips of rows
/// and keep only the rows that are still needed. The outputs are the same bytes.
///
/// # Input
/// With `input = whole`, the default, the input is in the arena: write it through `input()`, then call `run()`. With
/// `input = rows` the model takes one row of the input at a time and never stores the whole input: call `feed(&row)`
/// for each of the `ROWS` rows, then `finish()`, which returns the result of `run()`; `restart()` discards the rows
/// that have been fed. This is for models with one image or sequence as their input:
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
/// Weights of float16 in models on float32 are widened at compile time: `float16 = widened`, the default.
/// `float16 = kept` stores them in half the flash, and kernels widen each weight when they use it. The outputs are the
/// same bytes.
///
/// # Weights
/// `weights = ".ext_flash"` puts the model's weights, biases, scales and tables into that link section, which the
/// linker script must place:
///
/// ```text
/// MEMORY { EXT_FLASH : ORIGIN = 0x90000000, LENGTH = 8M }
/// SECTIONS { .ext_flash : ALIGN(4) { *(.ext_flash .ext_flash.*) } > EXT_FLASH } INSERT AFTER .rodata;
/// ```
///
/// The section must be readable before the first run, and must not change. The compiler cannot check this promise, so
/// rustc's lint `unsafe_code` reports the option. A crate that denies the lint allows it for the module of the model;
/// one that forbids it cannot place weights. Programs that are not ELF (macOS, Windows, WebAssembly) ignore the option,
/// so that tests on a host still build.
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
/// `custom "Name" = path::to::function` computes the custom operators of that name with a function, which
/// receives a `tiny_model::Tensor` for each input and output, and the operator's options. The option may be
/// repeated for several names.
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
/// The type has a model card as its documentation: see `cargo doc`.
#[macro_export]
macro_rules! tiny_model {
    ($($declaration:tt)*) => {
        $crate::__private::declare! { $crate $($declaration)* }
    };
}
