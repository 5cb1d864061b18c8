// The chunk decoder's state machine.
#include "net/chunked.hpp"

#include <algorithm>

#include "net/limits.hpp"

namespace bursar::net {

namespace {

Error malformed(std::string message) {
  return invalid("", "malformed_request", std::move(message));
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Result<std::size_t> ChunkDecoder::feed(std::string_view bytes, std::string& body) {
  std::size_t used = 0;
  while (used < bytes.size() && !done()) {
    if (state_ == State::payload) {
      const std::size_t part = std::min<std::uint64_t>(chunk_left_, bytes.size() - used);
      body.append(bytes.substr(used, part));
      used += part;
      chunk_left_ -= part;
      if (chunk_left_ == 0) state_ = State::payload_cr;
      continue;
    }
    if (Result<void> stepped = step(bytes[used]); !stepped) return std::move(stepped).error();
    ++used;
  }
  return used;
}

Result<void> ChunkDecoder::step(char c) {
  switch (state_) {
    case State::size: return size_step(c);
    case State::extension:
      if (c == '\r') state_ = State::size_end;
      else if (c < 0x20 || c == 0x7F || ++line_bytes_ > k_chunk_line_max)
        return malformed("a chunk extension is malformed");
      return ok();
    case State::size_end:
      if (c != '\n') return malformed("a chunk size does not end with CR and LF");
      return size_done();
    case State::payload_cr:
      if (c != '\r') return malformed("a chunk does not end with CR and LF");
      state_ = State::payload_lf;
      return ok();
    case State::payload_lf:
      if (c != '\n') return malformed("a chunk does not end with CR and LF");
      state_ = State::size;
      return ok();
    default: return trailer_step(c);
  }
}

Result<void> ChunkDecoder::size_step(char c) {
  if (const int digit = hex_value(c); digit >= 0) {
    if (++digits_ > k_chunk_digits_max) return malformed("a chunk size has too many digits");
    chunk_left_ = chunk_left_ * 16 + static_cast<std::uint64_t>(digit);
    return ok();
  }
  if (digits_ == 0 || (c != ';' && c != '\r')) return malformed("a chunk size is malformed");
  state_ = c == ';' ? State::extension : State::size_end;
  return ok();
}

Result<void> ChunkDecoder::size_done() {
  digits_ = 0;
  line_bytes_ = 0;
  if (chunk_left_ == 0) {
    state_ = State::trailer;
    return ok();
  }
  if (chunk_left_ > body_max_ - total_)
    return invalid("", "body_too_large",
                   "the body is longer than " + std::to_string(body_max_) + " bytes");
  total_ += chunk_left_;
  state_ = State::payload;
  return ok();
}

Result<void> ChunkDecoder::trailer_step(char c) {
  if (++line_bytes_ > k_trailer_bytes_max) return malformed("the trailers are too long");
  if (state_ == State::trailer) {
    if (c == '\n') return malformed("a trailer is malformed");
    state_ = c == '\r' ? State::last_lf : State::trailer_line;
  } else if (state_ == State::trailer_line) {
    if (c == '\n') return malformed("a trailer does not end with CR and LF");
    if (c == '\r') state_ = State::trailer_line_end;
  } else {
    if (c != '\n') return malformed("a trailer does not end with CR and LF");
    state_ = state_ == State::last_lf ? State::done : State::trailer;
  }
  return ok();
}

}  // namespace bursar::net
