// The table of liability by electronic commerce indicator.
#include "payments/liability.hpp"

#include <array>

namespace bursar::payments {
namespace {

struct Row {
  bool mastercard = false;
  std::string_view eci;
  Liability liability = Liability::unknown;
};
constexpr std::array<Row, 10> k_rows{{
    {false, "05", Liability::issuer},    // authenticated
    {false, "06", Liability::issuer},    // attempted
    {false, "07", Liability::merchant},  // none
    {true, "02", Liability::issuer},     // authenticated
    {true, "01", Liability::issuer},     // attempted
    {true, "07", Liability::issuer},     // recurring, first one authenticated
    {true, "00", Liability::merchant},   // failed
    {true, "04", Liability::merchant},   // data only
    {true, "06", Liability::merchant},   // exempt
    {true, "03", Liability::unknown},
}};

}  // namespace

Liability liability_of(std::string_view scheme, const providers::ThreeDsResult& result) {
  if (!result.exemption.empty()) return Liability::merchant;
  const bool mastercard = scheme == "mastercard" || scheme == "maestro";
  for (const Row& row : k_rows)
    if (row.mastercard == mastercard && row.eci == result.eci) return row.liability;
  return Liability::unknown;
}

}  // namespace bursar::payments
