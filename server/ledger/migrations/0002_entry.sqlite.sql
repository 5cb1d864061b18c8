-- The n-th line of its account is account_seq n; balance_after_minor is the account's balance then.
-- Without a row id the lines live in their primary key: one tree to write instead of two.
CREATE TABLE ledger_entry (
  tx_id BIGINT NOT NULL,
  line BIGINT NOT NULL CHECK (line BETWEEN 1 AND 16),
  account_id BIGINT NOT NULL,
  account_seq BIGINT NOT NULL,
  side BIGINT NOT NULL CHECK (side IN (1, 2)),
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  balance_after_minor BIGINT NOT NULL,
  PRIMARY KEY (tx_id, line)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ledger_tx_no_update BEFORE UPDATE ON ledger_tx
BEGIN SELECT RAISE(ABORT, 'ledger_tx is append-only: correct it by a reversal'); END;
CREATE TRIGGER ledger_tx_no_delete BEFORE DELETE ON ledger_tx
BEGIN SELECT RAISE(ABORT, 'ledger_tx is append-only: correct it by a reversal'); END;
CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only: correct it by a reversal'); END;
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only: correct it by a reversal'); END;
