-- What support flags for a closer look, what is said about it, and whom to talk to at a merchant.
CREATE TABLE escalation (
  id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT NOT NULL,
  merchant_id BIGINT NOT NULL,
  subject_kind BIGINT NOT NULL CHECK (subject_kind BETWEEN 1 AND 3),
  subject_id TEXT NOT NULL,
  queue BIGINT NOT NULL CHECK (queue BETWEEN 1 AND 4),
  priority BIGINT NOT NULL CHECK (priority BETWEEN 1 AND 4),
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4),
  note TEXT NOT NULL,
  created_by BIGINT NOT NULL,
  created_by_name TEXT NOT NULL,
  assignee_id BIGINT,
  assignee_name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  waiting_since BIGINT,
  first_reply_at BIGINT,
  resolved_at BIGINT,
  replies BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CHECK (state <> 3 OR waiting_since IS NOT NULL),
  CHECK (state <> 4 OR resolved_at IS NOT NULL)
);
-- The queue: what is not resolved, the most urgent first.
CREATE INDEX escalation_due ON escalation (due_at, id) WHERE state <> 4;
CREATE INDEX escalation_merchant ON escalation (merchant_id, id);
-- What was flagged about one thing, and that nobody flags it twice for the same queue.
CREATE UNIQUE INDEX escalation_subject ON escalation (subject_id, merchant_id, queue)
  WHERE state <> 4;
CREATE INDEX escalation_of ON escalation (subject_id, id);
CREATE TABLE escalation_step (
  id BIGINT NOT NULL PRIMARY KEY,
  escalation_id BIGINT NOT NULL REFERENCES escalation (id),
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 2),
  author_id BIGINT NOT NULL,
  author_name TEXT NOT NULL,
  from_work BIGINT NOT NULL CHECK (from_work IN (0, 1)),
  text TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX escalation_step_of ON escalation_step (escalation_id, id);
CREATE TABLE merchant_contact (
  merchant_id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT NOT NULL,
  contact_name TEXT NOT NULL,
  contact_email TEXT NOT NULL,
  contact_phone TEXT NOT NULL,
  notification_emails TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
