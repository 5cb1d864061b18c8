-- Alerts of more kinds: tokens for the Data API, a passkey whose counter went back.
CREATE TABLE security_alert_next (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 40),
  ip TEXT NOT NULL,
  device TEXT NOT NULL,
  detail TEXT NOT NULL,
  at BIGINT NOT NULL,
  seen_at BIGINT
);
INSERT INTO security_alert_next SELECT id, user_id, kind, ip, device, detail, at, seen_at
  FROM security_alert;
DROP TABLE security_alert;
ALTER TABLE security_alert_next RENAME TO security_alert;
CREATE INDEX security_alert_user ON security_alert (user_id, id);
