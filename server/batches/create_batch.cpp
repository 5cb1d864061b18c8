// create_batch: a file that was read is kept, sealed in pieces, until its lines have been checked.
#include "base/check.hpp"
#include "base/text.hpp"
#include "batches/file.hpp"
#include "batches/sealing.hpp"
#include "batches/store.hpp"
#include "batches/trail.hpp"
#include "merchants/merchants.hpp"
#include "merchants/projects.hpp"

namespace bursar::batches {
namespace {

constexpr std::size_t k_name_max = 120;

Result<void> check_name(const std::string& name) {
  if (name.empty() || code_points(name) > k_name_max || !is_printable_utf8(name) ||
      name.find_first_of("\n\t/\\") != std::string::npos)
    return invalid("file_name", "invalid_file_name", "must be a name of 1 to 120 characters");
  if (vault::contains_card_number(name))
    return invalid("file_name", "card_number_not_allowed", "must not hold a card number");
  return ok();
}

}  // namespace

Result<Upload> read_upload(const Call& call, const vault::KeyRing& keys, Kind kind,
                           MerchantId merchant, std::string file_name, std::string_view bytes) {
  if (auto fits = check_name(file_name); !fits) return std::move(fits).error();
  auto file = read_file(kind, bytes);
  if (!file) return file.error();
  Upload upload;
  upload.id = call.ids.next<BatchId>();
  upload.kind = kind;
  upload.merchant_id = merchant;
  upload.file_name = std::move(file_name);
  upload.file_hash = std::move(file->file_hash);
  upload.lines = file->lines;
  std::int64_t piece_no = 0;
  for (std::string& piece : file->pieces) {
    ++piece_no;
    upload.pieces_sealed.push_back(seal_piece(call, keys, upload.id, piece_no, std::move(piece)));
  }
  return upload;
}

Result<Batch> create_batch(Tx& tx, const Call& call, const Upload& upload) {
  const auto merchant = merchants::load_merchant(tx, call.actor.scope, upload.merchant_id);
  if (!merchant) return merchant.error();
  Batch batch;
  batch.id = upload.id;
  batch.company_id = merchant->company_id;
  batch.merchant_id = merchant->id;
  batch.project_id = merchant->default_project_id;
  if (upload.project_id) {
    const auto project = merchants::load_project(tx, call.actor.scope, upload.project_id);
    if (!project || project->merchant_id != merchant->id) return not_found(ProjectTag::k_noun);
    batch.project_id = project->id;
  }
  batch.merchant_name = merchant->name;
  batch.kind = upload.kind;
  batch.file_name = upload.file_name;
  batch.file_hash = upload.file_hash;
  batch.lines = upload.lines;
  batch.created_by = call.actor.name;
  batch.created_at = batch.updated_at = call.now;
  if (const auto earlier = store::insert_batch(tx, batch)) {
    Error error = conflict("duplicate_file",
                           "this file was uploaded already; a payment is made "
                           "once, so it is not taken twice");
    error.details.emplace_back("batch_id", earlier->text());
    return error;
  }
  std::int64_t piece_no = 0;
  for (const std::string& sealed : upload.pieces_sealed)
    store::insert_piece(tx, batch.id, ++piece_no, sealed);
  record(tx, call, "create_batch", "batch.uploaded", batch, std::nullopt);
  return batch;
}

}  // namespace bursar::batches
