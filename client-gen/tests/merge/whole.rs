//! What is true of the merged document as a whole: references, ids, templates.

use super::*;

#[test]
fn references_are_found_where_the_specification_has_them() {
    let reference = "{'$ref':'#/components/schemas/Gone'}";
    let schema =
        |schema: &str| format!("'components':{{'schemas':{{'A':{}}}}}", schema.replace('R', reference));
    let get = |operation: &str| format!("'paths':{{'/a':{{'get':{}}}}}", operation.replace('R', reference));
    let component = |text: &str| format!("'components':{{{}}}", text.replace('R', reference));
    for (members, at) in [
        (schema("R"), "/components/schemas/A"),
        (schema("{'properties':{'p':R}}"), "/components/schemas/A/properties/p"),
        (schema("{'properties':{'default':R}}"), "/components/schemas/A/properties/default"),
        (schema("{'properties':{'example':{'items':R}}}"), "/components/schemas/A/properties/example/items"),
        (schema("{'properties':{'enum':R}}"), "/components/schemas/A/properties/enum"),
        (schema("{'properties':{'x-a':R}}"), "/components/schemas/A/properties/x-a"),
        (schema("{'properties':{'$ref':R}}"), "/components/schemas/A/properties/$ref"),
        (
            schema("{'properties':{'properties':{'properties':{'p':R}}}}"),
            "/components/schemas/A/properties/properties/properties/p",
        ),
        (schema("{'items':{'not':R}}"), "/components/schemas/A/items/not"),
        (schema("{'additionalProperties':R}"), "/components/schemas/A/additionalProperties"),
        (schema("{'allOf':[{},R]}"), "/components/schemas/A/allOf/1"),
        (schema("{'anyOf':[R]}"), "/components/schemas/A/anyOf/0"),
        (schema("{'oneOf':[R]}"), "/components/schemas/A/oneOf/0"),
        (get("{'parameters':[R]}"), "/paths/~1a/get/parameters/0"),
        (get("{'parameters':[{'schema':R}]}"), "/paths/~1a/get/parameters/0/schema"),
        (
            get("{'parameters':[{'content':{'t':{'schema':R}}}]}"),
            "/paths/~1a/get/parameters/0/content/t/schema",
        ),
        (get("{'requestBody':R}"), "/paths/~1a/get/requestBody"),
        (
            get("{'requestBody':{'content':{'t':{'encoding':{'e':{'headers':{'H':R}}}}}}}"),
            "/paths/~1a/get/requestBody/content/t/encoding/e/headers/H",
        ),
        (get("{'responses':{'default':R}}"), "/paths/~1a/get/responses/default"),
        (
            get("{'responses':{'200':{'headers':{'x-h':{'schema':R}}}}}"),
            "/paths/~1a/get/responses/200/headers/x-h/schema",
        ),
        (get("{'responses':{'200':{'links':{'l':R}}}}"), "/paths/~1a/get/responses/200/links/l"),
        (get("{'callbacks':{'c':R}}"), "/paths/~1a/get/callbacks/c"),
        (
            get("{'callbacks':{'c':{'{$url}':{'post':{'requestBody':R}}}}}"),
            "/paths/~1a/get/callbacks/c/{$url}/post/requestBody",
        ),
        ("'paths':{'/a':R}".replace('R', reference), "/paths/~1a/$ref"),
        ("'paths':{'/a':{'parameters':[R]}}".replace('R', reference), "/paths/~1a/parameters/0"),
        (
            component("'responses':{'A':{'content':{'t':{'schema':R}}}}"),
            "/components/responses/A/content/t/schema",
        ),
        (component("'parameters':{'A':R}"), "/components/parameters/A"),
        (component("'requestBodies':{'A':R}"), "/components/requestBodies/A"),
        (component("'headers':{'A':R}"), "/components/headers/A"),
        (component("'securitySchemes':{'A':R}"), "/components/securitySchemes/A"),
        (component("'links':{'A':R}"), "/components/links/A"),
        (
            component("'callbacks':{'A':{'u':{'get':{'responses':{'200':R}}}}}"),
            "/components/callbacks/A/u/get/responses/200",
        ),
    ] {
        assert_eq!(summary(&[&members]), [format!("DanglingReference: a#{at}")], "{members}");
    }
}

