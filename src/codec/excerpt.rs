/// Somebody's text, short enough for a message: so many characters, and a sign where more follow.
pub(crate) fn excerpt(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_leaves_a_sign() {
        for (text, short) in [("", ""), ("grün", "grün"), ("grüne", "grün…"), ("日本語日本語", "日本語日…")]
        {
            assert_eq!(excerpt(text, 4), short);
        }
    }
}
