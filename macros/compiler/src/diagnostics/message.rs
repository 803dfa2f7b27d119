//! The layout of all messages.

use std::fmt;

use super::Table;

/// A headline, then blocks of detail.
///
/// ```text
/// the headline
///
/// note: a block; its further lines
///       are indented by the length of its label
///
///   a  table
///   1      2
///
/// help: another block
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The lines, the headline first. The last may be empty.
    lines: Vec<String>,
}

impl Message {
    /// A message of one line.
    pub fn new(headline: impl Into<String>) -> Self {
        Self {
            lines: vec![headline.into()],
        }
    }

    /// Adds a note with background.
    #[must_use]
    pub fn note(self, text: impl AsRef<str>) -> Self {
        self.block("note: ", text.as_ref())
    }

    /// Adds a help that says how to fix the mistake.
    #[must_use]
    pub fn help(self, text: impl AsRef<str>) -> Self {
        self.block("help: ", text.as_ref())
    }

    /// Adds a table with empty lines around it.
    #[must_use]
    pub fn table(mut self, table: &Table) -> Self {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
        self.lines
            .extend(table.to_string().lines().map(|line| format!("  {line}")));
        self.lines.push(String::new());
        self
    }

    /// Returns the message without its headline, beginning with a line break.
    pub fn details(&self) -> String {
        let lines = self.lines.iter().skip(1);
        lines
            .flat_map(|line| ["\n", line.as_str()])
            .collect::<String>()
            .trim_end()
            .to_owned()
    }

    fn block(mut self, label: &str, text: &str) -> Self {
        if self.lines.len() == 1 {
            self.lines.push(String::new());
        }
        let indent = " ".repeat(label.len());
        for (index, line) in text.lines().enumerate() {
            let start = if index == 0 { label } else { &indent };
            self.lines
                .push(format!("{start}{line}").trim_end().to_owned());
        }
        self
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.lines.join("\n").trim_end())
    }
}

/// Formats a number in decimal, with a comma between groups of three digits.
pub fn thousands(number: impl TryInto<u64>) -> String {
    let digits = number.try_into().unwrap_or(u64::MAX).to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::super::Align;
    use super::*;

    #[test]
    fn blocks_and_tables_are_laid_out() {
        let mut table = Table::new([("a", Align::Left), ("table", Align::Right)]);
        table.row(["1".to_owned(), "2".to_owned()]);
        let message = Message::new("the headline")
            .note("a block; its further lines\nare indented")
            .table(&table)
            .help("another block");
        let details = "\n\nnote: a block; its further lines\n      are indented\n\n  a  table\n  1      2\n\nhelp: another block";
        assert_eq!(message.to_string(), format!("the headline{details}"));
        assert_eq!(message.details(), details);
        assert_eq!(
            Message::new("the headline").table(&table).to_string(),
            "the headline\n\n  a  table\n  1      2"
        );
    }

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [
            (0u64, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(thousands(number), text);
        }
    }
}
