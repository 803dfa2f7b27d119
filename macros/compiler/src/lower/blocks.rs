//! SPACE_TO_DEPTH, DEPTH_TO_SPACE, SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND: blocks of pixels become
//! channels or images, and back.

use tflite_schema::Options;

use super::Problem;
use super::node::{Node, Operand};
use super::shapes::lengths;
use crate::diagnostics::model as text;
use crate::graph::{Copy, Kind, Side, strides};

/// One copy: rows and columns of a block follow each other in the channels.
pub(super) fn space_to_depth(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::SpaceToDepth(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let block = block_size(node, options.block_size.into())?;
    let (space, depth) = ((x, "input"), (y, "output"));
    let (dims, [space, depth]) = depth_and_space(node, block, space, depth)?;
    node.emit(Kind::Copy(Copy::new(&dims, space, depth)), &[x], y);
    Ok(())
}

/// The same copy the other way round.
pub(super) fn depth_to_space(node: &mut Node<'_>) -> Result<(), Problem> {
    let Options::DepthToSpace(options) = &node.operator.options else {
        return Err(text::options(node.place()));
    };
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let block = block_size(node, options.block_size.into())?;
    let [n, h, w, c] = node.nhwc(x, "input")?;
    let [h, w] = [h, w].map(|length| length.saturating_mul(block));
    node.settle(y, &[n, h, w, c / block / block])?;
    let (space, depth) = ((y, "output"), (x, "input"));
    let (dims, [space, depth]) = depth_and_space(node, block, space, depth)?;
    node.emit(Kind::Copy(Copy::new(&dims, depth, space)), &[x], y);
    Ok(())
}

fn block_size(node: &Node<'_>, block: i64) -> Result<usize, Problem> {
    let size = usize::try_from(block).ok().filter(|&block| block > 0);
    size.ok_or_else(|| {
        text::option(
            node.place(),
            &format!("its block size {block} is not positive"),
        )
    })
}

/// Loops over images, rows, rows of a block, columns, columns of a block and channels, with the steps of
/// both tensors; tensors come with their roles.
fn depth_and_space(
    node: &Node<'_>,
    block: usize,
    space: (Operand<'_>, &str),
    depth: (Operand<'_>, &str),
) -> Result<([usize; 6], [Side; 2]), Problem> {
    let [n, h, w, c] = node.nhwc(space.0, space.1)?;
    if !h.is_multiple_of(block) || !w.is_multiple_of(block) {
        let says = format!("does not divide into blocks of {block} × {block} pixels");
        return Err(node.mismatch(space.0, space.1, &says));
    }
    let (rows, columns) = (h / block, w / block);
    let deep = [n, rows, columns, block * block * c];
    node.expect_shape(depth.0, depth.1, &deep)?;
    let of_space = strides(&[n, rows, block, columns, block, c]);
    let of_depth = strides(&[n, rows, columns, block, block, c]);
    // Columns come before rows of a block there.
    let [n_, rows_, columns_, row_, column_, c_] = [0, 1, 2, 3, 4, 5].map(|axis| of_depth[axis]);
    let sides = [of_space, vec![n_, rows_, row_, columns_, column_, c_]];
    let sides = sides.map(|strides| Side { start: 0, strides });
    Ok(([n, rows, block, columns, block, c], sides))
}

pub(super) fn space_to_batch_nd(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    let blocks = Blocks::of(node, (x, "input"), (y, "output"), "paddings")?;
    // What no element of the input goes to stands for zero.
    let zero = super::pad::padding(node, y)?;
    if blocks.margins.iter().flatten().any(|&margin| margin > 0) {
        node.emit(Kind::Fill(zero), &[], y);
    }
    for (dims, space, batch) in blocks.copies(x, y) {
        node.emit(Kind::Copy(Copy::new(&dims, space, batch)), &[x], y);
    }
    Ok(())
}

pub(super) fn batch_to_space_nd(node: &mut Node<'_>) -> Result<(), Problem> {
    let (x, y) = (node.input(0, "input")?, node.output()?);
    if y.is_open() {
        node.settle(y, &space_of_batch(node, x.shape())?)?;
    }
    let blocks = Blocks::of(node, (y, "output"), (x, "input"), "crops")?;
    for (dims, space, batch) in blocks.copies(y, x) {
        node.emit(Kind::Copy(Copy::new(&dims, batch, space)), &[x], y);
    }
    Ok(())
}

/// The shape that the images make which are the elements of blocks. Numbers that do not fit are refused later.
fn space_of_batch(node: &Node<'_>, batch: &[usize]) -> Result<Vec<usize>, Problem> {
    let [sizes, crops] =
        [(1, "block shape"), (2, "crops")].map(|(at, role)| node.integers(at, role));
    let (sizes, crops) = (lengths(&sizes?), lengths(&crops?));
    let elements = sizes.iter().copied().fold(1, usize::saturating_mul).max(1);
    let mut space = batch.to_vec();
    for (length, (size, crops)) in space
        .iter_mut()
        .skip(1)
        .zip(sizes.iter().zip(crops.chunks(2)))
    {
        *length = length
            .saturating_mul(*size)
            .saturating_sub(crops.iter().copied().fold(0, usize::saturating_add));
    }
    if let Some(images) = space.first_mut() {
        *images /= elements;
    }
    Ok(space)
}

/// Most elements of a block. Those of dilated convolutions have their dilation squared: 16 × 16.
const MOST_ELEMENTS: usize = 1_024;

/// How the spatial dimensions divide into blocks.
struct Blocks {
    /// Length of a block along each spatial dimension.
    sizes: Vec<usize>,
    /// Elements around each of them that the larger batch has and the space has not.
    margins: Vec<[usize; 2]>,
}

impl Blocks {
    /// Of the tensor `space` and the tensor `batch`, which has the blocks' elements as images; they come
    /// with their roles.
    fn of(
        node: &Node<'_>,
        (space, role): (Operand<'_>, &str),
        (batch, role_of_batch): (Operand<'_>, &str),
        margins: &str,
    ) -> Result<Self, Problem> {
        let (sizes, around) = (node.integers(1, "block shape")?, node.integers(2, margins)?);
        let sizes: Vec<usize> = sizes
            .iter()
            .map(|&size| block_size(node, size))
            .collect::<Result<_, _>>()?;
        let shape = space.shape();
        if around.len() != 2 * sizes.len() || shape.len() <= sizes.len() {
            let (sizes, around) = (sizes.len(), around.len());
            let says =
                format!("does not fit a block of {sizes} dimensions with {around} {margins}");
            return Err(node.mismatch(space, role, &says));
        }
        let mut smaller = shape.to_vec();
        let mut found = Vec::new();
        for (axis, (&size, &[before, after])) in
            sizes.iter().zip(around.as_chunks::<2>().0).enumerate()
        {
            let [Ok(before), Ok(after)] = [before, after].map(u32::try_from) else {
                let what = format!("its {margins} {before} and {after} are negative or too large");
                return Err(text::option(node.place(), &what));
            };
            let margins = [before as usize, after as usize];
            let whole = shape[axis + 1] + margins[0] + margins[1];
            if !whole.is_multiple_of(size) {
                let says = format!(
                    "does not divide into blocks of {size} along axis {}",
                    axis + 1
                );
                return Err(node.mismatch(space, role, &says));
            }
            smaller[axis + 1] = whole / size;
            found.push(margins);
        }
        let elements = sizes
            .iter()
            .try_fold(1usize, |n, &size| n.checked_mul(size));
        let Some(elements) = elements.filter(|&elements| elements <= MOST_ELEMENTS) else {
            let what = format!(
                "its blocks {sizes:?} have more than {MOST_ELEMENTS} elements, each of which is a copy"
            );
            return Err(text::option(node.place(), &what));
        };
        smaller[0] = shape[0].saturating_mul(elements);
        node.expect_shape(batch, role_of_batch, &smaller)?;
        Ok(Self {
            sizes,
            margins: found,
        })
    }

    /// A copy for each element of a block: its place in all blocks of the space, and its images.
    fn copies(&self, space: Operand<'_>, batch: Operand<'_>) -> Vec<(Vec<usize>, Side, Side)> {
        let (shape, images) = (space.shape(), space.shape()[0]);
        let (of_space, of_batch) = (strides(shape), strides(batch.shape()));
        let elements: usize = self.sizes.iter().product();
        let copies = (0..elements).filter_map(|element| {
            let mut dims = shape.to_vec();
            let [mut from, mut to] = [Side::whole(shape), Side::whole(batch.shape())];
            to.start = element * images * of_batch[0].unsigned_abs();
            let mut rest = element;
            for axis in (1..=self.sizes.len()).rev() {
                let size = self.sizes[axis - 1];
                let first = self.margins[axis - 1][0];
                let phase = rest % size;
                rest /= size;
                // The first block whose element lies behind the margin.
                let block = first.saturating_sub(phase).div_ceil(size);
                let at = block * size + phase - first;
                let after = shape[axis].checked_sub(at)?;
                dims[axis] = after.div_ceil(size);
                from.start += at * of_space[axis].unsigned_abs();
                from.strides[axis] *= size.cast_signed();
                to.start += block * of_batch[axis].unsigned_abs();
            }
            dims.iter()
                .all(|&length| length > 0)
                .then_some((dims, from, to))
        });
        copies.collect()
    }
}
