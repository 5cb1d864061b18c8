-- Cases that a person has to look at, what was asked about attempts without an answer, which alerts
-- their age has raised, and what people decided about them.
CREATE TABLE exception_case (
  id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT NOT NULL,
  merchant_id BIGINT NOT NULL,
  payment_id BIGINT NOT NULL,
  operation_key BIGINT NOT NULL, -- 0: the payment as a whole
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 8),
  amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
  currency TEXT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 2),
  note TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  resolved_at BIGINT,
  resolved_by TEXT NOT NULL,
  settled_as BIGINT CHECK (settled_as BETWEEN 1 AND 4),
  resolution TEXT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT exception_resolved CHECK ((state = 2) = (resolved_at IS NOT NULL)
    AND (state = 2) = (settled_as IS NOT NULL))
);
-- One case per operation and kind, and the cases of a payment.
CREATE UNIQUE INDEX exception_once ON exception_case (payment_id, operation_key, kind);
-- The few that wait, oldest first.
CREATE INDEX exception_open ON exception_case (id) WHERE state = 1;

-- Questions about an attempt and what came back; at most a hundred are kept of each.
CREATE TABLE attempt_question (
  attempt_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  replied_at BIGINT NOT NULL,
  reply BIGINT NOT NULL CHECK (reply BETWEEN 1 AND 9),
  http_status BIGINT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (attempt_id, seq)
);
-- Attempts about which nobody asks any more and nobody knows the end: a person has to.
CREATE INDEX attempt_given_up ON attempt (operation_id) WHERE phase = 3 AND next_check_at IS NULL;

-- Each age at which an operation without an answer has been reported, once.
CREATE TABLE answer_alert (
  operation_id BIGINT NOT NULL,
  level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 3),
  raised_at BIGINT NOT NULL,
  PRIMARY KEY (operation_id, level)
);

-- What a person said happened, and what they had seen that shows it.
CREATE TABLE manual_decision (
  operation_id BIGINT NOT NULL PRIMARY KEY,
  payment_id BIGINT NOT NULL,
  outcome BIGINT NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  evidence_sha256 TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at BIGINT NOT NULL
);
