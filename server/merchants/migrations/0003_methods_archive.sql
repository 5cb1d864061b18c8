-- Kinds of payment a merchant does not take, and when it was put out of sight.
ALTER TABLE merchant ADD COLUMN methods_off TEXT NOT NULL DEFAULT '';
ALTER TABLE merchant ADD COLUMN archived_at BIGINT;
