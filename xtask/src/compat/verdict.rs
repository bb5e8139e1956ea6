//! Where the rules and the evidence meet: what both make of a change.
//!
//! - They agree: the verdict stays, and what breaks has its example.
//! - A value breaks, and the rules saw nothing of it: it is breaking, with the example.
//! - The rules say that a value breaks, and it is shown that none does: it is harmless.
//! - The rules say so, or can't say, and neither is shown: it is for a person to review.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use collibra_client_gen::document::pointer::Pointer;

use super::{
    change::{Change, ChangeKind, Effect, Element, Example, Judged, Side, Wire},
    wire::{Compared, Spot},
    witness::{self, Evidence, Finding, Outcome, Path, Strength, WITHIN, Witness},
};

/// Evidence for every place whose values may be others now.
pub(crate) struct Findings<'s, 'a> {
    spots: &'s [Spot<'a>],
    /// Of each place.
    found: Vec<Vec<Finding>>,
    /// Those that a change is about, by the place and the finding there.
    explained: BTreeSet<(usize, usize)>,
    /// Values that break and that no change explains.
    unexplained: BTreeSet<(usize, usize)>,
    /// Which findings are about the schema at a pointer.
    by_schema: BTreeMap<Pointer, Vec<(usize, usize)>>,
}

/// What the evidence says of a difference that no rule has found.
#[derive(Debug)]
pub(crate) enum Remainder {
    /// It is shown that it means nothing.
    Same,
    /// It is shown that no value breaks.
    Safe,
    /// It is where another change is.
    Explained,
    /// Nothing is shown.
    Open,
    /// It wasn't looked at.
    Unjudged,
    Breaks(Example, bool),
}

/// Judges the changes by the evidence.
pub(crate) fn judge<'s, 'a>(changes: &mut [Change], compared: &'s Compared<'a>) -> Findings<'s, 'a> {
    let mut witness = Witness::new(&compared.same);
    let spots = &compared.spots;
    let found: Vec<Vec<Finding>> =
        spots.iter().map(|spot| witness.look(spot.old.as_ref(), spot.new.as_ref(), spot.scope)).collect();
    let mut by_schema: BTreeMap<Pointer, Vec<(usize, usize)>> = BTreeMap::new();
    for (spot, found) in found.iter().enumerate() {
        for (number, finding) in found.iter().enumerate() {
            for place in finding.evidence.places.iter().chain(&finding.places) {
                by_schema.entry(place.clone()).or_default().push((spot, number));
            }
        }
    }
    let (explained, unexplained) = (BTreeSet::new(), BTreeSet::new());
    let mut findings = Findings { spots, found, explained, unexplained, by_schema };
    for change in changes.iter_mut() {
        findings.judge(change);
    }
    findings.explain(changes);
    findings
}

impl Findings<'_, '_> {
    /// The way to a value by which the evidence has come to it: a pair that is at several places is looked at once.
    fn looked_at(&self, (spot, path): &(usize, Path)) -> (usize, Path) {
        let found = self.found.get(*spot).map(Vec::as_slice).unwrap_or_default();
        let mut way = Path::new();
        for step in path {
            way.push(step.clone());
            if let Some(finding) = found.iter().find(|finding| finding.also.contains(&way)) {
                way.clone_from(&finding.path);
            }
        }
        (*spot, way)
    }

    /// The evidence about a value: that of the innermost pair that it is in.
    fn about(&self, (spot, path): &(usize, Path)) -> Option<(usize, &Finding)> {
        let all = self.found.get(*spot)?.iter().enumerate();
        let around = all.filter(|(_, finding)| path.starts_with(&finding.path));
        around.max_by_key(|(_, finding)| finding.path.len())
    }

    fn judge(&self, change: &mut Change) {
        for side in change.sides.clone() {
            let (judged, example) = self.ruling(change, side);
            if let Some(judged) = judged {
                change.judge(side, judged);
            }
            change.example = change.example.take().or(example);
        }
    }

