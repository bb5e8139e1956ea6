//! Random descriptions of what is sent, with components that refer to each other, and random edits of them.

use serde_json::{Map, Value, json};

use super::schemas::{Names, PICKS, Random, discriminator, edit, object, reference, schema, schemas};

/// What an operation describes, in one document.
#[derive(Clone, Debug)]
pub(super) struct Described {
    /// By status, where it is a response; null has no body.
    pub(super) roots: Map<String, Value>,
    /// The components.
    pub(super) named: Map<String, Value>,
}

const STATUSES: [&str; 6] = ["200", "201", "2XX", "404", "4XX", "default"];

impl Described {
    pub(super) fn new(random: &mut Random, id: usize, is_text: bool, by_status: bool) -> Self {
        let named = components(random, id, is_text);
        let all: Vec<String> = named.keys().cloned().collect();
        let names = Names { here: all.clone(), within: all };
        let mut root = |depth| schema(random, depth, is_text, &names);
        let roots = if by_status {
            let mut roots = Map::new();
            for status in STATUSES {
                let content = root(1);
                roots.insert(status.to_owned(), content);
            }
            for _ in 0..=2 + random.below(3) {
                roots.remove(*random.pick(&STATUSES));
            }
            roots
        } else {
            [(String::new(), root(if is_text { 1 } else { 3 }))].into_iter().collect()
        };
        Self { roots, named }
    }

    /// It after one to three small edits.
    pub(super) fn edited(&self, random: &mut Random, is_text: bool) -> Self {
        let mut new = self.clone();
        for _ in 0..=random.below(3) {
            match random.below(12) {
                0 => new.rename(random),
                1 => new.inline(random),
                2 => new.extract(random),
                3 | 4 if new.roots.len() > 1 => new.edit_statuses(random, is_text),
                3..6 => new.edit_discriminator(random),
                _ => {
                    let (holder, place) = new.place(random, &|_| true).unwrap();
                    let names = new.names_for(&holder);
                    edit(random, new.holder(&holder).pointer_mut(&place).unwrap(), is_text, &names);
                }
            }
        }
        new
    }

    /// What is said of a status: by itself, by its range, or by `default`, which is meant for errors where something else
    /// describes success.
    pub(super) fn response(&self, status: &str) -> Option<&Value> {
        let range = format!("{}XX", &status[..1]);
        let default = !status.starts_with('2') || !self.roots.keys().any(|name| name.starts_with('2'));
        let default = default.then(|| self.roots.get("default")).flatten();
        self.roots.get(status).or_else(|| self.roots.get(&range)).or(default)
    }

    pub(super) fn has_success(&self) -> bool {
        self.response("200").or(self.response("201")).is_some()
    }

    /// The names that a schema in this component may refer to: those that come later, for the same value.
    fn names_for(&self, holder: &str) -> Names {
        let within: Vec<String> = self.named.keys().cloned().collect();
        let later = |name: &&String| self.roots.contains_key(holder) || name.as_str() > holder;
        Names { here: within.iter().filter(later).cloned().collect(), within }
    }

    fn holder(&mut self, name: &str) -> &mut Value {
        if self.roots.contains_key(name) { &mut self.roots[name] } else { &mut self.named[name] }
    }

    /// A random schema of this kind: what it is in, and its pointer there.
    fn place(&self, random: &mut Random, is: &dyn Fn(&Value) -> bool) -> Option<(String, String)> {
        let mut found = Vec::new();
        for (name, holder) in self.roots.iter().chain(&self.named).filter(|(_, holder)| holder.is_object()) {
            let mut places = Vec::new();
            schemas(holder, String::new(), &mut places);
            places.retain(|place| is(holder.pointer(place).unwrap()));
            found.extend(places.into_iter().map(|place| (name.clone(), place)));
        }
        (!found.is_empty()).then(|| random.pick(&found).clone())
    }

    /// A component gets another name.
    fn rename(&mut self, random: &mut Random) {
        let names: Vec<String> = self.named.keys().cloned().collect();
        let Some(name) = (!names.is_empty()).then(|| random.pick::<String>(&names)) else { return };
        let text = json!([self.roots, self.named]).to_string();
        // In each way in which it may be referred to.
        let text = text.replace(&format!("/{name}\""), &format!("/{name}R\""));
        let text = text.replace(&format!("\"{name}\":{{"), &format!("\"{name}R\":{{"));
        let text = text.replace(&format!("\":\"{name}\""), &format!("\":\"{name}R\""));
        let Value::Array(parts) = serde_json::from_str(&text).unwrap() else { return };
        let [roots, named] = <[Value; 2]>::try_from(parts).unwrap();
        (self.roots, self.named) = (roots.as_object().unwrap().clone(), named.as_object().unwrap().clone());
    }

