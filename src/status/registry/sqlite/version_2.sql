-- What tells this store from every other, which has lists of the same numbers. It is given when it is first asked for, and never another.
CREATE TABLE identity (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT NOT NULL
) STRICT;
