// Office routes of bank files: decode, one use case, encode. Files travel inside JSON as base64url,
// so that what is hashed is what was in the file.
#include "bank/http.hpp"

#include <memory>

#include <boost/json.hpp>

#include "bank/bank.hpp"
#include "base/text.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "net/member_route.hpp"

namespace bursar::bank {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::int64_t k_listed = 100;
constexpr std::size_t k_content_max = 7 * 1024 * 1024;  // 5 MiB as base64url
constexpr std::size_t k_body_max = k_content_max + 4'096;

json::value instant_json(const std::optional<Instant>& at) {
  return at ? json::value(at->ms) : json::value(nullptr);
}
json::value money_json(const std::optional<Money>& money) {
  return money ? json::value(money->minor) : json::value(nullptr);
}
std::string_view currency_of(const std::optional<Money>& money) {
  return money && money->currency != Currency() ? money->currency.code() : std::string_view();
}

json::object file_json(const PaymentFile& file) {
  return {{"bank_file_id", file.id.text()},
          {"message_id", file.message_id},
          {"state", word(file.state)},
          {"orders", file.orders},
          {"sum_minor", file.sum.minor},
          {"currency", file.sum.currency.code()},
          {"sha256", file.sha256},
          {"made_by", file.made_by},
          {"made_at", file.made_at.ms},
          {"taken_by", file.taken_by},
          {"taken_at", instant_json(file.taken_at)},
          {"answered_at", instant_json(file.answered_at)},
          {"answer", file.answer}};
}

json::object statement_json(const Statement& one) {
  return {{"bank_statement_id", one.id.text()},
          {"kind", word(one.kind)},
          {"message_id", one.message_id},
          {"file_name", one.file_name},
          {"sha256", one.sha256},
          {"imported_by", one.imported_by},
          {"imported_at", one.imported_at.ms},
          {"opening_minor", money_json(one.opening)},
          {"closing_minor", money_json(one.closing)},
          {"currency", currency_of(one.opening ? one.opening : one.closing)},
          {"lines", one.lines},
          {"repeated", one.repeated},
          {"skipped", one.skipped},
          {"unmatched", one.unmatched}};
}

json::object line_json(const Line& line) {
  return {{"bank_line_id", line.id.text()},
          {"bank_statement_id", line.statement.text()},
          {"direction", word(line.direction)},
          {"amount_minor", line.amount.minor},
          {"currency", currency_of(line.amount)},
          {"booked_on", line.booked_on},
          {"reference", line.reference},
          {"bank_reference", line.bank_reference},
          {"status", line.status},
          {"reason", line.reason},
          {"purpose", line.purpose},
          {"party", line.party},
          {"file_line", line.file_line},
          {"state", word(line.state)},
          {"note", line.note},
          {"payment_id", line.payment_id},
          {"settled_by", line.settled_by},
          {"settled_at", instant_json(line.settled_at)}};
}

template <class List, class Encode>
json::array rows_json(const List& list, Encode encode) {
  json::array rows;
  for (const auto& one : list) rows.push_back(encode(one));
  return rows;
}

/// Everything of one account's tab.
struct Page {
  Summary summary;
  std::vector<PaymentFile> files;
  std::vector<Statement> statements;
};

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> read_desk(Request& request) const {
    const auto account = ProviderAccountId::parse(request.param("provider_account_id"));
    if (!account) co_return net::to_problem(account.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *account](Tx& tx) -> Result<Page> {
      const auto summary = read_summary(tx, scope, id);
      if (!summary) return summary.error();
      const auto files = list_files(tx, scope, id, k_listed);
      if (!files) return files.error();
      const auto statements = list_statements(tx, scope, id, k_listed);
      if (!statements) return statements.error();
      return Page{*summary, *files, *statements};
    };
    const auto page = co_await net::read(services_.db, request, std::move(query));
    if (!page) co_return net::to_problem(page.error(), request.request_id);
    const Summary& summary = page->summary;
    co_return net::json_response(
        200,
        json::serialize(json::object{{"waiting", summary.waiting},
                                     {"waiting_minor", summary.waiting_sum.minor},
                                     {"currency", summary.waiting_sum.currency.code()},
                                     {"submitted", summary.submitted},
                                     {"expected", summary.expected},
                                     {"unmatched", summary.unmatched},
                                     {"files", rows_json(page->files, file_json)},
                                     {"statements", rows_json(page->statements, statement_json)}}));
  }

