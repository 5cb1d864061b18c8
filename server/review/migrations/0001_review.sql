-- What the daily review of the audit trail noticed, once per rule, subject and day.
CREATE TABLE review_finding (
  id BIGINT NOT NULL PRIMARY KEY,
  rule BIGINT NOT NULL,
  subject TEXT NOT NULL,
  day BIGINT NOT NULL,
  company_id BIGINT,
  count BIGINT NOT NULL CHECK (count > 0),
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  entries TEXT NOT NULL,
  state BIGINT NOT NULL CHECK (state IN (1, 2)),
  closed_by TEXT NOT NULL DEFAULT '',
  closed_at BIGINT,
  note TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX review_finding_once ON review_finding (rule, subject, day);
CREATE INDEX review_finding_state ON review_finding (state, id);
