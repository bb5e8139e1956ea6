//! JSON numbers: spelled as the author did, equal if they are the same number.

use std::fmt;

use super::Json;

/// A JSON number, kept as it is spelled.
///
/// Equality is numeric and exact: `1.0` = `1`, `1E3` = `1000`, `-0` = `0`. Only numbers with an exponent out of
/// the range of `i64` are compared by their spelling.
#[derive(Clone, Debug)]
pub struct Number(String);

impl Number {
    /// The number with this spelling, if JSON allows it.
    #[must_use]
    pub fn new(spelling: &str) -> Option<Self> {
        match Json::parse(spelling) {
            Ok(Json::Number(number)) if number.0 == spelling => Some(number),
            _ => None,
        }
    }

    /// A number whose spelling has been checked.
    pub(super) fn from_raw(spelling: &str) -> Self {
        Self(spelling.to_owned())
    }

    /// The number as its author wrote it.
    #[must_use]
    pub fn spelling(&self) -> &str {
        &self.0
    }

    /// ±digits × 10^exponent with no zero at either end of the digits: each number has one such form, zero has
    /// no digits. There is none if the exponent is out of range.
    fn value(&self) -> Option<(bool, String, i64)> {
        let unsigned = self.0.trim_start_matches('-');
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = [whole, fraction].concat();
        let significant = all.trim_start_matches('0');
        let digits = significant.trim_end_matches('0');
        if digits.is_empty() {
            return Some((false, String::new(), 0));
        }
        // The point moves behind the last digit that is kept.
        let dropped = i64::try_from(significant.len() - digits.len()).ok()?;
        let exponent: i64 = exponent.parse().ok()?;
        let exponent = exponent.checked_add(dropped)?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        Some((unsigned.len() < self.0.len(), digits.to_owned(), exponent))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.value().is_some_and(|value| Some(value) == other.value())
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
