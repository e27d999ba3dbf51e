//! The log: daily files in the data folder, kept for two weeks.
//!
//! Invariant: what is secret has no printed form (see `core::model::secret`), and no text that people wrote is logged. Nobody else
//! of the computer can read it. Each sentence is on the list of what a support report may hold
//! (`core/src/api/support/said.txt`), so none has a value in it: values are fields.

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;

use crate::home::Home;

/// Starts logging; the guard writes the last lines when it is dropped.
pub fn start(home: &Home) -> Option<WorkerGuard> {
    // Before the log's own library makes it, for everybody to read.
    home.make_private().ok()?;
    let files = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("countersign")
        .filename_suffix("log")
        .max_log_files(14)
        .build(home.logs())
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    let filter = EnvFilter::try_from_env("COUNTERSIGN_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,countersign=info,countersign_core=info,countersign_providers=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(writer).try_init().ok()?;
    Some(guard)
}
