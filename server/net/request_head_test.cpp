// Tests of the strict request reader: a corpus, and a comparison with Beast's parser over many
// mutations.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/random.hpp"
#include "base/text.hpp"
#include "net/chunked.hpp"
#include "net/request_head.hpp"

namespace bursar::net {
namespace {

namespace http = boost::beast::http;

std::string code_of(const std::string& head) {
  const Result<RequestHead> parsed = parse_head(head, Limits{});
  return parsed ? "" : parsed.error().code;
}

TEST(RequestHead, reads_what_a_request_says) {
  // Protects: names are folded, values trimmed, framing and connection understood.
  const Result<RequestHead> head = parse_head(
      "POST /a?b=c HTTP/1.1\r\nHOST: x\r\nX-Empty:\r\nX-Padded: \t v  w \t\r\nContent-Length: "
      "12\r\n"
      "Connection: keep-alive\r\nExpect: 100-continue\r\n\r\n",
      Limits{});
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->method, "POST");
  EXPECT_EQ(head->target, "/a?b=c");
  EXPECT_EQ(head->headers.at(0), (std::pair<std::string, std::string>("host", "x")));
  EXPECT_EQ(head->headers.at(1).second, "");
  EXPECT_EQ(head->headers.at(2).second, "v  w");
  EXPECT_EQ(head->content_length, 12u);
  EXPECT_TRUE(head->keep_alive && head->expects_continue && head->has_body() && !head->chunked);
}

TEST(RequestHead, refuses_with_the_fitting_code) {
  // Protects: which status each kind of broken head gets.
  EXPECT_EQ(code_of("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "");
  EXPECT_EQ(code_of("GET / HTTP/1.0\r\n\r\n"), "");
  EXPECT_EQ(code_of("GET / HTTP/1.2\r\nHost: a\r\n\r\n"), "http_version_unsupported");
  EXPECT_EQ(code_of("GET / http/1.1\r\nHost: a\r\n\r\n"), "malformed_request");
  EXPECT_EQ(code_of("GET / HTTP/1.1\r\nHost: a\r\nExpect: money\r\n\r\n"), "expectation_failed");
  EXPECT_EQ(code_of("GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"),
            "target_too_long");
  EXPECT_EQ(code_of("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n"),
            "malformed_request");
  EXPECT_EQ(code_of("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), "malformed_request");
  EXPECT_EQ(code_of("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n"),
            "malformed_request");
  EXPECT_EQ(code_of("GET / HTTP/1.1\r\nHost: a\r\nx: \xff\r\n\r\n"), "malformed_request");
}

TEST(RequestHead, finds_the_end_however_the_bytes_arrive) {
  // Protects: the end is where the empty line is, and a bare line feed is refused as soon as it
  // comes.
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  std::size_t scanned = 0;
  for (std::size_t size = 0; size < head.size(); ++size)
    EXPECT_EQ(*find_head_end(head.substr(0, size), scanned, Limits{}), 0u) << size;
  EXPECT_EQ(*find_head_end(head + "rest", scanned, Limits{}), head.size());
  scanned = 0;
  EXPECT_FALSE(find_head_end("GET / HTTP/1.1\n", scanned, Limits{}).has_value());
  scanned = 0;
  EXPECT_EQ(find_head_end(std::string(16 * 1024, 'a'), scanned, Limits{}).error().code,
            "head_too_large");
}

/// `text` with a few bytes changed, dropped, doubled or replaced by bytes that matter to parsers.
std::string mutate(std::string text, SeededRandom& random) {
  static constexpr std::string_view k_bytes = "\r\n\t :;,0159aAfF/?%=\x01\x7f\x80";
  for (std::uint64_t i = random.below(4); i > 0 && !text.empty(); --i) {
    const std::size_t at = random.below(text.size());
    switch (random.below(4)) {
      case 0: text[at] = k_bytes[random.below(k_bytes.size())]; break;
      case 1: text.erase(at, 1 + random.below(3)); break;
      case 2: text.insert(at, 1, k_bytes[random.below(k_bytes.size())]); break;
      default: text.insert(at, text.substr(at, 1 + random.below(12))); break;
    }
  }
  return text;
}

/// Beast keeps fields of one name together; the order within a name is what counts.
std::vector<std::pair<std::string, std::string>> by_name(
    std::vector<std::pair<std::string, std::string>> headers) {
  std::stable_sort(headers.begin(), headers.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  return headers;
}

TEST(RequestHead, agrees_with_a_second_parser) {
  // Protects: I-01 against desynchronisation: what ours accepts, Beast reads in the same way.
  const std::vector<std::string> seeds{
      "GET /a?b=c HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
      "POST /x HTTP/1.1\r\nHost: a:80\r\nContent-Length: 15\r\nConnection: close, x\r\nCookie: "
      "a=b; c=d\r\n\r\n",
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
      "DELETE /items/7 HTTP/1.0\r\nContent-Length: 0\r\nX-Forwarded-For: 1.2.3.4, 5.6.7.8\r\n\r\n"};
  SeededRandom random(4711);
  int accepted = 0;
  for (int round = 0; round < 60'000; ++round) {
    const std::string text = mutate(seeds[random.below(seeds.size())], random);
    std::size_t scanned = 0;
    const Result<std::size_t> end = find_head_end(text, scanned, Limits{});
    if (!end || *end == 0) continue;
    const Result<RequestHead> ours = parse_head(std::string_view(text).substr(0, *end), Limits{});
    if (!ours) continue;
    ++accepted;
    http::request_parser<http::string_body> beast;
    beast.body_limit(boost::none);
    beast.header_limit(64 * 1024);
    boost::system::error_code failed;
    const std::size_t used = beast.put(boost::asio::buffer(text.data(), *end), failed);
    ASSERT_FALSE(failed && failed != http::error::need_more) << failed.message() << "\n" << text;
    ASSERT_TRUE(beast.is_header_done()) << text;
    ASSERT_EQ(used, *end) << text;
    ASSERT_EQ(std::string(beast.get().method_string()), ours->method) << text;
    ASSERT_EQ(std::string(beast.get().target()), ours->target) << text;
    ASSERT_EQ(beast.chunked(), ours->chunked) << text;
    ASSERT_EQ(beast.content_length().value_or(0), ours->content_length.value_or(0)) << text;
    std::vector<std::pair<std::string, std::string>> theirs;
    for (const auto& field : beast.get())
      theirs.emplace_back(fold_case(std::string(field.name_string())), std::string(field.value()));
    ASSERT_EQ(by_name(theirs), by_name(ours->headers)) << text;
  }
  EXPECT_GT(accepted, 5'000) << "the mutations must leave enough valid heads to compare";
}

struct Decoded {
  bool accepted = false;
  std::string body;
  std::size_t used = 0;
};

/// Feeds the decoder pieces of random length.
Decoded decode_ours(std::string_view text, SeededRandom& random) {
  ChunkDecoder decoder(1'000);
  Decoded decoded;
  while (decoded.used < text.size() && !decoder.done()) {
    const std::string_view piece = text.substr(decoded.used, 1 + random.below(7));
    const Result<std::size_t> used = decoder.feed(piece, decoded.body);
    if (!used) return decoded;
    decoded.used += *used;
  }
  decoded.accepted = decoder.done();
  return decoded;
}

TEST(ChunkDecoder, agrees_with_a_second_parser) {
  // Protects: bodies and the start of the next request, wherever ours and Beast both accept.
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::vector<std::string> seeds{"3\r\nabc\r\n0\r\n\r\nGET",
                                       "a;x=y\r\n0123456789\r\n1\r\nz\r\n0\r\n\r\n",
                                       "1\r\na\r\n00\r\nx: y\r\n\r\nmore"};
  SeededRandom random(42);
  int accepted = 0;
  for (int round = 0; round < 60'000; ++round) {
    const std::string text = mutate(seeds[random.below(seeds.size())], random);
    const Decoded ours = decode_ours(text, random);
    if (!ours.accepted) continue;
    http::request_parser<http::string_body> beast;
    beast.eager(true);
    boost::system::error_code failed;
    const std::string whole = head + text;
    std::size_t used = 0;
    while (used < whole.size() && !beast.is_done() && !failed)
      used += beast.put(boost::asio::buffer(whole.data() + used, whole.size() - used), failed);
    if (failed || !beast.is_done()) continue;  // Beast is stricter about extensions and trailers
    ++accepted;
    ASSERT_EQ(beast.get().body(), ours.body) << text;
    ASSERT_EQ(used - head.size(), ours.used) << text;
  }
  EXPECT_GT(accepted, 2'000) << "the mutations must leave enough valid bodies to compare";
}

TEST(ChunkDecoder, bounds_everything) {
  // Protects: body, extensions and trailers cannot grow without end.
  std::string body;
  EXPECT_EQ(ChunkDecoder(4).feed("5\r\n", body).error().code, "body_too_large");
  EXPECT_EQ(ChunkDecoder(4).feed("3\r\nabc\r\n2\r\n", body).error().code, "body_too_large");
  EXPECT_EQ(ChunkDecoder(4).feed("FFFFFFFF\r\n", body).error().code, "body_too_large");
  EXPECT_FALSE(ChunkDecoder(4).feed("1;" + std::string(300, 'x') + "\r\n", body).has_value());
  EXPECT_FALSE(ChunkDecoder(4).feed("0\r\n" + std::string(5'000, 'x') + "\r\n", body).has_value());
}

}  // namespace
}  // namespace bursar::net
