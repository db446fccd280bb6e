use super::Value;
use std::collections::HashSet;

/// The members of a JSON object, in order, each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(pub(super) Vec<(String, Value)>);

impl Object {
    /// No members yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a member.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.put(key, value.into());
        self
    }

    /// Adds or replaces a member if there is a value.
    #[must_use]
    pub fn with_some(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Adds or replaces a member if the array would not be empty (Open Badges 3.0 omits empty arrays).
    #[must_use]
    pub fn with_all<T: Into<Value>>(self, key: &str, values: impl IntoIterator<Item = T>) -> Self {
        let values: Vec<Value> = values.into_iter().map(Into::into).collect();
        if values.is_empty() { self } else { self.with(key, Value::Array(values)) }
    }

    /// Adds or replaces a member.
    pub fn insert(&mut self, key: &str, value: impl Into<Value>) {
        self.put(key, value.into());
    }

    // Apart from what is generic, so that it is compiled once.
    fn put(&mut self, key: &str, value: Value) {
        match self.get_mut(key) {
            Some(place) => *place = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// The value of a member.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value of a member, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Takes a member out.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let place = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(place).1)
    }

    /// The members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Self {
        Self::of(members.into_iter().collect())
    }
}

impl Object {
    // Apart from what is generic, so that it is compiled once.
    fn of(members: Vec<(String, Value)>) -> Self {
        let is_new = |at: usize| members[..at].iter().all(|(other, _)| *other != members[at].0);
        let are_distinct = match members.len() {
            // Comparing few with each other costs less than putting them into a set.
            count @ 0..=16 => (0..count).all(is_new),
            count => members.iter().map(|(key, _)| key.as_str()).collect::<HashSet<_>>().len() == count,
        };
        if are_distinct {
            return Self(members);
        }
        let mut object = Self::new();
        for (key, value) in members {
            object.put(&key, value);
        }
        object
    }
}

impl IntoIterator for Object {
    type Item = (String, Value);
    type IntoIter = std::vec::IntoIter<(String, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
