//! Which documents make one, what it looks like, and why they don't. Most of it is in `cases/merge.json`.
#![cfg(feature = "documents")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use collibra_client_gen::diagnostic::{Diagnostic, Reason};
use collibra_client_gen::document::json::Json;
use collibra_client_gen::extract::Document;
use collibra_client_gen::merge::{Merged, merge};

fn document(name: &str, text: &str) -> Document {
    Document::read("test.json", name, text.as_bytes()).unwrap()
}

/// A document whose members after `openapi` are these; `'` stands for `"`.
fn named(name: &str, members: &str) -> Document {
    document(name, &format!("{{'openapi':'3.0.3',{members}}}").replace('\'', "\""))
}

/// What these documents give, in every order the same.
fn merged(mut documents: Vec<Document>) -> Merged {
    let merged = merge(&documents).unwrap();
    documents.reverse();
    assert_eq!(merge(&documents).unwrap().document.to_string(), merged.document.to_string());
    merged
}

/// What was found: each with its message and then its places.
fn found<R: Reason>(diagnostics: &[Diagnostic<R>]) -> Json {
    let one = |found: &Diagnostic<R>| {
        let at = found.at.iter().map(ToString::to_string);
        [found.reason.to_string()].into_iter().chain(at).collect::<Json>()
    };
    diagnostics.iter().map(one).collect()
}

#[test]
fn documents_by_example() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/merge.json");
    let groups = Json::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    let groups = groups.as_object().unwrap().iter();
    for (about, case) in
        groups.flat_map(|(about, cases)| cases.as_array().unwrap().iter().map(move |case| (about, case)))
    {
        // The documents a, b, c…
        let documents = case.items("documents").zip('a'..).map(|(members, name)| {
            let mut text = Json::object([("openapi", "3.0.3".into())]);
            members.as_object().unwrap().iter().for_each(|(name, value)| text.set(name, value.clone()));
            document(&name.to_string(), &text.to_string())
        });
        let documents: Vec<_> = documents.collect();
        if case.get("problems").is_some() {
            let problems = merge(&documents).unwrap_err();
            assert_eq!(found(problems.as_slice()), case["problems"], "{about}: {case}");
            continue;
        }
        let mut merged = merged(documents);
        assert_eq!(
            found(&merged.warnings),
            case.items("warnings").cloned().collect::<Json>(),
            "{about}: {case}"
        );
        if let Some(expected) = case.get("merged") {
            merged.document.as_object_mut().unwrap().shift_remove("openapi");
            // Order and spelling count.
            assert_eq!(merged.document.to_string(), expected.to_string(), "{about}: {case}");
        }
    }
}

#[test]
fn documents_of_one_name() {
    let mut documents = [named("a", "'x-a':1.0"), named("a", "'x-a':1"), named("a", "'x-b':1")];
    let first = merge(&documents).unwrap().document.to_string();
    documents.reverse();
    // It is the content that decides on the spelling.
    assert_eq!(merge(&documents).unwrap().document.to_string(), first);
    let problems = merge(&[named("a", "'x-a':1"), named("b", "'x-a':1"), named("a", "'x-a':2")]).unwrap_err();
    let places: Vec<_> = problems.as_slice()[0].at.iter().map(ToString::to_string).collect();
    assert_eq!(places, ["a (test.json:1)#/x-a", "a (test.json:1)#/x-a"]);
}

