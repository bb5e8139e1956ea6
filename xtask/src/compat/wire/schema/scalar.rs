//! Types, and what is said of single values: format, enumeration, bounds.
//!
//! A keyword about other types is for a person to review: strictly a `maxLength` says nothing of an integer, but an
//! author who writes one means something, and many a server checks it.

use std::{cmp::Ordering, collections::BTreeSet};

use collibra_client_gen::document::{
    json::{Json, Number},
    keyword::Keyword,
};

use super::{ChangeKind, Effect, Element, Encoding, Flat, Node, Place, Walk, Wire, flat::has};
use crate::compat::change::{self, Side};

impl<'a> Walk<'a> {
    /// The types, `null` included. Gives whether there is more to compare.
    pub(crate) fn types(&mut self, old: &Flat<'a>, new: &Flat<'a>) -> bool {
        self.nullability(old, new);
        let (was, is) = (old.types(), new.types());
        let encoding = self.scope.encoding;
        // In text, whatever is no list is a string too.
        let allows = |types: &Option<BTreeSet<&str>>, name: &str| {
            types.as_ref().is_none_or(|types| {
                has(types, name)
                    || encoding == Encoding::Text
                        && types.contains("string")
                        && !matches!(name, "object" | "array")
            })
        };
        let covers = |all: &Option<BTreeSet<&str>>, some: &Option<BTreeSet<&str>>| match some {
            Some(some) => some.iter().all(|name| allows(all, name)),
            None => all.is_none(),
        };
        let effect = match (covers(&is, &was), covers(&was, &is)) {
            (true, true) => return true,
            (true, false) => Effect::Widens,
            (false, true) => Effect::Narrows,
            (false, false) => Effect::Differs,
        };
        let effect = if encoding == Encoding::Opaque { Effect::Is(Wire::Compatible) } else { effect };
        let Some(place) = place_of("type", old, new) else { return true };
        let [old_types, new_types] = [&was, &is].map(|types| types.as_ref().map(strings));
        self.add(place, ChangeKind::keyword("type", old_types, new_types), effect);
        matches!(effect, Effect::Widens | Effect::Narrows) && !old.is_anything() && !new.is_anything()
    }

    fn nullability(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let (was, is) = (old.is_nullable(), new.is_nullable());
        if was != is
            && let Some(place) = place_of("nullable", old, new)
        {
            self.add(place, ChangeKind::flag("nullable", is), Effect::widens(is));
        }
    }

    pub(crate) fn scalars(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        for keyword in Keyword::ALL {
            self.scalar(*keyword, old, new);
        }
        self.extensible_values(old, new);
    }

    fn scalar(&mut self, keyword: Keyword, old: &Flat<'a>, new: &Flat<'a>) {
        use Keyword::*;
        match keyword {
            Format => self.formats(old, new),
            Enum => self.values(old, new),
            Pattern => self.patterns(old, new),
            Minimum | MinLength | MinItems | MinProperties => self.bound(keyword, Ordering::Less, old, new),
            Maximum | MaxLength | MaxItems | MaxProperties => {
                self.bound(keyword, Ordering::Greater, old, new)
            }
            MultipleOf => self.multiples(old, new),
            UniqueItems => self.unique_items(old, new),
            // With the keyword that they say more about.
            Const | ExclusiveMinimum | ExclusiveMaximum => {}
            // `types`, before all others.
            Type | Nullable => {}
            // `objects`, `array_items`, `choices`, `negations`, `discriminators` and `unknown_keywords`.
            Properties | Required | AdditionalProperties | ReadOnly | WriteOnly => {}
            Items | OneOf | AnyOf | Not | Discriminator | Xml => {}
            // What they lead to is part of the flat schema.
            Ref | AllOf => {}
            // Of a parameter it counts, and is compared there.
            Default => {}
            Title | Description | Deprecated | Example | Examples | ExternalDocs => {}
        }
    }

    fn unique_items(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let (was, is) = (old.flag("uniqueItems"), new.flag("uniqueItems"));
        if was != is
            && let Some(place) = place_of("uniqueItems", old, new)
        {
            let effect = applied(Keyword::UniqueItems, Effect::widens(!is), old, new);
            self.add(place, ChangeKind::flag("uniqueItems", is), effect);
        }
    }

