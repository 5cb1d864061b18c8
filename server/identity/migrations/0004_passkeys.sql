-- Passkeys and the challenges that wait for an answer: at most one per session and purpose, gone
-- with the first answer.
CREATE TABLE passkey (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  credential_id BYTEA NOT NULL UNIQUE,
  public_key BYTEA NOT NULL,
  sign_count BIGINT NOT NULL CHECK (sign_count >= 0),
  rp_id TEXT NOT NULL,
  transports TEXT NOT NULL,
  name TEXT NOT NULL,
  is_synced BIGINT NOT NULL CHECK (is_synced IN (0, 1)),
  created_at BIGINT NOT NULL,
  last_used_at BIGINT
);
CREATE INDEX passkey_user ON passkey (user_id, id);
CREATE TABLE passkey_challenge (
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  session_id BIGINT NOT NULL REFERENCES session (id),
  purpose BIGINT NOT NULL CHECK (purpose BETWEEN 1 AND 4),
  challenge_digest TEXT NOT NULL,
  bound_to TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, session_id, purpose)
);
