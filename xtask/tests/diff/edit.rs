//! Edits of a document, as small as its author would make them: set a value, remove one, rename a key.
//!
//! A target that isn't there is an error: an edit that quietly does nothing would be
//! tested as "no change".

use serde::Deserialize;
use serde_json::Value;

/// One edit, as it stands in a file: `set = "/pointer"` with `value = 'JSON'`, `remove = "/pointer"`, or
/// `rename = "/pointer"` with `to = "key"`.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum Edit {
    /// Puts a value in the place of another, after the last member of an object, or, at `-`, after the last item
    /// of a list.
    Set { set: String, value: String },
    /// Takes a member or an item away.
    Remove { remove: String },
    /// Gives a member another key, in the same place.
    Rename { rename: String, to: String },
}

impl Edit {
    pub(crate) fn apply(&self, document: &mut Value) -> Result<(), String> {
        match self {
            Self::Set { set, value } => {
                let value: Value =
                    serde_json::from_str(value).map_err(|error| format!("the value for {set}: {error}"))?;
                if let Some(found) = document.pointer_mut(set) {
                    let is_new = *found != value;
                    *found = value;
                    return is_new.then_some(()).ok_or_else(|| format!("{set} has this value already"));
                }
                match parent(document, set)? {
                    (Value::Object(members), key) => drop(members.insert(key, value)),
                    (Value::Array(items), key) if key == "-" => items.push(value),
                    _ => return Err(format!("nothing to set at {set}")),
                }
                Ok(())
            }
            Self::Remove { remove } => {
                let removed = match parent(document, remove)? {
                    (Value::Object(members), key) => members.remove(&key),
                    (Value::Array(items), key) => {
                        let index = key.parse().ok().filter(|index| *index < items.len());
                        index.map(|index| items.remove(index))
                    }
                    _ => None,
                };
                removed.map(drop).ok_or_else(|| format!("nothing to remove at {remove}"))
            }
            Self::Rename { rename, to } => match parent(document, rename)? {
                (Value::Object(members), key) if members.contains_key(&key) && !members.contains_key(to) => {
                    let renamed = |name: String| if name == key { to.clone() } else { name };
                    let others = std::mem::take(members).into_iter();
                    *members = others.map(|(name, value)| (renamed(name), value)).collect();
                    Ok(())
                }
                _ => Err(format!("{rename} can't be renamed to {to:?}")),
            },
        }
    }
}

/// What holds the target, and the target's unescaped key.
fn parent<'a>(document: &'a mut Value, pointer: &str) -> Result<(&'a mut Value, String), String> {
    let (parent, key) =
        pointer.rsplit_once('/').ok_or_else(|| format!("{pointer:?} is no pointer to a member"))?;
    let parent = document.pointer_mut(parent).ok_or_else(|| format!("nothing at {parent}"))?;
    Ok((parent, key.replace("~1", "/").replace("~0", "~")))
}
