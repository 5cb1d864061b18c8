// One line, "m=65536,t=3". It is no secret: every stored hash names its own cost.
#include "app/password_cost.hpp"

#include <fstream>
#include <stdexcept>
#include <string>

#include "identity/password_cost.hpp"
#include "net/system_ports.hpp"

namespace bursar::app {

identity::HashCost calibrate_password_cost(const std::filesystem::path& file) {
  const identity::HashCost cost =
      identity::calibrate_hash_cost([](const identity::HashCost& tried) {
        const net::SystemClock clock;
        const Tick begin = clock.tick();
        identity::run_hash(tried);
        return (clock.tick().ns - begin.ns) / 1'000'000;
      });
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::trunc);
  out << identity::hash_cost_text(cost) << "\n" << std::flush;
  if (!out) throw std::runtime_error("file " + file.string() + " cannot be written");
  return cost;
}

identity::HashCost read_password_cost(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return {};
  std::string line;
  std::getline(in, line);
  const auto cost = identity::parse_hash_cost(line);
  if (!cost) throw std::runtime_error("file " + file.string() + " " + cost.error().message);
  return *cost;
}

}  // namespace bursar::app
