-- Where an entry came from in full; and a truncated table would be a forgotten one.
ALTER TABLE audit_entry ADD COLUMN at_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_entry ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_entry ADD COLUMN impersonator_key BIGINT;
ALTER TABLE audit_entry ADD COLUMN impersonator_name TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only;
UPDATE audit_entry SET at_us = at * 1000;
ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only;
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_guard();
