-- The tenant tree below the installation.
CREATE TABLE company (
  id BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  legal_name TEXT NOT NULL,
  country TEXT NOT NULL,
  default_currency TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  state BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE merchant (
  id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT NOT NULL REFERENCES company (id),
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  legal_name TEXT NOT NULL,
  mcc TEXT NOT NULL,
  statement_descriptor TEXT NOT NULL,
  website TEXT NOT NULL,
  settlement_currency TEXT NOT NULL,
  allowed_currencies TEXT NOT NULL,
  fee_plan_key BIGINT NOT NULL,
  refund_overdraft_minor BIGINT NOT NULL CHECK (refund_overdraft_minor >= 0),
  state BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX merchant_company ON merchant (company_id, id);
CREATE TABLE project (
  id BIGINT NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE,
  merchant_id BIGINT NOT NULL REFERENCES merchant (id),
  company_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  is_default BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX project_merchant ON project (merchant_id);
