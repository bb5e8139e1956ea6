//! The tables of OpenAPI's grammar hold together, and what is read with them.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;

use collibra_client_gen::document::{
    grammar::{Holds, Kind, Meaning, meaning},
    json::Json,
    keyword::{Keyword, Role, Type},
    media_type::{Format, MediaType},
    operation::{METHODS, StatusSpec},
    pointer::Pointer,
    reference::{self, Why},
    template::PathTemplate,
    walk,
};

fn parse(text: &str) -> Json {
    Json::parse(&text.replace('\'', "\"")).unwrap()
}

/// What a member holds is somebody's to walk, and every kind is held by something.
#[test]
fn every_kind_is_reached_from_the_document() {
    let mut reached = BTreeSet::new();
    let mut open = vec![Kind::OpenApi];
    while let Some(kind) = open.pop() {
        if reached.insert(kind) {
            let keywords = Keyword::ALL.iter().filter_map(|keyword| Kind::Schema.member(keyword.name()));
            let members = kind.members().iter().map(|(_, holds)| *holds).chain(kind.member("200"));
            open.extend(members.chain(keywords).filter_map(|holds| match holds {
                Holds::One(kind) | Holds::List(kind) | Holds::Map(kind) => Some(kind),
                Holds::Value | Holds::Words => None,
            }));
        }
    }
    assert_eq!(reached, Kind::ALL.iter().copied().collect());
    assert_eq!(METHODS, ["get", "put", "post", "delete", "options", "head", "patch", "trace"]);
}

#[test]
fn every_keyword_has_one_name_and_is_about_types() {
    for keyword in Keyword::ALL {
        assert_eq!(Keyword::from_name(keyword.name()), Some(*keyword));
        assert!(!keyword.applies_to().is_empty() && Kind::Schema.member(keyword.name()).is_some());
        // What only speaks of one type says which values of it are valid.
        assert!(keyword.implies().is_none() || keyword.role() == Role::Asserts, "{keyword:?}");
    }
    let about = |of: Type| Keyword::ALL.iter().filter(|keyword| keyword.implies() == Some(of)).count();
    assert_eq!(Type::ALL.map(about), [4, 0, 0, 5, 5, 3]);
    assert_eq!(Keyword::from_name("x-a"), None);
}

#[test]
fn words_are_told_from_names_and_from_the_unknown() {
    for (pointer, expected) in [
        ("/info/title", Meaning::Words),
        ("/tags/0/name", Meaning::Words),
        ("/paths/~1a/get/description", Meaning::Words),
        ("/paths/~1a/get/tags", Meaning::Words),
        ("/paths/~1a/get/x-a/b", Meaning::Words),
        ("/paths/~1a/get/operationId", Meaning::Acts),
        ("/components/schemas/description", Meaning::Acts),
        ("/components/schemas/A/title", Meaning::Words),
        ("/components/schemas/A/default", Meaning::Acts),
        ("/components/schemas/A/properties/title", Meaning::Acts),
        ("/components/schemas/A/properties/x-a/type", Meaning::Acts),
        ("/components/schemas/A/properties/title/description", Meaning::Words),
        ("/components/schemas/A/externalDocs/url", Meaning::Words),
        ("/components/examples/A", Meaning::Words),
        ("/components/schemas/A/default/x-a/title", Meaning::Acts),
        ("/paths/~1a/get/parameters/0/$ref", Meaning::Acts),
        ("/security/0/x-a", Meaning::Acts),
        ("/components/mediaTypes/A/description", Meaning::Unknown),
        ("/components/schemas/A/contains/title", Meaning::Unknown),
    ] {
        assert_eq!(meaning(&Pointer::parse(pointer).unwrap()), expected, "{pointer}");
    }
}

#[test]
fn the_walks_see_the_same() {
    let mut document = parse(
        "{'paths':{'x-a':{'get':{}},'/a':{'get':{'parameters':[{'schema':{'allOf':[{},{'items':{}}]}}]}}},
          'components':{'schemas':{'A':{'example':{'items':{}},'properties':{'allOf':{},'b':[{}]}}}}}",
    );
    let seen: Vec<_> =
        walk::sites(&document, Holds::DOCUMENT).map(|site| (site.kind, site.pointer.to_string())).collect();
    let schemas: Vec<_> =
        seen.iter().filter(|(kind, _)| *kind == Kind::Schema).map(|(_, at)| at.as_str()).collect();
    let parameter = "/paths/~1a/get/parameters/0/schema";
    assert_eq!(
        schemas,
        [
            parameter,
            &format!("{parameter}/allOf/0"),
            &format!("{parameter}/allOf/1"),
            &format!("{parameter}/allOf/1/items"),
            "/components/schemas/A",
            "/components/schemas/A/properties/allOf",
        ]
    );
    let mut again = Vec::new();
    walk::visit_mut(&mut document, &mut |kind, at, _| again.push((kind, at.to_string())));
    assert_eq!(again, seen);
}

