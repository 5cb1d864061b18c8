// SIGINT, SIGTERM and, for a service, SIGHUP as something to wait for. Construct before starting
// threads.
#pragma once

#include <csignal>

namespace bursar::app {

class Signals {
 public:
  enum class Kind { stop, reload };
  /// What a hang-up means: the end of a program in a terminal, or "read your files again".
  enum class Hangup { ends, reloads };

  explicit Signals(Hangup hangup = Hangup::ends) {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    if (hangup == Hangup::reloads) sigaddset(&set_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  Kind wait() const {
    int number = 0;
    sigwait(&set_, &number);
    return number == SIGHUP ? Kind::reload : Kind::stop;
  }

 private:
  sigset_t set_{};
};

}  // namespace bursar::app
