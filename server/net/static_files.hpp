// Serves files embedded in the binary: precompressed variants, validators, immutable caching of
// hashed assets, and an index page whose nonce is fresh in every response.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "net/http.hpp"

namespace bursar::net {

/// One embedded file; all bytes outlive the program's use of them. Written by bursar_embed_files().
struct StaticFile {
  std::string_view path;  ///< "/assets/index-4f2a.js"
  std::string_view mime;
  std::string_view etag;  ///< hash of the identity bytes, without quotes
  std::string_view identity;
  std::string_view gzip;    ///< empty when it would not be smaller
  std::string_view brotli;  ///< likewise
};

struct StaticOptions {
  std::string index = "/index.html";
  /// Below these nothing is a page: a miss is a 404 and never the index.
  std::vector<std::string> reserved{"/api/", "/v1/", "/assets/"};
  /// The page's Content-Security-Policy for a nonce; default office_content_policy.
  std::function<std::string(std::string_view nonce)> content_policy;
};

class StaticFiles {
 public:
  /// The random source must outlive the object. Two files of one path are a Bug.
  StaticFiles(std::span<const StaticFile> files, CryptoRandom& random, StaticOptions options = {});
  /// The file of the path, the index for paths that look like pages of the application, or nothing.
  std::optional<Response> find(const Request& request) const;
  /// For Surface::fallback; what find() does not know becomes a 404 problem. The object must
  /// outlive it.
  Handler handler() const;

 private:
  Response index_page(const StaticFile& file) const;
  Response plain_file(const StaticFile& file, const Request& request) const;

  std::map<std::string_view, const StaticFile*> files_;
  CryptoRandom& random_;
  StaticOptions options_;
};

enum class Coding { identity, gzip, brotli };
/// The best coding a client accepts of those that exist; identity when the header is absent.
Coding choose_coding(std::string_view accept_encoding, bool has_gzip, bool has_brotli);

}  // namespace bursar::net
