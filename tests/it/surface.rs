//! The surface of the generated client, as snapshots: what a pull request that changes the document shows.

use std::{panic, path::Path};

use collibra_client_gen::{Decisions, Generated, generate_with};

pub(crate) fn generated() -> Generated {
    let read = |file: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi").join(file);
        std::fs::read_to_string(path).unwrap()
    };
    let decisions = Decisions::parse("openapi/decisions.json", &read("decisions.json")).unwrap();
    generate_with("openapi/client-management.json", &read("client-management.json"), &decisions).unwrap()
}

/// One file per item: a new type is a new file, and a reworded description touches none.
#[test]
fn surface_of_each_item() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        // A bump touches several items: all are reported at once.
        let compared = generated().surface().unwrap().into_iter().map(|(name, item)| {
            panic::catch_unwind(|| insta::assert_snapshot!(name.to_string(), item.to_string()))
        });
        let changed = compared.filter(Result::is_err).count();
        assert_eq!(changed, 0, "snapshots differ from the generated surface");
    });
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    assert_eq!(generated().code, generated().code);
}
