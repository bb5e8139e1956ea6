//! [`Json`] -> text: on one line, or indented for reading and for diffs.

use std::fmt;

use super::{Json, is_special};

impl Json {
    /// Prints with an indentation of two spaces, LF line ends and a final one. Empty arrays and objects stay
    /// on their line.
    #[must_use]
    pub fn to_pretty(&self) -> String {
        let mut printer = Printer { out: String::new(), depth: Some(0) };
        printer.value(self);
        printer.out + "\n"
    }
}

/// On one line, without any whitespace.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut printer = Printer { out: String::new(), depth: None };
        printer.value(self);
        f.write_str(&printer.out)
    }
}

struct Printer {
    out: String,
    /// How many arrays and objects the place is in; `None` if everything goes on one line.
    depth: Option<usize>,
}

impl Printer {
    fn value(&mut self, value: &Json) {
        match value {
            Json::Null => self.out.push_str("null"),
            Json::Bool(flag) => self.out.push_str(if *flag { "true" } else { "false" }),
            Json::Number(number) => self.out.push_str(number.spelling()),
            Json::String(content) => self.string(content),
            Json::Array(items) => self.list(['[', ']'], items, Self::value),
            Json::Object(members) => self.list(['{', '}'], members, |printer, (name, value)| {
                printer.string(name);
                printer.out.push_str(if printer.depth.is_some() { ": " } else { ":" });
                printer.value(value);
            }),
        }
    }

    fn list<I: IntoIterator>(&mut self, [open, close]: [char; 2], items: I, print: fn(&mut Self, I::Item)) {
        self.out.push(open);
        self.depth = self.depth.map(|depth| depth + 1);
        let mut is_empty = true;
        for item in items {
            self.out.push_str(if is_empty { "" } else { "," });
            is_empty = false;
            self.line();
            print(self, item);
        }
        self.depth = self.depth.map(|depth| depth - 1);
        if !is_empty {
            self.line();
        }
        self.out.push(close);
    }

    fn line(&mut self) {
        if let Some(depth) = self.depth {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n("  ", depth));
        }
    }

    /// Only what JSON demands is escaped, in its shortest form.
    fn string(&mut self, content: &str) {
        if content.bytes().any(is_special) {
            self.out.push_str(&serde_json::Value::from(content).to_string());
        } else {
            self.out.extend(["\"", content, "\""]);
        }
    }
}
