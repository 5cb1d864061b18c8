-- Policies that say which acts need another person's consent, the acts that wait for it, and what
-- was decided.
CREATE TABLE approval_policy (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  is_active BIGINT NOT NULL,
  scope_kind BIGINT NOT NULL CHECK (scope_kind BETWEEN 1 AND 3),
  company_id BIGINT,
  merchant_id BIGINT,
  thresholds TEXT NOT NULL,
  older_than_days BIGINT NOT NULL CHECK (older_than_days >= 0),
  requester_roles TEXT NOT NULL,
  hours TEXT NOT NULL,
  approvers BIGINT NOT NULL CHECK (approvers BETWEEN 1 AND 3),
  expires_after_h BIGINT NOT NULL CHECK (expires_after_h BETWEEN 1 AND 720),
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
CREATE INDEX approval_policy_kind ON approval_policy (kind, is_active);
CREATE TABLE approval (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  action TEXT NOT NULL,
  permission TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  subject_label TEXT NOT NULL,
  company_id BIGINT,
  merchant_id BIGINT,
  amount_minor BIGINT NOT NULL,
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  target TEXT NOT NULL,
  content TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  preview TEXT NOT NULL,
  because TEXT NOT NULL,
  requested_by BIGINT NOT NULL,
  requested_by_name TEXT NOT NULL,
  requested_through BIGINT,
  idempotency_key TEXT NOT NULL,
  needed BIGINT NOT NULL CHECK (needed BETWEEN 1 AND 3),
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 7),
  expires_at BIGINT NOT NULL,
  closed_at BIGINT,
  closed_by TEXT NOT NULL,
  closed_reason TEXT NOT NULL,
  result_kind TEXT NOT NULL,
  result_id TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX approval_open ON approval (expires_at) WHERE state <= 2;
CREATE INDEX approval_requester ON approval (requested_by, id);
CREATE INDEX approval_subject ON approval (subject_id, id);
CREATE UNIQUE INDEX approval_key ON approval (requested_by, action, idempotency_key)
  WHERE idempotency_key <> '';
CREATE TABLE approval_decision (
  approval_id BIGINT NOT NULL REFERENCES approval (id),
  user_id BIGINT NOT NULL,
  user_name TEXT NOT NULL,
  verdict BIGINT NOT NULL CHECK (verdict IN (1, 2)),
  reason TEXT NOT NULL,
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (approval_id, user_id)
);
