//! Changes JSON value by value.

use serde_json::{Map, Value, json};

use super::{mutate, random::Random};

/// Replaces, removes, repeats, moves and renames values; most of what comes out is still JSON.
pub(crate) fn mutated(random: &mut Random, value: &Value, other: &Value, words: &[&str]) -> Vec<u8> {
    let mut value = value.clone();
    for _ in 0..=random.below(4) {
        change(random, &mut value, other, words);
    }
    let text = value.to_string();
    match random.below(16) {
        0 => mutate::text(random, &[text], words).into_bytes(),
        _ => text.into_bytes(),
    }
}

fn change(random: &mut Random, root: &mut Value, other: &Value, words: &[&str]) {
    let donor = any(random, other).clone();
    let value = any_mut(random, root);
    match (random.below(8), value) {
        (0, value) => *value = edge(random),
        (1, value) => *value = donor,
        (2, Value::Array(items)) if !items.is_empty() => {
            let at = random.below(items.len());
            let copy = items[at].clone();
            (0..[1, 1, 2, 50][random.below(4)]).for_each(|_| items.insert(at, copy.clone()));
        }
        (3, Value::Array(items)) if !items.is_empty() => {
            items.remove(random.below(items.len()));
        }
        (4, Value::Array(items)) if items.len() > 1 => {
            let (one, two) = (random.below(items.len()), random.below(items.len()));
            items.swap(one, two);
        }
        (2 | 3, Value::Object(members)) if !members.is_empty() => {
            let key = key(random, members);
            members.remove(&key);
        }
        (4 | 5, Value::Object(members)) => {
            let name = match members.is_empty() || random.once_in(2) {
                true => (*random.pick(words)).to_owned(),
                false => key(random, members),
            };
            members.insert(name, if random.once_in(2) { donor } else { edge(random) });
        }
        (_, Value::String(text)) => {
            *text = match random.below(3) {
                0 => (*random.pick(words)).to_owned(),
                _ => mutate::text(random, &[std::mem::take(text), "a b".to_owned()], words),
            }
        }
        (_, value @ Value::Number(_)) => {
            let number = value.as_i64().unwrap_or(0);
            *value = json!([number + 1, number - 1, 2, 0, -1][random.below(5)]);
        }
        (6, value) => *value = json!([value.clone()]),
        (_, _) => {}
    }
}

fn edge(random: &mut Random) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(-1),
        json!(u32::MAX),
        json!(u64::MAX),
        json!(1.5),
        json!(""),
        json!(" "),
        json!("\u{1}"),
        json!("a\nb"),
        json!("\u{202e}"),
        json!("fn-1"),
        json!("content"),
        json!([]),
        json!({}),
        json!([[]]),
        json!("9999-12-31"),
        json!("0000-01-01T00:00:00.5Z"),
        json!("http://a..b/"),
        json!("../../x"),
        json!("İ"),
        json!("i\u{307}"),
        json!("n\u{303}"),
    ];
    all[random.below(all.len())].clone()
}

fn key(random: &mut Random, members: &Map<String, Value>) -> String {
    members.keys().nth(random.below(members.len())).cloned().unwrap_or_default()
}

/// How many values there are, the whole included.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// Any value within another.
fn any<'v>(random: &mut Random, value: &'v Value) -> &'v Value {
    let mut at = random.below(count(value));
    let mut now = value;
    'down: while at > 0 {
        at -= 1;
        let children: Vec<&Value> = match now {
            Value::Array(items) => items.iter().collect(),
            Value::Object(members) => members.values().collect(),
            _ => break,
        };
        for child in children {
            let size = count(child);
            if at < size {
                now = child;
                continue 'down;
            }
            at -= size;
        }
        break;
    }
    now
}

fn any_mut<'v>(random: &mut Random, value: &'v mut Value) -> &'v mut Value {
    let at = random.below(count(value));
    nth(value, at)
}

fn nth(value: &mut Value, at: usize) -> &mut Value {
    if at == 0 {
        return value;
    }
    let mut at = at - 1;
    let sizes: Vec<usize> = match &*value {
        Value::Array(items) => items.iter().map(count).collect(),
        Value::Object(members) => members.values().map(count).collect(),
        _ => return value,
    };
    let Some(index) = sizes.iter().position(|size| match at < *size {
        true => true,
        false => {
            at -= size;
            false
        }
    }) else {
        return value;
    };
    match value {
        Value::Array(items) => nth(&mut items[index], at),
        Value::Object(members) => nth(members.values_mut().nth(index).expect("it is there"), at),
        _ => unreachable!("it has children"),
    }
}
