-- What an installation asks of passwords and allows sessions; the defaults are what held before.
ALTER TABLE installation ADD COLUMN password_profile BIGINT NOT NULL DEFAULT 1
  CHECK (password_profile IN (1, 2));
ALTER TABLE installation ADD COLUMN password_length_min BIGINT NOT NULL DEFAULT 15
  CHECK (password_length_min BETWEEN 15 AND 64);
ALTER TABLE installation ADD COLUMN passwords_remembered BIGINT NOT NULL DEFAULT 4
  CHECK (passwords_remembered BETWEEN 4 AND 24);
ALTER TABLE installation ADD COLUMN idle_minutes BIGINT NOT NULL DEFAULT 15
  CHECK (idle_minutes BETWEEN 5 AND 30);
ALTER TABLE installation ADD COLUMN session_hours BIGINT NOT NULL DEFAULT 12
  CHECK (session_hours BETWEEN 1 AND 12);
ALTER TABLE installation ADD COLUMN sessions_max BIGINT NOT NULL DEFAULT 5
  CHECK (sessions_max BETWEEN 1 AND 10);
