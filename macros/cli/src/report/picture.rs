//! The arena over time, as SVG: steps from left to right, bytes from the bottom up.
//!
//! A rectangle is bytes in use: of what comes in rows one for the kept rows and, above it, one for the
//! rest of the strip. Where an output lies over the input that it is computed from, both are drawn.

mod geometry;
mod style;

use std::fmt::Write as _;

use tiny_model_compiler::diagnostics::{shape, thousands};

pub(super) use self::geometry::{Block, Class, blocks};
use self::geometry::{Frame, HEIGHT, LEFT, TOP, step_of};
use super::Record;

/// Pixels of a character of a label.
const CHARACTER: f64 = 6.1;
/// Pixels that a label takes.
const LINE: f64 = 11.0;

/// The picture of a model's arena.
pub(super) fn draw(record: &Record) -> String {
    let frame = Frame::new(record);
    let mut svg = String::new();
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {:.0}\" width=\"{:.0}\" height=\"{:.0}\" \
         role=\"img\" aria-label=\"The arena of {} over time\">",
        frame.width(),
        frame.height(),
        frame.width(),
        frame.height(),
        escape(&record.model)
    );
    svg += style::STYLE;
    let _ = writeln!(
        svg,
        "<rect class=\"ground\" width=\"100%\" height=\"100%\"/>"
    );
    let _ = writeln!(
        svg,
        "<text class=\"title\" x=\"{LEFT}\" y=\"20\">{}: {} bytes of arena on {}, {}</text>",
        escape(&record.model),
        thousands(record.arena_bytes as u64),
        record.target,
        record.summary
    );
    legend(&mut svg);
    axes(&mut svg, record, &frame);
    for block in blocks(record) {
        rectangle(&mut svg, record, &frame, &block);
    }
    lines(&mut svg, record, &frame);
    svg += "</svg>\n";
    svg
}

fn legend(svg: &mut String) {
    for (index, class) in Class::ALL.into_iter().enumerate() {
        let x = LEFT + 110.0 * index as f64;
        let _ = writeln!(
            svg,
            "<rect class=\"{}\" x=\"{x}\" y=\"30\" width=\"12\" height=\"12\"/>\
             <text x=\"{}\" y=\"40\">{}</text>",
            class.name(),
            x + 17.0,
            class.text()
        );
    }
}

/// Steps below, bytes at the left.
fn axes(svg: &mut String, record: &Record, frame: &Frame) {
    let bottom = TOP + HEIGHT;
    let unit = step_of(record.arena_bytes);
    for bytes in (0..=record.arena_bytes).step_by(unit) {
        let y = frame.y(bytes);
        let _ = writeln!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <text class=\"right\" x=\"{}\" y=\"{:.1}\">{}</text>",
            frame.right(),
            LEFT - 6.0,
            y + 4.0,
            thousands(bytes as u64)
        );
    }
    let names = record.operators.iter();
    let names = names.map(|operator| format!("{} {}", operator.step, operator.operator));
    for (step, name) in names.chain(["end".to_owned()]).enumerate() {
        let (x, y) = (frame.x(step) + frame.column / 2.0 + 4.0, bottom + 10.0);
        let _ = writeln!(
            svg,
            "<text class=\"right\" transform=\"translate({x:.1} {y:.1}) rotate(-60)\">{}</text>",
            escape(&name)
        );
    }
}

fn rectangle(svg: &mut String, record: &Record, frame: &Frame, block: &Block) {
    let memory = &record.memory[block.memory];
    let (x, right) = (frame.x(block.first), frame.x(block.last + 1));
    let (y, bottom) = (frame.y(block.end), frame.y(block.start));
    let over = match memory.over.as_slice() {
        [] => String::new(),
        over => format!(", over {}", over.join(", ")),
    };
    let _ = writeln!(
        svg,
        "<g><title>{} {} ({}): {} bytes from {} on, steps {} to {}{}</title>\
         <rect class=\"{}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
        escape(&memory.name),
        escape(&shape(&memory.shape)),
        block.class.text(),
        thousands((block.end - block.start) as u64),
        thousands(block.start as u64),
        block.first,
        block.last,
        escape(&over),
        block.class.name(),
        right - x,
        bottom - y,
    );
    if bottom - y >= LINE {
        let room = ((right - x - 6.0) / CHARACTER).max(0.0) as usize;
        let label = shorten(&memory.name, room);
        let _ = writeln!(
            svg,
            "<text class=\"label\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            x + 3.0,
            y + LINE - 1.5,
            escape(&label)
        );
    }
    svg.push_str("</g>\n");
}

/// The size of the arena, and what no arena goes below.
fn lines(svg: &mut String, record: &Record, frame: &Frame) {
    let arena = ("peak", record.arena_bytes, "arena");
    let bound = ("bound", record.bound_bytes, "lower bound");
    let both = ("peak", record.arena_bytes, "arena = lower bound");
    let lines = if record.proven {
        vec![both]
    } else {
        vec![arena, bound]
    };
    for (index, (class, bytes, text)) in lines.into_iter().enumerate() {
        let y = frame.y(bytes);
        // The arena's text stands above its line and the bound's below it, so that they never meet.
        let text_y = if index == 0 { y - 4.0 } else { y + 12.0 };
        let _ = writeln!(
            svg,
            "<line class=\"{class}\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <text class=\"right\" x=\"{:.1}\" y=\"{text_y:.1}\">{text} {}</text>",
            frame.right(),
            frame.right(),
            thousands(bytes as u64)
        );
    }
}

/// The end of a name tells tensors apart.
fn shorten(name: &str, room: usize) -> String {
    let length = name.chars().count();
    match room {
        _ if length <= room => name.to_owned(),
        0..3 => String::new(),
        _ => {
            let end = name.chars().skip(length + 1 - room);
            format!("…{}", end.collect::<String>())
        }
    }
}

/// Text between tags or in an attribute. What no XML may contain is replaced.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            control if control.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
