-- What providers sent on their own account: proven, kept once per event, applied afterwards.
CREATE TABLE provider_webhook (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  event_id TEXT NOT NULL,
  type TEXT NOT NULL,
  our_reference TEXT NOT NULL,
  about BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  state BIGINT NOT NULL,
  reason TEXT NOT NULL,
  body_masked TEXT NOT NULL,
  tries BIGINT NOT NULL,
  next_try_at BIGINT,
  received_at BIGINT NOT NULL,
  settled_at BIGINT
);
-- A repeat is known by its name, and an account's newest are listed.
CREATE UNIQUE INDEX provider_webhook_event ON provider_webhook (account_id, event_id);
CREATE INDEX provider_webhook_account ON provider_webhook (account_id, id);
-- What is still to be applied.
CREATE INDEX provider_webhook_due ON provider_webhook (next_try_at) WHERE next_try_at IS NOT NULL;
