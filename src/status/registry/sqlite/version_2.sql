-- What tells this store from every other, which has lists of the same numbers. It is given when it is first asked for, and never another.
CREATE TABLE identity (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT NOT NULL
) STRICT;

-- What a credential said when it got its places: its SHA-256. Another one of its id has none, since whoever revokes one means one.
CREATE TABLE contents (
  credential TEXT NOT NULL,
  issuer TEXT NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (credential, issuer)
) STRICT, WITHOUT ROWID;
