-- One account per bucket, owner and currency. type repeats what the bucket implies, so that the
-- database itself can hold the balance to its side; floor_minor is the lowest balance allowed.
CREATE TABLE ledger_account (
  id BIGINT NOT NULL PRIMARY KEY,
  owner_key BIGINT NOT NULL,
  owner_kind BIGINT NOT NULL,
  bucket BIGINT NOT NULL,
  currency TEXT NOT NULL,
  type BIGINT NOT NULL,
  company_id BIGINT,
  debit_posted_minor BIGINT NOT NULL CHECK (debit_posted_minor >= 0),
  credit_posted_minor BIGINT NOT NULL CHECK (credit_posted_minor >= 0),
  balance_minor BIGINT NOT NULL,
  floor_minor BIGINT,
  entry_count BIGINT NOT NULL,
  last_tx_id BIGINT,
  created_at BIGINT NOT NULL,
  UNIQUE (owner_key, owner_kind, bucket, currency),
  CONSTRAINT ledger_account_balance
  CHECK (balance_minor = CASE WHEN type IN (1, 4) THEN debit_posted_minor - credit_posted_minor
                              ELSE credit_posted_minor - debit_posted_minor END),
  CONSTRAINT ledger_account_floor CHECK (floor_minor IS NULL OR balance_minor >= floor_minor)
);

CREATE TABLE ledger_tx (
  id BIGINT NOT NULL PRIMARY KEY,
  uid TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_key BIGINT NOT NULL,
  payment_id BIGINT,
  company_id BIGINT,
  merchant_id BIGINT,
  effective_at BIGINT NOT NULL,
  posted_at BIGINT NOT NULL,
  business_date BIGINT NOT NULL,
  reverses_id BIGINT,
  note TEXT NOT NULL
);
CREATE UNIQUE INDEX ledger_tx_uid ON ledger_tx (uid);
CREATE INDEX ledger_tx_payment ON ledger_tx (payment_id) WHERE payment_id IS NOT NULL;
CREATE UNIQUE INDEX ledger_tx_reverses ON ledger_tx (reverses_id) WHERE reverses_id IS NOT NULL;

CREATE TABLE hold (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES ledger_account (id),
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  reason TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_key BIGINT NOT NULL,
  state BIGINT NOT NULL CHECK (state IN (1, 2, 3)),
  opened_at BIGINT NOT NULL,
  resolved_at BIGINT,
  CHECK ((state = 1) = (resolved_at IS NULL))
);

CREATE TABLE pending_maturity (
  id BIGINT NOT NULL PRIMARY KEY,
  merchant_id BIGINT NOT NULL,
  company_id BIGINT,
  currency TEXT NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  subject_key BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  matured_at BIGINT
);
CREATE INDEX pending_maturity_due ON pending_maturity (due_at) WHERE matured_at IS NULL;
