//! The commands in README.md and CONTRIBUTING.md exist. What each does, other tests say.

use std::{fs, path::Path};

use crate::repository::Repository;

#[test]
fn the_commands_of_readme_and_contributing_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let repository = Repository::fetched();
    for page in ["README.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root.join(page)).unwrap();
        // The lines of fences, and the code in the text.
        let commands = text.split(['\n', '`']).map(|code| code.split(" #").next().unwrap_or_default().trim());
        for command in commands.filter(|command| command.starts_with("cargo ") && !command.contains('…')) {
            let words: Vec<&str> = command.split_whitespace().skip(1).collect();
            if let ["xtask", args @ ..] = words.as_slice() {
                repository.xtask(&[args, &["--help"]].concat(), 0);
            }
            for pair in words.windows(2).filter(|pair| pair[0] == "--example") {
                assert!(
                    root.join(format!("client/examples/{}.rs", pair[1])).exists(),
                    "{page}: there is no example {}",
                    pair[1]
                );
            }
        }
    }
}
