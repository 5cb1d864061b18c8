// Decodes a chunked request body piece by piece. Pure and strict: sizes of at most eight hex
// digits, short extensions, CR LF everywhere; trailers are skipped, bounded, and never become
// headers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace bursar::net {

class ChunkDecoder {
 public:
  explicit ChunkDecoder(std::size_t body_max) : body_max_(body_max) {}
  /// Consumes from the front of `bytes`, appends payload to `body` and returns how much was used.
  /// Errors: malformed_request, body_too_large.
  Result<std::size_t> feed(std::string_view bytes, std::string& body);
  /// True when the last chunk and its empty line were read.
  bool done() const { return state_ == State::done; }

 private:
  enum class State {
    size,
    extension,
    size_end,
    payload,
    payload_cr,
    payload_lf,
    trailer,
    trailer_line,
    trailer_line_end,
    last_lf,
    done
  };
  Result<void> step(char c);
  Result<void> size_step(char c);
  Result<void> size_done();
  Result<void> trailer_step(char c);

  std::size_t body_max_;
  State state_ = State::size;
  std::uint64_t chunk_left_ = 0;
  std::size_t digits_ = 0;
  std::size_t line_bytes_ = 0;
  std::size_t total_ = 0;
};

}  // namespace bursar::net
