// Office routes of the trail: who reads it goes on record, once per request, before the answer.
#include "audit/http.hpp"

#include <memory>

#include "audit/http_query.hpp"
#include "audit/http_view.hpp"
#include "net/await.hpp"
#include "net/query_number.hpp"

namespace bursar::audit {
namespace {

using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::string_view k_export = "export_audit_entries";
constexpr std::int64_t k_export_page = 1'000;
constexpr std::int64_t k_export_rows_max = 100'000;
constexpr std::int64_t k_export_ms_max = 120'000;

/// An export under way, page by page.
struct Export {
  Filter filter;
  Scope scope;
  std::int64_t rows = 0;
  bool done = false;
};

class Api : public std::enable_shared_from_this<Api> {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> list_entries(Request& request) const {
    const auto filter = decode_filter(request);
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    auto query = [this, scope = request.actor.scope, filter = *filter](Tx& tx) {
      return find(tx, scope, filter, services_.reach);
    };
    const auto page = co_await net::read(services_.db, std::move(query));
    if (!page) co_return net::to_problem(page.error(), request.request_id);
    const auto recorded = co_await record_reading(request, "list_audit_entries", nullptr);
    if (!recorded) co_return net::to_problem(recorded.error(), request.request_id);
    co_return net::json_response(200, page_json(*page));
  }

