-- Declined attempts per card, for the schemes' caps on trying again. The attempt's key carries the
-- instant.
CREATE TABLE routing_decline (
  card_id BIGINT NOT NULL,
  attempt_id BIGINT NOT NULL,
  PRIMARY KEY (card_id, attempt_id)
);
