// Cores would hold keys and card numbers; they are off even where the machine collects them through
// a pipe, which a size limit alone does not stop.
#include "app/hardening.hpp"

#include <iostream>

#include <sys/prctl.h>
#include <sys/resource.h>

namespace bursar::app {

void keep_memory_private() {
  const struct rlimit none { 0, 0 };
  const bool limited = ::setrlimit(RLIMIT_CORE, &none) == 0;
  const bool hidden = ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
  if (!limited || !hidden)
    std::cerr << "bursar: core files cannot be switched off on this machine\n";
}

}  // namespace bursar::app
