//! Which documents make one, what it looks like, and why they don't.
#![cfg(feature = "documents")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use collibra_client_gen::diagnostic::Diagnostic;
use collibra_client_gen::document::json::Json;
use collibra_client_gen::extract::Document;
use collibra_client_gen::merge::{MergeReason, MergeWarning, Merged, merge};

#[path = "merge/whole.rs"]
mod whole;

/// A document whose members after `openapi` are these; `'` stands for `"`.
fn named(name: &str, members: &str) -> Document {
    versioned(name, "3.0.3", members)
}

fn versioned(name: &str, openapi: &str, members: &str) -> Document {
    let comma = if members.is_empty() { "" } else { "," };
    let text = format!("{{'openapi':'{openapi}'{comma}{members}}}").replace('\'', "\"");
    Document::read("test.json", name, text.as_bytes()).unwrap()
}

fn documents(members: &[&str]) -> Vec<Document> {
    members.iter().zip('a'..).map(|(members, name)| named(&name.to_string(), members)).collect()
}

/// What the documents a, b, c… with these members give, in every order the same.
fn merged(members: &[&str]) -> Merged {
    let mut documents = documents(members);
    let merged = merge(&documents).unwrap();
    documents.reverse();
    assert_eq!(merge(&documents).unwrap().document.to_string(), merged.document.to_string());
    merged
}

/// The text of the merged document without `openapi`, with `'` for `"`.
fn text(members: &[&str]) -> String {
    let merged = merged(members);
    assert_eq!(merged.warnings, [], "{}", merged.document);
    merged.document.to_string().replace('"', "'").replace("'openapi':'3.0.3',", "")
}

fn with_places<R>(problems: impl IntoIterator<Item = Diagnostic<R>>) -> Vec<(R, Vec<String>)> {
    let places = |problem: &Diagnostic<R>| problem.at.iter().map(ToString::to_string).collect();
    problems
        .into_iter()
        .map(|problem| (places(&problem), problem))
        .map(|(at, problem)| (problem.reason, at))
        .collect()
}

fn problems(members: &[&str]) -> Vec<(MergeReason, Vec<String>)> {
    with_places(merge(&documents(members)).unwrap_err())
}

fn warnings(members: &[&str]) -> Vec<(MergeWarning, Vec<String>)> {
    with_places(merged(members).warnings)
}

/// The places of problems, each set on a line, with the kind of problem before it.
fn summary(members: &[&str]) -> Vec<String> {
    let kind = |reason: &MergeReason| format!("{reason:?}").split([' ', '{']).next().unwrap().to_owned();
    problems(members).iter().map(|(reason, at)| format!("{}: {}", kind(reason), at.join(" "))).collect()
}

