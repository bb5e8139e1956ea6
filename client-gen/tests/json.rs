//! JSON keeps what its author wrote and compares what it means.
#![cfg(feature = "documents")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use collibra_client_gen::document::json::{Json, MAX_DEPTH, Number, Object, ParseReason};
use proptest::prelude::*;

fn parse(text: &str) -> Json {
    Json::parse(text).unwrap()
}

#[test]
fn spelling_and_key_order_survive() {
    for text in [
        "null",
        "[true,false]",
        r#"{"b":1.10,"a":1E3,"c":-0,"":123456789012345678901234567890}"#,
        "[1e999999999999,-0.0e-0,2.50E+07]",
        r#"{"é":"ü \u0000\u001f\b\t\n\f\r\"\\/","𝄞":" \u007f"}"#.replace("\\u007f", "\u{7f}").as_str(),
    ] {
        assert_eq!(parse(text).to_string(), text);
    }
}

#[test]
fn pretty_is_two_spaces_lf_and_a_final_one() {
    let json = parse(r#" {"a":[1, {"b":[]}], "c" : {} } "#);
    let pretty = "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \"c\": {}\n}\n";
    assert_eq!(json.to_pretty(), pretty);
}

#[test]
fn escapes_are_undone() {
    assert_eq!(parse(r#""\u00e9\/\ud83d\ude00""#), Json::from("é/😀"));
}

#[test]
fn what_is_not_json_says_where() {
    let syntax = |expected, found| ParseReason::Syntax { expected, found };
    let scalar = |text: &str| ParseReason::Scalar(text.to_owned());
    let open = |text: &str| ParseReason::OpenString(text.to_owned());
    let surrogate = |text: &str| ParseReason::LoneSurrogate(text.to_owned());
    let duplicate = |key: &str| ParseReason::DuplicateKey(key.to_owned());
    for (text, reason, offset, line) in [
        ("", syntax("a value", None), 0, 1),
        ("\n \n", syntax("a value", None), 3, 3),
        ("\u{feff}1", syntax("a value", Some('\u{feff}')), 0, 1),
        ("[1,]", syntax("a value", Some(']')), 3, 1),
        ("[1 2]", syntax("`,` or `]`", Some('2')), 3, 1),
        ("[1\n", syntax("`,` or `]`", None), 3, 2),
        ("{a:1}", syntax("a key in double quotes", Some('a')), 1, 1),
        ("{\"a\":1,}", syntax("a key in double quotes", Some('}')), 7, 1),
        ("{\"a\" 1}", syntax("`:`", Some('1')), 5, 1),
        ("{\"a\":1 \"b\":2}", syntax("`,` or `}`", Some('"')), 7, 1),
        ("1 2", syntax("the end of the text", Some('2')), 2, 1),
        ("nul", scalar("nul"), 0, 1),
        ("[tRue]", scalar("tRue]"), 1, 1),
        ("truest", scalar("truest"), 0, 1),
        ("[01]", scalar("01]"), 1, 1),
        ("[1.]", scalar("1.]"), 1, 1),
        ("[-]", scalar("-]"), 1, 1),
        ("[1e]", scalar("1e]"), 1, 1),
        ("[.5]", syntax("a value", Some('.')), 1, 1),
        ("[+1]", syntax("a value", Some('+')), 1, 1),
        ("[NaN]", syntax("a value", Some('N')), 1, 1),
        ("\"a", open("\"a"), 0, 1),
        ("[\n\"a\\", open("\"a\\"), 2, 2),
        ("[\"a\n \n", open("\"a"), 1, 1),
        ("[\n\"a\tb\"", scalar("\"a\tb\""), 2, 2),
        ("\"é\\é\"", scalar("\"é\\é\""), 0, 1),
        ("\"\\u12g4\"", scalar("\"\\u12g4\""), 0, 1),
        ("[\n\"a\nb\"]", scalar("\"a"), 2, 2),
        ("{\"a\":1,\n\"\\u0061\":1}", duplicate("a"), 8, 2),
        ("[{\"a\":{\"b\":1,\"b\":1}}]", duplicate("b"), 13, 1),
        ("[\n\"\\ud800\"]", surrogate("\"\\ud800\""), 2, 2),
        ("\"\\ude00\\ud83d\"", surrogate("\"\\ude00\\ud83d\""), 0, 1),
        ("{\"\\ud800x\":1}", surrogate("\"\\ud800x\""), 1, 1),
    ] {
        let error = Json::parse(text).unwrap_err();
        assert_eq!((&error.reason, error.offset, error.line), (&reason, offset, line), "{text:?}");
    }
}

#[test]
fn nesting_has_a_limit_and_no_cost() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(parse(&nested(MAX_DEPTH)).to_string(), nested(MAX_DEPTH));
    for text in [nested(MAX_DEPTH + 1), "[".repeat(5_000_000), "{\"a\":".repeat(1_000_000)] {
        assert_eq!(Json::parse(&text).unwrap_err().reason, ParseReason::TooDeep);
    }
}

#[test]
fn numbers_are_equal_by_value() {
    let long = format!("1{}", "0".repeat(10_000));
    let classes: &[&[&str]] = &[
        &["0", "-0", "0.0", "0e5", "-0.00E-999999999999999999999999999999"],
        &["1", "1.0", "1e0", "10e-1", "0.1e1", "0.001E+3", "1000e-3"],
        &["-1", "-1.00"],
        &["1000", "1E3", "1e+3", "1.0e0003"],
        &["100", "1e2", "0.01e4"],
        &["0.5", "5e-1", "0.50"],
        &[
            "123456789012345678901234567890",
            "123456789012345678901234567890.0",
            "1.2345678901234567890123456789e29",
        ],
        &["123456789012345678901234567891"],
        &[&long, "1e10000", "0.1e10001"],
        &["1e999999999", "10e999999998", "0.1e1000000000"],
        &["1e-999999999", "0.1e-999999998", "10e-1000000000"],
        // Out of range: equal to nothing but their own spelling.
        &["1e99999999999999999999999999999999999999999"],
        &["0.1e100000000000000000000000000000000000000000"],
        &["1e-100000000000000000000000000000000000000000"],
        &["1e9223372036854775807"],
        &["10e9223372036854775807"],
        &["0.1e-9223372036854775808"],
    ];
    for (row, ones) in classes.iter().enumerate() {
        for (column, others) in classes.iter().enumerate() {
            for (one, other) in ones.iter().flat_map(|one| others.iter().map(move |other| (one, other))) {
                assert_eq!(parse(one) == parse(other), row == column, "{one:.50} {other:.50}");
            }
        }
    }
}

#[test]
fn only_json_spells_numbers() {
    assert_eq!(Number::new("1.10").unwrap().spelling(), "1.10");
    for no_number in ["", " 1", "1 ", "01", "0x1", "true", "\"1\"", "1,2"] {
        assert!(Number::new(no_number).is_none(), "{no_number}");
    }
}

#[test]
fn equality_ignores_the_order_of_keys_and_nothing_else() {
    assert_eq!(parse(r#"{"a":1,"b":[{"c":1,"d":2}]}"#), parse(r#"{"b":[{"d":2.0,"c":1}],"a":1}"#));
    for (one, other) in
        [("[1,2]", "[2,1]"), ("{}", "[]"), (r#"{"a":null}"#, "{}"), ("1", "\"1\""), ("false", "null")]
    {
        assert_ne!(parse(one), parse(other));
    }
}

#[test]
fn pointers_lead_where_they_say() {
    let json = parse(r#"{"a/b":{"m~n":[10,{"":20}]},"01":30}"#);
    assert_eq!(json.at("/a~1b/m~0n/1/"), Some(&parse("20")));
    assert_eq!(json.at("/01"), Some(&parse("30")));
    assert_eq!(parse(r#"{"~1":1}"#).at("/~01"), Some(&parse("1")));
    assert_eq!(json.at(""), Some(&json));
    for nowhere in ["a~1b", "/", "/a~1b/m~0n/2", "/a~1b/m~0n/01", "/a~1b/m~0n/+1", "/a~1b/m~0n/0/x"] {
        assert_eq!(json.at(nowhere), None, "{nowhere}");
    }
}

fn any_number() -> impl Strategy<Value = Number> {
    let parts = (any::<bool>(), 0..2_000_u32, prop::option::of(0..2_000_u32), prop::option::of(-40..40_i32));
    parts.prop_map(|(minus, whole, fraction, exponent)| {
        let sign = if minus { "-" } else { "" };
        let fraction = fraction.map(|digits| format!(".{digits:04}")).unwrap_or_default();
        let exponent = exponent.map(|exponent| format!("E{exponent:+}")).unwrap_or_default();
        Number::new(&format!("{sign}{whole}{fraction}{exponent}")).unwrap()
    })
}

fn any_json() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any_number().prop_map(Json::Number),
        any::<String>().prop_map(Json::String),
    ];
    scalar.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|members| Json::Object(members.into_iter().collect::<Object>())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_back_as_it_was(json in any_json()) {
        for text in [json.to_string(), json.to_pretty()] {
            let read = parse(&text);
            prop_assert_eq!(&read, &json);
            // Equality overlooks spelling and order; the text doesn't.
            prop_assert_eq!(read.to_string(), json.to_string());
        }
    }

    #[test]
    fn serde_json_reads_what_is_printed(json in any_json()) {
        prop_assert!(serde_json::from_str::<serde_json::Value>(&json.to_pretty()).is_ok());
    }

    #[test]
    fn any_text_is_read_or_refused_as_serde_json_does(text in "[\\[\\]{}:,\"\\\\0-9.eE+\\-truefalsn u]{0,24}") {
        let ours = Json::parse(&text).map_err(|error| error.reason);
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text);
        match ours {
            Ok(_) => prop_assert!(theirs.is_ok()),
            Err(ParseReason::Syntax { .. } | ParseReason::Scalar(_)) => prop_assert!(theirs.is_err()),
            Err(_) => {}
        }
    }

    #[test]
    fn numbers_compare_as_integers_do(one in -20..20_i64, by in 0..3_u32, other in -20..20_i64) {
        let product = one * 10_i64.pow(by);
        prop_assert_eq!(parse(&format!("{one}e{by}")), parse(&format!("{product}.000")));
        prop_assert_eq!(parse(&format!("{one}E+{by}")) == parse(&format!("{other}")), product == other);
    }
}
