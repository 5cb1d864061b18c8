// The statements that move pieces and lines of batches to another master key.
#include "batches/reencrypt.hpp"
#include "batches/sealing.hpp"

namespace bursar::batches {
namespace {

using Place = std::string (*)(BatchId, std::int64_t);

auto reader(std::string_view sql, Place place) {
  return [sql, place](storage::Tx& tx, const storage::Blob& header, std::int64_t from,
                      std::int64_t limit) {
    return tx.all(sql, {from, header, limit}, [place](const storage::Row& row) {
      vault::SealedRow found;
      found.key = row.i64(0);
      found.part = row.i64(1);
      found.sealed = row.blob(2);
      found.purpose = k_sealing_purpose;
      found.place = place(row.id<BatchId>(0), found.part);
      return found;
    });
  };
}

auto writer(std::string_view sql) {
  return [sql](storage::Tx& tx, const vault::SealedRow& row, const storage::Blob& fresh) {
    tx.exec(sql, {fresh, row.key, row.part, storage::Blob{row.sealed}});
  };
}

}  // namespace

vault::SealedColumn piece_column() {
  return {"batch_piece.content_sealed",
          reader("SELECT batch_id, piece_no, content_sealed FROM batch_piece WHERE batch_id >= $1 "
                 "AND length(content_sealed) > 0 AND substr(content_sealed, 1, 5) <> $2 "
                 "ORDER BY batch_id, piece_no LIMIT $3",
                 piece_place),
          writer("UPDATE batch_piece SET content_sealed = $1 WHERE batch_id = $2 AND "
                 "piece_no = $3 AND content_sealed = $4")};
}

vault::SealedColumn line_column() {
  return {"batch_item.content_sealed",
          reader("SELECT batch_id, line_no, content_sealed FROM batch_item WHERE batch_id >= $1 "
                 "AND length(content_sealed) > 0 AND substr(content_sealed, 1, 5) <> $2 "
                 "ORDER BY batch_id, line_no LIMIT $3",
                 line_place),
          writer("UPDATE batch_item SET content_sealed = $1 WHERE batch_id = $2 AND "
                 "line_no = $3 AND content_sealed = $4")};
}

}  // namespace bursar::batches
