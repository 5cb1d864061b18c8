// Every bound of the net layer in one place (I-01, O-01): sizes, counts, deadlines and
// the named rate classes a route may ask for.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bursar::net {

/// Bounds of one server. The largest body is a property of the route (Route::body_max).
struct Limits {
  std::size_t head_bytes_max = 16 * 1024;  ///< request line and headers
  std::size_t header_count_max = 100;
  std::size_t target_bytes_max = 8 * 1024;     ///< path and query as sent
  std::size_t path_bytes_max = 2 * 1024;       ///< path as sent
  std::size_t query_count_max = 100;           ///< name=value pairs
  std::size_t connections_max = 12'000;        ///< open at once, all listeners together
  std::size_t write_slice_bytes = 256 * 1024;  ///< part of a large body that one write deadline
                                               ///< covers
  std::size_t requests_max = 2'048;            ///< being answered at once
  std::size_t sheddable_max = 256;  ///< of those, reads that give way to money and sign-in
  std::size_t bodies_bytes_max = 128 * 1024 * 1024;  ///< bodies being held at once
  std::int64_t place_wait_ms = 500;        ///< of a sheddable request for one of its places
  std::int64_t critical_wait_ms = 20'000;  ///< until storage begins the work of a request
  std::int64_t sheddable_wait_ms = 2'000;  ///< the same for one that gives way
  std::int64_t head_ms = 10'000;  ///< first byte of a request to the end of its head; TLS handshake
  std::int64_t body_ms = 30'000;  ///< end of the head to the end of the body
  std::int64_t idle_ms = 60'000;  ///< silence between two requests of a connection
  std::int64_t write_ms = 30'000;  ///< one write (a slice of a body, a frame of a stream)
  std::int64_t linger_ms = 2'000;  ///< reading on after a refusal, so that its text arrives
};

/// Largest nesting and member count of one JSON document.
inline constexpr std::size_t k_json_depth_max = 16;
inline constexpr std::size_t k_json_members_max = 10'000;
/// Chunked bodies: hex digits of a size, bytes of one extension or trailer section.
inline constexpr std::size_t k_chunk_digits_max = 8;
inline constexpr std::size_t k_chunk_line_max = 256;
inline constexpr std::size_t k_trailer_bytes_max = 4 * 1024;
/// Keys one rate limiter remembers.
inline constexpr std::size_t k_rate_keys_max = 100'000;

/// A named rate: `limit` per window, not more than `burst` within one second, `concurrent_max` at a
/// time (0 = not bounded).
struct RateClass {
  std::string_view name;
  std::int64_t limit = 0;
  std::int64_t window_ms = 60'000;
  std::int64_t burst = 0;
  std::int64_t concurrent_max = 0;
};

/// Defaults; an installation may override the numbers of a name.
inline constexpr std::array k_rate_classes{
    RateClass{"sign_in", 20, 60'000, 10, 0},       // per address, before any account is judged
    RateClass{"session", 1'200, 60'000, 100, 20},  // a person in the office
    RateClass{"api_key", 1'000, 60'000, 100, 50},  // a merchant's key
    RateClass{"export", 30, 3'600'000, 2, 1},
    RateClass{"authentication", 100, 3'600'000, 20, 0},
    RateClass{"webhook_test", 50, 3'600'000, 5, 0},
};

}  // namespace bursar::net