  Task<Response> read_lines(Request& request) const {
    const auto account = ProviderAccountId::parse(request.param("provider_account_id"));
    if (!account) co_return net::to_problem(account.error(), request.request_id);
    ListLines filter;
    filter.account = *account;
    if (const std::string state(request.query_value("state").value_or("")); !state.empty()) {
      filter.state = line_state_of(state);
      if (!filter.state)
        co_return net::to_problem(invalid("state", "unknown_state", "is no state of a line"),
                                  request.request_id);
    }
    auto query = [this, scope = request.actor.scope, filter](Tx& tx) {
      return list_lines(tx, scope, services_.keys, filter);
    };
    const auto lines = co_await net::read(services_.db, request, std::move(query));
    if (!lines) co_return net::to_problem(lines.error(), request.request_id);
    co_return net::json_response(
        200, json::serialize(json::object{{"rows", rows_json(*lines, line_json)}}));
  }

  Task<Response> make(Request& request) const {
    const auto account = ProviderAccountId::parse(request.param("provider_account_id"));
    if (!account) co_return net::to_problem(account.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, id = *account](Tx& tx) {
      return make_file(tx, call, services_.keys, id);
    };
    const auto made = co_await net::write(services_.db, request, std::move(change));
    if (!made) co_return net::to_problem(made.error(), request.request_id);
    co_return net::json_response(201, json::serialize(file_json(*made)));
  }

  Task<Response> take(Request& request) const {
    const auto id = BankFileId::parse(request.param("bank_file_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, id = *id](Tx& tx) {
      return take_file(tx, call, services_.keys, id);
    };
    const auto taken = co_await net::write(services_.db, request, std::move(change));
    if (!taken) co_return net::to_problem(taken.error(), request.request_id);
    json::object body = file_json(taken->file);
    body["file_name"] = taken->name;
    body["content"] = taken->content;
    co_return net::json_response(200, json::serialize(body));
  }

  Task<Response> take_in(Request& request) const {
    const auto account = ProviderAccountId::parse(request.param("provider_account_id"));
    if (!account) co_return net::to_problem(account.error(), request.request_id);
    ImportFile command;
    command.account = *account;
    net::JsonReader in(request.body);
    command.name = in.text("file_name", 1, 200);
    const std::string encoded = in.text("content", 1, k_content_max);
    auto content = from_base64url(encoded);
    if (!content && !in.failed())
      in.fail("content", "invalid_base64", "the content is not base64url without padding");
    if (auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    command.content = *std::move(content);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, command = std::move(command)](Tx& tx) {
      return import_file(tx, call, services_.keys, command);
    };
    const auto imported = co_await net::write(services_.db, request, std::move(change));
    if (!imported) co_return net::to_problem(imported.error(), request.request_id);
    co_return net::json_response(201, json::serialize(statement_json(*imported)));
  }

  Task<Response> assign(Request& request) const {
    const auto id = LineId::parse(request.param("bank_line_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    AssignLine command;
    command.id = *id;
    net::JsonReader in(request.body);
    command.target = in.text("target", 1, 100);
    command.reason = in.text("reason", 1, 500);
    if (auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, command](Tx& tx) {
      return assign_line(tx, call, services_.keys, command);
    };
    co_return shown(co_await net::write(services_.db, request, std::move(change)), request);
  }

  Task<Response> aside(Request& request) const {
    const auto id = LineId::parse(request.param("bank_line_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    net::JsonReader in(request.body);
    const std::string reason = in.text("reason", 1, 500);
    if (auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, id = *id, reason](Tx& tx) {
      return put_aside(tx, call, services_.keys, id, reason);
    };
    co_return shown(co_await net::write(services_.db, request, std::move(change)), request);
  }

 private:
  static Response shown(const Result<Line>& line, const Request& request) {
    if (!line) return net::to_problem(line.error(), request.request_id);
    return net::json_response(200, json::serialize(line_json(*line)));
  }

  Services services_;
};

}  // namespace

std::vector<net::Route> routes(Services services) {
  using net::Method;
  const net::MemberRoutes<Api> row{std::make_shared<Api>(std::move(services)), "bank_files:read",
                                   "bank_files:write"};
  const std::string account = "/api/providers/{provider_account_id}";
  const std::string line = "/api/bank_lines/{bank_line_id}";
  std::vector<net::Route> all{
      row(Method::get, account + "/bank_desk", "read_bank_desk", &Api::read_desk),
      row(Method::get, account + "/bank_lines", "list_bank_lines", &Api::read_lines),
      row(Method::post, account + "/bank_files", "make_bank_file", &Api::make),
      row(Method::post, account + "/bank_statements", "import_bank_file", &Api::take_in),
      row(Method::post, "/api/bank_files/{bank_file_id}/take", "take_bank_file", &Api::take),
      row(Method::post, line + "/assign", "assign_bank_line", &Api::assign),
      row(Method::post, line + "/put_aside", "put_bank_line_aside", &Api::aside)};
  all[3].body_max = k_body_max;
  return all;
}

}  // namespace bursar::bank
