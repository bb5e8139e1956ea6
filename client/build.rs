//! Generates the client from the document that travels with the package, with the feature `codegen`.

use std::process::ExitCode;

#[cfg(feature = "codegen")]
fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={}", codegen::DOCUMENT);
    println!("cargo::rerun-if-changed={}", codegen::DECISIONS);
    match codegen::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            for line in message.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

/// `src/pregenerated.rs` is compiled.
#[cfg(not(feature = "codegen"))]
fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    ExitCode::SUCCESS
}

#[cfg(feature = "codegen")]
mod codegen {
    use std::{env, fs, path::Path, sync::mpsc, thread, time::Duration};

    use collibra_client_gen::{Decisions, Generated, generate_with};

    /// A thousand times as long as it takes.
    const TIME: Duration = Duration::from_secs(120);

    /// As seen from the package's root, in the workspace (through a symlink) as well as in the published package.
    pub(super) const DOCUMENT: &str = "openapi/client-management.json";
    /// What the maintainer decided about it.
    pub(super) const DECISIONS: &str = "openapi/decisions.json";

    pub(super) fn run() -> Result<(), String> {
        let [document, decisions] = [read(DOCUMENT)?, read(DECISIONS)?];
        let decisions =
            Decisions::parse(&format!("client/{DECISIONS}"), &decisions).map_err(|e| e.to_string())?;
        let generated = generate(document, decisions).map_err(|what| {
            format!("{what}\n  help: or run `cargo xtask generate`, which finds what must be left out of the client")
        })?;
        for given_up in &generated.given_up {
            for line in given_up.to_string().lines() {
                println!("cargo::warning={line}");
            }
        }
        let out = env::var("OUT_DIR").map_err(|error| format!("no OUT_DIR: {error}"))?;
        let out = Path::new(&out).join("client.rs");
        fs::write(&out, generated.code).map_err(|error| format!("can't write {}: {error}", out.display()))
    }

    /// The client, or why there is none. It doesn't search what must be left out: what is reviewed is what is built.
    fn generate(document: String, decisions: Decisions) -> Result<Generated, String> {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            // Nobody waits for it after the time is up.
            let _ = sender.send(generate_with(&format!("client/{DOCUMENT}"), &document, &decisions));
        });
        let late = |_| {
            format!(
                "generating the client took more than {} seconds\n  --> client/{DOCUMENT}",
                TIME.as_secs()
            )
        };
        receiver.recv_timeout(TIME).map_err(late)?.map_err(|diagnostics| diagnostics.to_string())
    }

    fn read(file: &str) -> Result<String, String> {
        fs::read_to_string(file).map_err(|error| {
            let help = if Path::new("openapi").is_file() {
                "`client/openapi` must be a symlink to `../openapi`: turn on Windows' developer mode, then run \
                 `git config core.symlinks true` and `git checkout client/openapi client/README.md`"
            } else {
                "run `cargo xtask merge`, or check out the file again"
            };
            format!("can't read the document: {error}\n  --> client/{file}\n  help: {help}")
        })
    }
}
