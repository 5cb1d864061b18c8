-- What retention took out of the trail: whole rows of the tree's lowest level, oldest first, each
-- removal stated and signed. The hashes of removed entries stay in audit_tile.
CREATE TABLE audit_removal (
  last_position BIGINT NOT NULL PRIMARY KEY,
  first_position BIGINT NOT NULL,
  root BYTEA NOT NULL,
  newest_at BIGINT NOT NULL,
  removed_at BIGINT NOT NULL,
  note TEXT NOT NULL
);
CREATE TRIGGER audit_removal_bounds BEFORE INSERT ON audit_removal
WHEN NEW.newest_at > NEW.removed_at - 31622400000
  OR NEW.first_position <> (SELECT coalesce(max(last_position), 0) + 1 FROM audit_removal)
  OR NEW.last_position > (SELECT coalesce(max(tree_size), 0) FROM audit_checkpoint)
BEGIN SELECT RAISE(ABORT, 'entries are kept for twelve months and until they are sealed'); END;
CREATE TRIGGER audit_removal_no_update BEFORE UPDATE ON audit_removal
BEGIN SELECT RAISE(ABORT, 'audit removals are append-only'); END;
CREATE TRIGGER audit_removal_no_delete BEFORE DELETE ON audit_removal
BEGIN SELECT RAISE(ABORT, 'audit removals are append-only'); END;
-- Entries go only with a stated removal around them.
DROP TRIGGER audit_entry_no_delete;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
WHEN NOT EXISTS (SELECT 1 FROM audit_removal r WHERE r.first_position <= OLD.seq
  AND r.last_position >= OLD.seq AND OLD.at <= r.newest_at)
BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;
