//! Tokens on one line, spaced as a person would. It knows no more than the signatures and types of generated code.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

pub(super) fn plain(tokens: &impl ToTokens) -> String {
    let mut text = String::new();
    append(&mut text, tokens.to_token_stream());
    end_list(&mut text);
    text
}

fn append(text: &mut String, tokens: TokenStream) {
    for token in tokens {
        let (token, rest) = match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                (open.to_owned(), Some((group.stream(), close)))
            }
            other => (other.to_string(), None),
        };
        if token == ">" && !text.ends_with(['-', '=']) {
            end_list(text);
        }
        text.push_str(if is_spaced(text, &token) { " " } else { "" });
        text.push_str(&token);
        if let Some((inner, close)) = rest {
            append(text, inner);
            end_list(text);
            text.push_str(close);
        }
    }
}

/// Whether a space is between what is written already and the next token.
fn is_spaced(text: &str, next: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '"';
    let after_word = text.ends_with(is_word);
    let after_colon = text.ends_with(':') && !text.ends_with("::") && next != ":";
    match next.chars().next() {
        Some(',' | ';' | '>') | None => false,
        Some('-' | '=' | '+' | '{') => true,
        Some('&' | '\'') if after_word => true,
        Some(first) => {
            let after_end = text.ends_with(['>', ')', ']', '}']);
            let always = after_colon || text.ends_with([',', ';', '=', '+']) || text.ends_with("->");
            always || is_word(first) && (after_word || after_end)
        }
    }
}

/// What is last in a list needs no comma.
fn end_list(text: &mut String) {
    if text.ends_with(',') {
        text.pop();
    }
}
