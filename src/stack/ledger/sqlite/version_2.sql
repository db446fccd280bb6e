-- Awards name their parts by ids alone, whoever issued them.
CREATE INDEX uses_by_credential ON uses (credential);
