// The upload is read on a storage reader, away from the threads of the network; the result is sent
// page by page.
#include "batches/http_files.hpp"

#include <boost/json.hpp>

#include "batches/http_view.hpp"
#include "merchants/merchants.hpp"
#include "net/await.hpp"

namespace bursar::batches {
namespace {

using net::Request;
using net::Response;
using net::Task;

constexpr std::int64_t k_page = 1'000;

struct Named {
  MerchantId merchant;
  ProjectId project;
  Kind kind = Kind::payout;
  std::string file_name;
};

Result<Named> decode_upload(const Request& request) {
  Named named;
  const auto merchant = MerchantId::parse(request.param("merchant_id"));
  if (!merchant) return merchant.error();
  named.merchant = *merchant;
  bool has_kind = false;
  for (const auto& [name, value] : request.query) {
    if (name == "kind") {
      const auto kind = kind_of(value);
      if (!kind) return invalid(name, "unknown_value", "must be payout, refund, capture or void");
      named.kind = *kind;
      has_kind = true;
    } else if (name == "project_id") {
      const auto project = ProjectId::parse(value);
      if (!project) return project.error();
      named.project = *project;
    } else if (name == "file_name") {
      named.file_name = value;
    } else {
      return invalid(name, "unknown_parameter", "is not a parameter of an upload");
    }
  }
  if (!has_kind) return invalid("kind", "missing", "is missing");
  return named;
}

Result<Upload> read_permitted(const Services& services, Tx& tx, const Call& call,
                              const Named& named, std::string_view bytes) {
  const auto merchant = merchants::load_merchant(tx, call.actor.scope, named.merchant);
  if (!merchant) return merchant.error();
  Batch place;
  place.company_id = merchant->company_id;
  place.merchant_id = merchant->id;
  place.project_id = named.project ? named.project : merchant->default_project_id;
  auto may = services.may(tx, call, permission_of(named.kind), place);
  if (!may) return std::move(may).error();
  auto upload =
      read_upload(call, services.keys, named.kind, named.merchant, named.file_name, bytes);
  if (upload) upload->project_id = named.project;
  return upload;
}

Response csv_response(std::string file_name) {
  Response response;
  response.with("Content-Type", "text/csv; charset=utf-8")
      .with("Content-Disposition", "attachment; filename=\"" + std::move(file_name) + "\"")
      .with("Cache-Control", "no-store");
  return response;
}

Task<void> send_result(storage::Db& db, Scope scope, BatchId id, net::Stream& stream) {
  co_await stream.send(result_title());
  ListItems filter;
  filter.id = id;
  filter.limit = k_page;
  for (bool more = true; more && !stream.closed();) {
    auto query = [scope, filter](Tx& tx) { return list_items(tx, scope, filter); };
    const auto page = co_await net::read(db, std::move(query));
    more = page && static_cast<std::int64_t>(page->size()) == k_page;
    if (!page || page->empty()) co_return;
    std::string lines;
    for (const Item& item : *page) lines += result_line(item);
    filter.after = page->back().line_no;
    co_await stream.send(std::move(lines));
  }
}

}  // namespace

Task<Response> answer_upload(const Services& services, Request& request) {
  const auto named = decode_upload(request);
  if (!named) co_return net::to_problem(named.error(), request.request_id);
  const Call call = services.ports.call(request.actor);
  auto read = [call, &services, &request, named = *named](Tx& tx) {
    return read_permitted(services, tx, call, named, request.body);
  };
  const auto upload = co_await net::read(services.db, request, std::move(read));
  if (!upload) co_return net::to_problem(upload.error(), request.request_id);
  auto change = [call, upload = *upload](Tx& tx) -> Result<BatchRow> {
    const auto batch = create_batch(tx, call, upload);
    if (!batch) return batch.error();
    return BatchRow{*batch, {}};
  };
  const auto created = co_await net::write(services.db, request, std::move(change));
  if (!created) co_return net::to_problem(created.error(), request.request_id);
  services.notify();
  co_return net::json_response(201, boost::json::serialize(batch_json(*created)));
}

Task<Response> answer_result(const Services& services, Request& request) {
  const auto id = BatchId::parse(request.param("batch_id"));
  if (!id) co_return net::to_problem(id.error(), request.request_id);
  const Scope scope = request.actor.scope;
  auto query = [scope, id = *id](Tx& tx) { return read_batch(tx, scope, id); };
  const auto row = co_await net::read(services.db, request, std::move(query));
  if (!row) co_return net::to_problem(row.error(), request.request_id);
  Response response = csv_response("result-" + id->text() + ".csv");
  storage::Db& db = services.db;
  response.live = [&db, scope, id = *id](net::Stream& stream) {
    return send_result(db, scope, id, stream);
  };
  co_return response;
}

Task<Response> answer_template(const Services&, Request& request) {
  const auto kind = kind_of(request.param("kind"));
  if (!kind) co_return net::to_problem(not_found("template"), request.request_id);
  Response response = csv_response("batch-" + std::string(word(*kind)) + "s.csv");
  response.body = template_file(*kind);
  co_return response;
}

}  // namespace bursar::batches
