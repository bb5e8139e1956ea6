//! A value as it is shown: as small as it gets.

use serde_json::Value;

/// Steps on the way to a smaller value.
const MOST_STEPS: usize = 400;

/// A value with less in it that still breaks in the same way.
pub(super) fn smallest(mut value: Value, breaks: impl Fn(&Value) -> bool) -> Value {
    let mut steps = 0;
    'smaller: loop {
        for smaller in smaller(&value) {
            steps += 1;
            if steps > MOST_STEPS {
                return value;
            }
            if breaks(&smaller) {
                value = smaller;
                continue 'smaller;
            }
        }
        return value;
    }
}

/// Values with a bit less than this one.
fn smaller(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(members) => {
            let without = members.keys().map(|name| {
                let mut fewer = members.clone();
                fewer.remove(name);
                Value::from(fewer)
            });
            let within = members.iter().flat_map(|(name, member)| {
                smaller(member).into_iter().map(|smaller| {
                    let mut members = members.clone();
                    members.insert(name.clone(), smaller);
                    Value::from(members)
                })
            });
            without.chain(within).collect()
        }
        Value::Array(items) => {
            let without = (0..items.len()).map(|index| {
                let mut fewer = items.clone();
                fewer.remove(index);
                Value::from(fewer)
            });
            let within = items.iter().enumerate().flat_map(|(index, item)| {
                smaller(item).into_iter().map(move |smaller| {
                    let mut items = items.clone();
                    items[index] = smaller;
                    Value::from(items)
                })
            });
            without.chain(within).collect()
        }
        Value::String(text) if !matches!(text.as_str(), "" | "a") => {
            let half: String = text.chars().take(text.chars().count() / 2).collect();
            vec!["".into(), "a".into(), half.into(), text.chars().skip(1).collect::<String>().into()]
        }
        Value::Number(number) if number.as_i64().is_none_or(|number| number.abs() > 1) => {
            let half = number.as_i64().map(|number| (number / 2).into());
            [Some(0.into()), Some(1.into()), half].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}
