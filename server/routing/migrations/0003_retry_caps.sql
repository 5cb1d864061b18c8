-- The schemes' limits as this installation has them, in versions; and what each declined attempt
-- was declined for, so that "never again" holds across payments. Rows from before have no reason.
CREATE TABLE routing_cap_version (
  number BIGINT NOT NULL PRIMARY KEY,
  is_shipped BIGINT NOT NULL,
  content TEXT NOT NULL,
  created_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
ALTER TABLE routing_decline ADD COLUMN amount_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE routing_decline ADD COLUMN currency TEXT NOT NULL DEFAULT '';
ALTER TABLE routing_decline ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE routing_decline ADD COLUMN advice TEXT NOT NULL DEFAULT '';
