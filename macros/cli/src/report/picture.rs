//! The arena over time, as SVG: steps from left to right, bytes from the bottom up.
//!
//! A rectangle is bytes in use. Memory that streams has one rectangle for the kept rows and, above it,
//! one for the rest of the strip. Where an output lies over the input that it is computed from, both
//! are drawn.

mod geometry;
mod label;
mod style;

use std::fmt::Write as _;

use tiny_model_compiler::diagnostics::{shape, thousands};

pub(super) use self::geometry::{Block, Class, Frame, blocks};
use self::geometry::{HEIGHT, LEFT, SLOPE, TOP, step_of};
pub(super) use self::label::Label;
#[cfg(test)]
pub(super) use self::label::length;
use super::ModelRecord;

/// Draws the picture of a model's arena.
pub(super) fn draw(record: &ModelRecord) -> String {
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
        "<text class=\"title\" x=\"{LEFT}\" y=\"20\">{}</text>\n<text x=\"{LEFT}\" y=\"36\">{}</text>",
        escape(&title(record)),
        escape(&record.summary)
    );
    legend(&mut svg);
    axes(&mut svg, record, &frame);
    for block in blocks(record) {
        rectangle(&mut svg, record, &frame, &block);
    }
    for label in labels(record, &frame) {
        write(&mut svg, &label);
    }
    lines(&mut svg, record, &frame);
    svg += "</svg>\n";
    svg
}

/// Returns the title, with a long name of the model cut.
fn title(record: &ModelRecord) -> String {
    /// Characters that fit into the smallest picture.
    const MOST: usize = 60;
    let name: String = record.model.chars().take(MOST).collect();
    let cut = if name.len() < record.model.len() {
        "…"
    } else {
        ""
    };
    let bytes = thousands(record.arena_bytes as u64);
    format!("{name}{cut}: {bytes} bytes of arena on {}", record.target)
}

/// Returns the names in all rectangles that have room for them.
pub(super) fn labels(record: &ModelRecord, frame: &Frame) -> Vec<Label> {
    let blocks = blocks(record);
    let names = blocks.iter().enumerate().filter_map(|(index, block)| {
        let name = &record.memory[block.memory].name;
        label::of(name, frame, &blocks, index)
    });
    names.collect()
}

fn write(svg: &mut String, label: &Label) {
    let [x, y, right, bottom] = label.area;
    // The text's baseline is above the descenders of letters such as g.
    let _ = match label.is_upright {
        false => writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
            bottom - 2.0,
            escape(&label.text)
        ),
        true => writeln!(
            svg,
            "<text transform=\"translate({:.1} {bottom:.1}) rotate(-90)\">{}</text>",
            right - 1.0,
            escape(&label.text)
        ),
    };
    debug_assert!(y < bottom);
}

fn legend(svg: &mut String) {
    for (index, class) in Class::ALL.into_iter().enumerate() {
        let x = LEFT + 110.0 * index as f64;
        let _ = writeln!(
            svg,
            "<rect class=\"{}\" x=\"{x}\" y=\"46\" width=\"12\" height=\"12\"/>\
             <text x=\"{}\" y=\"56\">{}</text>",
            class.name(),
            x + 17.0,
            class.text()
        );
    }
}

/// Draws the axes: steps below, bytes at the left.
fn axes(svg: &mut String, record: &ModelRecord, frame: &Frame) {
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
    for (step, name) in geometry::names(record).into_iter().enumerate() {
        let (x, y) = (frame.x(step) + frame.column / 2.0 + 4.0, bottom + 10.0);
        let _ = writeln!(
            svg,
            "<text class=\"right\" transform=\"translate({x:.1} {y:.1}) rotate(-{SLOPE})\">{}</text>",
            escape(&name)
        );
    }
}

fn rectangle(svg: &mut String, record: &ModelRecord, frame: &Frame, block: &Block) {
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
    svg.push_str("</g>\n");
}

/// Draws the size of the arena, and the lower bound of any arena for these steps; their texts are at
/// the right.
fn lines(svg: &mut String, record: &ModelRecord, frame: &Frame) {
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
        // The texts of lines that are close are placed below each other.
        let text_y = (y + 4.0).max(TOP + 4.0 + 13.0 * index as f64);
        let _ = writeln!(
            svg,
            "<line class=\"{class}\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <text x=\"{:.1}\" y=\"{text_y:.1}\">{text} {}</text>",
            frame.right(),
            frame.right() + 5.0,
            thousands(bytes as u64)
        );
    }
}

/// Escapes text between tags or in an attribute, and replaces characters that XML does not allow.
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
