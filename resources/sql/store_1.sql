-- The job store. Each statement ends at a semicolon that ends its line. Times are UTC in milliseconds; states, kinds,
-- reasons and outcomes are the numbers of the enums in app/jobs/types.h and app/base/outcome.h (pinned by
-- static_assert in app/journal). A list (items) never changes once it is sealed; what happens to an item is a row of
-- progress, which exists from the first change on: rows that grow stay out of the million that do not.

CREATE TABLE jobs (
    id                     INTEGER PRIMARY KEY AUTOINCREMENT,
    is_sealed              INTEGER NOT NULL DEFAULT 0,
    name                   TEXT NOT NULL,
    note                   TEXT NOT NULL,
    vendor                 TEXT NOT NULL,
    profile_id             TEXT NOT NULL,
    profile                TEXT NOT NULL,
    operation              TEXT NOT NULL,
    origin                 TEXT NOT NULL,
    account_label          TEXT NOT NULL,
    account_key            TEXT NOT NULL,
    credential_fingerprint TEXT NOT NULL,
    list_name              TEXT NOT NULL,
    list_sheet             TEXT NOT NULL,
    list_column            TEXT NOT NULL,
    list_hash              TEXT NOT NULL,
    item_count             INTEGER NOT NULL,
    duplicates             INTEGER NOT NULL,
    rejects                INTEGER NOT NULL,
    options                TEXT NOT NULL,
    started_by             TEXT NOT NULL,
    created                INTEGER NOT NULL,
    is_practice            INTEGER NOT NULL
) STRICT;

-- What changes with every commit, beside the large fields that do not.
CREATE TABLE tallies (
    job          INTEGER PRIMARY KEY REFERENCES jobs(id),
    state        INTEGER NOT NULL,
    reason       INTEGER NOT NULL,
    started      INTEGER,
    ended        INTEGER,
    requests     INTEGER NOT NULL DEFAULT 0,
    throttled    INTEGER NOT NULL DEFAULT 0,
    queued       INTEGER NOT NULL DEFAULT 0,
    sent         INTEGER NOT NULL DEFAULT 0,
    waiting      INTEGER NOT NULL DEFAULT 0,
    done         INTEGER NOT NULL DEFAULT 0,
    gone         INTEGER NOT NULL DEFAULT 0,
    failed       INTEGER NOT NULL DEFAULT 0,
    unknown      INTEGER NOT NULL DEFAULT 0,
    skipped      INTEGER NOT NULL DEFAULT 0,
    last_attempt INTEGER NOT NULL DEFAULT 0,
    audit_count  INTEGER NOT NULL DEFAULT 0,
    audit_head   TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE items (
    job   INTEGER NOT NULL REFERENCES jobs(id),
    idx   INTEGER NOT NULL,
    id    TEXT NOT NULL,
    line  INTEGER NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (job, idx)
) STRICT, WITHOUT ROWID;

-- Every job that held an id. Written in order of the ids when a list is sealed: one by one, a long list in random
-- order would write each page of an index many times.
CREATE TABLE names (
    id  TEXT NOT NULL,
    job INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    PRIMARY KEY (id, job, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE progress (
    job         INTEGER NOT NULL,
    idx         INTEGER NOT NULL,
    state       INTEGER NOT NULL,
    attempts    INTEGER NOT NULL,
    was_unknown INTEGER NOT NULL,
    http_status INTEGER,
    vendor_code TEXT,
    message     TEXT,
    receipt     TEXT,
    detail      TEXT,
    first_sent  INTEGER,
    answered    INTEGER,
    took_ms     INTEGER,
    PRIMARY KEY (job, idx),
    FOREIGN KEY (job, idx) REFERENCES items(job, idx)
) STRICT, WITHOUT ROWID;

-- Attempts are numbered from 1 and no number is used twice by one program; the job is part of the key because two
-- programs may work on two jobs of one store.
CREATE TABLE attempts (
    job             INTEGER NOT NULL REFERENCES tallies(job),
    attempt         INTEGER NOT NULL,
    kind            INTEGER NOT NULL,
    sent            INTEGER NOT NULL,
    ended           INTEGER,
    outcome         INTEGER,
    http_status     INTEGER,
    idempotency_key TEXT,
    PRIMARY KEY (job, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt_items (
    job     INTEGER NOT NULL,
    idx     INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    PRIMARY KEY (job, idx, attempt),
    FOREIGN KEY (job, idx) REFERENCES items(job, idx)
) STRICT, WITHOUT ROWID;

-- hash = SHA-256 over the hash before it and this entry's fields; see app/journal/auditchain.h.
CREATE TABLE audit (
    job     INTEGER NOT NULL REFERENCES tallies(job),
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    who     TEXT NOT NULL,
    what    TEXT NOT NULL,
    details TEXT NOT NULL,
    hash    TEXT NOT NULL,
    PRIMARY KEY (job, seq)
) STRICT, WITHOUT ROWID;
