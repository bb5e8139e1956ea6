use super::{super::testing::*, *};

#[test]
fn operations_without_id_are_named_after_method_and_path() {
    let mut before = document(
        json!({
            "/clients/{client_id}": { "get": {}, "delete": { "operationId": "" } },
            "/clients": { "get": { "operationId": "listAll" }, "post": {} },
            "/a/b": { "get": {} },
            "/a_b": { "get": {} },
        }),
        json!({}),
    );
    synthesise(&mut before);
    let ids: Vec<_> = operation::operations(&before)
        .filter_map(|(path, method, at)| {
            Some(format!("{method} {path}: {}", before.at(&at)?.get("operationId")?.as_str()?))
        })
        .collect();
    assert_eq!(
        ids,
        [
            "get /a/b: getAB",
            "get /a_b: getAB2",
            "get /clients: listAll",
            "post /clients: postClients",
            "get /clients/{client_id}: getClientsClientId",
            "delete /clients/{client_id}: deleteClientsClientId",
        ]
    );
}

#[test]
fn one_name_for_two_operations() {
    let of = |first: &str, second: &str| {
        problems(document(
            json!({ "/a": { "get": { "operationId": first } }, "/b": { "get": { "operationId": second } } }),
            json!({}),
        ))
    };
    assert_eq!(
        of("getIt", "get_it"),
        "error: \"GetIt\" would be the Rust name of several builders\n  --> api.json#/paths/~1b/get\n  \
         help: ask the vendor to rename one of them",
    );
    for (first, second) in [("a1", "a_1"), ("self", "Self"), ("b", "error"), ("b", "new"), ("b", "builder")] {
        assert!(of(first, second).contains("several builders"), "{first} {second}");
    }
    assert_eq!(of("type", "async"), "");
}

#[test]
fn methods_without_a_call() {
    assert_eq!(
        problems(document(json!({ "/a": { "trace": {} } }), json!({}))),
        "error: the method \"trace\" can't be called\n  --> api.json#/paths/~1a/trace\n  \
         help: leave the operation out, or call it by hand",
    );
}
