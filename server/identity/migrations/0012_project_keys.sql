-- API keys of one project: what they make and read is that project's alone.
ALTER TABLE api_key ADD COLUMN project_id BIGINT;
