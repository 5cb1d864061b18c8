-- Holds and their second steps, payouts, verifications, actions of the payer. Amounts may be zero
-- for a verification alone.
ALTER TABLE payment ADD COLUMN kind BIGINT NOT NULL DEFAULT 1;
ALTER TABLE payment ADD COLUMN capture_mode BIGINT NOT NULL DEFAULT 1;
ALTER TABLE payment ADD COLUMN authorized_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment ADD COLUMN voided_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment ADD COLUMN step_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment ADD COLUMN step_open BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment ADD COLUMN hold_step BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment ADD COLUMN hold_step_at BIGINT;
ALTER TABLE payment ADD COLUMN action TEXT NOT NULL DEFAULT '';
ALTER TABLE payment ADD COLUMN action_deadline BIGINT;
ALTER TABLE payment ADD COLUMN has_terms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment DROP CONSTRAINT payment_amount_minor_check;
ALTER TABLE payment ADD CONSTRAINT payment_amount
  CHECK (amount_minor >= 0 AND (amount_minor > 0 OR kind = 3));
ALTER TABLE payment ADD CONSTRAINT payment_held
  CHECK (authorized_minor >= 0 AND voided_minor >= 0 AND step_minor >= 0
    AND (capture_mode = 1 OR captured_minor + voided_minor + step_minor <= authorized_minor));
-- The automatic second step of a hold: take it, let it go, or note that it has run out.
CREATE INDEX payment_hold_step ON payment (hold_step_at, id) WHERE hold_step_at IS NOT NULL;
ALTER TABLE operation ADD COLUMN is_final BIGINT NOT NULL DEFAULT 1;
ALTER TABLE operation ADD COLUMN received_minor BIGINT;
ALTER TABLE operation ADD COLUMN arn TEXT NOT NULL DEFAULT '';
ALTER TABLE operation ADD COLUMN advice_code TEXT NOT NULL DEFAULT '';
ALTER TABLE operation ADD COLUMN avs_result TEXT NOT NULL DEFAULT '';
ALTER TABLE operation ADD COLUMN cvv_result TEXT NOT NULL DEFAULT '';
ALTER TABLE operation DROP CONSTRAINT operation_amount_minor_check;
ALTER TABLE operation ADD CONSTRAINT operation_amount
  CHECK (amount_minor >= 0 AND (amount_minor > 0 OR type = 8));
ALTER TABLE operation ADD CONSTRAINT operation_received
  CHECK (received_minor IS NULL OR received_minor >= 0);

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