#[test]
fn members_unite_by_name() {
    for (name, documents, expected) in [
        ("one document", &["'info':{'title':'T'},'paths':{}"][..], "{'info':{'title':'T'},'paths':{}}"),
        (
            "no paths",
            &["'components':{'schemas':{'A':{}}}"],
            "{'paths':{},'components':{'schemas':{'A':{}}}}",
        ),
        ("nothing", &["", ""], "{'paths':{}}"),
        (
            "an empty path item",
            &["'paths':{'/a':{}}", "'paths':{'/a':{'get':{}}}"],
            "{'paths':{'/a':{'get':{}}}}",
        ),
        ("only an empty path item", &["'paths':{'/a':{}}"], "{'paths':{'/a':{}}}"),
        (
            "operations of a path",
            &["'paths':{'/a':{'put':{'summary':'p'}}}", "'paths':{'/a':{'get':{'summary':'g'}}}"],
            "{'paths':{'/a':{'get':{'summary':'g'},'put':{'summary':'p'}}}}",
        ),
        (
            "path-level members",
            &[
                "'paths':{'/a':{'parameters':[{'name':'p'}],'get':{}}}",
                "'paths':{'/a':{'summary':'s','description':'d'}}",
                "'paths':{'/a':{'x-a':1}}",
            ],
            "{'paths':{'/a':{'summary':'s','description':'d','get':{},'parameters':[{'name':'p'}],'x-a':1}}}",
        ),
        (
            "components, repeats included",
            &[
                "'components':{'schemas':{'B':{'type':'object','title':'B'}},'responses':{'R':{}}}",
                "'components':{'schemas':{'A':{},'B':{'title':'B','type':'object'}},'x-a':[1]}",
            ],
            "{'paths':{},'components':{'schemas':{'A':{},'B':{'type':'object','title':'B'}},'responses':{'R':{}},'x-a':[1]}}",
        ),
        (
            "sections that only other versions of OpenAPI have",
            &[
                "'components':{'mediaTypes':{'A':{}},'pathItems':{'I':{}}}",
                "'components':{'mediaTypes':{'B':{}},'schemas':{'S':{}}}",
            ],
            "{'paths':{},'components':{'schemas':{'S':{}},'mediaTypes':{'A':{},'B':{}},'pathItems':{'I':{}}}}",
        ),
        (
            "tags",
            &[
                "'tags':[{'name':'b'},{'name':'a','description':'A'}]",
                "'tags':[{'description':'A','name':'a'}]",
            ],
            "{'paths':{},'tags':[{'name':'a','description':'A'},{'name':'b'}]}",
        ),
        ("no tags", &["'tags':[]"], "{'paths':{}}"),
        (
            "root extensions and externalDocs",
            &["'x-b':{},'externalDocs':{'url':'u'}", "'x-a':1.0", "'x-a':1"],
            "{'paths':{},'externalDocs':{'url':'u'},'x-a':1.0,'x-b':{}}",
        ),
        ("extensions of paths", &["'paths':{'x-a':[]}", "'paths':{'/a':{}}"], "{'paths':{'/a':{},'x-a':[]}}"),
        (
            "members of info",
            &["'info':{'version':'1','title':'T'}", "'info':{'x-a':1,'title':'T','contact':{}}"],
            "{'info':{'title':'T','contact':{},'version':'1','x-a':1}}",
        ),
    ] {
        let expected = if expected.contains("'paths'") {
            expected.to_owned()
        } else {
            expected.strip_suffix('}').unwrap().to_owned() + ",'paths':{}}"
        };
        assert_eq!(text(documents), expected, "{name}");
    }
}

#[test]
fn the_order_is_the_specifications_and_then_by_name() {
    let document = "'x-z':1,'tags':[{'name':'z'},{'name':'a'}],'externalDocs':{},'x-a':1,
        'security':[{'s':[]}],'components':{'callbacks':{'C':{}},'links':{'L':{}},'x-a':1,
            'securitySchemes':{'s':{}},'headers':{'H':{}},'requestBodies':{'B':{}},'examples':{'E':{}},
            'parameters':{'P':{}},'responses':{'b':{},'a':{},'B':{}},'schemas':{'S':{'type':'object','allOf':[]}}},
        'paths':{'/b':{'trace':{},'x-a':1,'parameters':[],'servers':[{'url':'u'}],'patch':{},'head':{},'options':{},'delete':{},
            'post':{},'put':{},'get':{'responses':{'default':{},'200':{}},'operationId':'o'},'description':'d',
            'summary':'s','$ref':'https://x'},'/a':{'get':{}}},
        'servers':[{'url':'u'}],'info':{'version':'1','license':{},'contact':{},'termsOfService':'t','description':'d','title':'T'}";
    let operations = "'delete':{},'options':{},'head':{},'patch':{},'trace':{}";
    let expected = format!(
        "{{'openapi':'3.0.3','info':{{'title':'T','description':'d','termsOfService':'t','contact':{{}},'license':{{}},'version':'1'}},\
         'servers':[{{'url':'u'}}],'paths':{{'/a':{{'get':{{}}}},'/b':{{'$ref':'https://x','summary':'s','description':'d',\
         'get':{{'responses':{{'default':{{}},'200':{{}}}},'operationId':'o'}},'put':{{}},'post':{{}},{operations},\
         'servers':[{{'url':'u'}}],'parameters':[],'x-a':1}}}},'components':{{'schemas':{{'S':{{'type':'object','allOf':[]}}}},\
         'responses':{{'B':{{}},'a':{{}},'b':{{}}}},'parameters':{{'P':{{}}}},'examples':{{'E':{{}}}},'requestBodies':{{'B':{{}}}},\
         'headers':{{'H':{{}}}},'securitySchemes':{{'s':{{}}}},'links':{{'L':{{}}}},'callbacks':{{'C':{{}}}},'x-a':1}},\
         'security':[{{'s':[]}}],'tags':[{{'name':'a'}},{{'name':'z'}}],'externalDocs':{{}},'x-a':1,'x-z':1}}"
    );
    let merged = merged(&[document]);
    assert_eq!(merged.document.to_string().replace('"', "'"), expected);
}

