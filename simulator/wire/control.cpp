// The switches on the wire: one table of members serves reading and writing, so both sides agree.
#include <array>

#include <boost/json/serialize.hpp>

#include "net/json_reader.hpp"
#include "simulator/core/cards.hpp"
#include "simulator/core/latency.hpp"
#include "simulator/wire/codec.hpp"

namespace bursar::simulator {
namespace {

namespace json = boost::json;

struct Switch {
  std::string_view name;
  std::int64_t Settings::*member;
  std::int64_t lowest;
  std::int64_t highest;
};

constexpr std::int64_t k_years_ms = 100LL * 366 * k_day_ms;
constexpr std::int64_t k_instant_max_ms = 100 * k_years_ms;

constexpr std::array<Switch, 13> k_switches = {{
    {"decline_ppm", &Settings::decline_ppm, 0, k_ppm},
    {"latency_p50_ms", &Settings::latency_p50_ms, 0, k_latency_max_ms},
    {"latency_p95_ms", &Settings::latency_p95_ms, 0, k_latency_max_ms},
    {"drop_before_ppm", &Settings::drop_before_ppm, 0, k_ppm},
    {"drop_after_ppm", &Settings::drop_after_ppm, 0, k_ppm},
    {"error_500_after_ppm", &Settings::error_500_after_ppm, 0, k_ppm},
    {"overload_ppm", &Settings::overload_ppm, 0, k_ppm},
    {"in_flight_max", &Settings::in_flight_max, 1, 1'000'000},
    {"dispute_after_ms", &Settings::dispute_after_ms, 1, k_years_ms},
    {"fee_ppm", &Settings::fee_ppm, 0, k_ppm},
    {"fee_fixed_minor", &Settings::fee_fixed_minor, 0, 1'000'000},
    {"dispute_fee_minor", &Settings::dispute_fee_minor, 0, 1'000'000},
    {"clock_offset_ms", &Settings::clock_offset_ms, -k_years_ms, k_years_ms},
}};

// A member that null switches off.
std::optional<std::int64_t> read_optional(net::JsonReader& in, std::string_view name,
                                          std::int64_t highest,
                                          std::optional<std::int64_t> before) {
  const json::value* value = in.member(name);
  if (!value) return before;
  return in.integer_or_none(name, 0, highest);
}

// Parts of a thousand by response code; null is the mix of this acquirer.
DeclineMix read_mix(net::JsonReader& in, const DeclineMix& before) {
  const json::value* value = in.member("decline_mix");
  if (!value) return before;
  DeclineMix mix;
  if (value->is_null()) return mix;
  if (!value->is_object()) {
    in.fail("decline_mix", "wrong_type", "decline_mix is not an object of codes and shares");
    return before;
  }
  std::int64_t sum = 0;
  for (const auto& [code, share] : value->get_object()) {
    const bool known = code != "00" && code != "10" && meaning_of(code).message != "declined";
    if (!known || !share.is_int64() || share.get_int64() < 0 || share.get_int64() > 1'000) {
      in.fail("decline_mix", "out_of_range",
              "decline_mix names declining codes with 0 to 1000 parts of a thousand");
      return before;
    }
    sum += share.get_int64();
    if (share.get_int64() > 0) mix.emplace_back(code, share.get_int64());
  }
  if (sum != 1'000)
    in.fail("decline_mix", "out_of_range",
            "the shares of decline_mix add up to " + std::to_string(sum) + ", not to 1000");
  return mix;
}

// Messages stay on this machine.
bool is_loopback_url(std::string_view url) {
  for (const std::string_view start : {"http://127.0.0.1:", "http://localhost:"}) {
    if (!url.starts_with(start)) continue;
    const std::string_view rest = url.substr(start.size());
    const std::string_view port = rest.substr(0, rest.find('/'));
    return !port.empty() && port.size() <= 5 &&
           port.find_first_not_of("0123456789") == std::string_view::npos;
  }
  return false;
}

void read_webhook(net::JsonReader& in, Settings& settings) {
  if (const json::value* value = in.member("webhook_url")) {
    settings.webhook_url =
        value->is_null() ? std::string() : in.text_or_none("webhook_url", 500).value_or("");
    if (!value->is_null() && !in.failed() && !is_loopback_url(settings.webhook_url))
      in.fail("webhook_url", "invalid_url",
              "webhook_url does not start with http://127.0.0.1:PORT or http://localhost:PORT");
  }
  if (const auto secret = in.text_or_none("webhook_secret", 200)) settings.webhook_secret = *secret;
}

}  // namespace

Result<Settings> parse_control(std::string_view body, const Settings& settings) {
  net::JsonReader in(body);
  Settings changed = settings;
  for (const Switch& each : k_switches)
    if (const auto value = in.integer_or_none(each.name, each.lowest, each.highest))
      changed.*each.member = *value;
  std::optional<std::int64_t> outage;
  if (settings.outage_until) outage = settings.outage_until->ms;
  outage = read_optional(in, "outage_until_ms", k_instant_max_ms, outage);
  changed.outage_until = outage ? std::optional(Instant{*outage}) : std::nullopt;
  changed.late_after_ms = read_optional(in, "late_after_ms", k_years_ms, settings.late_after_ms);
  changed.decline_mix = read_mix(in, settings.decline_mix);
  read_webhook(in, changed);
  changed.honours_references = in.boolean("honours_references", settings.honours_references);
  if (auto problem = in.finish()) return *problem;
  return changed;
}

Result<std::int64_t> parse_advance(std::string_view body) {
  net::JsonReader in(body);
  const std::int64_t ms = in.integer("ms", 0, k_years_ms);
  if (auto problem = in.finish()) return *problem;
  return ms;
}

std::string render_control(const Settings& settings, Instant now) {
  json::object body;
  for (const Switch& each : k_switches) body[each.name] = settings.*each.member;
  body["outage_until_ms"] = nullptr;
  if (settings.outage_until) body["outage_until_ms"] = settings.outage_until->ms;
  body["late_after_ms"] = nullptr;
  if (settings.late_after_ms) body["late_after_ms"] = *settings.late_after_ms;
  json::object mix;
  for (const auto& [code, share] :
       settings.decline_mix.empty() ? default_mix() : settings.decline_mix)
    mix[code] = share;
  body["decline_mix"] = std::move(mix);
  body["webhook_url"] = nullptr;
  if (!settings.webhook_url.empty()) body["webhook_url"] = settings.webhook_url;
  body["honours_references"] = settings.honours_references;
  body["now_ms"] = now.ms;
  return json::serialize(body);
}

}  // namespace bursar::simulator
