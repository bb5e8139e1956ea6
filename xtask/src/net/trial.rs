//! One try to generate a client, in a process of its own: whatever becomes of it, it ends soon, takes no more memory than
//! it may, and takes nothing else with it.

use std::{
    alloc::System,
    env,
    io::{self, Read as _, Seek as _, Write as _},
    process::{Command, ExitCode, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use cap::Cap;
use collibra_client_gen::{
    Decisions, GenerateReason, diagnostic::Diagnostics, diagnostic::Location, document::pointer::Pointer,
    generate_with,
};
use serde::{Deserialize, Serialize};

use crate::outcome::Failure;

/// The command that does it; none that people call.
pub(crate) const COMMAND: &str = "generate-once";

/// Of one try. A document of 1 MB, in a debug build, takes 3 seconds and 225 MB.
const TIME: Duration = Duration::from_secs(120);
const MEMORY: usize = 1 << 30;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// What to generate from.
#[derive(Serialize, Deserialize)]
struct Question {
    name: String,
    document: String,
    hold: Vec<String>,
    secret: Vec<String>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Works,
    Refused(Vec<Refusal>),
    /// It didn't end by itself: how it ended.
    Ended(String),
}

/// A diagnostic: its reason, and the places that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) reason: String,
    pub(super) at: Vec<Pointer>,
}

/// Refusals as they travel.
type Answer = Vec<(String, Vec<String>)>;

impl Outcome {
    /// Why there is no client, in a line.
    pub(super) fn reason(&self) -> String {
        let first = match self {
            Self::Works => None,
            Self::Refused(refusals) => refusals.first().map(|refusal| &refusal.reason),
            Self::Ended(how) => Some(how),
        };
        first.cloned().unwrap_or_default()
    }
}

/// Tries it.
pub(super) fn run(name: &str, document: &str, decisions: &Decisions) -> Result<Outcome, Failure> {
    let question = Question {
        name: name.to_owned(),
        document: document.to_owned(),
        hold: decisions.hold.clone(),
        secret: decisions.secret.clone(),
    };
    try_to_run(&question).map_err(|error| {
        Failure::new(
            format_args!("failed to generate in a process of its own: {error}"),
            None,
            "look at the memory and processes of this machine",
        )
    })
}

fn try_to_run(question: &Question) -> io::Result<Outcome> {
    let (mut input, mut errors) = (tempfile::tempfile()?, tempfile::tempfile()?);
    serde_json::to_writer(io::BufWriter::new(&input), question)?;
    input.rewind()?;
    let mut child = Command::new(env::current_exe()?)
        .arg(COMMAND)
        .env("RUST_BACKTRACE", "0")
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(errors.try_clone()?)
        .spawn()?;
    let mut output = child.stdout.take().ok_or_else(|| io::Error::other("it has no output"))?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut answer = String::new();
        let read = output.read_to_string(&mut answer);
        // Nobody waits for it after the time is up.
        let _ = sender.send(read.map(|_| answer));
    });
    let Ok(answer) = receiver.recv_timeout(TIME) else {
        child.kill()?;
        child.wait()?;
        return Ok(Outcome::Ended(format!("the generation took more than {} seconds", TIME.as_secs())));
    };
    let status = child.wait()?;
    if !status.success() {
        let mut text = String::new();
        errors.rewind()?;
        // For people to read; what isn't UTF-8 isn't shown.
        let _ = errors.read_to_string(&mut text);
        let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("no message");
        return Ok(Outcome::Ended(format!("the generation was cut off ({status}): {first}")));
    }
    let refused: Answer = serde_json::from_str(&answer?)?;
    if refused.is_empty() {
        return Ok(Outcome::Works);
    }
    let read = |(reason, at): (String, Vec<String>)| Refusal {
        reason: reason.replace('\n', " "),
        at: at.iter().filter_map(|at| Pointer::parse(at)).collect(),
    };
    Ok(Outcome::Refused(refused.into_iter().map(read).collect()))
}

/// The process that tries it: the question is on stdin, and what was refused goes to stdout.
pub(crate) fn answer() -> ExitCode {
    match try_to_answer() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => Failure::from(error).report(),
    }
}

fn try_to_answer() -> io::Result<()> {
    let question: Question = serde_json::from_reader(io::BufReader::new(io::stdin().lock()))?;
    // No error: it takes what it has already, and gets no more.
    let _ = ALLOCATOR.set_limit(MEMORY);
    let decisions = Decisions::new(question.hold, question.secret);
    let answer = match generate_with(&question.name, &question.document, &decisions) {
        Ok(_) => Vec::new(),
        Err(diagnostics) => refusals(&diagnostics),
    };
    io::stdout().write_all(serde_json::to_string(&answer)?.as_bytes())
}

fn refusals(diagnostics: &Diagnostics<GenerateReason>) -> Answer {
    let pointer = |at: &Location| match at {
        Location::Pointer { pointer, .. } => Some(pointer.as_str().to_owned()),
        _ => None,
    };
    let all = diagnostics.as_slice().iter();
    all.map(|one| (one.reason.to_string(), one.at.iter().filter_map(pointer).collect())).collect()
}