#[test]
fn spelling_does_not_depend_on_order() {
    let spelled = text(&["'x-a':{'b':1.10,'a':1E3}", "'x-a':{'a':1000,'b':1.1}"]);
    assert_eq!(spelled, "{'paths':{},'x-a':{'b':1.10,'a':1E3}}");
    // Of documents with one name it is the content that decides.
    let mut documents = [named("a", "'x-a':1.0"), named("a", "'x-a':1"), named("a", "'x-b':1")];
    let first = merge(&documents).unwrap().document.to_string();
    documents.reverse();
    assert_eq!(merge(&documents).unwrap().document.to_string(), first);
}

#[test]
fn the_highest_patch_wins() {
    let documents = ["3.0.9", "3.0.10", "3.0.0"].map(|openapi| versioned("a", openapi, ""));
    assert_eq!(merge(&documents).unwrap().document.get("openapi"), Some(&Json::from("3.0.10")));
}

#[test]
fn no_documents_are_an_error() {
    assert_eq!(problems(&[]), [(MergeReason::NoDocuments, vec![])]);
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
        let documents: Vec<_> =
            documents.iter().zip(["/a", "/b"]).map(|(parts, path)| operation(path, parts)).collect();
        let document = merged(&documents.iter().map(String::as_str).collect::<Vec<_>>()).document;
        assert_eq!(inherited(Some(&document)), *root, "{name}");
        for ([own, item], path) in operations.iter().zip(["/paths/~1a", "/paths/~1b"]) {
            assert_eq!(inherited(document.at(path)), *item, "{name}, {path}");
            assert_eq!(inherited(document.at(format!("{path}/get"))), *own, "{name}, {path}/get");
        }
    }
}

#[test]
fn documents_without_operations_have_no_say_in_security_and_servers() {
    let models = "'components':{'schemas':{'A':{}}},'security':[{'gone':[]}],'servers':[{'url':'models'}]";
    let operation = operation("/a", &["", "", "'servers':[{'url':'u'}]"]);
    assert_eq!(inherited(Some(&merged(&[models, &operation]).document)), "'servers':[{'url':'u'}]");
    assert_eq!(inherited(Some(&merged(&[models]).document)), "");
}

#[test]
fn unequal_members_are_conflicts_with_every_reading() {
    for (name, documents, expected) in [
        (
            "a component",
            &[
                "'components':{'schemas':{'A':{'type':'string'}}}",
                "'components':{'schemas':{'A':{'type':'integer'}}}",
            ][..],
            &["Conflict: a#/components/schemas/A b#/components/schemas/A"][..],
        ),
        (
            "three readings in five documents",
            &["'x-a':1", "'x-a':2", "'x-a':1.0", "'x-a':2.0", "'x-a':3"],
            &["Conflict: a#/x-a b#/x-a e#/x-a"],
        ),
        (
            "an operation",
            &["'paths':{'/a/{b}':{'get':{'summary':'a'}}}", "'paths':{'/a/{b}':{'get':{}}}"],
            &["Conflict: a#/paths/~1a~1{b}/get b#/paths/~1a~1{b}/get"],
        ),
        (
            "path-level members",
            &["'paths':{'/a':{'summary':'a','x-a':[1]}}", "'paths':{'/a':{'summary':'b','x-a':[2]}}"],
            &[
                "Conflict: a#/paths/~1a/summary b#/paths/~1a/summary",
                "Conflict: a#/paths/~1a/x-a b#/paths/~1a/x-a",
            ],
        ),
        (
            "a tag",
            &["'tags':[{'name':'z'},{'name':'t'}]", "'tags':[{'name':'t','description':'d'}]"],
            &["Conflict: a#/tags/1 b#/tags/0"],
        ),
        (
            "a tag of one document",
            &["'tags':[{'name':'t'},{'name':'t','x-a':1}]"],
            &["Conflict: a#/tags/0 a#/tags/1"],
        ),
        (
            "where security was said",
            &[
                "'paths':{'/a':{'get':{}}},'security':[]",
                "'paths':{'/a':{'get':{'security':[{'s':[]}]}}},'components':{'securitySchemes':{'s':{}}}",
            ],
            &["Conflict: a#/security b#/paths/~1a/get/security"],
        ),
        (
            "titles",
            &["'info':{'title':'T'}", "'info':{'title':'U'}"],
            &["Titles: a#/info/title b#/info/title"],
        ),
        (
            "versions and more",
            &["'info':{'version':'1','contact':{}}", "'info':{'version':'2','contact':[]}"],
            &["Conflict: a#/info/contact b#/info/contact", "Versions: a#/info/version b#/info/version"],
        ),
        (
            "all of them",
            &[
                "'components':{'schemas':{'A':1,'B':1}},'x-a':1,'externalDocs':1",
                "'components':{'schemas':{'A':2,'B':2}},'x-a':2,'externalDocs':2",
            ],
            &[
                "Conflict: a#/components/schemas/A b#/components/schemas/A",
                "Conflict: a#/components/schemas/B b#/components/schemas/B",
                "Conflict: a#/externalDocs b#/externalDocs",
                "Conflict: a#/x-a b#/x-a",
            ],
        ),
    ] {
        assert_eq!(summary(documents), expected, "{name}");
    }
}

