-- Payouts that travel in transactions of a chain: what is to be paid, and the transactions that
-- carry it out, each with the place of every payout among its outputs.
CREATE TABLE chain_order (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  attempt_id BIGINT NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4),
  sealed_target BYTEA NOT NULL, -- the address, and what the node makes of it
  address_ends TEXT NOT NULL,
  is_alone BIGINT NOT NULL,     -- shares no transaction: one with others was turned away
  transaction_id BIGINT,
  position BIGINT,              -- among the outputs, from 0; never changes once it is signed
  fee_minor BIGINT NOT NULL,
  blocked_since BIGINT,         -- the wallet could not pay it then, nor since
  retry_at BIGINT,
  code TEXT NOT NULL,
  note TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT chain_order_placed CHECK
    ((state = 3) = (transaction_id IS NOT NULL) AND (state = 3) = (position IS NOT NULL))
);
CREATE UNIQUE INDEX chain_order_attempt ON chain_order (attempt_id);
CREATE INDEX chain_order_waiting ON chain_order (account_id, id) WHERE state IN (1, 2);
CREATE UNIQUE INDEX chain_order_place ON chain_order (transaction_id, position)
  WHERE transaction_id IS NOT NULL;

CREATE TABLE chain_transaction (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  currency TEXT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 7),
  outputs BIGINT NOT NULL CHECK (outputs > 0),
  sum_minor BIGINT NOT NULL CHECK (sum_minor > 0),
  fee_minor BIGINT NOT NULL CHECK (fee_minor >= 0),
  txid TEXT NOT NULL,
  sealed_raw BYTEA NOT NULL,    -- the signed bytes and the inputs they spend
  is_locked BIGINT NOT NULL,    -- the node keeps its inputs from others
  confirmations BIGINT NOT NULL,
  note TEXT NOT NULL,
  look_at BIGINT,
  made_at BIGINT NOT NULL,
  signed_at BIGINT,
  sent_at BIGINT,
  confirmed_at BIGINT,
  updated_at BIGINT NOT NULL,
  CONSTRAINT chain_transaction_signed CHECK
    (state IN (1, 7) OR (signed_at IS NOT NULL AND length(sealed_raw) > 0 AND txid <> '')),
  CONSTRAINT chain_transaction_confirmed CHECK (state <> 5 OR confirmed_at IS NOT NULL)
);
CREATE INDEX chain_transaction_account ON chain_transaction (account_id, id);
CREATE INDEX chain_transaction_due ON chain_transaction (look_at) WHERE look_at IS NOT NULL;
-- One is made at a time, so that no two of an account spend the same coins.
CREATE UNIQUE INDEX chain_transaction_making ON chain_transaction (account_id)
  WHERE state IN (1, 2);
