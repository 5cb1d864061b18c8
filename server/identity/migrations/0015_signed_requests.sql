-- Keys whose requests have to be signed: the public key, 32 bytes in base64url; empty asks for
-- nothing. What was signed is taken once, by every process, until it would be too old anyway.
ALTER TABLE api_key ADD COLUMN signing_key TEXT NOT NULL DEFAULT '';
CREATE TABLE signed_request (
  api_key_id BIGINT NOT NULL REFERENCES api_key (id),
  nonce TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (api_key_id, nonce)
);
CREATE INDEX signed_request_expiry ON signed_request (expires_at);
