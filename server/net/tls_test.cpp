// Tests of TLS in both directions, with certificates made on the spot.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <thread>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <boost/asio/io_context.hpp>

#include "net/client.hpp"
#include "net/loopback.hpp"
#include "net/tasks.hpp"

namespace bursar::net {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

struct CertificateOptions {
  std::string names = "DNS:localhost,IP:127.0.0.1";
  long valid_from_s = -3'600;
  long valid_to_s = 3'600;
  bool authority = false;
};

Key make_key() { return Key(EVP_EC_gen("P-256"), EVP_PKEY_free); }

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// Signed by `issuer`, or by itself when that is null.
Certificate make_certificate(const std::string& name, EVP_PKEY* key, X509* issuer,
                             EVP_PKEY* issuer_key, const CertificateOptions& options) {
  static long serial = 1;
  Certificate made(X509_new(), X509_free);
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), options.valid_from_s);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), options.valid_to_s);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509* const signer = issuer ? issuer : made.get();
  X509_set_issuer_name(made.get(), X509_get_subject_name(signer));
  X509_set_pubkey(made.get(), key);
  if (options.authority)
    add_extension(made.get(), signer, NID_basic_constraints, "critical,CA:TRUE");
  else add_extension(made.get(), signer, NID_subject_alt_name, options.names);
  X509_sign(made.get(), issuer_key, EVP_sha256());
  return made;
}

/// A folder with PEM files that is gone afterwards.
class PemFolder {
 public:
  PemFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "bursar_tls_XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~PemFolder() { std::filesystem::remove_all(path_); }
  std::string write(const std::string& name, X509* certificate) const {
    return write_with(name, [&](BIO* out) { PEM_write_bio_X509(out, certificate); });
  }
  std::string write(const std::string& name, EVP_PKEY* key) const {
    return write_with(name, [&](BIO* out) {
      PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
  }

 private:
  template <class F>
  std::string write_with(const std::string& name, F fill) const {
    const std::string file = (path_ / name).string();
    BIO* out = BIO_new_file(file.c_str(), "w");
    fill(out);
    BIO_free(out);
    return file;
  }
  std::filesystem::path path_;
};

Task<Response> hello(Request& request) { co_return json_response(200, "\"" + request.body + "\""); }

/// An authority, a server certificate it signed, and a server that uses it.
class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    CertificateOptions options;
    options.authority = true;
    authority_ =
        make_certificate("authority", authority_key_.get(), nullptr, authority_key_.get(), options);
    authorities_file_ = folder_.write("authority.pem", authority_.get());
  }
  TlsFiles files(const CertificateOptions& options, const std::string& name) {
    const Key key = make_key();
    const Certificate leaf =
        make_certificate("server", key.get(), authority_.get(), authority_key_.get(), options);
    return {folder_.write(name + ".pem", leaf.get()), folder_.write(name + ".key", key.get())};
  }
  TlsFiles self_signed() {
    const Key key = make_key();
    const Certificate leaf = make_certificate("self", key.get(), nullptr, key.get(), {});
    return {folder_.write("self.pem", leaf.get()), folder_.write("self.key", key.get())};
  }
  void serve(const TlsFiles& tls) {
    ServerOptions options;
    options.log = &log_;
    server_ = std::make_unique<Server>(std::move(options), clock_, random_);
    Surface surface;
    surface.routes.push_back(open_route(Method::post, "/hello", "post_hello", hello));
    port_ = server_->listen({"127.0.0.1", 0, std::move(surface), tls});
    server_->start();
  }
  Exchange post(const std::string& host) {
    Client::Options options;
    options.authorities_file = authorities_file_;
    Client client(clock_, std::move(options));
    return post_with(client, host);
  }
  Exchange post_with(Client& client, const std::string& host) {
    std::promise<Exchange> answer;
    server_->spawn("client", [&]() -> Task<void> {
      ClientRequest request;
      request.url = "https://" + host + ":" + std::to_string(port_) + "/hello";
      request.body = "card";
      Exchange exchange = co_await client.send(request);
      answer.set_value(std::move(exchange));
    });
    return answer.get_future().get();
  }
  std::string logged() {
    const std::lock_guard lock(lines_mutex_);
    return lines_;
  }

