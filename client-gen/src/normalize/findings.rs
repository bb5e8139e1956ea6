//! What the rules have found so far, and what its places are called in the document as published.

use std::collections::{BTreeSet, HashMap};

use super::{GiveUp, NormalizeReason, subschema};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Location},
    document::{
        json::{Json, Object},
        pointer::Pointer,
    },
};

/// What the rules have found so far.
#[derive(Debug)]
pub(super) struct Findings {
    diagnostics: Vec<Diagnostic<NormalizeReason>>,
    given_up: Vec<Diagnostic<GiveUp>>,
    places: Places,
}

/// How places in the normalized document are called in the published one.
#[derive(Debug)]
pub(crate) struct Places {
    name: String,
    /// Places that hold what is elsewhere in the published document: pointer now -> pointer there.
    origins: HashMap<Pointer, Pointer>,
}

impl Findings {
    pub(super) fn new(name: &str) -> Self {
        Self {
            diagnostics: Vec::new(),
            given_up: Vec::new(),
            places: Places { name: name.to_owned(), origins: HashMap::new() },
        }
    }

    pub(super) fn add(&mut self, reason: NormalizeReason, at: &Pointer) {
        let diagnostic = Diagnostic::new(reason, [self.location(at)]);
        // What operations share is checked with each of them, and reported once.
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The client doesn't say this as the document does.
    pub(super) fn give_up(&mut self, what: GiveUp, at: &Pointer) {
        let diagnostic = Diagnostic::new(what, [self.location(at)]);
        if !self.given_up.contains(&diagnostic) {
            self.given_up.push(diagnostic);
        }
    }

    /// The schema is any JSON value from now on, unless a secret is in it, which would be printed with the value.
    pub(super) fn give_up_schema(
        &mut self,
        why: &'static str,
        at: &Pointer,
        schema: &mut Object,
        document: &Json,
    ) {
        self.give_up_schema_but(why, at, schema, document, &mut BTreeSet::new());
    }

    /// [`give_up_schema`](Self::give_up_schema), without looking again into those that are `known` to hold no secret.
    pub(super) fn give_up_schema_but(
        &mut self,
        why: &'static str,
        at: &Pointer,
        schema: &mut Object,
        document: &Json,
        known: &mut BTreeSet<*const Json>,
    ) {
        let says_secret = |schema: &Object| schema.get("format").is_some_and(|format| *format == "password");
        if subschema::any_within_but(&Json::Object(schema.clone()), document, says_secret, known) {
            self.add(NormalizeReason::UnsupportedSchema(why), at);
        } else {
            self.give_up(GiveUp::Schema(why), at);
        }
        schema.retain(|keyword, _| matches!(keyword.as_str(), "description" | "deprecated"));
    }

    /// From now on, each first place holds what was at the second.
    pub(super) fn moved(&mut self, moves: impl IntoIterator<Item = (Pointer, Pointer)>) {
        let moves: Vec<_> = moves.into_iter().map(|(to, from)| (to, self.published(&from))).collect();
        self.places.origins.extend(moves);
    }

    /// From now on, each first place and all within it hold what was at the second.
    pub(super) fn moved_with_all_within(&mut self, moves: &[(Pointer, Pointer)]) {
        let new: HashMap<&Pointer, &Pointer> = moves.iter().map(|(to, from)| (from, to)).collect();
        let within = self.places.origins.iter().filter_map(|(place, origin)| {
            let mut outer = std::iter::successors(Some(place.clone()), Pointer::parent);
            let (to, below) = outer.find_map(|of| Some((*new.get(&of)?, place.below(&of)?)))?;
            Some((to.join(&below), origin.clone()))
        });
        let within: Vec<_> = within.collect();
        let whole: Vec<_> = moves.iter().map(|(to, from)| (to.clone(), self.published(from))).collect();
        for (to, origin) in whole.into_iter().chain(within) {
            self.places.origins.entry(to).or_insert(origin);
        }
    }

    pub(super) fn stop_if_any(&mut self) -> Result<(), Diagnostics<NormalizeReason>> {
        Diagnostics::or(std::mem::take(&mut self.diagnostics), ())
    }

    /// What the places are called, and what is given up.
    pub(super) fn into_result(
        self,
    ) -> Result<(Places, Vec<Diagnostic<GiveUp>>), Diagnostics<NormalizeReason>> {
        Diagnostics::or(self.diagnostics, (self.places, self.given_up))
    }

    pub(super) fn location(&self, at: &Pointer) -> Location {
        self.places.location(at)
    }

    pub(super) fn published(&self, at: &Pointer) -> Pointer {
        self.places.published(at)
    }
}

impl Places {
    /// The place in the document as published that `at` came from.
    pub(crate) fn location(&self, at: &Pointer) -> Location {
        Location::Pointer { document: self.name.clone(), pointer: self.published(at) }
    }

    fn published(&self, at: &Pointer) -> Pointer {
        let mut places = std::iter::successors(Some(at.clone()), Pointer::parent);
        let innermost = places.find_map(|place| Some(self.origins.get(&place)?.join(&at.below(&place)?)));
        innermost.unwrap_or_else(|| at.clone())
    }
}