    fn formats(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        // They say what every value of the type is.
        let says_nothing = |format: &&str| matches!(*format, "password" | "binary" | "int64" | "double");
        let format = |flat: &Flat<'a>| {
            let formats = flat.of_keyword_as_is("format");
            formats.iter().filter_map(|node| node.value.as_str()).find(|format| !says_nothing(format))
        };
        let (was, is) = (format(old), format(new));
        let effect = match (was, is) {
            _ if was == is => return,
            (None, _) => Effect::Narrows,
            (_, None) => Effect::Widens,
            (Some(_), Some(_)) => Effect::Differs,
        };
        let Some(place) = place_of("format", old, new) else { return };
        let [was, is] = [was, is].map(|format| format.map(Json::from));
        let effect = applied(Keyword::Format, effect, old, new);
        self.add(place, ChangeKind::keyword("format", was, is), effect);
    }

    /// `enum` and `const`. A generated enum is closed: a value more in a response can't be read.
    fn values(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let (was, is) = (old.values(), new.values());
        let Some(place) =
            place_of("enum", old, new).filter(|_| new.values().is_some() || old.values().is_some())
        else {
            return;
        };
        if let (Some(was), Some(is)) = (&was, &is) {
            return self.listed_values(place, was, is, Effect::widens);
        }
        let effect = Effect::widens(is.is_none());
        let [was, is] = [was, is].map(|values| values.map(|values| Json::Array(cloned(values))));
        self.add(place, ChangeKind::keyword("enum", was, is), effect);
    }

    fn listed_values(&mut self, place: Place, was: &[&'a Json], is: &[&'a Json], effect: fn(bool) -> Effect) {
        for (one, other, is_added) in [(was, is, false), (is, was, true)] {
            let values = cloned(one.iter().copied().filter(|value| !other.contains(value)));
            if !values.is_empty() {
                let kind = ChangeKind::one_sided(Element::Values(values), is_added);
                self.add(place.clone(), kind, effect(is_added));
            }
        }
    }

    /// `x-extensible-enum`, which many documents have in the place of `enum`: other values may come, and those that are
    /// listed may be sent.
    fn extensible_values(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        const KEYWORD: &str = "x-extensible-enum";
        let values = |flat: &Flat<'a>| -> Vec<&'a Json> {
            let lists = flat.of_keyword_as_is(KEYWORD);
            lists.iter().flat_map(Node::items).map(|item| item.value).collect()
        };
        let (was, is) = (values(old), values(new));
        let Some(place) = place_of(KEYWORD, old, new) else { return };
        if self.scope.side == Side::Request && !was.is_empty() && !is.is_empty() {
            // Other values are allowed as well, so no value shows it.
            let effect = |is_added| Effect::Is(if is_added { Wire::Compatible } else { Wire::Breaking });
            self.listed_values(place, &was, &is, effect);
        }
    }

    fn patterns(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let patterns = |flat: &Flat<'a>| -> BTreeSet<&'a str> {
            let nodes = flat.of_keyword_as_is("pattern");
            let all = nodes.iter().filter_map(|node| node.value.as_str());
            all.filter(|pattern| !matches!(*pattern, "" | ".*" | "^.*$" | "^" | "$")).collect()
        };
        let (was, is) = (patterns(old), patterns(new));
        let effect = match (is.is_superset(&was), is.is_subset(&was)) {
            (true, true) => return,
            (true, false) => Effect::Narrows,
            // Whether a text looks as promised neither our client nor most others check; who takes it apart does.
            _ if self.scope.side == Side::Response => Effect::Is(Wire::Review),
            (false, true) => Effect::Widens,
            (false, false) => Effect::Undecided,
        };
        let Some(place) = place_of("pattern", old, new) else { return };
        let effect = applied(Keyword::Pattern, effect, old, new);
        let [was, is] = [was, is].map(|patterns| (!patterns.is_empty()).then(|| strings(&patterns)));
        self.add(place, ChangeKind::keyword("pattern", was, is), effect);
    }

    /// A lower bound, which allows less the greater it is; or an upper one, with `Ordering::Greater`.
    fn bound(&mut self, keyword: Keyword, loose: Ordering, old: &Flat<'a>, new: &Flat<'a>) {
        let bound = |flat: &Flat<'a>| Bound::of(flat, keyword, loose);
        let (was, is) = (bound(old), bound(new));
        let effect = match (&was, &is) {
            (None, None) => return,
            (None, Some(_)) => Effect::Narrows,
            (Some(_), None) => Effect::Widens,
            (Some(was), Some(is)) => match was.tightness(is, loose) {
                Some(Ordering::Equal) => return,
                Some(Ordering::Less) => Effect::Narrows,
                Some(Ordering::Greater) => Effect::Widens,
                None => Effect::Undecided,
            },
        };
        let place = is.as_ref().or(was.as_ref()).map(|bound| bound.place.clone());
        let Some(place) = place.or_else(|| place_of(keyword.name(), old, new)) else { return };
        let effect = applied(keyword, effect, old, new);
        let [was, is] = [was, is].map(|bound| {
            bound.map(|bound| change::Bound { value: bound.value.clone(), exclusive: bound.exclusive })
        });
        self.add(place, ChangeKind::Bound { keyword: keyword.name(), was, is }, effect);
    }

    fn multiples(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let step = |flat: &Flat<'a>| {
            flat.of_keyword_as_is("multipleOf").into_iter().find(|node| matches!(node.value, Json::Number(_)))
        };
        let (was, is) = (step(old), step(new));
        let effect = match (&was, &is) {
            (None, None) => return,
            (None, Some(_)) => Effect::Narrows,
            (Some(_), None) => Effect::Widens,
            (Some(was), Some(is)) if was.value == is.value => return,
            (Some(was), Some(is)) => {
                match (is_multiple(is.value, was.value), is_multiple(was.value, is.value)) {
                    (true, _) => Effect::Narrows,
                    (_, true) => Effect::Widens,
                    _ => Effect::Differs,
                }
            }
        };
        let Some(place) = place_of("multipleOf", old, new) else { return };
        let effect = applied(Keyword::MultipleOf, effect, old, new);
        let [was, is] = [was, is].map(|step| step.map(|node| node.value.clone()));
        self.add(place, ChangeKind::keyword("multipleOf", was, is), effect);
    }
}

