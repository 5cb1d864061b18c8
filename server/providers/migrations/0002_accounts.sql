-- Provider accounts complete: several methods, settings by the adapter's description, restrictions,
-- and secrets in a table of their own with the little that may be shown of them.
CREATE TABLE provider_secret (
  account_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  last4 TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, name)
);
INSERT INTO provider_secret (account_id, name, sealed, last4, set_at)
  SELECT id, 'api_key', api_key_sealed, '', created_at FROM provider_account;
ALTER TABLE provider_account DROP COLUMN api_key_sealed;
ALTER TABLE provider_account ADD COLUMN methods TEXT NOT NULL DEFAULT '';
ALTER TABLE provider_account ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE provider_account ADD COLUMN bounds TEXT NOT NULL DEFAULT '';
ALTER TABLE provider_account ADD COLUMN countries_allow TEXT NOT NULL DEFAULT '';
ALTER TABLE provider_account ADD COLUMN countries_deny TEXT NOT NULL DEFAULT '';
ALTER TABLE provider_account ADD COLUMN operations TEXT NOT NULL DEFAULT '';
UPDATE provider_account SET methods = method;

-- The newest answer to "test connection" of each account.
CREATE TABLE provider_test (
  account_id BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  is_working BIGINT NOT NULL,
  http_status BIGINT NOT NULL,
  latency_us BIGINT NOT NULL,
  note TEXT NOT NULL
);
