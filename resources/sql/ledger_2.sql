-- How far each job store had come that wrote here: the last of its requests that ended, which it has written down before
-- that request left. A store without it is an older copy of itself.

CREATE TABLE stores (
    store   TEXT PRIMARY KEY,
    job     INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    utc     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The newest end of a call that was thrown away: what ended until then may be missing. A limit that looks further back
-- than the one that kept it cannot know how much of it is used.
CREATE TABLE forgotten (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    boot     INTEGER NOT NULL REFERENCES boots(boot),
    utc      INTEGER NOT NULL,
    at       INTEGER NOT NULL
) STRICT;
