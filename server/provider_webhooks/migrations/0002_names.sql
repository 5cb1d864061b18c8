-- What the provider calls an operation, so that a later message that knows only this finds ours.
ALTER TABLE provider_webhook ADD COLUMN provider_reference TEXT NOT NULL DEFAULT '';
CREATE INDEX provider_webhook_name ON provider_webhook (account_id, provider_reference)
  WHERE provider_reference <> '';
