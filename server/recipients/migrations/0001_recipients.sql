-- Whom payouts may go to: saved once, let in by people, then named by payouts.
CREATE TABLE payout_recipient (
  id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT NOT NULL,
  merchant_id BIGINT NOT NULL,
  kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 3),
  name TEXT NOT NULL,
  folded TEXT NOT NULL,              -- name, holder and display, for the search
  holder TEXT NOT NULL,
  display TEXT NOT NULL,
  currency TEXT NOT NULL,
  card_payment_id BIGINT,            -- the payment whose card is paid
  destination_sealed BYTEA NOT NULL, -- empty for cards, which the vault keeps
  fingerprint TEXT NOT NULL,
  reference TEXT NOT NULL,
  purpose TEXT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 5),
  usable_from_at BIGINT,
  approved_content TEXT NOT NULL,    -- masked, as it was approved last
  declined_reason TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  submitted_by TEXT NOT NULL,
  submitted_at BIGINT,
  approved_by TEXT NOT NULL,
  approved_at BIGINT,
  shortened_by TEXT NOT NULL,
  edition BIGINT NOT NULL,           -- of what people wrote
  version BIGINT NOT NULL,           -- of the row
  CONSTRAINT payout_recipient_usable CHECK ((state = 3) = (usable_from_at IS NOT NULL)),
  CONSTRAINT payout_recipient_card CHECK ((kind = 2) = (card_payment_id IS NOT NULL))
);
CREATE INDEX payout_recipient_merchant ON payout_recipient (merchant_id, id);
CREATE INDEX payout_recipient_company ON payout_recipient (company_id, id);
-- The same destination is saved once per merchant and currency, as long as it is in use.
CREATE UNIQUE INDEX payout_recipient_destination
  ON payout_recipient (merchant_id, fingerprint, currency) WHERE state <> 5;
