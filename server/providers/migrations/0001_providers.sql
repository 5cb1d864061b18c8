-- Provider accounts: where requests go and under which key. The key is sealed under the key ring
-- and bound to its row; a company_id of NULL shares the account with the whole installation.
CREATE TABLE provider_account (
  id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT,
  adapter TEXT NOT NULL,
  title TEXT NOT NULL,
  method TEXT NOT NULL,
  base_url TEXT NOT NULL,
  api_key_sealed BYTEA NOT NULL,
  currencies TEXT NOT NULL,
  amount_min_minor BIGINT NOT NULL CHECK (amount_min_minor >= 0),
  amount_max_minor BIGINT NOT NULL CHECK (amount_max_minor >= 0),
  cost_key BIGINT NOT NULL,
  is_enabled BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
