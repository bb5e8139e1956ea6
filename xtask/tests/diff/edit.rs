//! Edits of a document, as small as its author would make them: set a value, remove one, rename a key.
//!
//! A target that isn't there is an error: an edit that quietly does nothing would be
//! tested as "no change".

use serde::Deserialize;
use serde_json::{Map, Value};

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
                let value =
                    serde_json::from_str(value).map_err(|error| format!("the value for {set}: {error}"))?;
                self::set(document, set, value)
            }
            Self::Remove { remove } => {
                let (parent, key) = parent(document, remove)?;
                let removed = match parent {
                    Value::Object(members) => members.remove(&key),
                    Value::Array(items) => index(&key, items.len()).map(|index| items.remove(index)),
                    _ => None,
                };
                removed.map(drop).ok_or_else(|| format!("nothing to remove at {remove}"))
            }
            Self::Rename { rename, to } => {
                let (parent, key) = parent(document, rename)?;
                match parent {
                    Value::Object(members) if members.contains_key(&key) && !members.contains_key(to) => {
                        let renamed = |name: String| if name == key { to.clone() } else { name };
                        *members = std::mem::take(members)
                            .into_iter()
                            .map(|(name, value)| (renamed(name), value))
                            .collect::<Map<_, _>>();
                        Ok(())
                    }
                    _ => Err(format!("{rename} can't be renamed to {to:?}")),
                }
            }
        }
    }
}

fn set(document: &mut Value, pointer: &str, value: Value) -> Result<(), String> {
    if document.pointer(pointer) == Some(&value) {
        return Err(format!("{pointer} has this value already"));
    }
    if pointer.is_empty() {
        *document = value;
        return Ok(());
    }
    let (parent, key) = parent(document, pointer)?;
    match parent {
        Value::Object(members) => {
            members.insert(key, value);
        }
        Value::Array(items) if key == "-" => items.push(value),
        Value::Array(items) => match index(&key, items.len()) {
            Some(index) => items[index] = value,
            None => return Err(format!("nothing to set at {pointer}")),
        },
        _ => return Err(format!("{pointer} is in neither an object nor a list")),
    }
    Ok(())
}

/// What holds the target, and the target's unescaped key.
fn parent<'a>(document: &'a mut Value, pointer: &str) -> Result<(&'a mut Value, String), String> {
    let (parent, key) =
        pointer.rsplit_once('/').ok_or_else(|| format!("{pointer:?} is no pointer to a member"))?;
    let parent = document.pointer_mut(parent).ok_or_else(|| format!("nothing at {parent}"))?;
    Ok((parent, key.replace("~1", "/").replace("~0", "~")))
}

fn index(key: &str, length: usize) -> Option<usize> {
    key.parse().ok().filter(|index| *index < length)
}