  Task<Response> read_entry(Request& request) const {
    const auto id = AuditId::parse(request.param("audit_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    std::int64_t sealed = 0;
    auto query = [scope = request.actor.scope, id = *id, &sealed](Tx& tx) {
      if (const auto newest = newest_checkpoint(tx)) sealed = newest->checkpoint.size;
      return load(tx, scope, id);
    };
    const auto stored = co_await net::read(services_.db, std::move(query));
    if (!stored) co_return net::to_problem(stored.error(), request.request_id);
    const auto recorded = co_await record_reading(request, "read_audit_entry", &*stored);
    if (!recorded) co_return net::to_problem(recorded.error(), request.request_id);
    co_return net::json_response(200, entry_json(*stored, sealed));
  }

  Task<Response> prove(Request& request) const {
    const auto id = AuditId::parse(request.param("audit_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *id](Tx& tx) {
      return prove_entry(tx, scope, id);
    };
    const auto proof = co_await net::read(services_.db, std::move(query));
    if (!proof) co_return net::to_problem(proof.error(), request.request_id);
    const auto recorded = co_await record_reading(request, "prove_audit_entry", &proof->entry);
    if (!recorded) co_return net::to_problem(recorded.error(), request.request_id);
    co_return net::json_response(200, proof_document(*proof, services_.verifier));
  }

  Task<Response> prove_consistency(Request& request) const {
    const auto from = net::whole_number(request.query_value("from").value_or(""), 15);
    if (!from || *from == 0)
      co_return net::to_problem(invalid("from", "invalid_parameter", "must be a size above 0"),
                                request.request_id);
    const auto to = net::whole_number(request.query_value("to").value_or("0"), 15);
    if (!to)
      co_return net::to_problem(invalid("to", "invalid_parameter", "must be a size"),
                                request.request_id);
    auto query = [from = *from, to = *to](Tx& tx) { return prove_growth(tx, from, to); };
    const auto proof = co_await net::read(services_.db, std::move(query));
    if (!proof) co_return net::to_problem(proof.error(), request.request_id);
    co_return net::json_response(200, proof_document(*proof, services_.verifier));
  }

  Task<Response> read_trail(Request& request) const {
    auto query = [](Tx& tx) -> Result<TrailView> {
      return TrailView{last_position(tx), newest_checkpoint(tx), known_actions(tx)};
    };
    const auto view = co_await net::read(services_.db, std::move(query));
    if (!view) co_return net::to_problem(view.error(), request.request_id);
    co_return net::json_response(200, trail_json(*view, services_.sealer(), services_.verifier,
                                                 request.actor.scope.everything()));
  }

  Task<Response> export_entries(Request& request) const {
    auto filter = decode_filter(request);
    for (const char* paging : {"limit", "before", "after"})
      if (request.query_value(paging))
        filter = invalid(paging, "unknown_parameter", "an export has no pages");
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    Export state{.filter = *filter, .scope = request.actor.scope};
    state.filter.limit = k_export_page;
    const auto recorded = co_await record_reading(request, k_export, nullptr);
    if (!recorded) co_return net::to_problem(recorded.error(), request.request_id);
    const std::string day = day_text(utc_day(services_.ports.clock.now()));
    Response response;
    response.with("Content-Type", "text/csv; charset=utf-8")
        .with("Content-Disposition", "attachment; filename=\"audit-" + day + ".csv\"")
        .with("Cache-Control", "no-store");
    response.live = [self = shared_from_this(), state = std::move(state)](net::Stream& stream) {
      return self->send_export(stream, state);
    };
    co_return response;
  }

 private:
  /// The entry about a reading belongs to the tenant of the entry that was read, if it was one.
  Task<Result<AuditId>> record_reading(const Request& request, std::string_view action,
                                       const StoredEntry* read) const {
    Entry entry;
    entry.action = action;
    entry.subject_kind = read == nullptr ? "audit_trail" : "audit_entry";
    if (read == nullptr) entry.after = asked_json(request);
    if (read != nullptr) {
      entry.subject_id = read->id.text();
      entry.company = read->entry.company;
      entry.merchant = read->entry.merchant;
    }
    const Call call = services_.ports.call(request.actor);
    auto change = [call, entry = std::move(entry)](Tx& tx) -> Result<AuditId> {
      const AuditId id = record(tx, call, entry);
      // What is written down elsewhere has its positions.
      if (entry.action == k_export) assign_sequence(tx);
      return id;
    };
    co_return co_await net::write(services_.db, std::move(change));
  }

  Task<void> send_export(net::Stream& stream, Export state) const {
    const Instant end = services_.ports.clock.now().plus_ms(k_export_ms_max);
    co_await stream.send(csv_titles());
    while (!state.done && !stream.closed() && services_.ports.clock.now() < end) {
      std::string lines = co_await next_lines(state);
      if (!lines.empty()) co_await stream.send(std::move(lines));
    }
  }

  Task<std::string> next_lines(Export& state) const {
    auto query = [this, scope = state.scope, filter = state.filter](Tx& tx) {
      return find(tx, scope, filter, services_.reach);
    };
    const auto page = co_await net::read(services_.db, std::move(query));
    state.done = !page || !page->has_older;
    std::string lines;
    if (!page) co_return lines;
    for (const StoredEntry& stored : page->rows) {
      if (state.rows++ >= k_export_rows_max) break;
      lines += csv_line(stored);
      state.filter.before = stored.id;
    }
    if (page->searched_to) state.filter.before = page->searched_to;
    state.done = state.done || state.rows >= k_export_rows_max;
    co_return lines;
  }

  Services services_;
};

}  // namespace

std::vector<net::Route> routes(Services services) {
  const auto api = std::make_shared<Api>(std::move(services));
  const auto row = [&](const char* path, const char* operation, auto method) {
    return net::Route{
        .method = net::Method::get,
        .path = path,
        .operation_id = operation,
        .permission = "audit:read",
        .handler = [api, method](Request& request) { return (api.get()->*method)(request); }};
  };
  return {row("/api/audit_entries", "list_audit_entries", &Api::list_entries),
          row("/api/audit_entries/{audit_id}", "read_audit_entry", &Api::read_entry),
          row("/api/audit_entries/{audit_id}/proof", "prove_audit_entry", &Api::prove),
          row("/api/audit_consistency", "prove_audit_consistency", &Api::prove_consistency),
          row("/api/audit_export", "export_audit_entries", &Api::export_entries),
          row("/api/audit_trail", "read_audit_trail", &Api::read_trail)};
}

}  // namespace bursar::audit
