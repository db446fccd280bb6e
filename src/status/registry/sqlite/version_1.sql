-- One for each issuer and purpose, under which a credential has one place.
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  issuer TEXT NOT NULL,
  purpose TEXT NOT NULL,
  UNIQUE (issuer, purpose)
) STRICT;

-- `messages` is a JSON array. `version` counts changes of what is published, from 1.
CREATE TABLE lists (
  number INTEGER PRIMARY KEY,
  series INTEGER NOT NULL REFERENCES series (id),
  url TEXT NOT NULL,
  entries INTEGER NOT NULL,
  messages TEXT NOT NULL,
  allocated INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  published INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX lists_by_series ON lists (series);

-- Who has which place. That no place is given twice is the index's to say, whatever a process does.
CREATE TABLE places (
  credential TEXT NOT NULL,
  series INTEGER NOT NULL REFERENCES series (id),
  list INTEGER NOT NULL REFERENCES lists (number),
  place INTEGER NOT NULL,
  PRIMARY KEY (credential, series)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX places_by_list ON places (list, place);

-- What stands in the lists: 2,048 entries a page. A page that is not here is all zero.
CREATE TABLE pages (
  list INTEGER NOT NULL REFERENCES lists (number),
  page INTEGER NOT NULL,
  bits BLOB NOT NULL,
  PRIMARY KEY (list, page)
) STRICT, WITHOUT ROWID;

-- What was changed, when and why. Nothing here is ever altered.
CREATE TABLE changes (
  sequence INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  list INTEGER NOT NULL REFERENCES lists (number),
  place INTEGER NOT NULL,
  change TEXT NOT NULL,
  before INTEGER NOT NULL,
  after INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;

CREATE INDEX changes_by_place ON changes (list, place);
