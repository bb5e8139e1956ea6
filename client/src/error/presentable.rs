//! Text from a server, made fit for a message.

use crate::Secret;

/// Text from a server for people to read: on one line, not too long, and without the secrets that were sent to it.
pub(crate) fn presentable(text: &str, secrets: &[Secret]) -> String {
    const LONGEST: usize = 200;
    let mut text = text.to_owned();
    for secret in secrets.iter().map(Secret::expose_secret).filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, "[REDACTED]");
    }
    let mut short = String::new();
    for c in text.chars().take(LONGEST) {
        if c.is_control() { short.extend(c.escape_debug()) } else { short.push(c) }
    }
    if text.chars().nth(LONGEST).is_some() { format!("{short}…") } else { short }
}