    /// A reference is written out.
    fn inline(&mut self, random: &mut Random) {
        let Some((holder, place)) = self.place(random, &|schema| schema["$ref"].is_string()) else { return };
        let slot = self.holder(&holder).pointer_mut(&place).unwrap();
        let name = target(slot["$ref"].as_str().unwrap()).to_owned();
        let written = self.named[&name].clone();
        *self.holder(&holder).pointer_mut(&place).unwrap() = written;
    }

    /// A schema becomes a component.
    fn extract(&mut self, random: &mut Random) {
        let Some((holder, place)) = self.place(random, &|_| true) else { return };
        let Some(last) = self.named.keys().next_back().cloned() else { return };
        let name = format!("{last}Z");
        if last.ends_with('Z') {
            return;
        }
        let slot = self.holder(&holder).pointer_mut(&place).unwrap();
        let written = std::mem::replace(slot, reference(&name));
        self.named.insert(name, written);
    }

    fn edit_statuses(&mut self, random: &mut Random, is_text: bool) {
        let known: Vec<String> = self.roots.keys().cloned().collect();
        let (from, to) = (random.pick(&known).clone(), *random.pick(&STATUSES));
        match random.below(4) {
            0 if known.len() > 1 => drop(self.roots.remove(&from)),
            1 => {
                let names = self.names_for(&from);
                let body = if random.one_in(6) { Value::Null } else { schema(random, 1, is_text, &names) };
                self.roots.insert(to.to_owned(), body);
            }
            2 => {
                let body = self.roots[&from].clone();
                self.roots.insert(to.to_owned(), body);
            }
            _ => {
                let body = self.roots.remove(&from).unwrap();
                self.roots.insert(to.to_owned(), body);
            }
        }
    }

    fn edit_discriminator(&mut self, random: &mut Random) {
        let has_one = |schema: &Value| schema["discriminator"].is_object();
        let Some((holder, place)) = self.place(random, &has_one) else { return };
        let names: Vec<String> = self.named.keys().cloned().collect();
        let schema = self.holder(&holder).pointer_mut(&place).unwrap();
        let value = *random.pick(&PICKS);
        match random.below(6) {
            0 => drop(schema.as_object_mut().unwrap().remove("discriminator")),
            1 => schema["discriminator"]["propertyName"] = "t".into(),
            2 => schema["discriminator"] = discriminator(random, &names),
            3 => {
                if let Some(mapping) = schema["discriminator"]["mapping"].as_object_mut() {
                    mapping.remove(value);
                }
            }
            _ => {
                schema["discriminator"]["mapping"][value] =
                    reference(random.pick::<String>(&names))["$ref"].clone()
            }
        }
    }
}

/// The component that a reference or a mapping names.
pub(super) fn target(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap()
}

/// Components of one operation: each refers only to later ones for the same value, and to any within.
fn components(random: &mut Random, id: usize, is_text: bool) -> Map<String, Value> {
    if random.one_in(2) {
        return Map::new();
    }
    let all: Vec<String> = ["A", "B", "C"].iter().map(|name| format!("{name}{id}")).collect();
    let is_family = !is_text && random.one_in(2);
    let base = (is_family && random.one_in(2)).then(|| all[2].clone());
    let mut named = Map::new();
    for (index, name) in all.iter().enumerate() {
        let names = Names { here: all[index + 1..].to_vec(), within: all.clone() };
        let mut component =
            if is_family { kind(random, name, &names) } else { schema(random, 2, is_text, &names) };
        match &base {
            Some(base) if base == name => component["discriminator"] = discriminator(random, &all[..2]),
            Some(base) => component = json!({ "allOf": [reference(base), component] }),
            None => {}
        }
        named.insert(name.clone(), component);
    }
    named
}

/// An object with a property that says which one it is.
fn kind(random: &mut Random, name: &str, names: &Names) -> Value {
    let mut members = Map::new();
    object(random, &mut members, 1, names);
    members.insert("type".to_owned(), "object".into());
    let mut schema = Value::from(members);
    schema["properties"]["kind"] = match random.below(4) {
        0 => json!({ "type": "string", "enum": [*random.pick(&PICKS)] }),
        1 => json!({ "type": "string", "enum": [name] }),
        _ => json!({ "type": "string" }),
    };
    if random.one_in(2) {
        schema["required"] = json!(["kind"]);
    }
    schema
}
