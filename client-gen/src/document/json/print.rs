//! [`Json`] -> text: on one line, or indented for reading and for diffs.

use std::fmt;

use super::Json;

impl Json {
    /// Prints with an indentation of two spaces, LF line ends and a final one. Empty arrays and objects stay
    /// on their line.
    #[must_use]
    pub fn to_pretty(&self) -> String {
        let mut out = String::new();
        Layout::Lines { depth: 0 }.value(&mut out, self);
        out.push('\n');
        out
    }
}

/// On one line, without any whitespace.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        Layout::Compact.value(&mut out, self);
        f.write_str(&out)
    }
}

#[derive(Clone, Copy)]
enum Layout {
    Compact,
    Lines { depth: usize },
}

impl Layout {
    fn value(self, out: &mut String, value: &Json) {
        match value {
            Json::Null => out.push_str("null"),
            Json::Bool(true) => out.push_str("true"),
            Json::Bool(false) => out.push_str("false"),
            Json::Number(number) => out.push_str(number.spelling()),
            Json::String(content) => string(out, content),
            Json::Array(items) => {
                self.list(out, '[', items, ']', |layout, out, item| layout.value(out, item))
            }
            Json::Object(members) => self.list(out, '{', members, '}', |layout, out, (key, value)| {
                string(out, key);
                out.push_str(if matches!(layout, Self::Compact) { ":" } else { ": " });
                layout.value(out, value);
            }),
        }
    }

    fn list<I: ExactSizeIterator>(
        self,
        out: &mut String,
        open: char,
        items: impl IntoIterator<IntoIter = I>,
        close: char,
        item: impl Fn(Self, &mut String, I::Item),
    ) {
        let items = items.into_iter();
        let is_empty = items.len() == 0;
        let inner = self.inner();
        out.push(open);
        for (index, each) in items.enumerate() {
            if index > 0 {
                out.push(',');
            }
            inner.line(out);
            item(inner, out, each);
        }
        if !is_empty {
            self.line(out);
        }
        out.push(close);
    }

    fn inner(self) -> Self {
        match self {
            Self::Compact => Self::Compact,
            Self::Lines { depth } => Self::Lines { depth: depth + 1 },
        }
    }

    fn line(self, out: &mut String) {
        if let Self::Lines { depth } = self {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        }
    }
}

/// Only what JSON demands is escaped, in its shortest form.
fn string(out: &mut String, content: &str) {
    out.push_str(&serde_json::Value::from(content).to_string());
}
