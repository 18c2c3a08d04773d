-- Whose file this is, and what a job has to take up again when it goes on.

-- Given at random and kept for good. A ledger remembers by it how far this store had come: a copy that was put back from
-- a backup is told by what it lacks.
CREATE TABLE identity (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    name     TEXT NOT NULL
) STRICT;
INSERT INTO identity (only_one, name) VALUES (1, lower(hex(randomblob(16))));

-- Why the results of this job may be older than what was sent, in one sentence; empty: they are not. Gone when the
-- operator types the number all the same.
ALTER TABLE tallies ADD COLUMN doubt TEXT NOT NULL DEFAULT '';
-- Of requests: those for items, and not provably unsent.
ALTER TABLE tallies ADD COLUMN item_requests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE progress ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE progress ADD COLUMN was_forbidden INTEGER NOT NULL DEFAULT 0;

UPDATE tallies SET item_requests =
    (SELECT count(*) FROM attempts a WHERE a.job = tallies.job AND a.kind IN (0, 1) AND a.outcome IS NOT 9);
