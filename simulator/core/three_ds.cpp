// The tables of 3-D Secure 2 results.
#include "simulator/core/three_ds.hpp"

#include "base/random.hpp"

namespace bursar::simulator {
namespace {

bool is_mastercard(std::string_view scheme) {
  return scheme == "mastercard" || scheme == "maestro";
}

// "8-4-4-4-12" hexadecimal digits, marked as a random identifier of version 4.
std::string uuid(std::string_view provider_reference, std::string_view purpose) {
  std::string text = derived_text(provider_reference, purpose, 36, "0123456789abcdef");
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text[at] = '-';
  text[14] = '4';
  text[19] = 'a';
  return text;
}

}  // namespace

std::string derived_text(std::string_view provider_reference, std::string_view purpose,
                         std::size_t length, std::string_view alphabet) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const std::string_view part : {provider_reference, purpose})
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  SeededRandom random(hash);
  return random_text(random, length, alphabet);
}

std::string_view eci_of(std::string_view scheme, std::string_view trans_status) {
  const bool mastercard = is_mastercard(scheme);
  if (trans_status == "Y") return mastercard ? "02" : "05";
  if (trans_status == "A") return mastercard ? "01" : "06";
  if (trans_status == "I") return mastercard ? "06" : "07";
  return mastercard ? "00" : "07";
}

std::string_view step_up_code(std::string_view scheme) {
  return is_mastercard(scheme) ? "65" : "1A";
}

bool may_authorise(std::string_view trans_status) {
  return trans_status == "Y" || trans_status == "A" || trans_status == "U" || trans_status == "I";
}

ThreeDsResult three_ds_result(std::string_view provider_reference, std::string_view scheme,
                              std::string_view trans_status, std::string_view flow) {
  ThreeDsResult result;
  result.version = "2.2.0";
  result.flow = flow;
  result.trans_status = trans_status;
  result.eci = eci_of(scheme, trans_status);
  result.ds_trans_id = uuid(provider_reference, "ds");
  result.acs_trans_id = uuid(provider_reference, "acs");
  if (trans_status == "N") result.status_reason = "01";
  if (trans_status == "R") result.status_reason = "11";
  if (trans_status == "U") result.status_reason = "06";
  return result;
}

}  // namespace bursar::simulator
