-- Payments, operations, attempts and their history. A sale writes one row of each and some steps,
-- thousands of times a second, so every index below says which question it answers. Ids are
-- time-ordered: "newest first" and dates are ranges of the primary key and need no index.
CREATE TABLE payment (
  id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT NOT NULL,
  merchant_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  external_id TEXT NOT NULL,
  buyer_id TEXT NOT NULL,
  method TEXT NOT NULL,
  card_id BIGINT,
  card_brand TEXT NOT NULL,
  card_last4 TEXT NOT NULL,
  provider_account_id BIGINT NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  captured_minor BIGINT NOT NULL,
  refunded_minor BIGINT NOT NULL,
  refund_pending_minor BIGINT NOT NULL,
  fee_minor BIGINT NOT NULL,
  lifecycle BIGINT NOT NULL,
  refund_state BIGINT NOT NULL,
  dispute_state BIGINT NOT NULL,
  in_doubt BIGINT NOT NULL,
  decline_reason TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  completed_at BIGINT,
  idempotency_key TEXT,
  request_hash TEXT NOT NULL,
  description TEXT NOT NULL,
  success_url TEXT NOT NULL,
  failure_url TEXT NOT NULL,
  return_url TEXT NOT NULL,
  callback_url TEXT NOT NULL,
  locale TEXT NOT NULL,
  metadata TEXT NOT NULL,
  buyer_email TEXT NOT NULL,
  buyer_first_name TEXT NOT NULL,
  buyer_last_name TEXT NOT NULL,
  buyer_ip TEXT NOT NULL,
  routing_plan TEXT NOT NULL,
  CONSTRAINT payment_captured CHECK (captured_minor >= 0 AND captured_minor <= amount_minor),
  CONSTRAINT payment_refunded CHECK (refunded_minor >= 0 AND refund_pending_minor >= 0
    AND refunded_minor + refund_pending_minor <= captured_minor)
);
-- One merchant's list, in order; the lists of a few merchants are merged from it.
CREATE INDEX payment_merchant ON payment (merchant_id, id);
-- An order id is unique per project; order id first, so that a search needs no project.
CREATE UNIQUE INDEX payment_external ON payment (external_id, project_id) WHERE external_id <> '';
-- A key used for money belongs to its payment for ever.
CREATE UNIQUE INDEX payment_idempotency ON payment (idempotency_key, merchant_id)
  WHERE idempotency_key IS NOT NULL;
-- Search by the merchant's customer id and by the card's last four digits.
CREATE INDEX payment_buyer ON payment (buyer_id, id) WHERE buyer_id <> '';
CREATE INDEX payment_card_last4 ON payment (card_last4, id) WHERE card_last4 <> '';
-- Every life cycle but captured, which is most of the table and found by scanning it.
CREATE INDEX payment_lifecycle ON payment (lifecycle, id) WHERE lifecycle <> 7;
-- The few whose outcome is unknown: their list and the health tile.
CREATE INDEX payment_in_doubt ON payment (id) WHERE in_doubt = 1;
-- Refunded payments are few beside all.
CREATE INDEX payment_refund_state ON payment (refund_state, id) WHERE refund_state <> 1;

CREATE TABLE operation (
  id BIGINT NOT NULL PRIMARY KEY,
  payment_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  type BIGINT NOT NULL,
  state BIGINT NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  fee_minor BIGINT NOT NULL,
  fee_returned_minor BIGINT NOT NULL,
  hold_id BIGINT,
  requested_by TEXT NOT NULL,
  merchant_reference TEXT,
  idempotency_key TEXT,
  request_hash TEXT NOT NULL,
  reason TEXT NOT NULL,
  decline_reason TEXT NOT NULL,
  provider_code TEXT NOT NULL,
  provider_message TEXT NOT NULL,
  auth_code TEXT NOT NULL,
  rrn TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  completed_at BIGINT
);
-- The operations of a payment in order.
CREATE UNIQUE INDEX operation_payment ON operation (payment_id, seq);
-- A key, and a merchant's own refund reference, stand for one refund of the payment for ever.
CREATE UNIQUE INDEX operation_idempotency ON operation (payment_id, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
CREATE UNIQUE INDEX operation_reference ON operation (payment_id, merchant_reference)
  WHERE merchant_reference IS NOT NULL;

-- our_reference is no column: it is the text form of the id, so it is unique by construction and a
-- provider's message finds its attempt by primary key.
CREATE TABLE attempt (
  id BIGINT NOT NULL PRIMARY KEY,
  operation_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  provider_account_id BIGINT NOT NULL,
  phase BIGINT NOT NULL,
  certainty BIGINT NOT NULL,
  outcome BIGINT,
  has_cvv BIGINT NOT NULL,
  queries BIGINT NOT NULL,
  next_check_at BIGINT,
  prepared_at BIGINT NOT NULL,
  sent_at BIGINT,
  answered_at BIGINT,
  resolved_at BIGINT,
  resolved_by TEXT NOT NULL,
  latency_us BIGINT NOT NULL,
  http_status BIGINT NOT NULL,
  provider_reference TEXT NOT NULL,
  provider_code TEXT NOT NULL,
  provider_message TEXT NOT NULL,
  request_masked TEXT NOT NULL,
  response_masked TEXT NOT NULL
);
-- The attempts of an operation in order.
CREATE UNIQUE INDEX attempt_operation ON attempt (operation_id, seq);
-- What the runner has to do next, by phase; resolved attempts are not in it.
CREATE INDEX attempt_due ON attempt (phase, next_check_at) WHERE next_check_at IS NOT NULL;

-- Every transition of a payment (subject_kind 1) and of its operations (2), in the order of id.
CREATE TABLE status_history (
  id BIGINT NOT NULL PRIMARY KEY,
  payment_id BIGINT NOT NULL,
  subject_kind BIGINT NOT NULL,
  subject_key BIGINT NOT NULL,
  from_state BIGINT,
  to_state BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL
);
-- The step-by-step view of one payment.
CREATE INDEX status_history_payment ON status_history (payment_id, id);
