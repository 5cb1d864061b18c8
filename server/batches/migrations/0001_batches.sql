-- Batches: a file of many payouts, refunds, captures or voids, line by line.
CREATE TABLE batch (
  id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT NOT NULL,
  merchant_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  state BIGINT NOT NULL,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  live_hash TEXT,
  content_hash TEXT NOT NULL,
  lines BIGINT NOT NULL,
  lines_checked BIGINT NOT NULL,
  idempotency_key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  approval_id TEXT NOT NULL,
  asked_by_key BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  confirmed_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  version BIGINT NOT NULL,
  lease_node BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  completed_at BIGINT
);
-- One file runs once in a project: what never moved anything gives its file up (live_hash null).
CREATE UNIQUE INDEX batch_file ON batch (project_id, live_hash);
CREATE INDEX batch_of_merchant ON batch (merchant_id, id);
CREATE INDEX batch_of_company ON batch (company_id, id);
CREATE INDEX batch_state ON batch (state, lease_until);
-- The file in pieces until its lines have been checked, sealed.
CREATE TABLE batch_piece (
  batch_id BIGINT NOT NULL REFERENCES batch (id),
  piece_no BIGINT NOT NULL,
  content_sealed BYTEA NOT NULL,
  PRIMARY KEY (batch_id, piece_no)
);
CREATE TABLE batch_item (
  batch_id BIGINT NOT NULL REFERENCES batch (id),
  line_no BIGINT NOT NULL,
  state BIGINT NOT NULL,
  reference TEXT NOT NULL,
  recipient TEXT NOT NULL,
  amount_minor BIGINT NOT NULL,
  currency TEXT NOT NULL,
  faults TEXT NOT NULL,
  content_sealed BYTEA,
  payment_id BIGINT,
  operation_id BIGINT,
  looks BIGINT NOT NULL,
  look_at BIGINT,
  PRIMARY KEY (batch_id, line_no)
);
CREATE INDEX batch_item_state ON batch_item (batch_id, state, line_no);
CREATE INDEX batch_item_look ON batch_item (look_at) WHERE look_at IS NOT NULL;
-- An operation belongs to one line.
CREATE UNIQUE INDEX batch_item_operation ON batch_item (operation_id);
-- Lines and amounts per state and currency, kept with every change of a line.
CREATE TABLE batch_tally (
  batch_id BIGINT NOT NULL REFERENCES batch (id),
  state BIGINT NOT NULL,
  currency TEXT NOT NULL,
  lines BIGINT NOT NULL,
  amount_minor BIGINT NOT NULL,
  PRIMARY KEY (batch_id, state, currency)
);
