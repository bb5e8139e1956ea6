//! The rules by example: `tests/cases/rules.json` has documents before and after each rule, `tests/cases/refused.json`
//! and `calls.json` documents that the rules together refuse, give up a part of, or must not.

use super::*;
use crate::diagnostic::Reason;

/// Applies the rule of this name, and gives what it returns as JSON.
fn apply(rule: &str, document: &mut Json, findings: &mut Findings) -> Json {
    match rule {
        "say_in_3_0" => {
            document.set("openapi", "3.1.0");
            *document = of_said(v31::in_words_of_3_0(std::mem::take(document)), findings);
        }
        "break_cycles" => cycles::break_all(document, findings),
        "check_defaults" => values::check_defaults(document, findings),
        "check_schemas" => shape::check_schemas(document, findings),
        "choose_alternatives" => alternatives::choose_one(document),
        "compose" => composition::compose(document, findings),
        "describe_required" => schema::describe_required(document),
        "choose_body" => {
            let choices = body::choose(document, &Pointer::new(["paths", "/a", "get"]), findings);
            let choice = |of: &body::Choice| Json::from(format!("{}: {:?}", of.published, of.spec.content));
            return choices.iter().map(choice).collect();
        }
        "drop_idle_keywords" => schema::drop_idle_keywords(document),
        "drop_unread" => shape::drop_unread(document),
        "escape_words" => shape::escape_words(document),
        "gather_parameters" => parameter::gather(document, findings),
        "give_up_untyped" => schema::give_up_untyped(document, findings),
        "infer_types" => schema::infer_types(document),
        "inline_components" => reference::inline(document, findings),
        "keep_absent_collections_apart" => schema::keep_absent_collections_apart(document),
        "leave_strings_unchecked" => schema::leave_strings_unchecked(document),
        "list_strings" => values::list_strings(document, findings),
        "mark_secrets" => return secret::mark(document, findings).iter().map(ToString::to_string).collect(),
        "name_inline_types" => inherited::name_inline_types(document, findings),
        "name_targets" => reference::name_targets(document, findings),
        "name_operations" => operation_id::synthesise(document),
        "one_response" => return format!("{:?}", response::normalize(document, findings)).into(),
        "say_null_once" => schema::say_null_once(document),
        "separate_inline_types" => type_names::separate_inline(document, findings),
        "separate_null" => type_names::separate_null(document, findings),
        "separate_words" => return format!("{:?}", words::separate(document, findings)).into(),
        "simplify_alternatives" => alternatives::simplify(document, findings),
        "separate_type_names" => type_names::separate_components(document, findings),
        "place_parameters" => {
            parameter::match_places(document, findings);
            let path =
                operation::operations(document).next().map(|(path, ..)| path.to_owned()).unwrap_or_default();
            let specs = operations(document)
                .into_iter()
                .flat_map(|at| parameter::specs(document, &at, &path, findings));
            let specs = specs.map(|(of, _)| {
                let list = if of.in_list { " in a list" } else { "" };
                let explode = if of.explode { " exploded" } else { "" };
                Json::from(format!(
                    "{} = {:?} in {:?}: {:?}{explode}{list}",
                    of.rust, of.name, of.location, of.style
                ))
            });
            return specs.collect();
        }
        "number_operations" => operation_id::separate(document, findings),
        "drop_impossible_bodies" => response::drop_impossible_bodies(document),
        other => panic!("no rule is called {other}"),
    }
    Json::Null
}

