//! What it asks for and what it writes, when all goes well.

use std::fs;

use crate::{
    fetch::{LOCK, PATH},
    repository::{MERGED, Ran, Repository, State, document, page, page_of},
    site::{Response, Site},
};

fn site(responses: Vec<Response>) -> Site {
    Site::start([(PATH, responses)])
}

/// What a fetch from the site says.
fn fetch(repository: &Repository, site: &Site) -> String {
    site.redact(&repository.fetch(&["--from", site.url()], 0).stderr)
}

/// A document of which this operation has another summary.
fn reworded(name: &str) -> String {
    document(name).replace("\"summary\": \"", "\"summary\": \"Now: ")
}

/// The files that were written or removed.
fn changed(before: &State, after: &State) -> Vec<String> {
    let mut names: Vec<String> = before
        .keys()
        .chain(after.keys())
        .filter(|path| before.get(*path) != after.get(*path))
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn a_new_version_changes_documents_merge_and_record() {
    let repository = Repository::fetched();
    let site = site(vec![Response::markdown(page("1.3.0")).tagged("\"one\"")]);
    insta::assert_snapshot!(fetch(&repository, &site));
    for file in [MERGED, "openapi/documents/getClient.json"] {
        assert!(repository.read(file).contains("\"version\": \"1.3.0\""), "{file}");
    }
    let record = repository.read(LOCK);
    let page = format!("url = \"{}/client-management.md\"\netag = '\"one\"'\n", site.url());
    assert!(record.contains(&page), "{record}");
}

#[test]
fn it_asks_for_markdown_by_its_name() {
    let site = site(vec![Response::markdown(page("1.3.0"))]);
    fetch(&Repository::fetched(), &site);
    let requests = site.requests();
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    let mut lines: Vec<&str> = request.lines().filter(|line| !line.starts_with("host: ")).collect();
    lines.sort_unstable();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn what_is_as_it_was_is_not_written() {
    let repository = Repository::fetched();
    repository.write("openapi/README.md", "A file that nobody knows of.\n");
    insta::assert_snapshot!(repository.unchanged_by(&["fetch", "--from", "pages"], 0).stderr);

    // Only what differs is written, and the others keep the time that they were written.
    let before = repository.state();
    let page = page_of(&[document("getClient"), document("updateClient"), reworded("deleteClient")]);
    fetch(&repository, &site(vec![Response::markdown(page)]));
    let files = changed(&before, &repository.state());
    assert_eq!(files, ["client-management.json", "deleteClient.json", "sources.lock"]);
}

#[test]
fn a_document_that_has_left_the_page_leaves_the_folder_and_a_new_one_comes() {
    let repository = Repository::fetched();
    let documents = [document("getClient"), document("deleteClient").replace("deleteClient", "removeClient")];
    insta::assert_snapshot!(fetch(&repository, &site(vec![Response::markdown(page_of(&documents))])));
    assert_eq!(repository.documents(), ["getClient.json", "removeClient.json"]);
    assert!(!repository.read(LOCK).contains("updateClient"));
}

#[test]
fn a_dry_run_changes_nothing() {
    let site = site(vec![Response::markdown(page_of(&[document("getClient")]))]);
    let ran = Repository::fetched().unchanged_by(&["fetch", "--from", site.url(), "--dry-run"], 0);
    insta::assert_snapshot!(site.redact(&ran.stderr));
}

#[test]
fn a_page_is_asked_for_only_if_it_has_changed() {
    let repository = Repository::fetched();
    let tagged = |version: &str, etag| Response::markdown(page(version)).tagged(etag);
    let dated = tagged("1.3.0", "\"one\"").with("last-modified: Mon, 02 Nov 2026 08:00:00 GMT");
    let site = site(vec![dated.clone(), dated.clone(), tagged("1.4.0", "\"two\"")]);
    fetch(&repository, &site);
    let ran = repository.unchanged_by(&["fetch", "--from", site.url()], 0);
    insta::assert_snapshot!(site.redact(&ran.stderr));
    let second = &site.requests()[1];
    assert!(second.contains("\nif-none-match: \"one\""), "{second}");
    assert!(second.contains("\nif-modified-since: Mon, 02 Nov 2026 08:00:00 GMT"), "{second}");
    fetch(&repository, &site);
    assert!(repository.read(LOCK).contains("etag = '\"two\"'"));
}

/// "It hasn't changed" is of no use to someone who has lost it.
#[test]
fn a_page_whose_documents_are_not_as_they_were_is_asked_for_whole() {
    let repository = Repository::fetched();
    let site = site(vec![Response::markdown(page("1.3.0")).tagged("\"one\"")]);
    fetch(&repository, &site);
    let document = repository.read("openapi/documents/getClient.json");
    repository.write("openapi/documents/getClient.json", "{}");
    fetch(&repository, &site);
    assert!(!site.requests()[1].contains("if-none-match"));
    assert_eq!(repository.read("openapi/documents/getClient.json"), document);
}

#[test]
fn what_is_transient_is_retried() {
    let again = |status| Response::status(status).with("retry-after: 0");
    let busy = [again("503 Service Unavailable"), again("429 Too Many Requests")];
    let site = site([&busy[..], &[Response::markdown(page("1.3.0"))]].concat());
    insta::assert_snapshot!(fetch(&Repository::fetched(), &site));
    assert_eq!(site.requests().len(), 3);
}

#[test]
fn a_redirect_within_the_host_is_followed_and_gzip_is_unpacked() {
    let site = Site::start([
        (PATH, vec![Response::status("301 Moved Permanently").with("location: /new/page.md")]),
        ("/new/page.md", vec![Response::markdown(page("1.3.0")).gzipped()]),
    ]);
    let repository = Repository::fetched();
    fetch(&repository, &site);
    assert!(repository.read(MERGED).contains("\"version\": \"1.3.0\""));
}

#[test]
fn one_page_of_two_can_be_fetched_and_the_other_is_kept() {
    let repository = Repository::fetched();
    repository.list(&["client-management", "client-registration"]);
    let page = |documents: &[String]| Response::markdown(page_of(documents));
    let registration = [document("deleteClient"), reworded("deleteClient")].map(|document| page(&[document]));
    let site = Site::start([
        (PATH, vec![page(&["getClient", "updateClient"].map(document))]),
        ("/client-registration.md", registration.into()),
    ]);
    repository.fetch(&["--from", site.url(), "--page", "client-registration"], 0);
    fetch(&repository, &site);
    assert_eq!(repository.documents(), ["deleteClient.json", "getClient.json", "updateClient.json"]);
    let ran = repository.fetch(&["--from", site.url(), "--page", "client-management"], 0);
    insta::assert_snapshot!(site.redact(&ran.stderr));
}

/// The lock file comes last: until it is written, what was is what was fetched.
#[test]
fn what_was_cut_off_is_reported_and_the_next_fetch_completes_it() {
    let site = site(vec![Response::markdown(page("1.3.0"))]);
    let repository = Repository::fetched();
    let before = repository.read(LOCK);
    let last = "openapi/documents/updateClient.json";
    repository.remove(last);
    fs::create_dir(repository.path(last)).unwrap();
    repository.fetch(&["--from", site.url()], 1);
    assert!(repository.read("openapi/documents/getClient.json").contains("1.3.0"));
    assert_eq!(repository.read(LOCK), before);

    fs::remove_dir(repository.path(last)).unwrap();
    repository.write(last, &document("updateClient"));
    // The rest of the check needs the rest of the repository.
    let check = || repository.xtask(&["check"], 1).stderr;
    let report = "error: the document differs from the one that was fetched\n  --> openapi/documents/getClient.json\n  \
                  help: run `cargo xtask fetch`";
    assert!(check().contains(report), "{}", check());
    fetch(&repository, &site);
    assert!(check().contains("Checked the documents are those that were fetched"), "{}", check());
}

/// `client/openapi` is a link to the folder.
#[cfg(unix)]
#[test]
fn within_a_package_that_links_to_the_folder_it_is_the_same_repository() {
    let site = site(vec![Response::markdown(page("1.3.0"))]);
    let repository = Repository::fetched();
    repository.write("client/Cargo.toml", "");
    std::os::unix::fs::symlink("../openapi", repository.path("client/openapi")).unwrap();
    let mut command = repository.command(&["fetch", "--from", site.url()]);
    Ran::of(command.current_dir(repository.path("client")), 0);
    assert!(repository.path("client/openapi").is_symlink());
    assert!(repository.read(MERGED).contains("\"version\": \"1.3.0\""));
}

/// `diff --upstream` compares the merged document with what is served, and changes nothing.
#[test]
fn what_is_upstream_can_be_compared_without_a_change() {
    let repository = Repository::fetched();
    repository.write("client/Cargo.toml", "[package]\nversion = \"0.1.0+1.2.0\"\n");
    let site = site(vec![Response::markdown(page("1.3.0")), Response::status("404 Not Found")]);
    let diff = ["diff", "--upstream", "--from", site.url(), "--fail-on", "any"];
    let ran = repository.unchanged_by(&diff, 4);
    insta::assert_snapshot!(site.redact(&format!("{}\n{}", ran.stderr, ran.stdout)));
    repository.unchanged_by(&diff, 1);
}

/// The wire is judged all the same, and what is wrong is reported.
#[test]
fn what_is_upstream_need_not_make_a_client() {
    let repository = Repository::fetched();
    repository.write("client/Cargo.toml", "[package]\nversion = \"0.1.0+1.2.0\"\n");
    let limit = r#"{ "in": "query", "schema": { "type": "integer" } }"#;
    let odd = document("getClient").replacen("\"parameters\": [", &format!("\"parameters\": [{limit},"), 1);
    let page = page_of(&[odd, document("updateClient"), document("deleteClient")]);
    let site = site(vec![Response::markdown(page)]);
    let ran = repository.xtask(&["diff", "--upstream", "--from", site.url()], 0);
    insta::assert_snapshot!(site.redact(&format!("{}\n{}", ran.stderr, ran.stdout)));
}

/// The documents stay in the vendor's words; what they mean is what it was.
#[test]
fn a_page_in_openapi_3_1_is_the_same_api() {
    let repository = Repository::fetched();
    let words = [
        ("\"openapi\": \"3.0.3\"", "\"openapi\": \"3.1.0\""),
        ("\"type\": \"integer\"", "\"type\": [\"integer\"]"),
    ];
    let page = words.iter().fold(page("1.2.0"), |page, (old, new)| {
        assert!(page.contains(old), "{old}");
        page.replace(old, new)
    });
    let site = site(vec![Response::markdown(page)]);
    let args = ["diff", "--upstream", "--from", site.url(), "--current", "0.1.0"];
    let ran = repository.unchanged_by(&args, 0);
    assert!(
        ran.stdout.contains("        Wire docs: 1 docs\n        Rust none: the same code\n"),
        "{}",
        ran.stdout
    );
    fetch(&repository, &site);
    let merged = repository.read(MERGED);
    assert!(merged.contains("\"openapi\": \"3.1.0\"") && merged.contains("\"integer\"\n"), "{merged}");
}
