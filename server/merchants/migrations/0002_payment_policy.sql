-- How a merchant's payments are taken where a request does not say: at once or held, and when their
-- payers are to be authenticated.
ALTER TABLE merchant ADD COLUMN capture_policy BIGINT NOT NULL DEFAULT 1
  CHECK (capture_policy >= 1 AND capture_policy <= 4);
ALTER TABLE merchant ADD COLUMN challenge_from_minor BIGINT NOT NULL DEFAULT 0
  CHECK (challenge_from_minor >= 0);
ALTER TABLE merchant ADD COLUMN exempt_below_minor BIGINT NOT NULL DEFAULT 0
  CHECK (exempt_below_minor >= 0);
ALTER TABLE merchant ADD COLUMN exempts_low_value BIGINT NOT NULL DEFAULT 0;
