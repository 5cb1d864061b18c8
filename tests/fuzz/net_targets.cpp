// What a socket brings: heads, targets, chunks, JSON.
#include <algorithm>

#include <boost/json.hpp>

#include "base/check.hpp"
#include "base/text.hpp"
#include "fuzz/targets.hpp"
#include "net/chunked.hpp"
#include "net/json_reader.hpp"
#include "net/request_head.hpp"
#include "net/response_head.hpp"
#include "net/target.hpp"

namespace bursar::fuzz {
namespace {

constexpr std::size_t k_body_max = 4'096;

/// What came out of a decoder: text and whether it was refused.
struct Decoded {
  std::string body;
  bool refused = false;
  bool done = false;
  bool operator==(const Decoded&) const = default;
};

Decoded decoded(std::string_view input, std::size_t piece) {
  net::ChunkDecoder decoder(k_body_max);
  Decoded result;
  while (!input.empty() && !decoder.done()) {
    std::string_view part = input.substr(0, piece);
    input.remove_prefix(part.size());
    while (!part.empty() && !decoder.done()) {
      const auto used = decoder.feed(part, result.body);
      result.refused = !used;
      if (!used) return result;
      check(*used > 0 && *used <= part.size(), "a decoder moves on within its input");
      part.remove_prefix(*used);
    }
  }
  result.done = decoder.done();
  check(result.body.size() <= k_body_max, "a body keeps to its bound");
  return result;
}

bool holds_double(const boost::json::value& value) {
  if (const auto* list = value.if_array())
    return std::any_of(list->begin(), list->end(), holds_double);
  if (const auto* object = value.if_object())
    return std::any_of(object->begin(), object->end(),
                       [](const auto& member) { return holds_double(member.value()); });
  return value.is_double();
}

void read_all(net::JsonReader& in) {
  (void)in.text("text", 1, 40);
  (void)in.text_or_none("maybe", 40);
  (void)in.integer("amount", -5, 1'000'000);
  (void)in.integer_or_none("count", 0, 9);
  (void)in.boolean("flag", true);
  (void)in.texts("texts", 4, 8);
  if (auto nested = in.object("object")) {
    (void)nested->text("text", 0, 10);
    in.adopt(*nested);
  }
  for (net::JsonReader& line : in.objects("lines", 3)) {
    (void)line.integer("amount", 0, 10);
    in.adopt(line);
  }
}

}  // namespace

void request_head(std::string_view input) {
  const net::Limits limits;
  std::size_t scanned = 0;
  const auto size = net::find_head_end(input, scanned, limits);
  if (!size || *size == 0) return;
  check(*size <= input.size() && *size <= limits.head_bytes_max, "a head ends within the input");
  const auto head = net::parse_head(input.substr(0, *size), limits);
  if (!head) return;
  check(!(head->chunked && head->content_length), "one framing only");
  check(head->headers.size() <= limits.header_count_max, "headers keep to their bound");
  for (const auto& [name, value] : head->headers) {
    check(!name.empty() && name == fold_case(name), "names are lower case");
    check(value.find_first_of("\r\n") == std::string::npos, "values are one line");
  }
  const auto target = net::parse_target(head->target, limits);
  if (!target) return;
  for (const std::string& segment : target->segments)
    check(segment != "." && segment != ".." && segment.find('\0') == std::string::npos,
          "segments lead nowhere else");
}

// Lines of the input are "name:value" headers; what would break the framing must be refused.
void response_head(std::string_view input) {
  net::Response response;
  while (!input.empty() && response.headers.size() < 20) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view line = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    const std::size_t colon = std::min(line.find(':'), line.size());
    response.with(std::string(line.substr(0, colon)),
                  std::string(line.substr(std::min(colon + 1, line.size()))));
  }
  std::string head;
  try {
    head = net::response_head(response, "rq_1", Instant{1'700'000'000'000}, {});
  } catch (const Bug&) {
    return;
  }
  std::size_t lines = 0;
  for (std::size_t at = 0; (at = head.find("\r\n", at)) != std::string::npos; at += 2) ++lines;
  check(head.ends_with("\r\n\r\n"), "a head ends with an empty line");
  check(head.find("\r\n\r\n") == head.size() - 4, "a head has one empty line");
  const auto plain = static_cast<std::size_t>(std::count(head.begin(), head.end(), '\n'));
  check(plain == lines, "every line feed has its carriage return");
}

void chunked_body(std::string_view input) {
  const Decoded whole = decoded(input, input.size());
  check(whole == decoded(input, 1), "pieces decode as the whole does");
  check(whole == decoded(input, 7), "other pieces as well");
}

void json_reader(std::string_view input) {
  const auto parsed = net::parse_json(input);
  if (parsed) {
    const auto again = net::parse_json(boost::json::serialize(*parsed));
    // Numbers with a fraction or beyond 64 bits are never kept; they may lose their last digit.
    check(again.has_value() && (holds_double(*parsed) || *again == *parsed),
          "what was read is written and read again");
  }
  net::JsonReader in(input);
  read_all(in);
  const auto problem = in.finish();
  check(problem.has_value() || parsed.has_value(), "what does not parse is a problem");
}

}  // namespace bursar::fuzz
