//! The check that a model fits a board.

use tiny_model_compiler::diagnostics::thousands;

use crate::model::Model;
use crate::target::Board;

/// Bytes of RAM that a program needs besides the arena: its stack, with the buffers for cases.
const STACK: usize = 2048;

/// Returns why the model cannot fit the board, whatever the code's size; `None` if it may fit.
pub(crate) fn obstacle(board: Option<&Board>, model: &Model) -> Option<String> {
    let board = board?;
    let number = |bytes: usize| thousands(bytes as u64);
    let (ram, flash) = (board.ram.length as usize, board.flash.length as usize);
    if model.arena + STACK > ram {
        return Some(format!(
            "does not fit {}: {} bytes of arena and {} of stack, RAM has {}",
            board.machine,
            number(model.arena),
            number(STACK),
            number(ram)
        ));
    }
    (model.flash > flash).then(|| {
        format!(
            "does not fit {}: {} bytes of constants, flash has {}",
            board.machine,
            number(model.flash),
            number(flash)
        )
    })
}

/// Returns the linker's message if code and constants do not fit the board; `None` for other errors.
pub(super) fn overflow(board: Option<&Board>, errors: &str) -> Option<String> {
    let board = board?;
    let line = errors
        .lines()
        .find(|line| line.contains("will not fit in region"))?;
    let says = line.split_once("error: ").map_or(line, |(_, says)| says);
    Some(format!("does not fit {}: {}", board.machine, says.trim()))
}
