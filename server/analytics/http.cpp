// The dashboard route: decode the range, read, encode.
#include "analytics/http.hpp"

#include <memory>

#include <boost/json.hpp>

#include "analytics/analytics.hpp"
#include "net/await.hpp"
#include "net/query_number.hpp"

namespace bursar::analytics {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::int64_t k_offset_max_min = 14 * 60;

json::array volumes_json(const Figures& figures, bool with_fees) {
  json::array volumes;
  for (const auto& [currency, volume] : figures.volumes) {
    json::object row{{"currency", currency},
                     {"captured_minor", volume.captured_minor},
                     {"refunded_minor", volume.refunded_minor}};
    if (with_fees) row["fee_minor"] = volume.fee_minor;
    volumes.push_back(std::move(row));
  }
  return volumes;
}

json::object figures_json(const Figures& figures) {
  return {{"created", figures.created},   {"captured", figures.captured},
          {"declined", figures.declined}, {"failed", figures.failed},
          {"refunded", figures.refunded}, {"volumes", volumes_json(figures, true)}};
}

struct Answer {
  Dashboard board;
  std::int64_t in_doubt_count = 0;
};

std::string answer_json(std::string_view range, const Answer& answer) {
  json::array series;
  for (const Point& point : answer.board.series)
    series.push_back(json::object{{"at", point.at.ms},
                                  {"captured", point.figures.captured},
                                  {"declined", point.figures.declined},
                                  {"failed", point.figures.failed},
                                  {"volumes", volumes_json(point.figures, false)}});
  json::array declines;
  for (const auto& [reason, count] : answer.board.declines)
    declines.push_back(json::object{{"reason", reason}, {"count", count}});
  json::array methods;
  for (const auto& [method, count] : answer.board.methods)
    methods.push_back(json::object{
        {"method", method}, {"captured", count.captured}, {"declined", count.declined}});
  return json::serialize(json::object{{"range", range},
                                      {"from_at", answer.board.from.ms},
                                      {"until_at", answer.board.until.ms},
                                      {"bucket_ms", answer.board.bucket_ms},
                                      {"as_of_at", answer.board.as_of.ms},
                                      {"current", figures_json(answer.board.current)},
                                      {"previous", figures_json(answer.board.previous)},
                                      {"series", std::move(series)},
                                      {"declines", std::move(declines)},
                                      {"methods", std::move(methods)},
                                      {"in_doubt_count", answer.in_doubt_count}});
}

std::optional<std::int64_t> offset_of(std::string_view text) {
  const bool west = text.starts_with('-');
  if (west) text.remove_prefix(1);
  const auto minutes = net::whole_number(text, 0, k_offset_max_min);
  if (!minutes) return std::nullopt;
  return west ? -*minutes : *minutes;
}

Result<DashboardQuery> decode(const Request& request, Instant now) {
  DashboardQuery query;
  query.now = now;
  const std::string_view range = request.query_value("range").value_or("");
  if (range == "today") query.range = Range::today;
  else if (range == "7d") query.range = Range::days_7;
  else if (range == "30d") query.range = Range::days_30;
  else return invalid("range", "invalid_parameter", "must be today, 7d or 30d");
  if (const auto text = request.query_value("time_zone_offset_min"); text && !text->empty()) {
    const auto offset = offset_of(*text);
    if (!offset) return invalid("time_zone_offset_min", "out_of_range", "must be from -840 to 840");
    query.offset_min = *offset;
  }
  if (const auto text = request.query_value("merchant_id"); text && !text->empty()) {
    const auto merchant = MerchantId::parse(*text);
    if (!merchant) return merchant.error();
    query.merchant = *merchant;
  }
  return query;
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> read_dashboard(Request& request) const {
    const auto query = decode(request, services_.ports.clock.now());
    if (!query) co_return net::to_problem(query.error(), request.request_id);
    auto work = [this, scope = request.actor.scope,
                 query = *query](Tx& tx) mutable -> Result<Answer> {
      if (query.merchant)
        query.merchant_company = services_.company_of(tx, query.merchant).value_or(CompanyId{});
      auto board = analytics::read_dashboard(tx, scope, query);
      if (!board) return board.error();
      return Answer{std::move(*board), services_.in_doubt_count(tx, scope)};
    };
    const auto answer = co_await net::read(services_.db, request, std::move(work));
    if (!answer) co_return net::to_problem(answer.error(), request.request_id);
    co_return net::json_response(200, answer_json(*request.query_value("range"), *answer));
  }

 private:
  Services services_;
};

}  // namespace

std::vector<net::Route> routes(Services services) {
  const auto api = std::make_shared<Api>(std::move(services));
  return {{.method = net::Method::get,
           .path = "/api/dashboard",
           .operation_id = "read_dashboard",
           .permission = "dashboard:read",
           .handler = [api](Request& request) { return api->read_dashboard(request); }}};
}

}  // namespace bursar::analytics