#[test]
fn documents_of_one_name_are_told_apart() {
    let problems = merge(&[named("a", "'x-a':1"), named("b", "'x-a':1"), named("a", "'x-a':2")]).unwrap_err();
    assert_eq!(with_places(problems).remove(0).1, ["a (test.json:1)#/x-a", "a (test.json:1)#/x-a"]);
}

#[test]
fn a_conflict_says_where_it_begins() {
    for (one, another, expected) in [
        (
            "{'a':1,'b':[{},{'c':'x'}]}",
            "{'a':1,'b':[{},{'c':'y'}]}",
            r#", first at `/b/1/c`: `"x"` or `"y"`"#,
        ),
        ("{'a':{}}", "{'a':[]}", ", first at `/a`: an object or an array"),
        ("{'a':[1,2]}", "{'a':[1]}", ", first at `/a/1`: `2` or nothing"),
        ("{'a':1}", "{'a':1,'b':true}", ", first at `/b`: nothing or `true`"),
        ("1", "2", ": `1` or `2`"),
    ] {
        let problems =
            merge(&documents(&[&format!("'x-a':{one}"), &format!("'x-a':{another}")])).unwrap_err();
        let text = problems.to_string();
        let expected = format!(
            "error: the documents disagree on `/x-a`{expected}
  --> a#/x-a
  --> b#/x-a
  help: "
        );
        assert!(text.starts_with(&expected), "{text}");
    }
}

#[test]
fn members_of_the_wrong_shape_are_errors() {
    for (members, expected) in [
        ("'info':[]", "Malformed: a#/info"),
        ("'paths':null", "Malformed: a#/paths"),
        ("'paths':{'/a':1}", "Malformed: a#/paths/~1a"),
        ("'paths':{'/a':{'get':null}}", "Malformed: a#/paths/~1a/get"),
        ("'components':'x'", "Malformed: a#/components"),
        ("'components':{'schemas':[]}", "Malformed: a#/components/schemas"),
        ("'tags':{}", "Malformed: a#/tags"),
        ("'tags':['t']", "Malformed: a#/tags/0"),
        ("'tags':[{'name':1}]", "Malformed: a#/tags/0"),
        ("'security':{}", "Malformed: a#/security"),
        ("'servers':['/']", "Malformed: a#/servers"),
        ("'paths':{'/a':{'servers':{}}}", "Malformed: a#/paths/~1a/servers"),
        ("'paths':{'/a':{'get':{'security':['s']}}}", "Malformed: a#/paths/~1a/get/security"),
        ("'components':{'schemas':{'A':{'$ref':1}}}", "Malformed: a#/components/schemas/A"),
    ] {
        assert_eq!(summary(&[members]), [expected], "{members}");
    }
}
