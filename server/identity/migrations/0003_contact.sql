-- The security policy of the installation, confirmed phone numbers, and one-time codes with the
-- messages that carried them.
ALTER TABLE installation ADD COLUMN profile BIGINT NOT NULL DEFAULT 1
  CHECK (profile BETWEEN 1 AND 3);
ALTER TABLE installation ADD COLUMN refund_limit BIGINT NOT NULL DEFAULT 1000
  CHECK (refund_limit >= 0);
ALTER TABLE installation ADD COLUMN sms_enabled BIGINT NOT NULL DEFAULT 0
  CHECK (sms_enabled IN (0, 1));
ALTER TABLE installation ADD COLUMN sms_prefixes TEXT NOT NULL DEFAULT '';
ALTER TABLE installation ADD COLUMN policy_version BIGINT NOT NULL DEFAULT 1;
-- A number counts from the instant its person confirmed it; one that an administrator wrote down
-- waits for that.
ALTER TABLE user_account ADD COLUMN phone_confirmed_at BIGINT;
ALTER TABLE user_account ADD COLUMN phone_changed_at BIGINT;
-- The content a code stands for is in `binding` (an HMAC); the columns before it are for people.
CREATE TABLE one_time_code (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  session_id BIGINT NOT NULL,
  company_id BIGINT,
  operation TEXT NOT NULL,
  subject TEXT NOT NULL,
  shown TEXT NOT NULL,
  binding TEXT NOT NULL,
  phone_sealed BYTEA,
  code_mac TEXT NOT NULL,
  tries BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  proven_at BIGINT,
  used_at BIGINT,
  voided_at BIGINT,
  CHECK (used_at IS NULL OR (proven_at IS NOT NULL AND voided_at IS NULL))
);
CREATE INDEX one_time_code_user ON one_time_code (user_id, operation, id);
CREATE INDEX one_time_code_session ON one_time_code (session_id, operation, id);
CREATE TABLE sms_sent (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  company_id BIGINT,
  binding TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX sms_sent_user ON sms_sent (user_id, at);
CREATE INDEX sms_sent_company ON sms_sent (company_id, at);
