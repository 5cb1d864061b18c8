// The switches on the wire: one table of members serves reading and writing, so both sides agree.
#include <array>

#include <boost/json/serialize.hpp>

#include "net/json_reader.hpp"
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

constexpr std::array<Switch, 9> k_switches = {{
    {"decline_ppm", &Settings::decline_ppm, 0, k_ppm},
    {"latency_p50_ms", &Settings::latency_p50_ms, 0, k_latency_max_ms},
    {"latency_p95_ms", &Settings::latency_p95_ms, 0, k_latency_max_ms},
    {"drop_before_ppm", &Settings::drop_before_ppm, 0, k_ppm},
    {"drop_after_ppm", &Settings::drop_after_ppm, 0, k_ppm},
    {"error_500_after_ppm", &Settings::error_500_after_ppm, 0, k_ppm},
    {"overload_ppm", &Settings::overload_ppm, 0, k_ppm},
    {"in_flight_max", &Settings::in_flight_max, 1, 1'000'000},
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
  body["honours_references"] = settings.honours_references;
  body["now_ms"] = now.ms;
  return json::serialize(body);
}

}  // namespace bursar::simulator
