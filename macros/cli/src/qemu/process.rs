//! A program that is run to its end, with a time limit.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result};

use super::Options;

/// A finished program and its output.
pub(super) struct Run {
    pub(super) ending: Ending,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// The end of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// It ended by itself, with a status.
    Status(i32),
    /// It was ended by a signal.
    Signal,
    /// It was killed when its time limit was reached.
    TimedOut,
}

/// Runs the command, without input; passes its standard output to `on_output` piece by piece.
pub(super) fn run(
    mut command: Command,
    options: &Options,
    on_output: &mut dyn FnMut(&[u8]),
) -> Result<Run> {
    if let Some(directory) = &options.directory {
        command.current_dir(directory);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let (stdout_sender, stdout) = mpsc::channel();
    let (stderr_sender, stderr) = mpsc::channel();
    forward(child.stdout.take(), stdout_sender);
    forward(child.stderr.take(), stderr_sender);

    let deadline = Instant::now() + options.timeout;
    let mut printed = Vec::new();
    let ending = loop {
        match stdout.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(piece) => {
                on_output(&piece);
                printed.extend(piece);
            }
            // The program has closed its output, because it ended.
            Err(RecvTimeoutError::Disconnected) => break ending(child.wait()?),
            Err(RecvTimeoutError::Timeout) => {
                stop(&mut child)?;
                break Ending::TimedOut;
            }
        }
    };
    printed.extend(stdout.iter().flatten());
    let complaints: Vec<u8> = stderr.iter().flatten().collect();
    Ok(Run {
        ending,
        stdout: lossy(&printed),
        stderr: lossy(&complaints),
    })
}

/// Reads the pipe in a separate thread, so that a full pipe never blocks the program.
fn forward(pipe: Option<impl Read + Send + 'static>, sender: Sender<Vec<u8>>) {
    thread::spawn(move || {
        let mut pipe = pipe?;
        let mut buffer = [0; 4096];
        loop {
            match pipe.read(&mut buffer) {
                Ok(0) | Err(_) => return None::<()>,
                Ok(length) => sender.send(buffer[..length].to_vec()).ok()?,
            }
        }
    });
}

fn stop(child: &mut Child) -> Result<()> {
    child
        .kill()
        .context("cannot stop the program whose time is over")?;
    child.wait()?;
    Ok(())
}

fn ending(status: ExitStatus) -> Ending {
    status.code().map_or(Ending::Signal, Ending::Status)
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn shell(script: &str, timeout: Duration) -> Run {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let options = Options {
            timeout,
            ..Options::default()
        };
        run(command, &options, &mut |_| ()).expect("a shell")
    }

    #[test]
    fn keeps_what_was_printed() {
        let run = shell("echo out; echo err >&2; exit 3", Duration::from_secs(60));
        assert_eq!(
            (run.ending, run.stdout.as_str(), run.stderr.as_str()),
            (Ending::Status(3), "out\n", "err\n")
        );
    }

    #[test]
    fn ends_what_hangs() {
        assert_eq!(
            shell("exec sleep 600", Duration::ZERO).ending,
            Ending::TimedOut
        );
    }

    #[test]
    fn tells_signals_from_statuses() {
        assert_eq!(
            shell("kill -ABRT $$", Duration::from_secs(60)).ending,
            Ending::Signal
        );
    }
}
