// Bound to batch and position, so that no line can be moved into another batch.
#include "batches/sealing.hpp"

#include "vault/seal.hpp"

namespace bursar::batches {

std::string piece_place(BatchId id, std::int64_t piece_no) {
  return "batch/" + std::to_string(id.key) + "/piece/" + std::to_string(piece_no);
}

std::string line_place(BatchId id, std::int64_t line_no) {
  return "batch/" + std::to_string(id.key) + "/line/" + std::to_string(line_no);
}

std::string seal_piece(const Call& call, const vault::KeyRing& keys, BatchId id,
                       std::int64_t piece_no, std::string text) {
  return vault::seal(keys, call.random, k_sealing_purpose, Secret(std::move(text)),
                     piece_place(id, piece_no));
}

std::string open_piece(const vault::KeyRing& keys, BatchId id, std::int64_t piece_no,
                       std::string_view sealed) {
  return std::string(
      vault::unseal(keys, k_sealing_purpose, sealed, piece_place(id, piece_no)).reveal());
}

std::string seal_line(const Call& call, const vault::KeyRing& keys, BatchId id,
                      std::int64_t line_no, std::string text) {
  return vault::seal(keys, call.random, k_sealing_purpose, Secret(std::move(text)),
                     line_place(id, line_no));
}

std::string open_line(const vault::KeyRing& keys, BatchId id, std::int64_t line_no,
                      std::string_view sealed) {
  return std::string(
      vault::unseal(keys, k_sealing_purpose, sealed, line_place(id, line_no)).reveal());
}

}  // namespace bursar::batches
