-- Tokens of people for the Data API: a public name, and a secret that signs. Ending one destroys
-- its secret, so that nothing is left to bring back; at most one per person is in force.
CREATE TABLE api_token (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  token TEXT NOT NULL UNIQUE,
  secret_sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  deactivated_at BIGINT,
  last_used_at BIGINT,
  last_ip TEXT NOT NULL,
  CONSTRAINT api_token_secret CHECK
    ((deactivated_at IS NULL AND length(secret_sealed) > 0)
     OR (deactivated_at IS NOT NULL AND length(secret_sealed) = 0))
);
CREATE INDEX api_token_user ON api_token (user_id, id);
CREATE UNIQUE INDEX api_token_in_force ON api_token (user_id) WHERE deactivated_at IS NULL;
