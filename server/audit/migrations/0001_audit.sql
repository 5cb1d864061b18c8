-- The append-only trail: one row per state change, denial or sensitive read.
CREATE TABLE audit_entry (
  id BIGINT NOT NULL PRIMARY KEY,
  seq BIGINT,
  at BIGINT NOT NULL,
  actor_kind BIGINT NOT NULL,
  actor_key BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  session_key BIGINT,
  ip TEXT NOT NULL,
  request_id TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  company_id BIGINT,
  merchant_id BIGINT,
  outcome BIGINT NOT NULL,
  before_json TEXT NOT NULL,
  after_json TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE UNIQUE INDEX audit_entry_seq ON audit_entry (seq);
CREATE INDEX audit_entry_subject ON audit_entry (subject_id, id);
