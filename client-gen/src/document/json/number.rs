//! JSON numbers: spelled as the author did, equal if they are the same number.

use std::fmt;

use super::Json;

/// A JSON number, kept as it is spelled.
///
/// Equality is numeric and exact at any length and exponent: `1.0` = `1`, `1E3` = `1000`, `-0` = `0`.
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

    fn value(&self) -> Value {
        let unsigned = self.0.trim_start_matches('-');
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, ""));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = [whole, fraction].concat();
        let significant = all.trim_start_matches('0');
        let digits = significant.trim_end_matches('0');
        if digits.is_empty() {
            return Value::default();
        }
        // The point moves behind the last digit that is kept.
        let dropped = significant.len() - digits.len();
        Value {
            negative: self.0.starts_with('-'),
            digits: digits.to_owned(),
            exponent: Exponent::sum(exponent, dropped, fraction.len()),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.value() == other.value()
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// ±digits × 10^exponent with no zero at either end of the digits: each number has one such form. Zero has no
/// digits.
#[derive(PartialEq, Eq, Default)]
struct Value {
    negative: bool,
    digits: String,
    exponent: Exponent,
}

/// An integer of any length, in ten's complement: the decimal counterpart of two's complement, which makes
/// one loop do for both signs. Lowest digit first, without the zeros (or nines, if negative) that would go on
/// forever.
#[derive(PartialEq, Eq, Default)]
struct Exponent {
    negative: bool,
    digits: Vec<u8>,
}

impl Exponent {
    /// `spelling + plus - minus`
    fn sum(spelling: &str, plus: usize, minus: usize) -> Self {
        let sign = if spelling.starts_with('-') { -1 } else { 1 };
        // Both are lengths of parts of one text, so neither the casts nor the difference can wrap.
        let mut carry = plus as i128 - minus as i128;
        let mut digits = Vec::new();
        for digit in spelling.trim_start_matches(['+', '-']).bytes().rev() {
            let sum = carry + sign * i128::from(digit - b'0');
            digits.push(sum.rem_euclid(10) as u8);
            carry = sum.div_euclid(10);
        }
        while !matches!(carry, 0 | -1) {
            digits.push(carry.rem_euclid(10) as u8);
            carry = carry.div_euclid(10);
        }
        let negative = carry == -1;
        let endless = if negative { 9 } else { 0 };
        while digits.last() == Some(&endless) {
            digits.pop();
        }
        Self { negative, digits }
    }
}
