-- Sign-in by OpenID Connect: every attempt until it is used once, and which subject of which
-- provider is which account.
CREATE TABLE sso_attempt (
  id BIGINT NOT NULL PRIMARY KEY,
  state_digest TEXT NOT NULL UNIQUE,
  browser_digest TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX sso_attempt_expiry ON sso_attempt (expires_at);
CREATE TABLE sso_identity (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  created_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX sso_identity_user ON sso_identity (user_id, issuer);
