//! What the commands can't show on a system where two folders change places in one step.

use super::*;

fn repository() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (folder, text) in [(OPENAPI, "old"), (NEW, "new")] {
        fs::create_dir_all(root.path().join(folder)).unwrap();
        fs::write(root.path().join(folder).join("file"), text).unwrap();
    }
    root
}

fn text(root: &Path) -> String {
    fs::read_to_string(root.join(OPENAPI).join("file")).unwrap()
}

#[test]
fn without_an_exchange_two_renames_do() {
    let root = repository();
    rename_both(root.path()).unwrap();
    assert_eq!(text(root.path()), "new");
    repair(root.path()).unwrap();
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
}

#[test]
fn the_old_folder_comes_back_if_the_second_rename_fails() {
    let root = repository();
    fs::remove_dir_all(root.path().join(NEW)).unwrap();
    assert!(rename_both(root.path()).is_err());
    assert_eq!(text(root.path()), "old");
}

#[test]
fn a_copy_keeps_the_time() {
    let root = repository();
    let (from, to) = (root.path().join(OPENAPI).join("file"), root.path().join("copy"));
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    File::options().write(true).open(&from).unwrap().set_modified(long_ago).unwrap();
    copy(&from, &to).unwrap();
    assert_eq!(fs::metadata(&to).unwrap().modified().unwrap(), long_ago);
    assert_eq!(fs::read(&to).unwrap(), b"old");
}

/// Neither of two renames went well, nor did the way back: the only folder there is stays.
#[test]
fn what_there_is_of_the_folder_is_never_a_leftover() {
    for folder in [OLD, NEW] {
        let root = repository();
        fs::remove_dir_all(root.path().join(NEW)).unwrap();
        fs::rename(root.path().join(OPENAPI), root.path().join(folder)).unwrap();
        remove_leftovers(root.path()).unwrap();
        assert!(root.path().join(folder).join("file").exists(), "{folder}");
    }
}
