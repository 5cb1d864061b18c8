// Words of the enumerations, as they stand in the contract.
#include "base/check.hpp"
#include "chain/chain.hpp"

namespace bursar::chain {

std::string_view word(OrderState value) {
  switch (value) {
    case OrderState::waiting: return "waiting";
    case OrderState::checked: return "checked";
    case OrderState::placed: return "placed";
    case OrderState::refused: return "refused";
  }
  throw Bug("state of order outside its enumeration", std::source_location::current());
}

std::string_view word(TransactionState value) {
  switch (value) {
    case TransactionState::frozen: return "waiting";
    case TransactionState::signed_: return "signed";
    case TransactionState::sending: return "sending";
    case TransactionState::sent: return "sent";
    case TransactionState::confirmed: return "confirmed";
    case TransactionState::conflicting: return "conflicting";
    case TransactionState::dissolved: return "dissolved";
  }
  throw Bug("state of transaction outside its enumeration", std::source_location::current());
}

}  // namespace bursar::chain
