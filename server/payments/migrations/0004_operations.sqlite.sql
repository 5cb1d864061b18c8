-- Holds and their second steps, payouts, verifications, actions of the payer. Amounts may be zero
-- for a verification alone.
-- SQLite cannot drop a check, so both tables are written anew.
CREATE TABLE payment_new (
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
  amount_minor BIGINT NOT NULL,
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
  kind BIGINT NOT NULL DEFAULT 1,
  capture_mode BIGINT NOT NULL DEFAULT 1,
  authorized_minor BIGINT NOT NULL DEFAULT 0,
  voided_minor BIGINT NOT NULL DEFAULT 0,
  step_minor BIGINT NOT NULL DEFAULT 0,
  step_open BIGINT NOT NULL DEFAULT 0,
  hold_step BIGINT NOT NULL DEFAULT 0,
  hold_step_at BIGINT,
  action TEXT NOT NULL DEFAULT '',
  action_deadline BIGINT,
  has_terms BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT payment_amount CHECK (amount_minor >= 0 AND (amount_minor > 0 OR kind = 3)),
  CONSTRAINT payment_captured CHECK (captured_minor >= 0 AND captured_minor <= amount_minor),
  CONSTRAINT payment_refunded CHECK (refunded_minor >= 0 AND refund_pending_minor >= 0
    AND refunded_minor + refund_pending_minor <= captured_minor),
  CONSTRAINT payment_held CHECK (authorized_minor >= 0 AND voided_minor >= 0 AND step_minor >= 0
    AND (capture_mode = 1 OR captured_minor + voided_minor + step_minor <= authorized_minor))
);
INSERT INTO payment_new (
  id, company_id, merchant_id, project_id, external_id, buyer_id, method, card_id, card_brand,
  card_last4, provider_account_id, amount_minor, currency, captured_minor, refunded_minor,
  refund_pending_minor, fee_minor, lifecycle, refund_state, dispute_state, in_doubt,
  decline_reason, version, created_at, updated_at, completed_at, idempotency_key, request_hash,
  description, success_url, failure_url, return_url, callback_url, locale, metadata, buyer_email,
  buyer_first_name, buyer_last_name, buyer_ip, routing_plan)
  SELECT
  id, company_id, merchant_id, project_id, external_id, buyer_id, method, card_id, card_brand,
  card_last4, provider_account_id, amount_minor, currency, captured_minor, refunded_minor,
  refund_pending_minor, fee_minor, lifecycle, refund_state, dispute_state, in_doubt,
  decline_reason, version, created_at, updated_at, completed_at, idempotency_key, request_hash,
  description, success_url, failure_url, return_url, callback_url, locale, metadata, buyer_email,
  buyer_first_name, buyer_last_name, buyer_ip, routing_plan
  FROM payment;
DROP TABLE payment;
ALTER TABLE payment_new RENAME TO payment;
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
-- The automatic second step of a hold: take it, let it go, or note that it has run out.
CREATE INDEX payment_hold_step ON payment (hold_step_at, id) WHERE hold_step_at IS NOT NULL;

CREATE TABLE operation_new (
  id BIGINT NOT NULL PRIMARY KEY,
  payment_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  type BIGINT NOT NULL,
  state BIGINT NOT NULL,
  amount_minor BIGINT NOT NULL,
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
  completed_at BIGINT,
  is_final BIGINT NOT NULL DEFAULT 1,
  received_minor BIGINT,
  arn TEXT NOT NULL DEFAULT '',
  advice_code TEXT NOT NULL DEFAULT '',
  avs_result TEXT NOT NULL DEFAULT '',
  cvv_result TEXT NOT NULL DEFAULT '',
  CONSTRAINT operation_amount CHECK (amount_minor >= 0 AND (amount_minor > 0 OR type = 8)),
  CONSTRAINT operation_received CHECK (received_minor IS NULL OR received_minor >= 0)
);
INSERT INTO operation_new (
  id, payment_id, seq, type, state, amount_minor, fee_minor, fee_returned_minor, hold_id,
  requested_by, merchant_reference, idempotency_key, request_hash, reason, decline_reason,
  provider_code, provider_message, auth_code, rrn, created_at, completed_at)
  SELECT
  id, payment_id, seq, type, state, amount_minor, fee_minor, fee_returned_minor, hold_id,
  requested_by, merchant_reference, idempotency_key, request_hash, reason, decline_reason,
  provider_code, provider_message, auth_code, rrn, created_at, completed_at
  FROM operation;
DROP TABLE operation;
ALTER TABLE operation_new RENAME TO operation;
-- The operations of a payment in order.
CREATE UNIQUE INDEX operation_payment ON operation (payment_id, seq);
-- A key, and a merchant's own refund reference, stand for one refund of the payment for ever.
CREATE UNIQUE INDEX operation_idempotency ON operation (payment_id, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
CREATE UNIQUE INDEX operation_reference ON operation (payment_id, merchant_reference)
  WHERE merchant_reference IS NOT NULL;

-- What only some payments have: who started it with which stored card, and how its payer is to be
-- authenticated.
CREATE TABLE payment_terms (
  payment_id BIGINT NOT NULL PRIMARY KEY,
  moto BIGINT NOT NULL,
  stored_credential BIGINT NOT NULL,
  customer_present BIGINT NOT NULL,
  parent_id BIGINT,
  network_transaction_id TEXT NOT NULL,
  three_ds_preference TEXT NOT NULL,
  three_ds_exemption TEXT NOT NULL
);
-- The payments of a series, by the one that stored the card.
CREATE INDEX payment_terms_parent ON payment_terms (parent_id, payment_id)
  WHERE parent_id IS NOT NULL;

-- Where a payout goes. The full destination is sealed; `display` is what people see of it.
CREATE TABLE payout_detail (
  payment_id BIGINT NOT NULL PRIMARY KEY,
  rail TEXT NOT NULL,
  display TEXT NOT NULL,
  holder TEXT NOT NULL,
  destination_sealed BYTEA NOT NULL
);

-- What authentication of the cardholder gave, for each operation that had one.
CREATE TABLE three_ds (
  operation_id BIGINT NOT NULL PRIMARY KEY,
  payment_id BIGINT NOT NULL,
  version TEXT NOT NULL,
  flow TEXT NOT NULL,
  trans_status TEXT NOT NULL,
  status_reason TEXT NOT NULL,
  eci TEXT NOT NULL,
  ds_trans_id TEXT NOT NULL,
  acs_trans_id TEXT NOT NULL,
  exemption TEXT NOT NULL,
  liability BIGINT NOT NULL,
  finished_at BIGINT NOT NULL
);
CREATE INDEX three_ds_payment ON three_ds (payment_id, operation_id);
