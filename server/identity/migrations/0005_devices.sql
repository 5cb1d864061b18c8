-- Devices and networks a person has signed in from, what they were told about their account, and
-- addresses that wait to be confirmed.
CREATE TABLE user_device (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  device_key TEXT NOT NULL,
  agent_digest TEXT NOT NULL,
  network TEXT NOT NULL,
  first_seen_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  UNIQUE (user_id, device_key, network)
);
ALTER TABLE login_event ADD COLUMN network TEXT NOT NULL DEFAULT '';
ALTER TABLE login_event ADD COLUMN is_unusual BIGINT NOT NULL DEFAULT 0;
CREATE TABLE security_alert (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 10),
  ip TEXT NOT NULL,
  device TEXT NOT NULL,
  detail TEXT NOT NULL,
  at BIGINT NOT NULL,
  seen_at BIGINT
);
CREATE INDEX security_alert_user ON security_alert (user_id, id);
-- One waiting address per person; it becomes theirs when somebody opens the link sent there.
CREATE TABLE email_change (
  user_id BIGINT NOT NULL PRIMARY KEY REFERENCES user_account (id),
  email TEXT NOT NULL,
  token_digest TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
