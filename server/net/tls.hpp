// TLS settings for both directions (T-01, T-03): 1.2 with ECDHE and AEAD or 1.3, no
// renegotiation, no compression; as a client always with verification of certificate and host name.
#pragma once

#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>

namespace bursar::net {

/// PEM files of a listener.
struct TlsFiles {
  std::string certificate_chain;
  std::string private_key;
};

/// Throws std::invalid_argument naming the file that cannot be used.
std::shared_ptr<boost::asio::ssl::context> server_tls(const TlsFiles& files);
/// The system's trust store, or `authorities_file` (PEM) in its place when it is not empty.
std::shared_ptr<boost::asio::ssl::context> client_tls(const std::string& authorities_file);

}  // namespace bursar::net
