//! The smallest firmware that runs a model: the least flash that a product needs.

use super::element::from_i8;
use super::package::{BenchProgram, declaration};
use crate::harness::package::id;
use crate::model::{Model, Port};

impl BenchProgram {
    /// Returns a program that runs one inference after another: inputs from a register, outputs to a
    /// register, and nothing else except `cortex-m-rt`.
    pub(super) fn minimal(model: &Model) -> Self {
        Self {
            name: format!("minimal-{}", id(model)),
            source: source(model),
        }
    }
}

fn source(model: &Model) -> String {
    let path = model.path.display().to_string();
    let declaration = declaration(model);
    let read = |port: &Port| {
        let value = from_i8(port.element);
        format!("        read(subject.{}(), {value});\n", port.accessor)
    };
    let write = |port: &Port| format!("        write(subject.{}());\n", port.accessor);
    let reads: String = model.inputs.iter().map(read).collect();
    let writes: String = model.outputs.iter().map(write).collect();
    let infer = match model.row {
        None if model.may_end_run => reads + "        let _ = subject.run();\n",
        None => reads + "        subject.run();\n",
        Some(row) => format!(
            "        for _ in 0..Subject::ROWS {{
            let mut row = {};
            read(&mut row, {});
            let _ = subject.feed(&row);
        }}
        let _ = subject.finish();
",
            row.zeros(),
            from_i8(row.element)
        ),
    };
    format!(
        "\
//! Only {path}.
#![no_std]
#![no_main]
#![allow(unused_imports)]

use core::panic::PanicInfo;
use core::ptr;

use cortex_m_rt::entry;
use tiny_model::{{Arena, Model}};

{declaration}

#[entry]
fn main() -> ! {{
    static mut ARENA: Arena<Subject> = Arena::new();
    let mut subject = Subject::new(ARENA);
    loop {{
{infer}{writes}    }}
}}

/// A device's register.
const REGISTER: usize = 0x4000_0000;

fn read<T>(input: &mut [T], from_i8: impl Fn(i8) -> T) {{
    for value in input {{
        // SAFETY: a register may always be read; this program is measured, not run.
        let byte = unsafe {{ ptr::read_volatile(REGISTER as *const i8) }};
        *value = from_i8(byte);
    }}
}}

fn write<T: Copy>(output: &[T]) {{
    for value in output {{
        // SAFETY: the register may be written at any time; this program is measured, not run.
        unsafe {{ ptr::write_volatile(REGISTER as *mut T, *value) }};
    }}
}}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {{
    loop {{}}
}}
"
    )
}
