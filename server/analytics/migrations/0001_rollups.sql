-- One row per scope (0 = installation, else a company or merchant key), quarter hour and currency.
CREATE TABLE rollup (
  scope_key BIGINT NOT NULL,
  bucket_at BIGINT NOT NULL,
  currency TEXT NOT NULL,
  created BIGINT NOT NULL,
  captured BIGINT NOT NULL,
  declined BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  refunded BIGINT NOT NULL,
  captured_minor BIGINT NOT NULL,
  refunded_minor BIGINT NOT NULL,
  fee_minor BIGINT NOT NULL,
  PRIMARY KEY (scope_key, bucket_at, currency)
);
-- Side counts by word: reasons of declines (kind 1), methods captured (2) and declined (3), by
-- hour.
CREATE TABLE rollup_word (
  scope_key BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  bucket_at BIGINT NOT NULL,
  word TEXT NOT NULL,
  total BIGINT NOT NULL,
  PRIMARY KEY (scope_key, kind, bucket_at, word)
);
CREATE TABLE projection (
  name TEXT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL
);
