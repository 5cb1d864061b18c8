// An authenticator and its browser in software, for tests: registers and signs as the specification
// asks, and lies where a test wants it to.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "identity/identity_fixture.hpp"
#include "identity/passkey.hpp"
#include "identity/webauthn_key.hpp"

struct evp_pkey_st;

namespace bursar::identity {

inline constexpr const char* k_test_origin = "https://office.example.org";
inline constexpr const char* k_test_rp_id = "office.example.org";

/// What browser and authenticator claim about one ceremony; the defaults are what is true.
struct Claims {
  std::string challenge;  ///< raw
  std::string type = {};  ///< empty: the right one
  std::string origin = k_test_origin;
  std::string rp_id = k_test_rp_id;
  unsigned flags = 0x05;              ///< user present and verified
  std::string more_client_data = {};  ///< further members, with a comma in front
  std::string more_bytes = {};        ///< bytes behind the authenticator data
};

class SoftPasskey {
 public:
  explicit SoftPasskey(webauthn::Algorithm algorithm = webauthn::Algorithm::es256);
  ~SoftPasskey();

  PasskeyRegistration create(const Claims& claims, std::string_view format = "none");
  /// Counts one on and signs.
  PasskeyAssertion get(const Claims& claims);
  std::string cose() const;
  std::string sign(std::string_view message) const;

  std::string credential_id;
  std::uint32_t sign_count = 0;

 private:
  std::string authenticator_data(const Claims& claims, bool with_key) const;

  webauthn::Algorithm algorithm_;
  evp_pkey_st* key_;
};

/// CBOR of small things.
std::string cbor_head(unsigned kind, std::size_t value);
std::string cbor_bytes(std::string_view bytes);
std::string cbor_text(std::string_view text);

/// What tests of passkeys do in one step.
class PasskeyTest : public IdentityTest {
 protected:
  /// Answers of whole steps; the passkey signs what the server has asked.
  PasskeyInvitation invite(const Secret& token);
  FactorOutcome add(const Secret& token, SoftPasskey& passkey, const std::string& name = "Laptop");
  PasskeyQuestion ask(const Secret& token);
  FactorOutcome finish(const Secret& token, const PasskeyAssertion& answer);
  /// Password, then the passkey.
  FactorOutcome sign_in_by(const std::string& email, SoftPasskey& passkey);
  std::string refusal(const FactorOutcome& outcome) {
    return outcome.refusal ? outcome.refusal->code : "";
  }
};

}  // namespace bursar::identity
