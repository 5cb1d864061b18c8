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
CREATE FUNCTION audit_removal_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    RAISE EXCEPTION 'audit removals are append-only';
  END IF;
  IF NEW.newest_at > NEW.removed_at - 31622400000
     OR NEW.first_position <> (SELECT coalesce(max(last_position), 0) + 1 FROM audit_removal)
     OR NEW.last_position > (SELECT coalesce(max(tree_size), 0) FROM audit_checkpoint) THEN
    RAISE EXCEPTION 'entries are kept for twelve months and until they are sealed';
  END IF;
  RETURN NEW;
END
$guard$;
CREATE TRIGGER audit_removal_append_only BEFORE INSERT OR UPDATE OR DELETE ON audit_removal
FOR EACH ROW EXECUTE FUNCTION audit_removal_guard();
CREATE TRIGGER audit_removal_no_truncate BEFORE TRUNCATE ON audit_removal
FOR EACH STATEMENT EXECUTE FUNCTION audit_removal_guard();
-- Entries go only with a stated removal around them.
CREATE OR REPLACE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.seq IS NULL AND NEW.seq IS NOT NULL
       AND to_jsonb(OLD) - 'seq' = to_jsonb(NEW) - 'seq' THEN
      RETURN NEW;
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM audit_removal r WHERE r.first_position <= OLD.seq
               AND r.last_position >= OLD.seq AND OLD.at <= r.newest_at) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit entries are append-only';
END
$guard$;
