//! Tables in plain text.

use std::fmt;

/// The side of its column at which a cell is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// The left side, for text.
    Left,
    /// The right side, for numbers.
    Right,
}

/// A table with a heading, and two spaces between its columns.
#[derive(Debug, Clone)]
pub struct Table {
    alignments: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns and no rows.
    pub fn new<const N: usize>(columns: [(&str, Align); N]) -> Self {
        Self {
            alignments: columns.iter().map(|column| column.1).collect(),
            rows: vec![columns.iter().map(|column| column.0.to_owned()).collect()],
        }
    }

    /// Adds a row with a cell for each column.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.alignments.len()).map(width).collect();
        for row in &self.rows {
            let cells =
                row.iter()
                    .zip(&widths)
                    .zip(&self.alignments)
                    .map(|((cell, &width), align)| {
                        // Padding by a width in a format string would panic from 65,536 on.
                        let gap = " ".repeat(width - cell.chars().count());
                        match align {
                            Align::Left => format!("{cell}{gap}"),
                            Align::Right => format!("{gap}{cell}"),
                        }
                    });
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_may_be_of_any_width() {
        let mut table = Table::new([("name", Align::Left), ("op", Align::Right)]);
        let name = "n".repeat(100_000);
        table.row([name.clone(), "1".into()]);
        assert_eq!(
            table.to_string().lines().last(),
            Some(format!("{name}   1").as_str())
        );
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new([
            ("op", Align::Right),
            ("operator", Align::Left),
            ("bytes", Align::Right),
        ]);
        table.row(["2".into(), "CONV_2D".into(), "55,296".into()]);
        table.row(["13".into(), "DEPTHWISE_CONV_2D".into(), "16".into()]);
        let expected = "op  operator            bytes\n 2  CONV_2D            55,296\n13  DEPTHWISE_CONV_2D      16\n";
        assert_eq!(table.to_string(), expected);
    }
}