#[test]
fn references_end_or_say_why() {
    let document = parse(
        "{'components':{'schemas':{'A b':{'type':'string'},'C%20D':{},'One':{'$ref':'#/components/schemas/Two'},
          'Two':{'$ref':'#/components/schemas/A%20b'},'Loop':{'$ref':'#/components/schemas/Loop'}}}}",
    );
    let to = |reference: &str| {
        let value = Json::object([("$ref", reference.into())]);
        match reference::resolve(&document, &value) {
            Ok(target) => Ok(reference::component_name(&target.unwrap().pointer, "schemas").unwrap()),
            Err((_, why)) => Err(why),
        }
    };
    assert_eq!(to("#/components/schemas/One"), Ok("A b".to_owned()));
    assert_eq!(to("#/components/schemas/C%20D"), Ok("C%20D".to_owned()));
    assert_eq!(to("#/components/schemas/Loop"), Err(Why::Cycle));
    for (reference, why) in
        [("#/nowhere", Why::Missing), ("#", Why::Missing), ("", Why::Missing), ("a.json#/b", Why::External)]
    {
        assert_eq!(to(reference), Err(why), "{reference}");
    }
}

#[test]
fn pointers_go_up_and_down() {
    assert_eq!(Pointer::new(["a/b", "m~n", "1", ""]).as_str(), "/a~1b/m~0n/1/");
    let pointer = Pointer::new(["paths", "/a~b", "get"]);
    assert_eq!(pointer.as_str(), "/paths/~1a~0b/get");
    assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b", "get"]);
    assert_eq!(pointer.parent(), Some(Pointer::new(["paths", "/a~b"])));
    assert_eq!(pointer.below(&Pointer::new(["paths"])), Some(Pointer::new(["/a~b", "get"])));
    assert_eq!(pointer.below(&Pointer::new(["path"])), None);
    assert_eq!(
        (Pointer::parse("a"), Pointer::default().parent(), Pointer::default().last()),
        (None, None, None)
    );
}

#[test]
fn names_of_placeholders_are_not_sent() {
    let template = PathTemplate::new("/a/{id}.{format}/b}");
    assert_eq!(template.placeholders().collect::<Vec<_>>(), ["id", "format"]);
    assert_eq!(template.without_names(), "/a/{}.{}/b}");
}

#[test]
fn media_types_by_how_they_are_written() {
    for (key, text, format) in [
        ("Application/JSON; Charset=utf-8", "application/json", Format::Json),
        ("application/scim+json ; v=1", "application/scim+json;v=1", Format::Json),
        ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded", Format::Form),
        ("multipart/form-data", "multipart/form-data", Format::Multipart),
        ("text/*", "text/*", Format::Range),
        ("text/html", "text/html", Format::Opaque),
    ] {
        let media_type = MediaType::new(key);
        assert_eq!((media_type.to_string().as_str(), media_type.format()), (text, format));
    }
    let covers = |range: &str, other: &str| MediaType::new(range).covers(&MediaType::new(other));
    assert!(covers("*/*", "text/html") && covers("text/*", "text/html") && covers("a/b", "a/b;v=1"));
    assert!(!covers("text/html", "text/html") && !covers("text/*", "texts/a") && !covers("a/b", "a/bc"));
}

#[test]
fn statuses_are_codes_ranges_or_the_default() {
    let all = ["200", "204", "404", "2XX", "5XX", "default"].map(|key| StatusSpec::parse(key).unwrap());
    assert!(all.is_sorted());
    assert_eq!(all.map(StatusSpec::is_success), [true, true, false, true, false, false]);
    assert!(all[3].covers(all[0]) && !all[3].covers(all[2]) && !all[3].covers(all[3]));
    assert_eq!(StatusSpec::parse("4xx").unwrap().to_string(), "4XX");
    for key in ["", "20", "2000", "0XX", "6XX", "x-a", "+20", "2X0", "Default"] {
        assert_eq!(StatusSpec::parse(key), None, "{key}");
    }
}