fn cases(file: &str) -> Json {
    let path = format!("{}/tests/cases/{file}", env!("CARGO_MANIFEST_DIR"));
    Json::parse(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The document that a case is about: its `operation` is `get /a` with the id `read`, its `schema` the component `A`,
/// and its other members are the document's own, or replace `schemas`.
fn document(case: &Json) -> Json {
    let mut document = Json::object([
        ("openapi", "3.0.3".into()),
        ("info", Json::object([("title", "T".into()), ("version", "1".into())])),
        ("paths", Json::object([])),
        ("components", Json::object([("schemas", Json::object([]))])),
    ]);
    for (name, value) in case.as_object().into_iter().flatten() {
        let mut value = value.clone();
        match name.as_str() {
            "about" | "gives_up" | "help" | "problems" => {}
            "operation" => {
                if value.get("operationId").is_none() {
                    value.set("operationId", "read");
                }
                document.set("paths", Json::object([("/a", Json::object([("get", value)]))]));
            }
            "schema" => document.at_mut("/components/schemas").unwrap().set("A", value),
            "schemas" => document.at_mut("/components").unwrap().set(name, value),
            _ => document.set(name, value),
        }
    }
    document.sort();
    document
}

#[test]
fn rules_by_example() {
    for (rule, cases) in cases("rules.json").as_object().unwrap() {
        for case in cases.as_array().unwrap() {
            let about = format!("{rule}: {}", case["about"]);
            let (mut now, mut findings) = (document(&case["before"]), Findings::new("api.json"));
            let given = apply(rule, &mut now, &mut findings);
            assert_eq!(now, document(&case["after"]), "{about}: {now}");
            assert_eq!(given, case["gives"], "{about}: {given}");
            for (at, published) in case.members("published") {
                assert_eq!(
                    findings.published(&Pointer::parse(at).unwrap()).as_str(),
                    published.as_str().unwrap(),
                    "{about}"
                );
            }
            if case.get("gives_up").is_some() {
                let (_, given_up) = findings.into_result().unwrap();
                let lines: Json = lines_of_given_up(&given_up).map(Json::from).collect();
                assert_eq!(lines, case["gives_up"], "{about}");
            }
        }
    }
}

#[test]
fn what_is_refused() {
    let files = [cases("refused.json"), cases("calls.json")];
    for (about, cases) in files.iter().flat_map(|file| file.as_object().unwrap()) {
        for case in cases.as_array().unwrap() {
            let normalized = normalize("api.json", v31::in_words_of_3_0(document(case)));
            let given_up = normalized.as_ref().map_or(&[][..], |normalized| normalized.given_up.as_slice());
            let given_up: Vec<String> = lines_of_given_up(given_up).collect();
            let found = normalized.as_ref().err().map_or(&[][..], Diagnostics::as_slice);
            let problems: Json = found
                .iter()
                .map(|problem| {
                    let at = problem.at.iter().map(|at| at.to_string().replace("api.json#", ""));
                    [problem.reason.to_string()].into_iter().chain(at).collect::<Json>()
                })
                .collect();
            assert_eq!(problems, case["problems"], "{about}: {case}");
            let expected: Vec<&str> = case.items("gives_up").filter_map(Json::as_str).collect();
            assert_eq!(given_up, expected, "{about}: {case}");
            if let Some(help) = case.get("help") {
                assert_eq!(*help, *found[0].reason.help(), "{about}: {case}");
            }
        }
    }
}

#[test]
fn secrets_are_at_the_places_of_the_published_document() {
    for (case, at) in [
        (
            r#"{"schema":{"properties":{"b/c":{"type":"string","format":"password"}}}}"#,
            "/components/schemas/A/properties/b~1c",
        ),
        (
            r#"{"operation":{"responses":{"200":{"content":{"application/a+json":{"schema":{"format":"password"}}}}}}}"#,
            "/paths/~1a/get/responses/200/content/application~1a+json/schema",
        ),
        (
            r#"{"operation":{"responses":{"202":{},"200":{"content":{"application/a+json":{"schema":{"format":"password"}}}}}}}"#,
            "/paths/~1a/get/responses/200/content/application~1a+json/schema",
        ),
        (
            r#"{"operation":{"parameters":[{"in":"bad","name":"x"},{"in":"header","name":"a","schema":{"properties":{"b":{"format":"password"}}}}]}}"#,
            "/paths/~1a/get/parameters/1/schema/properties/b",
        ),
        (
            r##"{"operation":{"parameters":[{"$ref":"#/components/parameters/P"}]},"components":{"parameters":{"P":{"in":"query","name":"a","schema":{"type":"array","items":{"format":"password"}}}}}}"##,
            "/components/parameters/P/schema/items",
        ),
        (
            r##"{"operation":{"requestBody":{"$ref":"#/components/requestBodies/B"}},"components":{"requestBodies":{"B":{"content":{"application/a+json":{"schema":{"format":"password"}}}}}}}"##,
            "/components/requestBodies/B/content/application~1a+json/schema",
        ),
    ] {
        let said = v31::in_words_of_3_0(document(&Json::parse(case).unwrap()));
        let secrets = normalize("api.json", said).unwrap().secrets;
        assert_eq!(secrets.iter().map(ToString::to_string).collect::<Vec<_>>(), [format!("api.json#{at}")]);
    }
}

/// Without remembering what it has seen, the walk would double with every level.
#[test]
fn diamonds_are_walked_once() {
    let reference = |level: usize| format!(r##"{{"$ref":"#/components/schemas/A{level}"}}"##);
    let level =
        |level: usize| format!(r#""A{level}":{{"allOf":[{0},{{"allOf":[{0}]}}]}}"#, reference(level + 1));
    let levels: Vec<String> = (0..60).map(level).collect();
    let case = format!(r#"{{"schemas":{{{},"A60":{{"type":"object"}}}}}}"#, levels.join(","));
    let mut document = document(&Json::parse(&case).unwrap());
    assert!(!subschema::any_within(&document["components"]["schemas"]["A0"], &document, |_| false));
    schema::keep_absent_collections_apart(&mut document);
}
