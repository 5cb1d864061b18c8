// JSON-lines log: one object per line with time, level, message and fields. Control characters are
// escaped, so no input can forge a line, and anything that looks like a card number is masked.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

#include "base/time.hpp"

namespace bursar::net {

enum class LogLevel { debug, info, warn, error };

/// One named value of a line. There is no constructor for Secret, so a secret cannot be logged.
struct LogField {
  LogField(std::string_view name_, std::string_view value_) : name(name_), value(value_) {}
  LogField(std::string_view name_, const char* value_)
      : name(name_), value(std::string_view(value_)) {}
  LogField(std::string_view name_, const std::string& value_)
      : name(name_), value(std::string_view(value_)) {}
  LogField(std::string_view name_, std::int64_t value_) : name(name_), value(value_) {}
  std::string_view name;
  std::variant<std::string_view, std::int64_t> value;
};

class LogWriter;

/// Thread-safe. Lines below `lowest` cost nothing.
class Log {
 public:
  /// Gets whole lines, each ended by a line feed; called under a lock.
  using Sink = std::function<void(std::string_view line)>;
  /// Writes to standard error: warnings and errors at once, the rest in batches.
  explicit Log(const Clock& clock, LogLevel lowest = LogLevel::info);
  Log(const Clock& clock, LogLevel lowest, Sink sink);
  ~Log();

  bool takes(LogLevel level) const { return level >= lowest_; }
  void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

 private:
  const Clock& clock_;
  LogLevel lowest_;
  std::unique_ptr<LogWriter> writer_;
  Sink sink_;
  std::mutex mutex_;  ///< held while the sink runs
};

/// `text` with every card number (13 to 19 digits of a card range that pass the Luhn check, spaces
/// and dashes between them allowed) replaced by "[card]".
std::string mask_cards(std::string_view text);

}  // namespace bursar::net
