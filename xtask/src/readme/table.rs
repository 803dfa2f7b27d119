//! Tables of Markdown.

/// A table; columns whose name begins with `>` are aligned to the right.
pub(super) fn table(columns: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let names = columns
        .iter()
        .map(|column| column.trim_start_matches('>').to_owned());
    let rule = columns.iter().map(|column| {
        if column.starts_with('>') {
            "--:"
        } else {
            "---"
        }
    });
    let mut text = line(names) + &format!("|{}|\n", rule.collect::<Vec<_>>().join("|"));
    text.extend(rows.into_iter().map(line));
    text
}

fn line(cells: impl IntoIterator<Item = String>) -> String {
    format!("| {} |\n", Vec::from_iter(cells).join(" | "))
}

/// A number of cycles: three decimals of a million below one million, two above, all digits of a small one.
pub(super) fn cycles(cycles: u64) -> String {
    let millions = cycles as f64 / 1e6;
    match cycles {
        ..100_000 => thousands(cycles),
        100_000..1_000_000 => format!("{millions:.3} M"),
        _ => format!("{millions:.2} M"),
    }
}

pub(super) use tiny_model_compiler::diagnostics::thousands;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_markdown() {
        let rows = [vec!["a".to_owned(), "1".to_owned()]];
        assert_eq!(
            table(&["name", ">size"], rows),
            "| name | size |\n|---|--:|\n| a | 1 |\n"
        );
    }

    #[test]
    fn cycles_have_three_digits_or_more() {
        assert_eq!(
            [7_611, 724_000, 59_731_973].map(cycles),
            ["7,611", "0.724 M", "59.73 M"]
        );
    }
}
