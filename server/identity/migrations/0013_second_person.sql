-- Amounts above which a second person has to agree, in whole units, whatever the policies say.
ALTER TABLE installation ADD COLUMN refund_two_people BIGINT NOT NULL DEFAULT 10000
  CHECK (refund_two_people >= 0);
ALTER TABLE installation ADD COLUMN payout_two_people BIGINT NOT NULL DEFAULT 50000
  CHECK (payout_two_people >= 0);
ALTER TABLE installation ADD COLUMN batch_two_people BIGINT NOT NULL DEFAULT 100000
  CHECK (batch_two_people >= 0);
