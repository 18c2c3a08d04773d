-- What the operator's approval is bound to, how sure the results are, and lists that were taken away.

ALTER TABLE tallies ADD COLUMN gone_ours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tallies ADD COLUMN receipts INTEGER NOT NULL DEFAULT 0;
-- SHA-256 over list, operation, account and credentials, see app/engine/approval.h; empty: never approved.
ALTER TABLE tallies ADD COLUMN approval TEXT NOT NULL DEFAULT '';
-- When the list was replaced by fingerprints, and how far that has come.
ALTER TABLE tallies ADD COLUMN list_removed INTEGER;
ALTER TABLE tallies ADD COLUMN removed_items INTEGER NOT NULL DEFAULT 0;

UPDATE tallies SET
    gone_ours = (SELECT count(*) FROM progress p WHERE p.job = tallies.job AND p.state = 4 AND p.was_unknown = 1),
    receipts = (SELECT count(*) FROM progress p WHERE p.job = tallies.job AND p.state = 3 AND p.receipt <> '');
