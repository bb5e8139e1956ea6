use quote::quote;

use super::*;

#[test]
fn names_that_come_twice() {
    let of = |tokens| repeated_name(&syn::parse2(tokens).unwrap());
    assert_eq!(
        of(quote!(mod a { struct A; enum B {} } mod b { struct A; } impl A { fn a() {} fn b() {} })),
        None
    );
    // A type and a value may share a name, and so may a trait's methods and a type's own.
    assert_eq!(of(quote!(struct A { a: u8 } impl A { fn a() {} } impl T for A { fn a() {} })), None);
    for (tokens, name) in [
        (
            quote!(
                mod a {
                    struct A;
                    enum A {}
                }
            ),
            "a::A",
        ),
        (
            quote!(
                mod a {
                    struct A {
                        b: u8,
                        b: u8,
                    }
                }
            ),
            "a::A.b",
        ),
        (
            quote!(
                enum A {
                    B,
                    B,
                }
            ),
            "A::B",
        ),
        (
            quote!(
                static A: u8 = 0;
                static A: u8 = 0;
            ),
            "A",
        ),
        (
            quote!(
                mod a {}
                mod a {}
            ),
            "a",
        ),
        (quote!(impl A { fn a() {} } impl A { fn a() {} }), "A::a()"),
    ] {
        assert_eq!(of(tokens).as_deref(), Some(name));
    }
}

#[test]
fn types_in_messages_are_short() {
    assert_eq!(last_segments(":: std :: vec :: Vec < :: std :: string :: String >"), "Vec<String>");
    assert_eq!(last_segments("crate :: Secret"), "Secret");
}