/// The effect of a keyword, or that of one about other types: strictly it has none, but its author meant something.
fn applied(keyword: Keyword, effect: Effect, old: &Flat<'_>, new: &Flat<'_>) -> Effect {
    let is_about = |flat: &Flat<'_>| {
        flat.types().is_none_or(|types| keyword.applies_to().iter().any(|of| types.contains(of.name())))
    };
    if is_about(old) || is_about(new) { effect } else { Effect::Is(Wire::Review) }
}

struct Bound<'a> {
    value: &'a Number,
    exclusive: bool,
    place: Place,
}

impl<'a> Bound<'a> {
    /// The tightest bound of all parts, if it bounds anything.
    fn of(flat: &Flat<'a>, keyword: Keyword, loose: Ordering) -> Option<Self> {
        let exclusive = match keyword {
            Keyword::Minimum => Some(Keyword::ExclusiveMinimum.name()),
            Keyword::Maximum => Some(Keyword::ExclusiveMaximum.name()),
            _ => None,
        };
        let mut tightest: Option<Self> = None;
        for part in &flat.parts {
            let plain = number(part, keyword.name()).map(|(value, place)| Self {
                value,
                exclusive: exclusive.is_some_and(|exclusive| part.flag(exclusive)),
                place,
            });
            // As later versions of JSON Schema write it.
            let own = exclusive.and_then(|exclusive| number(part, exclusive)).map(|(value, place)| Self {
                value,
                exclusive: true,
                place,
            });
            for bound in [plain, own].into_iter().flatten() {
                let is_tighter = tightest
                    .as_ref()
                    .is_none_or(|known| known.tightness(&bound, loose) == Some(Ordering::Less));
                if is_tighter {
                    tightest = Some(bound);
                }
            }
        }
        // A length is never negative.
        tightest.filter(|bound| {
            loose == Ordering::Greater || keyword == Keyword::Minimum || as_float(bound.value) > 0.0
        })
    }

    /// `Less` if `other` is tighter than this.
    fn tightness(&self, other: &Self, loose: Ordering) -> Option<Ordering> {
        let ordering = compare(self.value, other.value)?;
        let ordering = if loose == Ordering::Greater { ordering.reverse() } else { ordering };
        Some(ordering.then(self.exclusive.cmp(&other.exclusive)))
    }
}

fn number<'a>(part: &Node<'a>, keyword: &str) -> Option<(&'a Number, Place)> {
    let node = part.get(keyword)?;
    match node.value {
        Json::Number(number) => Some((number, node.place)),
        _ => None,
    }
}

/// Which is greater; nothing if they are too close for a float, and not equal.
fn compare(one: &Number, other: &Number) -> Option<Ordering> {
    if one == other {
        return Some(Ordering::Equal);
    }
    if let (Ok(one), Ok(other)) = (one.spelling().parse::<i128>(), other.spelling().parse::<i128>()) {
        return Some(one.cmp(&other));
    }
    as_float(one).partial_cmp(&as_float(other)).filter(|ordering| *ordering != Ordering::Equal)
}

fn as_float(number: &Number) -> f64 {
    number.spelling().parse().unwrap_or(f64::NAN)
}

fn is_multiple(of: &Json, step: &Json) -> bool {
    let (Json::Number(of), Json::Number(step)) = (of, step) else { return false };
    let ratio = as_float(of) / as_float(step);
    (ratio - ratio.round()).abs() < 1e-9 && ratio.abs() >= 1.0
}

/// The place of a keyword in the new document, or else in the old one, or where it would be.
pub(crate) fn place_of<'a>(keyword: &str, old: &Flat<'a>, new: &Flat<'a>) -> Option<Place> {
    let said = |flat: &Flat<'a>| {
        flat.parts.iter().find(|part| part.get(keyword).is_some()).map(|part| part.place_of(keyword))
    };
    said(new)
        .or_else(|| said(old))
        .or_else(|| Some(new.parts.first().or(old.parts.first())?.place_of(keyword)))
}

fn cloned<'a>(values: impl IntoIterator<Item = &'a Json>) -> Vec<Json> {
    values.into_iter().cloned().collect()
}

fn strings(texts: &BTreeSet<&str>) -> Json {
    Json::Array(texts.iter().map(|text| Json::from(*text)).collect())
}
