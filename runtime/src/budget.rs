//! Budgets that only rustc can evaluate: the user's constants.

/// Fails the build of the caller's `const _` unless `needed <= budget`, with both numbers.
///
/// `what` begins the message; `details` follows the numbers.
///
/// # Panics
/// Panics at compile time, when the model does not fit.
#[track_caller]
pub const fn budget(needed: usize, budget: usize, what: &str, details: &str) {
    if needed <= budget {
        return;
    }
    let mut text = Text {
        bytes: [0; 8192],
        len: 0,
    };
    text.push(what);
    text.push(" the budget is ");
    text.push_number(budget);
    text.push(" bytes (");
    text.push_number(needed - budget);
    text.push(" too many)");
    text.push(details);
    panic!("{}", text.as_str())
}

/// A string that a `const fn` can build.
struct Text {
    bytes: [u8; 8192],
    len: usize,
}

impl Text {
    const fn push(&mut self, text: &str) {
        let mut i = 0;
        while i < text.len() && self.len < self.bytes.len() {
            self.bytes[self.len] = text.as_bytes()[i];
            self.len += 1;
            i += 1;
        }
    }

    /// Appends a decimal number, with a comma between groups of three digits.
    const fn push_number(&mut self, number: usize) {
        let mut unit: usize = 1;
        let mut digits = 1;
        while number / unit >= 10 {
            unit *= 10;
            digits += 1;
        }
        while digits > 0 {
            let digit = [b'0' + (number / unit % 10) as u8];
            match core::str::from_utf8(&digit) {
                Ok(digit) => self.push(digit),
                Err(_) => unreachable!(),
            }
            digits -= 1;
            if digits > 0 && digits % 3 == 0 {
                self.push(",");
            }
            if unit >= 10 {
                unit /= 10;
            }
        }
    }

    const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "the model does not fit",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_passes() {
        const { budget(100, 100, "", "") };
    }

    #[test]
    #[should_panic(
        expected = "needs 1,234,567 bytes of arena, the budget is 1,000 bytes \
                               (1,233,567 too many)\nhelp: more"
    )]
    fn what_does_not_fit_names_both_numbers() {
        budget(
            1_234_567,
            1_000,
            "it needs 1,234,567 bytes of arena,",
            "\nhelp: more",
        );
    }
}
