// All SQL of the tree and its checkpoints.
#include "audit/tree_store.hpp"

#include <limits>

#include <fmt/format.h>

#include "audit/leaf.hpp"
#include "base/check.hpp"

namespace bursar::audit::store {
namespace {

constexpr std::string_view k_select_checkpoint =
    "SELECT tree_size, signed_at, root, note FROM audit_checkpoint ";

SignedState read_state(const storage::Row& row) {
  SignedState state;
  state.checkpoint.size = row.i64(0);
  state.signed_at = row.instant(1);
  const std::string_view root = row.blob(2);
  if (root.size() == Hash::k_bytes) state.checkpoint.root = Hash::of(root);
  state.checkpoint.note = row.text(3);
  return state;
}

std::optional<SignedState> one_checkpoint(storage::Tx& tx, std::string_view where,
                                          const storage::Params& params) {
  return tx.one(std::string(k_select_checkpoint) + std::string(where), params, read_state);
}

// A column of another type than its own is a forged row, not a broken program.
void read_sealed(const storage::Row& row, Sealed& sealed) {
  try {
    sealed.seq = row.i64(0);
    sealed.key = row.i64(1);
    seal_row(row, sealed.text);
  } catch (const Bug&) {
    sealed.text.clear();
  }
}

std::string sealed_select() {
  return fmt::format("SELECT {} FROM audit_entry WHERE ", k_sealed_columns);
}

}  // namespace

TileReader tiles_in(storage::Tx& tx) {
  return [&tx](TileKey key) {
    return tx.one("SELECT hashes FROM audit_tile WHERE level = $1 AND position = $2",
                  {key.first, key.second},
                  [](const storage::Row& row) { return std::string(row.blob(0)); });
  };
}

void save_tiles(storage::Tx& tx, const std::map<TileKey, std::string>& tiles) {
  for (const auto& [key, hashes] : tiles)
    tx.exec(
        "INSERT INTO audit_tile (level, position, hashes) VALUES ($1, $2, $3) "
        "ON CONFLICT (level, position) DO UPDATE SET hashes = excluded.hashes",
        {key.first, key.second, storage::Blob{hashes}});
}

void insert_checkpoint(storage::Tx& tx, const Checkpoint& checkpoint, Instant now) {
  tx.exec(
      "INSERT INTO audit_checkpoint (tree_size, signed_at, root, note) VALUES ($1, $2, $3, $4)",
      {checkpoint.size, now, storage::Blob{std::string(checkpoint.root.view())}, checkpoint.note});
}

std::optional<SignedState> newest_checkpoint(storage::Tx& tx) {
  return one_checkpoint(tx, "ORDER BY tree_size DESC LIMIT 1", {});
}

std::optional<SignedState> checkpoint_from(storage::Tx& tx, std::int64_t size) {
  return one_checkpoint(tx, "WHERE tree_size >= $1 ORDER BY tree_size LIMIT 1", {size});
}

std::optional<SignedState> checkpoint_of(storage::Tx& tx, std::int64_t size) {
  return one_checkpoint(tx, "WHERE tree_size = $1", {size});
}

std::vector<SignedState> checkpoints_after(storage::Tx& tx, std::int64_t size, std::int64_t limit) {
  return tx.all(
      std::string(k_select_checkpoint) + "WHERE tree_size > $1 ORDER BY tree_size LIMIT $2",
      {size, limit}, read_state);
}

void visit_sealed(storage::Tx& tx, std::int64_t after, std::int64_t limit,
                  const std::function<void(const Sealed&)>& visit) {
  static const std::string k_text = sealed_select() + "seq > $1 ORDER BY seq LIMIT $2";
  Sealed sealed;
  tx.query(k_text, {after, limit}, [&](const storage::Row& row) {
    read_sealed(row, sealed);
    visit(sealed);
  });
}

std::optional<Sealed> sealed_entry(storage::Tx& tx, AuditId id) {
  return tx.one(sealed_select() + "id = $1 AND seq IS NOT NULL", {id}, [](const storage::Row& row) {
    Sealed sealed;
    read_sealed(row, sealed);
    return sealed;
  });
}

std::int64_t last_position(storage::Tx& tx) {
  return *tx.one("SELECT coalesce(max(seq), 0) FROM audit_entry", {},
                 [](const storage::Row& row) { return row.i64(0); });
}

Counts count_entries(storage::Tx& tx) {
  return *tx.one("SELECT count(seq), count(*) FROM audit_entry", {}, [](const storage::Row& row) {
    return Counts{row.i64(0), row.i64(1) - row.i64(0)};
  });
}

std::int64_t removed_to(storage::Tx& tx) {
  return *tx.one("SELECT coalesce(max(last_position), 0) FROM audit_removal", {},
                 [](const storage::Row& row) { return row.i64(0); });
}

Instant youngest_of(storage::Tx& tx, std::int64_t first, std::int64_t last) {
  return *tx.one("SELECT coalesce(max(at), 0) FROM audit_entry WHERE seq >= $1 AND seq <= $2",
                 {first, last}, [](const storage::Row& row) { return row.instant(0); });
}

void insert_removal(storage::Tx& tx, const Removal& removal) {
  tx.exec(
      "INSERT INTO audit_removal (last_position, first_position, root, newest_at, removed_at, "
      "note) VALUES ($1, $2, $3, $4, $5, $6)",
      {removal.last, removal.first, storage::Blob{std::string(removal.root.view())},
       removal.newest_at, removal.removed_at, removal.note});
}

void delete_entries(storage::Tx& tx, std::int64_t first, std::int64_t last) {
  tx.exec("DELETE FROM audit_entry WHERE seq >= $1 AND seq <= $2", {first, last});
}

std::vector<Removal> removals(storage::Tx& tx) {
  return tx.all(
      "SELECT first_position, last_position, root, newest_at, removed_at, note FROM audit_removal "
      "ORDER BY last_position",
      {}, [](const storage::Row& row) {
        Removal removal;
        removal.first = row.i64(0);
        removal.last = row.i64(1);
        if (row.blob(2).size() == Hash::k_bytes) removal.root = Hash::of(row.blob(2));
        removal.newest_at = row.instant(3);
        removal.removed_at = row.instant(4);
        removal.note = row.text(5);
        return removal;
      });
}

bool is_removal_recorded(storage::Tx& tx, std::int64_t last) {
  return tx
      .one("SELECT 1 FROM audit_entry WHERE action = $1 AND subject_id = $2",
           {k_removal_action, std::to_string(last)},
           [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

}  // namespace bursar::audit::store
