//! Killed at any moment, it leaves the folder as it was or as it is to be, and the next run ends it well.

use std::{
    collections::BTreeSet,
    fs,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use sha2::{Digest as _, Sha256};

use crate::{
    repository::{LOCK, PATH, Repository, page},
    site::{Reply, Site},
};

const ROUNDS: usize = 200;

/// The version that documents, merged document and record agree on.
fn version(repository: &Repository) -> String {
    let record: toml::Table = repository.read(LOCK).parse().unwrap();
    let recorded = record["page"]["client-management"]["documents"].as_table().unwrap();
    let names: BTreeSet<String> = recorded.keys().map(|name| format!("{name}.json")).collect();
    assert_eq!(names, repository.documents().into_iter().collect());
    let mut versions = BTreeSet::new();
    for (name, hash) in recorded {
        let text = repository.read(&format!("openapi/documents/{name}.json"));
        let found: String =
            Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash.as_str(), Some(found.as_str()), "{name} is not as it is recorded");
        versions.insert(version_of(&text));
    }
    versions.insert(version_of(&repository.read("openapi/client-management.json")));
    let [version] = <[String; 1]>::try_from(versions.into_iter().collect::<Vec<_>>()).unwrap();
    version
}

fn version_of(document: &str) -> String {
    let document: serde_json::Value = serde_json::from_str(document).unwrap();
    document["info"]["version"].as_str().unwrap().to_owned()
}

#[test]
fn killed_at_any_moment_the_folder_is_the_old_one_or_the_new_one() {
    let slow = |version| Reply::markdown(page(version)).in_pieces(4_000, Duration::from_millis(1));
    let sites = ["1.3.0", "1.4.0"].map(|version| Site::start([(PATH, vec![slow(version)])]));
    let repository = Repository::new();
    let start = Instant::now();
    assert_eq!(repository.fetch(&["--from", sites[1].url()]).code, Some(0));
    let whole = start.elapsed();

    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut old, mut new) = (0, 0);
    for round in 0..ROUNDS {
        let before = version(&repository);
        let mut run = repository.command(&["--from", sites[round % 2].url()]).spawn().unwrap();
        thread::sleep(whole.mul_f64(1.2 * random.f64()));
        // It may have ended by itself.
        let _ = run.kill();
        run.wait().unwrap();
        let after = version(&repository);
        let wanted = ["1.3.0", "1.4.0"][round % 2];
        assert!(after == before || after == wanted, "round {round}, seed {seed}: {before} became {after}");
        if after == before { old += 1 } else { new += 1 }
    }
    assert!(
        old > 0 && new > 0,
        "{old} rounds left the old folder and {new} the new one: the kills prove nothing"
    );

    let ran = repository.fetch(&["--from", sites[0].url()]);
    assert_eq!(ran.code, Some(0), "seed {seed}: {}", ran.stderr);
    assert_eq!(version(&repository), "1.3.0");
    let mut left: Vec<_> =
        fs::read_dir(repository.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["openapi", "pages", "target"]);
}

/// The folder is never away, not even between two renames.
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn whoever_looks_meanwhile_sees_one_state_or_the_other() {
    let replies = ["1.3.0", "1.4.0"].map(|version| Reply::markdown(page(version)));
    let site = Site::start([(PATH, replies.iter().cycle().take(20).cloned().collect())]);
    let repository = Repository::new();
    assert_eq!(repository.fetch(&["--from", site.url()]).code, Some(0));
    let is_over = AtomicBool::new(false);
    let merged = repository.path("openapi/client-management.json");
    let seen: BTreeSet<String> = thread::scope(|scope| {
        let looks = scope.spawn(|| {
            let mut seen = BTreeSet::new();
            while !is_over.load(Ordering::SeqCst) {
                seen.insert(fs::read_to_string(&merged).unwrap_or_default());
            }
            seen
        });
        for _ in 1..20 {
            assert_eq!(repository.fetch(&["--from", site.url()]).code, Some(0));
        }
        is_over.store(true, Ordering::SeqCst);
        looks.join().unwrap()
    });
    assert_eq!(seen.len(), 2);
}

/// A file that isn't the command's to change is as it was, and so is a leftover of a run that was killed before.
#[test]
fn what_a_killed_run_left_is_removed() {
    let site = Site::start([(PATH, vec![Reply::markdown(page("1.3.0"))])]);
    let repository = Repository::new();
    repository.write("openapi.new/documents/getClient.json", "{ half");
    repository.write("openapi.old/documents/getClient.json", "{}");
    let ran = repository.fetch(&["--from", site.url()]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(version(&repository), "1.3.0");
    assert!(!repository.path("openapi.new").exists() && !repository.path("openapi.old").exists());
}

/// Where two folders can't change places in one step, a kill may come between two renames.
#[test]
fn a_change_that_was_cut_in_the_middle_is_completed() {
    let repository = Repository::new();
    fs::rename(repository.path("openapi"), repository.path("openapi.new")).unwrap();
    fs::create_dir_all(repository.path("openapi.old/documents")).unwrap();
    let ran = repository.fetch(&["--from", "pages"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(version(&repository), "1.2.0");
    assert!(!repository.path("openapi.old").exists());
}
