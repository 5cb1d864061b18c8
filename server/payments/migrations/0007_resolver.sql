-- More ways to end what nobody knows: sending the same request again under the same key, and
-- undoing it by our reference. Both are written down before a byte leaves.
ALTER TABLE attempt ADD COLUMN repeats BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN repeat_sent_at BIGINT;
ALTER TABLE attempt ADD COLUMN reversal BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN account_version BIGINT NOT NULL DEFAULT 0;
-- What was sent: 1 a question, 2 the same request, 3 a reversal.
ALTER TABLE attempt_question ADD COLUMN method BIGINT NOT NULL DEFAULT 1
  CHECK (method BETWEEN 1 AND 3);

CREATE TABLE reversal (
  attempt_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  operation_id BIGINT NOT NULL,
  payment_id BIGINT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4),
  cause BIGINT NOT NULL CHECK (cause BETWEEN 1 AND 3),
  requested_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  requested_at BIGINT NOT NULL,
  sends BIGINT NOT NULL CHECK (sends >= 0),
  sent_at BIGINT,
  ended_at BIGINT,
  detail TEXT NOT NULL,
  PRIMARY KEY (attempt_id, number),
  CONSTRAINT reversal_ended CHECK ((state = 1) = (ended_at IS NULL))
);
-- One at a time for an attempt, and those of a payment.
CREATE UNIQUE INDEX reversal_open ON reversal (attempt_id) WHERE state = 1;
CREATE INDEX reversal_payment ON reversal (payment_id, attempt_id, number);
