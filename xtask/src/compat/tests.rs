//! Properties of the comparison over real documents with random damage. What each change is judged, the table in
//! `tests/diff/pairs` says.

use std::path::Path;

use collibra_client_gen::document::json::Json;
use proptest::{prelude::*, sample::Index, test_runner::RngSeed};

use super::{
    change::{Change, Wire},
    changes,
};

/// What is done to one value of a document.
#[derive(Clone, Debug)]
enum Damage {
    Remove,
    /// Puts one of [`ODD`] in its place.
    Replace(Index),
    /// Puts another value of the document in its place.
    CopyOf(Index),
    /// Gives an object one of [`NAMES`] with this value of the document.
    Member(Index, Index),
}

const ODD: [&str; 12] = [
    "null",
    "true",
    "0",
    "-1e400",
    "\"\"",
    "[]",
    "{}",
    "\"#/components/schemas/ClientInformation\"",
    "{\"$ref\":\"#\"}",
    "{\"$ref\":\"#/components/schemas/UpdateClient\"}",
    "{\"$ref\":\"#/nowhere\"}",
    "[null,{},[]]",
];

const NAMES: [&str; 16] = [
    "$ref",
    "type",
    "nullable",
    "enum",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "discriminator",
    "parameters",
    "content",
    "security",
];

fn damage() -> impl Strategy<Value = Vec<(Index, Damage)>> {
    let one = prop_oneof![
        Just(Damage::Remove),
        any::<Index>().prop_map(Damage::Replace),
        any::<Index>().prop_map(Damage::CopyOf),
        any::<(Index, Index)>().prop_map(|(name, value)| Damage::Member(name, value)),
    ];
    prop::collection::vec((any::<Index>(), one), 1..5)
}

/// The documents that the table's pairs are of.
fn bases() -> Vec<Json> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/base");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| Json::parse(&std::fs::read_to_string(file).unwrap()).unwrap()).collect()
}

fn damaged(document: &Json, damages: &[(Index, Damage)]) -> Json {
    let mut document = document.clone();
    for (at, damage) in damages {
        let values = values(&document);
        let target = at.index(values.len());
        let source = |index: &Index| values[index.index(values.len())].clone();
        let odd = |index: &Index| Json::parse(ODD[index.index(ODD.len())]).unwrap();
        document = match damage {
            Damage::Remove => edited(&document, target, &|_| None),
            Damage::Replace(with) => edited(&document, target, &|_| Some(odd(with))),
            Damage::CopyOf(other) => edited(&document, target, &|_| Some(source(other))),
            Damage::Member(name, value) => edited(&document, target, &|old| {
                let mut old = old.clone();
                if let Json::Object(members) = &mut old {
                    members.insert(NAMES[name.index(NAMES.len())].to_owned(), source(value));
                }
                Some(old)
            }),
        };
    }
    document
}

fn values(of: &Json) -> Vec<&Json> {
    let mut values = vec![of];
    match of {
        Json::Object(members) => values.extend(members.values().flat_map(self::values)),
        Json::Array(items) => values.extend(items.iter().flat_map(self::values)),
        _ => {}
    }
    values
}

/// The document with the value of this index edited; the document itself can't be removed.
fn edited(document: &Json, target: usize, edit: &dyn Fn(&Json) -> Option<Json>) -> Json {
    fn walk(value: &Json, left: &mut usize, edit: &dyn Fn(&Json) -> Option<Json>) -> Option<Json> {
        let here = *left == 0;
        *left = left.wrapping_sub(1);
        if here {
            return edit(value);
        }
        Some(match value {
            Json::Object(members) => Json::Object(
                members
                    .iter()
                    .filter_map(|(name, member)| Some((name.clone(), walk(member, left, edit)?)))
                    .collect(),
            ),
            Json::Array(items) => {
                Json::Array(items.iter().filter_map(|item| walk(item, left, edit)).collect())
            }
            scalar => scalar.clone(),
        })
    }
    walk(document, &mut target.clone(), edit).unwrap_or(Json::Null)
}

fn backwards(value: &Json) -> Json {
    match value {
        Json::Object(members) => Json::Object(
            members.iter().rev().map(|(name, member)| (name.clone(), backwards(member))).collect(),
        ),
        Json::Array(items) => Json::Array(items.iter().map(backwards).collect()),
        scalar => scalar.clone(),
    }
}

fn worst(changes: &[Change]) -> Wire {
    changes.iter().map(|change| change.wire).max().unwrap_or(Wire::None)
}

proptest! {
    // The same documents in each run: a change is judged by what it changes.
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1),
        ..ProptestConfig::with_cases(400)
    })]

    #[test]
    fn whatever_differs_is_reported_and_nothing_else(base: Index, damages in damage(), more in damage()) {
        let bases = bases();
        let old = damaged(&bases[base.index(bases.len())], &damages);
        prop_assert!(changes(&old, &old).is_empty());
        prop_assert!(changes(&old, &backwards(&old)).is_empty(), "the order of keys means nothing");
        let new = damaged(&old, &more);
        for (one, other) in [(&old, &new), (&new, &old)] {
            let found = changes(one, other);
            prop_assert_eq!(found.is_empty(), one == other);
            if worst(&found) == Wire::Breaking {
                let back = changes(other, one);
                prop_assert!(worst(&back) > Wire::Docs, "{found:#?}\nand back\n{back:#?}");
            }
        }
    }

    /// Nothing of the one is in the other.
    #[test]
    fn any_two_documents_can_be_compared(one: Index, other: Index, damages in damage(), more in damage()) {
        let bases = bases();
        let [old, new] =
            [(one, damages), (other, more)].map(|(base, damages)| damaged(&bases[base.index(bases.len())], &damages));
        prop_assert_eq!(changes(&old, &new).is_empty(), old == new);
    }
}
