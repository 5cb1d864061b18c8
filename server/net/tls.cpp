// Builds the TLS contexts.
#include "net/tls.hpp"

#include <stdexcept>

namespace bursar::net {

namespace ssl = boost::asio::ssl;

namespace {

constexpr const char* k_tls12_suites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

std::shared_ptr<ssl::context> strict_context(ssl::context::method method) {
  auto context = std::make_shared<ssl::context>(method);
  SSL_CTX* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(native, k_tls12_suites);
  SSL_CTX_set_options(
      native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_max_early_data(native, 0);
  return context;
}

[[noreturn]] void refuse(const std::string& file, const boost::system::error_code& failed) {
  throw std::invalid_argument("cannot use " + file + " for TLS: " + failed.message());
}

}  // namespace

std::shared_ptr<ssl::context> server_tls(const TlsFiles& files) {
  auto context = strict_context(ssl::context::tls_server);
  boost::system::error_code failed;
  context->use_certificate_chain_file(files.certificate_chain, failed);
  if (failed) refuse(files.certificate_chain, failed);
  context->use_private_key_file(files.private_key, ssl::context::pem, failed);
  if (failed) refuse(files.private_key, failed);
  if (SSL_CTX_check_private_key(context->native_handle()) != 1)
    throw std::invalid_argument("the key " + files.private_key +
                                " does not belong to the certificate " + files.certificate_chain);
  return context;
}

std::shared_ptr<ssl::context> client_tls(const std::string& authorities_file) {
  auto context = strict_context(ssl::context::tls_client);
  context->set_verify_mode(ssl::verify_peer);
  boost::system::error_code failed;
  if (authorities_file.empty()) context->set_default_verify_paths(failed);
  else context->load_verify_file(authorities_file, failed);
  if (failed)
    refuse(authorities_file.empty() ? "the system trust store" : authorities_file, failed);
  return context;
}

}  // namespace bursar::net
