// Reads the documented members; an unknown one is refused by name, as everywhere.
#include "surfaces/data_api/decode.hpp"

#include <algorithm>

#include "identity/api_token.hpp"
#include "net/json_reader.hpp"
#include "surfaces/data_api/encode.hpp"

namespace bursar::data_api {
namespace {

namespace json = boost::json;
using net::JsonReader;
using payments::OperationFilter;

constexpr std::size_t k_projects_max = 200;
constexpr std::int64_t k_offset_max = 1'000'000;
constexpr std::int64_t k_interval_max_ms = 366 * k_day_ms;
/// Looked back over when no interval is given.
constexpr std::int64_t k_default_interval_ms = 92 * k_day_ms;

Result<const json::object*> members_of(const json::value& body) {
  const json::object* members = body.if_object();
  if (members == nullptr) return invalid("body", "malformed_json", "must be a JSON object");
  return members;
}

void skip_credentials(JsonReader& in) {
  (void)in.member("token");
  (void)in.member("signature");
}

// A wall clock of the zone ("2026-11-22", "2026-11-22 10:15:30"), or RFC 3339 with its own offset.
std::optional<Instant> instant_in(const std::string& text, const net::TimeZone& zone) {
  std::string wall = text;
  if (wall.size() == 10) wall += " 00:00:00";
  if (wall.size() > 10 && wall[10] == ' ') wall[10] = 'T';
  if (wall.size() != 19) {
    const auto exact = parse_iso8601(wall, "interval");
    return exact ? std::optional(*exact) : std::nullopt;
  }
  const auto local = parse_iso8601(wall + "Z", "interval");
  if (!local) return std::nullopt;
  return zone.instant_of(local->ms);
}

std::optional<Instant> read_end(JsonReader& interval, const char* name, const net::TimeZone& zone) {
  const auto text = interval.text_or_none(name, 40);
  if (!text) return std::nullopt;
  const auto instant = instant_in(*text, zone);
  if (!instant) interval.fail(name, "invalid_time", "must be such as 2026-11-22 10:15:30");
  return instant;
}

void read_interval(JsonReader& in, const net::TimeZone& zone, Instant now,
                   OperationFilter& filter) {
  if (auto interval = in.object("interval")) {
    filter.created_from = read_end(*interval, "from", zone);
    filter.created_before = read_end(*interval, "to", zone);
    in.adopt(*interval);
  }
  const Instant end = filter.created_before.value_or(now);
  if (!filter.created_from) filter.created_from = end.plus_ms(-k_default_interval_ms);
  const std::int64_t length = end.ms - filter.created_from->ms;
  if (length < 0 || length > k_interval_max_ms)
    in.fail("interval", "out_of_range", "must end after it begins, within 366 days");
}

void read_projects(JsonReader& in, OperationFilter& filter) {
  const json::value* given = in.member("project_id");
  if (given == nullptr) return;
  const json::array* list = given->if_array();
  if (list == nullptr || list->size() > k_projects_max) {
    in.fail("project_id", "wrong_type", "must be a list of at most 200 project ids");
    return;
  }
  for (const json::value& one : *list) {
    if (one.is_int64() && one.get_int64() > 0) filter.projects.push_back(one.get_int64());
    else in.fail("project_id", "wrong_type", "must hold project ids alone");
  }
}

std::vector<std::string> read_fields(JsonReader& in) {
  auto fields = in.texts("fields", 100, 60);
  for (const std::string& field : fields)
    if (std::find(k_fields.begin(), k_fields.end(), field) == k_fields.end())
      in.fail("fields", "out_of_range", "there is no field " + field);
  return fields;
}

}  // namespace

Result<Credentials> decode_credentials(const json::value& body) {
  const auto members = members_of(body);
  if (!members) return members.error();
  const json::value* token = (*members)->if_contains("token");
  const json::value* signature = (*members)->if_contains("signature");
  if (token == nullptr || !token->is_string() ||
      token->get_string().size() != identity::k_api_token_length)
    return invalid("token", "wrong_type", "must be a token of 30 characters");
  if (signature == nullptr || !signature->is_string() || signature->get_string().empty())
    return invalid("signature", "signature_missing", "every request carries a signature");
  return Credentials{std::string(token->get_string()), std::string(signature->get_string())};
}

Result<ListCommand> decode_list(const json::value& body, Instant now) {
  const auto members = members_of(body);
  if (!members) return members.error();
  JsonReader in(**members, "");
  skip_credentials(in);
  ListCommand command;
  const std::string zone = in.text_or_none("timezone", 64).value_or("UTC");
  if (const auto known = net::TimeZone::load(zone)) command.zone = *known;
  else in.fail("timezone", "out_of_range", "must be the IANA name of a time zone");
  read_projects(in, command.filter);
  read_interval(in, command.zone, now, command.filter);
  command.filter.limit = in.integer_or_none("limit", 1, payments::k_operation_page_max)
                             .value_or(payments::k_operation_page_max);
  command.filter.offset = in.integer_or_none("offset", 0, k_offset_max).value_or(0);
  if (const auto word = in.text_or_none("operation_type", 40)) {
    command.filter.type = operation_type_of(*word);
    if (!command.filter.type) in.fail("operation_type", "out_of_range", "is not a known type");
  }
  command.fields = read_fields(in);
  if (auto error = in.finish()) return *error;
  return command;
}

Result<ListCommand> decode_by_payment(const json::value& body) {
  const auto members = members_of(body);
  if (!members) return members.error();
  JsonReader in(**members, "");
  skip_credentials(in);
  ListCommand command;
  command.filter.projects = {in.integer("project_id", 1, INT64_MAX)};
  command.filter.payment = in.text("payment_id", 1, 255);
  if (auto error = in.finish()) return *error;
  return command;
}

}  // namespace bursar::data_api
