// The program libFuzzer drives: which target it is, the environment says (BURSAR_FUZZ_TARGET), so
// that one build serves them all.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/targets.hpp"

namespace {

const bursar::fuzz::Target& chosen() {
  const char* name = std::getenv("BURSAR_FUZZ_TARGET");
  const bursar::fuzz::Target* target = bursar::fuzz::find_target(name != nullptr ? name : "");
  if (target == nullptr) {
    std::fputs("set BURSAR_FUZZ_TARGET to one of:", stderr);
    for (const auto& one : bursar::fuzz::targets())
      std::fprintf(stderr, " %.*s", static_cast<int>(one.name.size()), one.name.data());
    std::fputs("\n", stderr);
    std::exit(2);
  }
  return *target;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const bursar::fuzz::Target& target = chosen();
  target.run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
