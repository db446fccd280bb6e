-- That a credential, by its issuer's id and its own, was counted towards an award. Nothing here is ever altered.
CREATE TABLE uses (
  issuer TEXT NOT NULL,
  credential TEXT NOT NULL,
  award TEXT NOT NULL,
  pathway TEXT NOT NULL,
  day TEXT NOT NULL,
  PRIMARY KEY (issuer, credential, award)
) STRICT;

CREATE INDEX uses_by_award ON uses (award);
