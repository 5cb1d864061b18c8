-- Questions the office asks. Payments are nearly all of the trail, so what they have in common
-- stands in no index: partial indexes name the rest, and queries repeat their conditions word for
-- word.
CREATE INDEX audit_entry_merchant ON audit_entry (merchant_id, id);
CREATE INDEX audit_entry_company ON audit_entry (company_id, id)
  WHERE merchant_id IS NULL AND company_id IS NOT NULL;
CREATE INDEX audit_entry_actor ON audit_entry (actor_name, id)
  WHERE actor_kind <> 2 AND actor_kind <> 4;
CREATE INDEX audit_entry_action ON audit_entry (action, id)
  WHERE action <> 'create_sale' AND action <> 'record_answer';
CREATE INDEX audit_entry_refused ON audit_entry (outcome, id) WHERE outcome <> 1;

-- Hashes of the Merkle tree, 256 to a row: level 0 holds those of entries, level 1 the roots of
-- full rows of level 0, and so on.
CREATE TABLE audit_tile (
  level BIGINT NOT NULL,
  position BIGINT NOT NULL,
  hashes BYTEA NOT NULL,
  PRIMARY KEY (level, position)
);
-- Signed states of the tree; the newest says how far it has grown.
CREATE TABLE audit_checkpoint (
  tree_size BIGINT NOT NULL PRIMARY KEY,
  signed_at BIGINT NOT NULL,
  root BYTEA NOT NULL,
  note TEXT NOT NULL
);
