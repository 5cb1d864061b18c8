-- One more kind of case: a dispute that the provider reported. SQLite cannot change a check, so the
-- table is written anew.
CREATE TABLE exception_case_new (
  id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT NOT NULL,
  merchant_id BIGINT NOT NULL,
  payment_id BIGINT NOT NULL,
  operation_key BIGINT NOT NULL, -- 0: the payment as a whole
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 9),
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
INSERT INTO exception_case_new (id, company_id, merchant_id, payment_id, operation_key, kind,
  amount_minor, currency, state, note, opened_at, resolved_at, resolved_by, settled_as, resolution,
  version)
  SELECT id, company_id, merchant_id, payment_id, operation_key, kind, amount_minor, currency,
    state, note, opened_at, resolved_at, resolved_by, settled_as, resolution, version
    FROM exception_case;
DROP TABLE exception_case;
ALTER TABLE exception_case_new RENAME TO exception_case;
CREATE UNIQUE INDEX exception_once ON exception_case (payment_id, operation_key, kind);
CREATE INDEX exception_open ON exception_case (id) WHERE state = 1;
