//! Names as progenitor writes them in Rust, to find two that become one before the compiler does.

#[cfg(test)]
mod tests;

use heck::{ToPascalCase, ToSnakeCase};

/// The name of a field, a setter or a method.
pub(crate) fn snake(name: &str) -> String {
    identifier(&words(name).to_snake_case(), "x")
}

/// The name of a type or a variant.
pub(crate) fn pascal(name: &str) -> String {
    identifier(&words(name).to_pascal_case(), "X")
}

/// What can't be part of an identifier separates words.
fn words(name: &str) -> String {
    match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => name.replace('\'', "").replace(|c: char| !c.is_alphanumeric() && c != '_', "-"),
    }
}

fn identifier(name: &str, filler: &str) -> String {
    let name = match name.chars().next() {
        Some(first) if first.is_alphabetic() => name.to_owned(),
        _ => format!("{filler}{name}"),
    };
    // Keywords get an underscore, whatever their case was: only whether two names are equal is asked.
    if syn::parse_str::<syn::Ident>(&name).is_ok() && name != "gen" { name } else { format!("{name}_") }
}
