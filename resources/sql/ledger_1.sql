-- The memory of one account's use. Every stamp is three numbers: UTC in milliseconds, the boot it was taken in, and
-- that boot's time in nanoseconds; see app/journal/ledger.h.

CREATE TABLE boots (
    boot INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- One counted request. No end: in flight. costs: ["path", count, …] as JSON.
CREATE TABLE calls (
    call      INTEGER PRIMARY KEY,
    attempt   INTEGER NOT NULL,
    costs     TEXT NOT NULL,
    boot      INTEGER NOT NULL REFERENCES boots(boot),
    sent_utc  INTEGER NOT NULL,
    sent      INTEGER NOT NULL,
    end_boot  INTEGER REFERENCES boots(boot),
    end_utc   INTEGER,
    end       INTEGER,
    is_lost   INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The one hold of the account, if any.
CREATE TABLE hold (
    only_one  INTEGER PRIMARY KEY CHECK (only_one = 1),
    cause     INTEGER NOT NULL,
    boot      INTEGER NOT NULL REFERENCES boots(boot),
    since_utc INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    until_utc INTEGER NOT NULL,
    until     INTEGER NOT NULL
) STRICT;

CREATE TABLE others (
    entry INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    boot  INTEGER NOT NULL REFERENCES boots(boot),
    utc   INTEGER NOT NULL,
    at    INTEGER NOT NULL
) STRICT;

-- What was learned of limits that nobody knows for sure; see limits::Lesson. per: nanoseconds.
CREATE TABLE lessons (
    rule   TEXT PRIMARY KEY,
    max    INTEGER NOT NULL,
    proven INTEGER NOT NULL,
    per    INTEGER NOT NULL,
    tries  INTEGER NOT NULL,
    boot   INTEGER NOT NULL REFERENCES boots(boot),
    utc    INTEGER NOT NULL,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Set when this ledger replaced a damaged one: what was used before that moment is not known.
CREATE TABLE damage (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    words    TEXT NOT NULL,
    boot     INTEGER NOT NULL REFERENCES boots(boot),
    utc      INTEGER NOT NULL,
    at       INTEGER NOT NULL
) STRICT;
