// A hash chain over the lines of a trace.
#include "simulation/trace.hpp"

#include "base/text.hpp"
#include "vault/seal.hpp"

namespace bursar::simulation {

void Trace::add(Instant at, std::string_view what) {
  std::string line = std::to_string(at.ms);
  line.append(" ").append(what);
  hash_ = vault::digest(hash_ + line);
  ++lines_;
  if (sink_) sink_(line);
}

std::string Trace::hash() const { return to_hex(hash_); }

}  // namespace bursar::simulation
