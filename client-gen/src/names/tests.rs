use super::*;

#[test]
fn names_in_rust() {
    for (name, in_snake, in_pascal) in [
        ("client_id", "client_id", "ClientId"),
        ("getClient", "get_client", "GetClient"),
        ("StartTime<", "start_time", "StartTime"),
        ("don't", "dont", "Dont"),
        ("type", "type_", "Type"),
        ("Self", "self_", "Self_"),
        ("gen", "gen_", "Gen"),
        ("1", "x1", "X1"),
        ("+1", "plus1", "Plus1"),
        ("", "x", "X"),
        ("_", "x", "X"),
        ("名 é", "名_é", "名É"),
    ] {
        assert_eq!((snake(name).as_str(), pascal(name).as_str()), (in_snake, in_pascal), "{name}");
    }
}
