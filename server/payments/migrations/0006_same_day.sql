-- A refund that undid its sale on the same day; the payment whose sale was undone that way.
ALTER TABLE operation ADD COLUMN same_day BIGINT NOT NULL DEFAULT 0 CHECK (same_day IN (0, 1));
ALTER TABLE payment ADD COLUMN is_reversed BIGINT NOT NULL DEFAULT 0 CHECK (is_reversed IN (0, 1));
