// pain.001.001.09 as SEPA banks take it: one block of credit transfers in euro. Private.
#pragma once

#include <string>
#include <vector>

#include "base/money.hpp"
#include "base/time.hpp"

namespace bursar::bank {

struct Transfer {
  std::string end_to_end;
  Money amount;
  std::string iban, bic, name, purpose;
};
struct TransferFile {
  std::string message_id;
  Instant made_at;
  std::string execute_on;  ///< "2026-11-23"
  std::string holder, iban, bic;
  std::vector<Transfer> transfers;
};

std::string payment_file_xml(const TransferFile& file);

/// The characters that every SEPA bank carries; accents are left off, everything else is a space.
std::string bank_text(std::string_view text, std::size_t length_max);

}  // namespace bursar::bank