#[test]
fn what_only_looks_like_a_reference_is_none() {
    let reference = "{'$ref':'#/components/schemas/Gone'}";
    for schema in [
        "{'example':R}",
        "{'default':R}",
        "{'enum':[R]}",
        "{'x-a':R}",
        "{'properties':{'$ref':{'type':'string'}}}",
        "{'properties':{'p':{'properties':{'$ref':{}}}}}",
        "{'properties':{'p':{'example':{'items':R}}}}",
        "{'items':{'allOf':[{'default':{'allOf':[R]}}]}}",
        "{'required':['$ref']}",
    ] {
        let schema = schema.replace('R', reference);
        assert_eq!(warnings(&[&format!("'components':{{'schemas':{{'A':{schema}}}}}")]), [], "{schema}");
    }
    for members in [
        "'x-a':R",
        "'components':{'examples':{'A':R},'x-a':R}",
        "'paths':{'x-a':R}",
        "'paths':{'/a':{'x-a':R,'get':{'x-a':R,'responses':{'x-a':R}}}}",
        "'paths':{'/a':{'get':{'parameters':[{'example':R,'examples':{'e':R}}]}}}",
        "'paths':{'/a':{'get':{'responses':{'200':{'content':{'t':{'example':R,'examples':{'e':{'value':R}}}}}}}}}",
        "'paths':{'/a':{'get':{'responses':{'200':{'links':{'l':{'parameters':{'p':R},'requestBody':R}}}}}}}",
    ] {
        assert_eq!(warnings(&[&members.replace('R', reference)]), [], "{members}");
    }
}

#[test]
fn references_resolve_in_the_union() {
    let uses =
        |reference: &str| format!("'components':{{'schemas':{{'U':{{'items':{{'$ref':'{reference}'}}}}}}}}");
    let there = "'components':{'schemas':{'A<B>':{'properties':{'p/q':{}},'allOf':[{}]},'C%20D':{}}},'paths':{'/a':{'get':{}}}";
    for found in [
        "#/components/schemas/A<B>",
        "#/components/schemas/A%3CB%3E",
        "#/components/schemas/C%20D",
        "#/components/schemas/A<B>/properties/p~1q",
        "#/components/schemas/A<B>/allOf/0",
        "#/components/schemas/U",
        "#/paths/~1a/get",
    ] {
        assert_eq!(warnings(&[&uses(found), there]), [], "{found}");
    }
    for missing in [
        "#/components/schemas/A",
        "#/components/schemas/A<B>/allOf/1",
        "#/paths/~1a/put",
        "#A",
        "#",
        "#/",
        "",
    ] {
        let expected = MergeReason::DanglingReference { reference: missing.to_owned() };
        let at = vec!["a#/components/schemas/U/items".to_owned()];
        assert_eq!(problems(&[&uses(missing), there]), [(expected, at)], "{missing}");
    }
    for external in ["other.json", "other.json#/A", "https://example.test/a.json#/B", "A"] {
        let expected = MergeWarning::ExternalReference { reference: external.to_owned() };
        let at = vec!["a#/components/schemas/U/items".to_owned()];
        assert_eq!(warnings(&[&uses(external), there]), [(expected, at)], "{external}");
    }
}

#[test]
fn one_missing_target_is_one_problem() {
    let list = "'components':{'schemas':{'L':{'items':{'$ref':'#/components/schemas/Gone'}}}}";
    let map = "'components':{'schemas':{'M':{'additionalProperties':{'$ref':'#/components/schemas/Gone'}}}}";
    let expected =
        "DanglingReference: a#/components/schemas/L/items b#/components/schemas/M/additionalProperties";
    assert_eq!(summary(&[list, map, list]), [expected]);
}

#[test]
fn mappings_of_discriminators_that_lead_nowhere_are_warned_of() {
    let mapping = "'components':{'schemas':{'A':{'discriminator':{'propertyName':'t','mapping':{
        'a':'A','b':'#/components/schemas/A','$ref':'Gone','d':'#/components/schemas/Gone','e':'dog.json'}}},
        'B':{'properties':{'discriminator':{'mapping':{'a':'NoMapping'}}}}},
        'responses':{'R':{'discriminator':{'mapping':{'a':'NoSchema'}}}}}";
    let found = warnings(&[mapping]);
    let schemas: Vec<_> = found
        .iter()
        .map(|(warning, at)| match warning {
            MergeWarning::UnresolvedMapping { schema } => (schema.as_str(), at.join(" ")),
            other => panic!("{other:?}"),
        })
        .collect();
    let at = "a#/components/schemas/A".to_owned();
    assert_eq!(schemas, [("#/components/schemas/Gone", at.clone()), ("Gone", at.clone()), ("dog.json", at)]);
}

