//! The members of a body that is a JSON object, read one by one, so that what nobody asks for is never built.

use std::{borrow::Cow, fmt};

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// Reads members.
pub(crate) trait ReadMember<'b> {
    /// Takes the value of the member with this name from the object.
    ///
    /// # Errors
    /// The value can't be read.
    fn read<A: MapAccess<'b>>(&mut self, name: Cow<'b, str>, object: &mut A) -> Result<(), A::Error>;
}

/// Has each member of a JSON object read, in the body's order.
///
/// # Errors
/// The body isn't one JSON object.
pub(crate) fn read<'b, R: ReadMember<'b>>(body: &'b [u8], mut reader: R) -> serde_json::Result<R> {
    // Cheaper than to check each string.
    match str::from_utf8(body) {
        Ok(text) => read_from(serde_json::Deserializer::from_str(text), &mut reader)?,
        Err(_) => read_from(serde_json::Deserializer::from_slice(body), &mut reader)?,
    }
    Ok(reader)
}

fn read_from<'b, R: ReadMember<'b>>(
    mut deserializer: serde_json::Deserializer<impl serde_json::de::Read<'b>>,
    reader: &mut R,
) -> serde_json::Result<()> {
    deserializer.deserialize_map(Object(reader))?;
    deserializer.end()
}

/// The member with this name; none if the body isn't a JSON object.
pub(crate) fn find(body: &[u8], name: &str) -> Option<Value> {
    struct Find<'n>(&'n str, Option<Value>);
    impl<'b> ReadMember<'b> for Find<'_> {
        fn read<A: MapAccess<'b>>(&mut self, name: Cow<'b, str>, object: &mut A) -> Result<(), A::Error> {
            if name == self.0 {
                self.1 = Some(object.next_value()?);
            } else {
                object.next_value::<IgnoredAny>()?;
            }
            Ok(())
        }
    }
    read(body, Find(name, None)).ok()?.1
}

struct Object<'r, R>(&'r mut R);

impl<'b, R: ReadMember<'b>> Visitor<'b> for Object<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'b>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(Glance::Text(name)) = object.next_key()? {
            self.0.read(name, &mut object)?;
        }
        Ok(())
    }
}

/// What a value is, as far as it can be said without building it.
pub(crate) enum Glance<'b> {
    Null,
    Text(Cow<'b, str>),
    Other,
}

impl<'b> Deserialize<'b> for Glance<'b> {
    fn deserialize<D: Deserializer<'b>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AtAnything)
    }
}

struct AtAnything;

impl<'b> Visitor<'b> for AtAnything {
    type Value = Glance<'b>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Glance<'b>, E> {
        Ok(Glance::Null)
    }

    fn visit_borrowed_str<E>(self, text: &'b str) -> Result<Glance<'b>, E> {
        Ok(Glance::Text(text.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Glance<'b>, E> {
        Ok(Glance::Text(text.to_owned().into()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Glance<'b>, E> {
        Ok(Glance::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Glance<'b>, E> {
        Ok(Glance::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Glance<'b>, E> {
        Ok(Glance::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Glance<'b>, E> {
        Ok(Glance::Other)
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut items: A) -> Result<Glance<'b>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Glance::Other)
    }

    fn visit_map<A: MapAccess<'b>>(self, mut members: A) -> Result<Glance<'b>, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Glance::Other)
    }
}
