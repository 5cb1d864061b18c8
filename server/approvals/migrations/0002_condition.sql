-- A policy may speak of what it is about in the language of rules; empty: of whatever it is.
ALTER TABLE approval_policy ADD COLUMN condition TEXT NOT NULL DEFAULT '';