#[test]
fn security_schemes_resolve() {
    let at_root = "'paths':{'/a':{'get':{}}},'security':[{'s':[]},{'gone':[]}],'components':{'securitySchemes':{'s':{}}}";
    assert_eq!(summary(&[at_root]), ["UnknownSecurityScheme: a#/security"]);
    let of_operation = "'paths':{'/b':{'get':{'security':[{'gone':[],'lost':[]}]}}}";
    let of_callback = "'paths':{'/c':{'get':{'security':[{'s':[]}],'callbacks':{'c':{'u':{'post':{'security':[{'gone':[]}]}}}}}}}";
    assert_eq!(
        summary(&[at_root, of_operation, of_callback]),
        [
            "UnknownSecurityScheme: a#/security b#/paths/~1b/get/security c#/paths/~1c/get/callbacks/c/u/post",
            "UnknownSecurityScheme: b#/paths/~1b/get/security",
        ]
    );
    let unused = "'paths':{'/a':{'get':{'security':[]}}},'security':[{'gone':[]}]";
    assert_eq!(warnings(&[unused]), []);
}

#[test]
fn operation_ids_are_unique() {
    let get = |path: &str| format!("'paths':{{'{path}':{{'get':{{'operationId':'o'}}}}}}");
    assert_eq!(warnings(&[&get("/a"), &get("/a")]), []);
    assert_eq!(
        problems(&[&get("/a"), &get("/b"), &get("/a")]),
        [(
            MergeReason::RepeatedOperationId { operation_id: "o".to_owned() },
            vec!["a#/paths/~1a/get".to_owned(), "b#/paths/~1b/get".to_owned()]
        )]
    );
    let methods = "'paths':{'/a':{'get':{'operationId':'o'},'put':{'operationId':'o'}}}";
    assert_eq!(summary(&[methods]), ["RepeatedOperationId: a#/paths/~1a/get a#/paths/~1a/put"]);
    let property = "'paths':{'/a':{'get':{'operationId':'o','x-a':{'operationId':'o'}}}}";
    assert_eq!(warnings(&[property]), []);
}

#[test]
fn equivalent_path_templates_are_warned_of() {
    let paths = |paths: &[&str]| {
        let items: Vec<_> = paths.iter().map(|path| format!("'{path}':{{}}")).collect();
        format!("'paths':{{{}}}", items.join(","))
    };
    let found = warnings(&[&paths(&["/a/{x}"]), &paths(&["/a/{y}", "/a/x", "/b/{x}", "/a/{x}/"])]);
    let expected = MergeWarning::EquivalentPaths { paths: vec!["/a/{x}".to_owned(), "/a/{y}".to_owned()] };
    assert_eq!(found, [(expected, vec!["a#/paths/~1a~1{x}".to_owned(), "b#/paths/~1a~1{y}".to_owned()])]);
    assert_eq!(warnings(&[&paths(&["/{a}.{b}", "/{x}.{y}"])]).len(), 1);
    assert_eq!(warnings(&[&paths(&["x-{a}", "x-{b}"])]), []);
    assert_eq!(warnings(&[&paths(&["/{a", "/{b", "/a}", "/{x}/{a}", "/{x}-{a}"])]), []);
}

#[test]
fn path_level_parameters_that_spread_are_warned_of() {
    let with = "'paths':{'/a':{'parameters':[{'name':'p'}],'get':{}}}";
    for (other, expected) in [
        ("'paths':{'/a':{'put':{}}}", &["a#/paths/~1a/parameters", "b#/paths/~1a/put"][..]),
        ("'paths':{'/a':{'put':{'parameters':[{'name':'p'}]}}}", &[]),
        ("'paths':{'/a':{'parameters':[{'name':'p'}],'put':{}}}", &[]),
        ("'paths':{'/a':{'summary':'s'}}", &[]),
        ("'paths':{'/b':{'put':{}}}", &[]),
    ] {
        let at: Vec<_> = warnings(&[with, other]).into_iter().flat_map(|(_, at)| at).collect();
        assert_eq!(at, expected, "{other}");
    }
}

#[test]
fn problems_of_every_kind_are_reported_together() {
    let documents = [
        "'info':{'title':'T','version':'1'},'tags':1,'components':{'schemas':{'A':{'$ref':'#/x'}}}",
        "'info':{'title':'U','version':'2'},'paths':{'/a':{'get':{'operationId':'o','security':[{'s':[]}]},'put':{'operationId':'o'}}}",
    ];
    let kinds: Vec<_> =
        summary(&documents).iter().map(|line| line.split(':').next().unwrap().to_owned()).collect();
    let expected = [
        "Malformed",
        "Titles",
        "Versions",
        "DanglingReference",
        "UnknownSecurityScheme",
        "RepeatedOperationId",
    ];
    assert_eq!(kinds, expected);
}
