//! What a store is called. Every store numbers its lists from 1, so that one which takes the place of another would speak at its URLs,
//! and say that nothing was ever revoked there: the name in the URL tells them apart.

use crate::codec::hex;

/// Where the name of a store stands in the URL of its lists.
pub(crate) const STORE: &str = "{store}";

/// A name like others, for URLs that are only tried.
pub(crate) const SOME_STORE: &str = "0123456789abcdef";

/// The bytes of which a name is made: so many that no two stores of an issuer have the same.
pub(super) const BYTES: usize = 8;

/// The number of the list that is published under a name: the number itself, or that of its store before it, `0123456789abcdef-7`.
pub(crate) fn list_number(name: &str) -> Option<u32> {
    let is_store = |name: &str| hex::decode(name).is_ok_and(|bytes| bytes.len() == BYTES);
    let number = match name.split_once('-') {
        Some((store, number)) => Some(number).filter(|_| is_store(store))?,
        None => name,
    };
    number.parse().ok().filter(|read: &u32| read.to_string() == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_is_one_list() {
        assert_eq!((list_number("7"), list_number("0123456789abcdef-7")), (Some(7), Some(7)));
        for name in [
            "",
            "07",
            "+7",
            "7.json",
            "-7",
            "0123456789ABCDEF-7",
            "01234567-7",
            "0123456789abcdef-07",
            "0123456789abcdef7",
            "x/7",
        ] {
            assert_eq!(list_number(name), None, "{name}");
        }
    }
}
