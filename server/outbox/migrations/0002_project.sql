-- The project an event belongs to, so that whoever reaches only that project hears of it.
ALTER TABLE event ADD COLUMN project_id BIGINT;
