// Rows of batches, their lines and their tallies. Private to batches.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "batches/batches.hpp"

namespace bursar::batches::store {

/// The batch of a project that has this file already; nothing after a successful insert.
std::optional<BatchId> insert_batch(Tx& tx, const Batch& batch);
void insert_piece(Tx& tx, BatchId id, std::int64_t piece_no, const std::string& sealed);
std::optional<Batch> find_batch(Tx& tx, BatchId id);
std::optional<Batch> load_batch(Tx& tx, const Scope& scope, BatchId id);
/// Writes what changes where the version is the one read (and raises it); false when it is not.
/// `keeps_file` false: the file may be uploaded again.
bool save_batch(Tx& tx, Batch& batch, Instant now, bool keeps_file = true);
/// Takes or renews the right to work on a batch until `until`.
bool take_lease(Tx& tx, BatchId id, std::int64_t node, Instant now, Instant until);

struct Piece {
  std::int64_t piece_no = 0;
  std::string sealed;
};
std::optional<Piece> next_piece(Tx& tx, BatchId id);
void delete_piece(Tx& tx, BatchId id, std::int64_t piece_no);

/// A line with what only the steps need.
struct ItemRow {
  BatchId batch;
  Item item;
  std::string content_sealed;  ///< empty once the line is done with
  std::int64_t looks = 0;
  std::optional<Instant> look_at;
};
void insert_item(Tx& tx, const ItemRow& row);
/// Moves a line from `from`; false when it is there no more.
bool save_item(Tx& tx, const ItemRow& row, ItemState from);
std::vector<ItemRow> next_valid(Tx& tx, BatchId id, std::int64_t limit);
std::vector<ItemRow> due_looks(Tx& tx, Instant now, std::int64_t limit);
/// Every line that is still to be carried out becomes `canceled`.
void cancel_valid(Tx& tx, BatchId id);
std::vector<Item> items(Tx& tx, const ListItems& filter);

/// Adds lines and amounts; negative ones take away.
void add_tally(Tx& tx, BatchId id, const Tally& change);
std::vector<Tally> tallies(Tx& tx, BatchId id);

std::vector<Batch> list(Tx& tx, const Scope& scope, const ListBatches& filter);
std::vector<Due> due(Tx& tx, std::int64_t node, Instant now, std::int64_t limit);
std::vector<Waiting> waiting(Tx& tx, std::int64_t limit);

// A trial, and a line of its own: what is written between the two can be undone.
void begin_line(Tx& tx);
void keep_line(Tx& tx);
void undo_line(Tx& tx);

std::vector<Finding> broken(Tx& tx);

}  // namespace bursar::batches::store
