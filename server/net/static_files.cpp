// Choosing the variant of an embedded file and filling nonces into the index page.
#include "net/static_files.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "base/text.hpp"
#include "net/security_headers.hpp"

namespace bursar::net {

namespace {

constexpr std::string_view k_nonce_mark = "{{nonce}}";

/// Thousandths of a quality value ("0.8" → 800); 0 for anything malformed.
int quality(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return 0;
  int value = (text[0] - '0') * 1'000;
  if (text.size() == 1) return value;
  if (text[1] != '.' || text.size() > 5) return 0;
  for (std::size_t i = 2, unit = 100; i < text.size(); ++i, unit /= 10) {
    if (text[i] < '0' || text[i] > '9') return 0;
    value += (text[i] - '0') * static_cast<int>(unit);
  }
  return std::min(value, 1'000);
}

/// Quality of `coding` in an Accept-Encoding header; -1 when it is not mentioned.
int quality_of(std::string_view header, std::string_view coding) {
  int wildcard = -1;
  while (!header.empty()) {
    const std::size_t comma = std::min(header.find(','), header.size());
    std::string_view item = trim(header.substr(0, comma));
    header.remove_prefix(std::min(comma + 1, header.size()));
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    const std::string name = fold_case(trim(item.substr(0, semicolon)));
    const std::string_view parameter = trim(item.substr(std::min(semicolon + 1, item.size())));
    const bool weighted = parameter.starts_with("q=") || parameter.starts_with("Q=");
    const int value = weighted ? quality(parameter.substr(2)) : 1'000;
    if (name == coding) return value;
    if (name == "*") wildcard = value;
  }
  return wildcard;
}

bool matches(std::string_view if_none_match, std::string_view quoted_tag) {
  while (!if_none_match.empty()) {
    const std::size_t comma = std::min(if_none_match.find(','), if_none_match.size());
    std::string_view tag = trim(if_none_match.substr(0, comma));
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == "*" || tag == quoted_tag) return true;
    if_none_match.remove_prefix(std::min(comma + 1, if_none_match.size()));
  }
  return false;
}

/// A path of the application, not of a file or a hidden folder: nothing in it has a dot.
bool looks_like_page(std::string_view path) { return path.find('.') == std::string_view::npos; }

std::string fresh_nonce(CryptoRandom& random) {
  std::array<unsigned char, 18> bytes{};
  random.fill(bytes);
  return to_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Task<Response> answer(const StaticFiles* files, const Request* request) {
  std::optional<Response> found = files->find(*request);
  if (found) co_return *std::move(found);
  co_return to_problem(not_found("this path"), request->request_id);
}

}  // namespace

Coding choose_coding(std::string_view accept_encoding, bool has_gzip, bool has_brotli) {
  const int gzip = has_gzip ? quality_of(accept_encoding, "gzip") : -1;
  const int brotli = has_brotli ? quality_of(accept_encoding, "br") : -1;
  if (brotli > 0 && brotli >= gzip) return Coding::brotli;
  return gzip > 0 ? Coding::gzip : Coding::identity;
}

StaticFiles::StaticFiles(std::span<const StaticFile> files, CryptoRandom& random,
                         StaticOptions options)
    : random_(random), options_(std::move(options)) {
  if (!options_.content_policy) options_.content_policy = office_content_policy;
  for (const StaticFile& file : files)
    check(files_.emplace(file.path, &file).second, "two embedded files share a path");
}

std::optional<Response> StaticFiles::find(const Request& request) const {
  const std::string_view path = request.path;
  auto found = files_.find(path);
  if (found == files_.end()) {
    const bool reserved =
        std::any_of(options_.reserved.begin(), options_.reserved.end(),
                    [&](const std::string& prefix) { return path.starts_with(prefix); });
    if (!reserved && looks_like_page(path)) found = files_.find(options_.index);
  }
  if (found == files_.end()) return std::nullopt;
  const StaticFile& file = *found->second;
  return file.path == options_.index ? index_page(file) : plain_file(file, request);
}

Handler StaticFiles::handler() const {
  return [this](Request& request) { return answer(this, &request); };
}

Response StaticFiles::index_page(const StaticFile& file) const {
  const std::string nonce = fresh_nonce(random_);
  Response response;
  std::string_view rest = file.identity;
  for (std::size_t mark = rest.find(k_nonce_mark); mark != std::string_view::npos;
       mark = rest.find(k_nonce_mark)) {
    response.body.append(rest.substr(0, mark)).append(nonce);
    rest.remove_prefix(mark + k_nonce_mark.size());
  }
  response.body.append(rest);
  response.with("content-type", "text/html; charset=utf-8").with("cache-control", "no-store");
  response.with("content-security-policy", options_.content_policy(nonce));
  return response;
}

Response StaticFiles::plain_file(const StaticFile& file, const Request& request) const {
  static constexpr std::array<std::string_view, 3> k_suffix{"", "-gz", "-br"};
  static constexpr std::array<std::string_view, 3> k_name{"", "gzip", "br"};
  const Coding coding =
      choose_coding(request.header("accept-encoding"), !file.gzip.empty(), !file.brotli.empty());
  const auto index = static_cast<std::size_t>(coding);
  // Variants differ in their bytes, so their strong validators must differ too.
  const std::string tag = "\"" + std::string(file.etag) + std::string(k_suffix[index]) + "\"";
  Response response;
  response.with("etag", tag).with("vary", "accept-encoding");
  response.with("cache-control", file.path.starts_with("/assets/")
                                     ? "public, max-age=31536000, immutable"
                                     : "no-cache");
  if (matches(request.header("if-none-match"), tag)) {
    response.status = 304;
    return response;
  }
  response.with("content-type", std::string(file.mime));
  if (coding != Coding::identity) response.with("content-encoding", std::string(k_name[index]));
  response.static_body = coding == Coding::brotli ? file.brotli
                         : coding == Coding::gzip ? file.gzip
                                                  : file.identity;
  // Files other than the index can be opened as documents (an SVG, say): nothing in them may run.
  response.with("content-security-policy",
                "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  return response;
}

}  // namespace bursar::net