    /// What the evidence makes of a change on one side, with an example if there is one.
    fn ruling(&self, change: &Change, side: Side) -> (Option<Judged>, Option<Example>) {
        let base = change.effect.verdict(side);
        let is_on_side =
            |spot: usize| self.spots.get(spot).is_some_and(|spot| spot.scope.side == side && !spot.is_opaque);
        let sites = change.sites.iter().filter(|(spot, _)| is_on_side(*spot));
        let sites: Vec<(usize, Path)> = sites.map(|site| self.looked_at(site)).collect();
        let about: Vec<_> = sites.iter().filter_map(|site| Some((site, self.about(site)?.1))).collect();
        if about.is_empty() {
            return (None, None);
        }
        let picks = keywords(&change.kind).contains(&"discriminator");
        let is_open = change.effect == Effect::Undecided;
        let is_of_values = !matches!(change.effect, Effect::Is(_) | Effect::Adds | Effect::Drops);
        let needs_evidence = is_of_values && (base == Wire::Breaking || is_open && !picks);
        let least = if is_open { Strength::Mapped } else { Strength::Undescribed };
        let best = about
            .iter()
            .flat_map(|(site, finding)| {
                let examples =
                    examples(&finding.evidence.outcome).iter().filter(|example| example.strength >= least);
                examples.map(|example| {
                    (relevance(change, site, finding, example), site.0, &finding.path, example)
                })
            })
            .max_by_key(|(relevance, .., example)| (*relevance, Reverse(size(example))));
        let is_shown = |relevance: usize| needs_evidence || base == Wire::Review && relevance >= BY_KEYWORD;
        if let Some((_, spot, path, example)) = best.filter(|(relevance, ..)| is_shown(*relevance)) {
            let is_mapped = is_open && example.strength == Strength::Mapped;
            let judged = if is_mapped { Judged::Mapped } else { Judged::Shown };
            return (needs_evidence.then_some(judged), Some(self.example(spot, path, example)));
        }
        let all = |holds: fn(&Evidence) -> bool| about.iter().all(|(_, finding)| holds(&finding.evidence));
        if picks && !needs_evidence {
            return (None, None);
        }
        let judged = if picks && all(|evidence| is_safe(&evidence.outcome)) {
            // Which schema a value picks is more than whether it is taken.
            Judged::Picked
        } else if is_of_values && all(|evidence| evidence.same) {
            Judged::Same
        } else if !needs_evidence {
            // What the rules understood is judged.
            return (None, None);
        } else if all(|evidence| is_safe(&evidence.outcome)) {
            Judged::Safe
        } else if all(|evidence| evidence.outcome != Outcome::NotJudged) {
            Judged::NotFound
        } else {
            Judged::Unjudged
        };
        (Some(judged), None)
    }

    /// What is known of a difference at this place, if a schema is there.
    pub(crate) fn remainder(&self, pointer: &Pointer) -> Option<Remainder> {
        let around = std::iter::successors(Some(pointer.clone()), Pointer::parent);
        let here = around.filter_map(|place| self.by_schema.get(&place)).next()?;
        let evidence = |(spot, number): &(usize, usize)| &self.found[*spot][*number];
        if let Some(at) = here.iter().find(|at| self.unexplained.contains(at)) {
            let finding = evidence(at);
            let example = examples(&finding.evidence.outcome).first()?;
            return Some(Remainder::Breaks(
                self.example(at.0, &finding.path, example),
                example.strength == Strength::Mapped,
            ));
        }
        Some(if here.iter().all(|at| evidence(at).evidence.same) {
            Remainder::Same
        } else if here.iter().any(|at| evidence(at).evidence.outcome == Outcome::NotJudged) {
            Remainder::Unjudged
        } else if here.iter().any(|at| self.explained.contains(at)) {
            Remainder::Explained
        } else if here.iter().all(|at| is_safe(&evidence(at).evidence.outcome)) {
            Remainder::Safe
        } else {
            Remainder::Open
        })
    }

    fn example(&self, spot: usize, path: &Path, example: &witness::Example) -> Example {
        let spot = &self.spots[spot];
        Example {
            operation: spot.operation.clone(),
            side: spot.scope.side,
            of: spot.of.clone(),
            path: path.clone(),
            value: example.value.clone(),
        }
    }

