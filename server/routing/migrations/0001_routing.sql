-- Routing: profiles in versions per place, breakers, and what outcomes taught.
CREATE TABLE routing_profile (
  id BIGINT NOT NULL PRIMARY KEY,
  company_id BIGINT,
  merchant_id BIGINT,
  place_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  active_number BIGINT NOT NULL,
  draft_number BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE routing_version (
  profile_id BIGINT NOT NULL REFERENCES routing_profile (id),
  number BIGINT NOT NULL,
  state BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  language BIGINT NOT NULL,
  content TEXT NOT NULL,
  created_by TEXT NOT NULL,
  activated_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  activated_at BIGINT,
  retired_at BIGINT,
  PRIMARY KEY (profile_id, number)
);
-- Only pairs with recent trouble have a row.
CREATE TABLE routing_breaker (
  account_id BIGINT NOT NULL,
  method TEXT NOT NULL,
  state BIGINT NOT NULL,
  window_at BIGINT NOT NULL,
  calls BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  doubts BIGINT NOT NULL,
  connect_failures BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  open_ms BIGINT NOT NULL,
  probes BIGINT NOT NULL,
  probe_successes BIGINT NOT NULL,
  PRIMARY KEY (account_id, method)
);
-- Outcomes in blocks of 200 per route and kind of payment, the last 8 blocks of each.
CREATE TABLE routing_outcome (
  account_id BIGINT NOT NULL,
  method TEXT NOT NULL,
  scheme TEXT NOT NULL,
  currency TEXT NOT NULL,
  three_ds BIGINT NOT NULL,
  block BIGINT NOT NULL,
  counted BIGINT NOT NULL,
  approved BIGINT NOT NULL,
  PRIMARY KEY (account_id, method, scheme, currency, three_ds, block)
);
CREATE TABLE routing_sticky (
  merchant_id BIGINT NOT NULL,
  subject TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (merchant_id, subject)
);
