//! Numbers, names and strings as objects.

use lopdf::{Object, StringFormat};

/// A real number, rounded to so many decimal places.
pub fn real(value: f64, places: i32) -> Object {
    let scale = 10.0_f64.powi(places);
    Object::Real(((value * scale).round() / scale) as f32)
}

/// A number with two decimal places; a whole number is an integer.
pub fn integer_or_real(value: f64) -> Object {
    match value.fract() == 0.0 {
        true => Object::Integer(value as i64),
        false => real(value, 2),
    }
}

/// An array of numbers, each as [`integer_or_real`] gives it.
pub fn numbers(values: &[f64]) -> Object {
    values.iter().map(|value| integer_or_real(*value)).collect::<Vec<_>>().into()
}

/// A string of bytes in hexadecimal.
pub fn hexadecimal(bytes: Vec<u8>) -> Object {
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// A name.
pub fn name(text: impl Into<Vec<u8>>) -> Object {
    Object::Name(text.into())
}
