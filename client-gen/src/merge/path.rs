//! What the union of path items can bring about that no single document shows.

use std::collections::BTreeMap;

use super::MergeWarning;
use super::key::Key;
use super::source::Source;
use super::union::Members;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::json::Json;
use crate::document::operation::METHODS;
use crate::document::pointer::Pointer;
use crate::document::template::PathTemplate;

pub(super) fn check(
    sources: &[Source<'_>],
    members: &Members<'_>,
    warnings: &mut Vec<Diagnostic<MergeWarning>>,
) {
    warnings.extend(equivalent_templates(members));
    warnings.extend(spread_parameters(sources, members));
}

/// `/a/{x}` and `/a/{y}`: a server can't tell them apart.
fn equivalent_templates<'a>(members: &'a Members<'_>) -> impl Iterator<Item = Diagnostic<MergeWarning>> + 'a {
    let mut by_shape: BTreeMap<String, (Vec<String>, Vec<Location>)> = BTreeMap::new();
    for (key, reading) in members {
        if let ["paths", path] = key.tokens()[..]
            && path.starts_with('/')
        {
            let (paths, at) = by_shape.entry(PathTemplate::new(path).without_names()).or_default();
            paths.push((*path).to_owned());
            at.push(reading.location());
        }
    }
    by_shape
        .into_values()
        .filter(|(paths, _)| paths.len() > 1)
        .map(|(paths, at)| Diagnostic::new(MergeWarning::EquivalentPaths(paths), at))
}

/// Path-level parameters that the merge lets apply to an operation whose own document lacks them.
fn spread_parameters<'a>(sources: &[Source<'a>], members: &Members<'a>) -> Vec<Diagnostic<MergeWarning>> {
    let mut spread: BTreeMap<&str, Vec<Location>> = BTreeMap::new();
    for source in sources {
        let items = source.root.get("paths").and_then(Json::as_object).into_iter().flatten();
        for (path, item) in items.filter(|(_, item)| item.get("parameters").is_none()) {
            let Some(shared) = members.get(&Key::new(["paths", path, "parameters"])) else { continue };
            let shared_parameters = shared.value.as_array().unwrap_or_default();
            for (method, operation) in METHODS.iter().filter_map(|&method| Some((method, item.get(method)?)))
            {
                let own = operation.get("parameters").and_then(Json::as_array).unwrap_or_default();
                if shared_parameters.iter().any(|parameter| !own.contains(parameter)) {
                    let at = spread.entry(path).or_insert_with(|| vec![shared.location()]);
                    let pointer = Pointer::new(["paths", path, method]);
                    at.push(Location::Pointer { document: source.name.clone(), pointer });
                }
            }
        }
    }
    spread
        .into_iter()
        .map(|(path, at)| Diagnostic::new(MergeWarning::SpreadParameters(path.to_owned()), at))
        .collect()
}
