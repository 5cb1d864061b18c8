-- A plan is known by id in all its versions; a saved version never changes.
CREATE TABLE fee_plan (
  id BIGINT NOT NULL,
  version BIGINT NOT NULL CHECK (version >= 1),
  company_id BIGINT,
  name TEXT NOT NULL,
  on_refund BIGINT NOT NULL,
  reserve_ppm BIGINT NOT NULL CHECK (reserve_ppm BETWEEN 0 AND 1000000),
  reserve_days BIGINT NOT NULL CHECK (reserve_days >= 0),
  settle_days BIGINT NOT NULL CHECK (settle_days >= 0),
  rounding BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE cost_profile (
  id BIGINT NOT NULL PRIMARY KEY,
  created_at BIGINT NOT NULL
);

-- Prices of plans and cost profiles. The row with currency '' carries the percentage for every
-- currency; the others carry the fixed part and the bounds of one currency, in its minor units.
CREATE TABLE fee_price (
  owner_id BIGINT NOT NULL,
  owner_version BIGINT NOT NULL,
  component BIGINT NOT NULL,
  currency TEXT NOT NULL,
  percent_ppm BIGINT NOT NULL CHECK (percent_ppm BETWEEN 0 AND 1000000),
  fixed_minor BIGINT NOT NULL CHECK (fixed_minor >= 0),
  min_minor BIGINT CHECK (min_minor >= 0),
  max_minor BIGINT CHECK (max_minor >= 0),
  PRIMARY KEY (owner_id, owner_version, component, currency)
);

-- One row per operation and trigger; the trigger is unique because each is charged once.
CREATE TABLE fee_line (
  operation_id BIGINT NOT NULL,
  trigger_kind BIGINT NOT NULL,
  title TEXT NOT NULL,
  plan_id BIGINT NOT NULL,
  plan_version BIGINT NOT NULL,
  base_minor BIGINT NOT NULL,
  percent_ppm BIGINT NOT NULL,
  fixed_minor BIGINT NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
  currency TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (operation_id, trigger_kind)
);
