//! The bumps that a maintainer meets, one row each: exit code, verdicts, version, and what is said. Without
//! verification each takes a second or so.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{API, Next, PATH, Upstream, page::Page};
use crate::{
    repository::Repository,
    site::{Response, Site},
};

/// Far above what one takes, even in a debug build on a busy machine.
const LIMIT: Duration = Duration::from_secs(20);

struct Row {
    name: &'static str,
    page: Response,
    args: &'static [&'static str],
    code: i32,
    /// Whether and how the version goes up, with the document's; none if nothing is written.
    next: Option<(Option<Next>, String)>,
    says: &'static [&'static str],
}

/// A bump that writes.
fn done(
    name: &'static str,
    page: String,
    code: i32,
    next: (Option<Next>, &str),
    says: &'static [&'static str],
) -> Row {
    let next = Some((next.0, next.1.to_owned()));
    Row { name, page: Response::markdown(page), args: &[], code, next, says }
}

/// A bump that writes nothing.
fn stopped(name: &'static str, page: impl Into<Vec<u8>>, says: &'static [&'static str]) -> Row {
    Row { name, page: Response::markdown(page), args: &[], code: 1, next: None, says }
}

fn rows() -> Vec<Row> {
    let published = Page::published();
    let (api, page) = (published.version(), published.markdown());
    let set = |pointer: &str, value| published.clone().set(pointer, value).markdown();
    let schemas = "/components/schemas";
    let written = format!("{schemas}/ClientWriteableInformation/properties");
    let read = format!("{schemas}/ClientReadOnlyInformation/properties");
    let renamed = |from: &str, to: &str| {
        assert!(page.contains(from), "{from}");
        page.replace(from, to)
    };
    // The document of the operation without its fence, and the page without it.
    let (before, rest) = page.split_once("## deleteClient").unwrap();
    let (deletion, after) = rest.split_once("```\n\n").unwrap();
    let without = format!("{before}{after}");
    let (_, document) = deletion.split_once("```json\n").unwrap();
    let unread = |open: &str, close: &str| format!("{without}{open}\n{document}\n{close}\n");
    let split = format!("{without}[More](client-registration.md)\n");
    let chain: serde_json::Map<_, _> = (0..3000)
        .map(|number| {
            let next = format!("#{schemas}/Link{}", (number + 1) % 3000);
            (format!("Link{number}"), json!({ "allOf": [{ "$ref": next }, { "type": "object" }] }))
        })
        .collect();
    let chained = json!({ "openapi": "3.0.3", "info": { "title": "T", "version": api }, "components": { "schemas": chain } });
    let title = published.title();
    let chained = chained.to_string().replace("\"T\"", &json!(title).to_string());
    let mut rows = vec![
        done(
            "a description in other words",
            set(&format!("{written}/client_name/description"), json!("Others.")),
            0,
            (Some(Next::Patch), &api),
            &["Wire docs: 1 docs", "Rust "],
        ),
        done(
            "another version",
            set("/info/version", json!(API)),
            0,
            (Some(Next::Patch), API),
            &["Wire docs"],
        ),
        done(
            "a new optional property",
            set(&format!("{written}/logo"), json!({ "type": "string" })),
            0,
            (Some(Next::Patch), &api),
            &["Wire compatible", "Rust additive"],
        ),
        done(
            "a new property of responses",
            set(&format!("{read}/region"), json!({ "type": "string" })),
            0,
            (Some(Next::Patch), &api),
            &["Wire compatible", "Rust additive"],
        ),
        done(
            "another type",
            set(&format!("{read}/client_id_issued_at"), json!({ "type": "string" })),
            4,
            (Some(Next::Breaking), &api),
            &["Wire breaking", "Rust breaking"],
        ),
        done(
            "an operation that is gone",
            without.clone(),
            4,
            (Some(Next::Breaking), &api),
            &["warning: 1 of 3 operations is gone and the version is the same: page split?", "Wire breaking"],
        ),
        done(
            "a page that was split",
            split.clone(),
            4,
            (Some(Next::Breaking), &api),
            &["name = \"client-registration\"\n", "url = \"https://example.com/client-registration.md\"\n"],
        ),
        done(
            "OpenAPI 3.1",
            renamed("\"openapi\":\"3.0.3\"", "\"openapi\":\"3.1.0\"")
                .replace("\"type\":\"integer\"", "\"type\":[\"integer\"]"),
            0,
            (None, &api),
            &["Wire docs: 1 docs", "Rust none"],
        ),
        done(
            "a reference into a path",
            set(
                &format!("{written}/logo"),
                json!({ "$ref": "#/components/schemas/ClientWriteableInformation/properties/client_name" }),
            ),
            0,
            (Some(Next::Patch), &api),
            &["Wire compatible", "Rust additive"],
        ),
        done(
            "a bound that no number reaches",
            renamed("\"type\":\"integer\"", "\"maximum\":1e999,\"type\":\"integer\""),
            0,
            (None, &api),
            &["Rust "],
        ),
        stopped(
            "an operation in a fence without a language",
            unread("```", "```"),
            &["and something on the pages wasn't read"],
        ),
        stopped(
            "an operation in HTML",
            unread("<pre>", "</pre>"),
            &["it is in HTML", "and something on the pages wasn't read"],
        ),
        stopped(
            "an operation left unrendered",
            without.clone()
                + "{% openapi-operation spec=\"a\" path=\"/clients/{client_id}\" method=\"delete\" %}\n",
            &["the documentation platform left this unrendered", "and something on the pages wasn't read"],
        ),
        stopped(
            "an index in place of the page",
            "# Pages\n\n- [One](client-registration.md)\n",
            &["no OpenAPI document on this page", "url = \"https://example.com/client-registration.md\"\n"],
        ),
        stopped(
            "a page that was cut off",
            page[..page.rfind("description\":\"").unwrap() + 20].to_owned(),
            &["the text ends within a string", "client-management.md:"],
        ),
        stopped(
            "a key twice",
            renamed("{\"components\"", "{\"x-a\":1,\"x-a\":1,\"components\""),
            &["the key `x-a` is twice in one object"],
        ),
        stopped(
            "3.0 and 3.1 on one page",
            page.replacen("\"openapi\":\"3.0.3\"", "\"openapi\":\"3.1.0\"", 1),
            &["some documents are OpenAPI 3.0, others 3.1"],
        ),
        stopped(
            "3.1 that 3.0 has no words for",
            published
                .clone()
                .set("/openapi", json!("3.1.0"))
                .set(&format!("{written}/logo"), json!({ "type": "array", "prefixItems": [] }))
                .markdown(),
            &["`prefixItems` of OpenAPI 3.1 is not supported here", "/properties/logo\n"],
        ),
        stopped(
            "a server variable without a value",
            published
                .clone()
                .set("/servers", json!([{ "url": "/{tenant}/auth", "variables": { "tenant": {} } }]))
                .markdown(),
            &["the server variable \"tenant\" has no `default`", "#/servers/0/variables/tenant\n"],
        ),
        stopped(
            "a chain without an end",
            format!("{page}## Chain\n\n```json\n{chained}\n```\n"),
            &["more than 100 components"],
        ),
        Row {
            page: Response::status("404 Not Found"),
            ..stopped("a page that is gone", "", &["404 Not Found"])
        },
        Row {
            next: None,
            code: 0,
            ..stopped("the same page", page.clone(), &["Unchanged nothing new upstream"])
        },
        Row {
            next: None,
            code: 0,
            ..stopped(
                "the same page in YAML",
                page.replace("```json", "```yaml"),
                &["Unchanged nothing new upstream"],
            )
        },
    ];
    rows.push(Row {
        args: &["--accept-gone"],
        ..done(
            "an operation that is accepted as gone",
            unread("```", "```"),
            4,
            (Some(Next::Breaking), &api),
            &["warning: an API description wasn't read", "page split?", "Wire breaking"],
        )
    });
    rows
}

#[test]
fn bumps_that_a_maintainer_meets() {
    let clone = Repository::clone_here();
    clone.list(&["client-management"]);
    clone.commit();
    let mut upstream = Upstream { site: Site::start([]), before: clone.version(), clone };
    for Row { name, page, args, code, next, says } in rows() {
        upstream.site = Site::start([(PATH, vec![page])]);
        let started = Instant::now();
        let ran = upstream.bump(&[&["--no-verify"], args].concat(), code);
        assert!(started.elapsed() < LIMIT, "{name}: {:?}", started.elapsed());
        for words in says {
            assert!(ran.stderr.contains(words), "{name}: {words}\n{}", ran.stderr);
        }
        let changed = upstream.clone.changed();
        match next {
            Some((next, api)) => {
                let version = next.map_or(upstream.before.clone(), |next| upstream.next(next, &api));
                assert_eq!(upstream.clone.version(), version, "{name}");
                assert!(changed.contains(" M openapi/client-management.json\n"), "{name}: {changed}");
                assert_eq!(changed.contains(" M CHANGELOG.md\n"), next.is_some(), "{name}: {changed}");
            }
            None => assert_eq!(changed, "", "{name}"),
        }
        upstream.clone.git(&["reset", "--quiet", "--hard"]);
        upstream.clone.git(&["clean", "--quiet", "--force", "-d"]);
    }
}

/// A page is listed and bumped, and both are committed together.
#[test]
fn a_new_table_needs_no_commit_of_its_own() {
    let page = Page::published();
    let clone = Repository::clone_here();
    clone.list(&["client-management"]);
    clone.commit();
    clone.list(&["client-management", "client-registration"]);
    let pages = [(PATH, page.markdown()), ("/client-registration.md", page.sibling().markdown())];
    let site = Site::start(pages.map(|(path, page)| (path, vec![Response::markdown(page)])));
    let upstream = Upstream { site, before: clone.version(), clone };
    upstream.bump(&["--no-verify"], 0);
    let changed = upstream.clone.changed();
    assert!(changed.contains(" M openapi/sources.toml\n"), "{changed}");
    assert!(changed.contains("?? openapi/documents/findClients.json\n"), "{changed}");
}
