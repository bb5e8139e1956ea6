//! Generates the client of `openapi.json`.

use std::{env, error::Error, fs, path::Path};

use collibra_client_gen::generate;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=openapi.json");
    let generated = generate("openapi.json", &fs::read_to_string("openapi.json")?)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("client.rs"), generated.code)?;
    Ok(())
}
