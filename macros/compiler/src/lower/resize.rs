//! RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR.

use tflite_schema::{Options, TensorType};
use tiny_model_kernels::op;

use super::Problem;
use super::node::{Node, Operand};
use super::shapes::lengths;
use crate::call::{Call, Parameter as _, Type, Value};
use crate::diagnostics::model as text;
use crate::graph::{Copy, Kind, Side, strides};
use crate::numbers::Resized;

/// Input and output, whose sizes are compared; the tensor of sizes must say the same as the output's shape.
struct Images<'a> {
    x: Operand<'a>,
    y: Operand<'a>,
    images: usize,
    from: op::ImageSize,
    to: op::ImageSize,
}

impl<'a> Images<'a> {
    fn of(node: &Node<'a>) -> Result<Self, Problem> {
        let (x, y) = (node.input(0, "input")?, node.output()?);
        let [images, height, width, channels] = node.nhwc(x, "input")?;
        let sizes = node.integers(1, "size")?;
        let shape = [&[images], lengths(&sizes).as_slice(), &[channels]].concat();
        node.settle(y, &shape)?;
        let [_, rows, columns, _] = node.nhwc(y, "output")?;
        node.expect_shape(y, "output", &[images, rows, columns, channels])?;
        if sizes != [rows as i64, columns as i64] {
            let says = format!("must be {sizes:?} in height and width, as its size says");
            return Err(node.mismatch(y, "output", &says));
        }
        node.expect_output_quantization(x, "input", y)?;
        Ok(Self {
            x,
            y,
            images,
            from: [height, width, channels],
            to: [rows, columns, channels],
        })
    }

    /// Height and width.
    fn axes(&self, align_corners: bool) -> [Resized; 2] {
        [0, 1].map(|axis| Resized {
            from: self.from[axis],
            to: self.to[axis],
            align_corners,
        })
    }
}

/// One copy where every row and column is repeated as often as the others, else a kernel.
pub(super) fn nearest(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::ResizeNearestNeighbor(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let ends = Images::of(node)?;
    let axes = ends.axes(options.align_corners);
    let places = axes.map(|axis| axis.nearest(options.half_pixel_centers));
    let times = places.each_ref().map(|places| repeated(places));
    let kind = match times {
        [Some(rows), Some(columns)]
            if ends.from[..2] == [ends.to[0] / rows, ends.to[1] / columns] =>
        {
            Kind::Copy(repeats(&ends, [rows, columns]))
        }
        _ => {
            let narrow = |places: &[usize]| places.iter().map(|&at| u16::try_from(at)).collect();
            let [rows, columns] = places.each_ref().map(|places| narrow(places));
            let (Ok(rows), Ok(columns)) = (rows, columns) else {
                return Err(text::option(
                    node.place(),
                    "it resizes more than 65,536 rows",
                ));
            };
            nearest_call(ends.from, rows, columns).into()
        }
    };
    node.emit(kind, &[ends.x], ends.y);
    Ok(())
}

/// RESIZE_NEAREST_NEIGHBOR by tables of the input's row and column for each of the output's.
fn nearest_call(size: op::ImageSize, rows: Vec<u16>, columns: Vec<u16>) -> Call {
    let table = |places: &[u16]| {
        let places = places.iter().map(|&at| usize::from(at).value());
        Value::List(places.collect())
    };
    let lengths = [rows.len(), columns.len()];
    let tables = Value::structure(
        "op::Nearest",
        [
            ("size", size.value()),
            ("rows", table(&rows)),
            ("columns", table(&columns)),
        ],
    );
    let flash = lengths.iter().sum::<usize>() * size_of::<u16>();
    let ty = Type::of("op::Nearest", lengths);
    let tables = Value::tables("PARAMETERS", ty, tables, flash).borrowed();
    Call::new(
        "op::resize_nearest",
        [Value::input(0), Value::output(), tables],
    )
}

/// How often each place is there, if all are so often, in order and without a gap.
fn repeated(places: &[usize]) -> Option<usize> {
    let times = places.iter().filter(|&&place| place == 0).count();
    let mut places = places.iter().enumerate();
    (times > 0 && places.all(|(index, &place)| index / times == place)).then_some(times)
}

/// Each pixel so many times in both directions.
fn repeats(ends: &Images<'_>, [rows, columns]: [usize; 2]) -> Copy {
    let [height, width, channels] = ends.from;
    let dims = [ends.images, height, rows, width, columns, channels];
    let from = strides(&[ends.images, height, width, channels]);
    let from = Side {
        start: 0,
        strides: vec![from[0], from[1], 0, from[2], 0, from[3]],
    };
    Copy::new(&dims, from, Side::whole(&dims))
}

pub(super) fn bilinear(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::ResizeBilinear(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let half_pixel_centers = options.half_pixel_centers;
    if half_pixel_centers && options.align_corners {
        let what = "it has both align_corners and half_pixel_centers";
        return Err(text::option(node.place(), what));
    }
    let ends = Images::of(node)?;
    let axes = ends.axes(options.align_corners);
    let parameters = match ends.x.tensor.ty {
        TensorType::FLOAT32 => Value::parameters(&op::BilinearFloat {
            scales: axes.map(|axis| axis.scale()),
            half_pixel_centers,
        }),
        _ => Value::parameters(&op::BilinearInteger {
            scales: axes.map(|axis| axis.ten_bits()),
            half_pixel_centers,
        }),
    };
    let [from, to] = [ends.from, ends.to].map(|size| size.value());
    let arguments = [
        Value::input(0),
        Value::output(),
        from,
        to,
        parameters.borrowed(),
    ];
    node.emit(
        Call::new("op::resize_bilinear", arguments),
        &[ends.x],
        ends.y,
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_repetitions_are_found() {
        assert_eq!(repeated(&[0, 0, 1, 1, 2, 2]), Some(2));
        assert_eq!(repeated(&[0, 1, 2]), Some(1));
        assert_eq!(repeated(&[0, 0, 1, 2, 2]), None);
        assert_eq!(repeated(&[1, 1]), None);
    }
}
