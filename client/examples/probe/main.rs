//! Asks a real server what its documentation leaves open, compares, and records the answers without a value in them:
//!
//! ```sh
//! cargo run -p collibra-client-management --features sandbox --example probe -- --help
//! ```

mod ask;
mod compare;
mod document;
mod report;
mod settings;

use std::{
    error::Error,
    fs,
    io::{self, Write as _},
    process::ExitCode,
};

use collibra_client_management::sandbox::recording::{Question, Recording};

use crate::{
    ask::Probe,
    compare::Comparison,
    settings::{Arguments, HELP, Settings},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    if arguments.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    if !arguments.check.is_empty() {
        return check(&arguments);
    }
    let settings = Settings::from_env()?;
    if fs::exists(&arguments.out)? {
        let out = arguments.out.display();
        return Err(format!("{out} exists: move it, or choose another file with --out").into());
    }
    let probe = Probe::new(settings, arguments.unknown_id)?;
    eprint!("{}", probe.plan());
    if !arguments.yes && !confirmed()? {
        return Err("not confirmed; nothing was sent".into());
    }

    let recording = probe.run().await?;
    let comparisons = compare::all(&recording)?;
    let skipped: Vec<Question> = probe.skipped(&recording);
    if arguments.json {
        println!("{:#}", report::json(&recording, &comparisons, &skipped));
    } else {
        print!("{}", report::text(&recording, &comparisons, &skipped));
    }
    if recording.exchanges().iter().any(|exchange| exchange.response().is_some()) {
        fs::File::create_new(&arguments.out)?.write_all(recording.to_json().as_bytes())?;
        eprintln!("The recording is in {}. Read what it kept before you share it.", arguments.out.display());
    }
    Ok(ExitCode::from(compare::exit_code(&recording, &comparisons)))
}

/// Checks that recordings hold only what the format allows.
fn check(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let read: Vec<io::Result<Recording>> =
        arguments.check.iter().map(|path| Recording::read_file(path)).collect();
    for error in read.iter().filter_map(|result| result.as_ref().err()) {
        eprintln!("error: {error}");
    }
    Ok(if read.iter().all(Result::is_ok) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn confirmed() -> io::Result<bool> {
    eprint!("Type yes to go on: ");
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim() == "yes")
}

/// Whether something differs, for the exit code.
fn differs(comparisons: &[Comparison]) -> bool {
    comparisons.iter().any(|comparison| comparison.findings.iter().any(compare::Finding::is_difference))
}
