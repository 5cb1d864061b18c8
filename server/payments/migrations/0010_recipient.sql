-- Payouts that name a saved recipient, so that its page can list them.
ALTER TABLE payout_detail ADD COLUMN recipient_id BIGINT;
CREATE INDEX payout_detail_recipient ON payout_detail (recipient_id, payment_id)
  WHERE recipient_id IS NOT NULL;
