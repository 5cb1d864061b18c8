-- Whose personal data was overwritten, when and by whom. The customer's id is the merchant's own
-- and stays, as it does in payments; nothing else about the person is kept.
CREATE TABLE customer_erasure (
  id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT NOT NULL,
  merchant_id BIGINT NOT NULL,
  buyer_id TEXT NOT NULL,
  payments BIGINT NOT NULL CHECK (payments >= 0),
  cards BIGINT NOT NULL CHECK (cards >= 0),
  reason TEXT NOT NULL,
  erased_by TEXT NOT NULL,
  erased_at BIGINT NOT NULL
);
-- The erasures of a customer, newest last.
CREATE INDEX customer_erasure_buyer ON customer_erasure (merchant_id, buyer_id, id);
