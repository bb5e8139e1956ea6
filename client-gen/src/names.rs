//! Names as progenitor writes them in Rust, to find two that become one before the compiler does.

#[cfg(test)]
mod tests;

use heck::{ToPascalCase, ToSnakeCase};

/// The name of a field, a setter or a method.
pub(crate) fn snake(name: &str) -> String {
    identifier(&words(name).to_snake_case(), "x", "x")
}

/// The name of a type or a variant.
pub(crate) fn pascal(name: &str) -> String {
    identifier(&words(name).to_pascal_case(), "X", "X")
}

/// The name of an operation's method. Before a digit progenitor puts an underscore, where typify has an `x`.
pub(crate) fn method(operation_id: &str) -> String {
    identifier(&words(operation_id).to_snake_case(), "x", "_")
}

/// The name of progenitor's builder of an operation.
pub(crate) fn builder(operation_id: &str) -> String {
    identifier(&words(&method(operation_id)).to_pascal_case(), "X", "_")
}

/// The name of an operation's call.
pub(crate) fn call(operation_id: &str) -> String {
    format!("{}Call", builder(operation_id))
}

/// The name itself if it is free, or else with the first number behind it that makes it free.
pub(crate) fn first_free(name: &str, is_free: impl Fn(&str) -> bool) -> String {
    let mut free = name.to_owned();
    let mut number = 2;
    while !is_free(&free) {
        free = format!("{name}{number}");
        number += 1;
    }
    free
}

/// What can't be part of an identifier separates words.
fn words(name: &str) -> String {
    match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => name.replace('\'', "").replace(|c: char| !c.is_alphanumeric() && c != '_', "-"),
    }
}

fn identifier(name: &str, empty: &str, prefix: &str) -> String {
    let name = match name.chars().next() {
        None => empty.to_owned(),
        Some(first) if first.is_alphabetic() => name.to_owned(),
        Some(_) => format!("{prefix}{name}"),
    };
    // Keywords get an underscore.
    if syn::parse_str::<syn::Ident>(&name).is_ok() && name != "gen" { name } else { format!("{name}_") }
}