    /// Finds the values that break and that no change is about, and makes the most likely change answer for each.
    fn explain(&mut self, changes: &mut [Change]) {
        let mut by_finding: BTreeMap<(usize, usize), Vec<(usize, Path)>> = BTreeMap::new();
        for (index, change) in changes.iter().enumerate() {
            for site in &change.sites {
                let site = self.looked_at(site);
                if let Some((finding, _)) = self.about(&site) {
                    by_finding.entry((site.0, finding)).or_default().push((index, site.1));
                }
            }
        }
        self.explained = by_finding.keys().copied().collect();
        for (spot, found) in self.found.iter().enumerate() {
            let side = self.spots[spot].scope.side;
            for (number, finding) in found.iter().enumerate() {
                let (Outcome::Breaks(examples), false) =
                    (&finding.evidence.outcome, self.spots[spot].is_opaque)
                else {
                    continue;
                };
                let Some(example) = examples.first() else { continue };
                let here = by_finding.get(&(spot, number)).map(Vec::as_slice).unwrap_or_default();
                let is_about = |(index, path): &(usize, Path)| {
                    let (change, site) = (&changes[*index], (spot, path.clone()));
                    let by_keyword = || relevance(change, &site, finding, example) >= BY_KEYWORD;
                    match change.verdict(side) {
                        Wire::Breaking => true,
                        Wire::Review => change.effect == Effect::Undecided || by_keyword(),
                        _ => false,
                    }
                };
                if here.iter().any(is_about) {
                    continue;
                }
                let likely = here.iter().max_by_key(|(index, path)| {
                    relevance(&changes[*index], &(spot, path.clone()), finding, example)
                });
                match likely {
                    Some((index, _)) => {
                        let shown = self.example(spot, &finding.path, example);
                        let is_mapped = example.strength == Strength::Mapped;
                        changes[*index].judge(side, if is_mapped { Judged::Mapped } else { Judged::Shown });
                        changes[*index].example.get_or_insert(shown);
                    }
                    None => drop(self.unexplained.insert((spot, number))),
                }
            }
        }
    }
}

fn examples(outcome: &Outcome) -> &[witness::Example] {
    match outcome {
        Outcome::Breaks(examples) => examples,
        Outcome::SafeIfDescribed(Some(example)) | Outcome::Open(Some(example)) => {
            std::slice::from_ref(example)
        }
        _ => &[],
    }
}

fn is_safe(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Safe | Outcome::SafeIfDescribed(_))
}

fn size(example: &witness::Example) -> usize {
    example.value.to_string().len()
}

/// The relevance from which on an example is about the same keyword.
const BY_KEYWORD: usize = 8;

/// How well an example shows a change: by the keyword that it is about and the place within the value.
fn relevance(
    change: &Change,
    (_, path): &(usize, Path),
    Finding { path: at, .. }: &Finding,
    example: &witness::Example,
) -> usize {
    let path = path.get(at.len()..).unwrap_or_default();
    let keywords = keywords(&change.kind);
    let of = |(place, keyword): &witness::Refusal| {
        let tokens: Vec<&str> = place.split('/').skip(1).collect();
        let common =
            tokens.iter().zip(path).take_while(|(token, step)| *step == WITHIN || step == *token).count();
        let is_same = common == path.len() && common == tokens.len();
        let is_related = common == path.len().min(tokens.len());
        let strength = if example.strength == Strength::Undescribed { 0 } else { 1 };
        strength
            + 2 * usize::from(is_related)
            + 2 * usize::from(is_same)
            + BY_KEYWORD * usize::from(is_related && keywords.contains(&keyword.as_str()))
    };
    example.refusals.iter().map(of).max().unwrap_or(0)
}

/// The keywords of JSON Schema by which a change of this kind shows.
fn keywords(kind: &ChangeKind) -> Vec<&str> {
    match kind {
        ChangeKind::Keyword { keyword, .. } if keyword == "nullable" => vec!["type", "enum"],
        ChangeKind::Keyword { keyword, .. } => vec![keyword],
        ChangeKind::Bound { keyword: "minimum", .. } => vec!["minimum", "exclusiveMinimum"],
        ChangeKind::Bound { keyword: "maximum", .. } => vec!["maximum", "exclusiveMaximum"],
        ChangeKind::Bound { keyword, .. } => vec![keyword],
        ChangeKind::Required { .. } => vec!["required"],
        ChangeKind::Added(element) | ChangeKind::Removed(element) | ChangeKind::Replaced(element, _) => {
            match element {
                Element::Property { .. } => vec!["required", "additionalProperties"],
                Element::OtherProperties(_) => vec!["additionalProperties"],
                Element::Values(_) => vec!["enum", "const"],
                Element::Choice { .. } | Element::Alternative(_) => vec!["oneOf", "anyOf"],
                Element::Discriminator(_) | Element::DiscriminatorValues(_) => {
                    vec!["discriminator", "oneOf", "anyOf"]
                }
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}
