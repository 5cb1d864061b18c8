-- number_sealed is AES-256-GCM under the record's own data key; data_key_sealed is that key under
-- the
-- key ring. No column holds a verification value.
CREATE TABLE card (
  id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT NOT NULL,
  merchant_id BIGINT NOT NULL,
  fingerprint BYTEA NOT NULL,
  bin TEXT NOT NULL,
  last4 TEXT NOT NULL,
  brand TEXT NOT NULL,
  expiry_month BIGINT NOT NULL,
  expiry_year BIGINT NOT NULL,
  holder TEXT NOT NULL,
  data_key_sealed BYTEA NOT NULL,
  number_sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX card_instrument ON card (merchant_id, fingerprint);
