//! Commands whose output is shown only if they fail.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Runs the command without input and returns its output.
///
/// # Errors
/// Returns an error if it cannot be started, or fails; the message has the command and all of its
/// output.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let line = command_line(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{line}`"))?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        let mut text = format!("`{line}` failed ({})", output.status);
        let stderr = String::from_utf8_lossy(&output.stderr);
        for printed in stdout.lines().chain(stderr.lines()) {
            let _ = write!(text, "\n  {printed}");
        }
        bail!(text);
    }
    Ok(stdout.trim_end().to_owned())
}

/// Returns the command as it is typed in a shell.
fn command_line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn success_gives_the_output() {
        assert_eq!(
            capture(Command::new("echo").arg("a b")).expect("echo"),
            "a b"
        );
    }

    #[test]
    fn failure_shows_the_command_and_its_output() {
        let error = capture(Command::new("sh").args(["-c", "echo out; echo err >&2; exit 3"]))
            .expect_err("3");
        assert_eq!(
            error.to_string(),
            "`sh -c echo out; echo err >&2; exit 3` failed (exit status: 3)\n  out\n  err"
        );
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = capture(&mut Command::new("no-such-program")).expect_err("it is missing");
        assert_eq!(error.to_string(), "cannot start `no-such-program`");
    }
}