  SystemClock clock_;
  SystemRandom random_;
  PemFolder folder_;
  Key authority_key_ = make_key();
  Certificate authority_{nullptr, X509_free};
  std::string authorities_file_;
  std::mutex lines_mutex_;
  std::string lines_;
  Log log_{clock_, LogLevel::info, [this](std::string_view line) {
             const std::lock_guard lock(lines_mutex_);
             lines_ += line;
           }};
  std::unique_ptr<Server> server_;
  std::uint16_t port_ = 0;
};

TEST_F(TlsTest, carries_requests_and_reuses_connections) {
  // Protects: HTTPS in both directions, by name and by address, and the pool over TLS.
  serve(files({}, "server"));
  Client::Options options;
  options.authorities_file = authorities_file_;
  Client client(clock_, std::move(options));
  for (const std::string host : {"localhost", "127.0.0.1", "localhost"}) {
    const Exchange exchange = post_with(client, host);
    EXPECT_EQ(exchange.reach, Reach::answered) << exchange.failure;
    EXPECT_EQ(exchange.body, "\"card\"");
  }
}

TEST_F(TlsTest, refuses_certificates_that_do_not_verify) {
  // Protects: T-03; an expired, foreign or self-signed certificate gets not one byte of the body.
  CertificateOptions expired;
  expired.valid_to_s = -60;
  CertificateOptions wrong_host;
  wrong_host.names = "DNS:other.example,IP:192.0.2.1";
  for (const TlsFiles& tls :
       {files(expired, "expired"), files(wrong_host, "wrong"), self_signed()}) {
    serve(tls);
    for (const std::string host : {"localhost", "127.0.0.1"}) {
      const Exchange exchange = post(host);
      EXPECT_EQ(exchange.reach, Reach::not_sent) << tls.certificate_chain;
      EXPECT_NE(exchange.failure.find("TLS with"), std::string::npos) << exchange.failure;
    }
    server_->stop();
  }
  EXPECT_EQ(logged().find("\"message\":\"request\""), std::string::npos);
}

TEST_F(TlsTest, reloads_certificates_without_a_restart) {
  // Protects: T-01; a renewed certificate serves the next connection, a broken one changes nothing.
  CertificateOptions expired;
  expired.valid_to_s = -60;
  const TlsFiles tls = files(expired, "server");
  serve(tls);
  EXPECT_EQ(post("localhost").reach, Reach::not_sent);
  files({}, "server");
  server_->reload_tls();
  EXPECT_EQ(post("localhost").reach, Reach::answered);
  std::ofstream(tls.certificate_chain) << "nonsense";
  EXPECT_THROW(server_->reload_tls(), std::invalid_argument);
  EXPECT_EQ(post("localhost").reach, Reach::answered);
}

TEST_F(TlsTest, speaks_no_old_version_and_no_plain_text) {
  // Protects: T-01; TLS 1.1 is refused, and plain HTTP on a TLS port gets no answer at all.
  serve(files({}, "server"));
  const auto connects = [&](int version) {
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, version);
    SSL_CTX_set_max_proto_version(context, version);
    const RawClient raw(port_);
    SSL* ssl = SSL_new(context);
    SSL_set_fd(ssl, raw.fd());
    const bool done = SSL_connect(ssl) == 1;
    SSL_free(ssl);
    SSL_CTX_free(context);
    return done;
  };
  EXPECT_TRUE(connects(TLS1_2_VERSION));
  EXPECT_TRUE(connects(TLS1_3_VERSION));
  EXPECT_FALSE(connects(TLS1_1_VERSION));
  RawClient plain(port_);
  plain.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(plain.read_to_end().find("HTTP"), std::string::npos);
}

TEST_F(TlsTest, refuses_files_that_do_not_fit) {
  // Protects: a server that would fail every handshake does not start.
  const TlsFiles good = files({}, "one");
  const TlsFiles other = files({}, "two");
  EXPECT_THROW(server_tls({good.certificate_chain, other.private_key}), std::invalid_argument);
  EXPECT_THROW(server_tls({"/nowhere.pem", good.private_key}), std::invalid_argument);
  EXPECT_THROW(client_tls("/nowhere.pem"), std::invalid_argument);
}

}  // namespace
}  // namespace bursar::net