#[test]
fn the_highest_patch_wins() {
    let documents =
        ["3.0.9", "3.0.10", "3.0.0"].map(|openapi| document("a", &format!(r#"{{"openapi":"{openapi}"}}"#)));
    assert_eq!(merge(&documents).unwrap().document.get("openapi"), Some(&Json::from("3.0.10")));
}

/// A document with an operation, and what is in the operation, in its path item and in the root.
fn operation(path: &str, [operation, item, root]: &[&str; 3]) -> String {
    let item = if item.is_empty() { String::new() } else { format!(",{item}") };
    let root = if root.is_empty() { String::new() } else { format!(",{root}") };
    format!(
        "'paths':{{'{path}':{{'get':{{{operation}}}{item}}}}},'components':{{'securitySchemes':{{'s':{{}},'t':{{}}}}}}{root}"
    )
}

/// The `security` and `servers` of an object, as they are written.
fn inherited(object: Option<&Json>) -> String {
    let member = |name| Some(format!("'{name}':{}", object?.get(name)?).replace('"', "'"));
    ["security", "servers"].into_iter().filter_map(member).collect::<Vec<_>>().join(",")
}

#[test]
fn security_and_servers_belong_to_operations() {
    let s = "'security':[{'s':[]}]";
    let t = "'security':[{'t':['a']}]";
    let none = "'security':[]";
    let (u, v) = ("'servers':[{'url':'u'}]", "'servers':[{'url':'v'}]");
    let default = "'servers':[{'url':'/'}]";
    // For each document its operation, path item and root; then what the operations and path items of the
    // merged document hold, and its root.
    type Case<'a> = (&'a str, &'a [[&'a str; 3]], &'a [[&'a str; 2]], &'a str);
    let cases: &[Case<'_>] = &[
        ("all agree", &[["", "", s], ["", "", s]], &[["", ""], ["", ""]], s),
        ("all agree, one said it itself", &[[s, "", ""], ["", "", s]], &[["", ""], ["", ""]], s),
        ("own goes before root", &[[s, "", t], ["", "", s]], &[["", ""], ["", ""]], s),
        ("they differ", &[["", "", s], ["", "", t]], &[[s, ""], [t, ""]], ""),
        ("one has none", &[["", "", s], ["", "", ""]], &[[s, ""], [none, ""]], ""),
        ("one says none", &[["", "", s], [none, "", s]], &[[s, ""], [none, ""]], ""),
        ("all have none", &[["", "", ""], ["", "", ""]], &[["", ""], ["", ""]], ""),
        ("all say none", &[["", "", none], [none, "", s]], &[["", ""], ["", ""]], none),
        ("servers agree", &[["", "", u], [u, "", v]], &[["", ""], ["", ""]], u),
        ("servers differ", &[["", "", u], ["", "", v]], &[[u, ""], [v, ""]], ""),
        ("one has no servers", &[["", "", u], ["", "", ""]], &[[u, ""], [default, ""]], ""),
        (
            "one has an empty list of servers",
            &[["", "", u], ["", "", "'servers':[]"]],
            &[[u, ""], [default, ""]],
            "",
        ),
        ("no servers are the default", &[["", "", default], ["", "", ""]], &[["", ""], ["", ""]], default),
        ("a path item says nothing", &[["", "'servers':[]", u], ["", "", u]], &[["", ""], ["", ""]], u),
        ("a path item has its own", &[["", u, v], ["", "", v]], &[["", u], [v, ""]], ""),
        ("a path item has what the root has", &[["", u, u], ["", "", u]], &[["", u], ["", ""]], u),
        ("an operation goes before its path item", &[[u, v, ""], ["", "", u]], &[[u, v], ["", ""]], u),
    ];
    for (name, documents, operations, root) in cases {
        let documents: Vec<_> = documents
            .iter()
            .zip(["/a", "/b"])
            .map(|(parts, path)| named(path, &operation(path, parts)))
            .collect();
        let document = merged(documents).document;
        assert_eq!(inherited(Some(&document)), *root, "{name}");
        for ([own, item], path) in operations.iter().zip(["/paths/~1a", "/paths/~1b"]) {
            assert_eq!(inherited(document.at(path)), *item, "{name}, {path}");
            assert_eq!(inherited(document.at(format!("{path}/get"))), *own, "{name}, {path}/get");
        }
    }
}

#[test]
fn documents_without_operations_have_no_say_in_security_and_servers() {
    let models =
        named("m", "'components':{'schemas':{'A':{}}},'security':[{'gone':[]}],'servers':[{'url':'models'}]");
    let operation = operation("/a", &["", "", "'servers':[{'url':'u'}]"]);
    assert_eq!(
        inherited(Some(&merged(vec![models.clone(), named("a", &operation)]).document)),
        "'servers':[{'url':'u'}]"
    );
    assert_eq!(inherited(Some(&merged(vec![models]).document)), "");
}
